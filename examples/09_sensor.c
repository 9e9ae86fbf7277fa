/* A daemon that watches a machine: it scales its sensors, tolerates those that fall silent, learns online, names the sensor
 * that is to blame, and keeps all that it knows in one file.
 *
 *     some-source | 09_sensor sensor.ae
 *
 * Sensors that fall silent are what `noise mask` trains the net for: it hides some of those that are there. Each line of the
 * input is a reading: six numbers with commas between them, where anything else is a gap. It learns from the
 * first 2,560 readings, and from the second half of these what a usual score is. From then on, a reading with a score 10
 * times as large is reported, and not learnt from. The file is written after each 256 readings that were learnt from. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autoencoder.h"

enum { SENSORS = 6, BATCH = 256, FIRST = 10 * BATCH };
static const char *const names[SENSORS] = { "inlet", "outlet", "flow", "pressure", "speed", "power" };
static ae_error error;

static void need(ae_status status)
{
    if (status != AE_OK)
        fprintf(stderr, "%s: %s\n", ae_status_name(status), error.text);
    if (status != AE_OK)
        exit(1);
}

static int read_line(float row[SENSORS])
{
    char line[256], *at = line, *end;
    if (!fgets(line, sizeof line, stdin))
        return 0;
    for (int i = 0; i < SENSORS; i++, at += strcspn(at, ",\n"), at += *at == ',') {
        row[i] = strtof(at, &end);
        row[i] = end == at ? NAN : row[i];
    }
    return 1;
}

int main(int argc, char **argv)
{
    static const char spec[] = "input 6 | scaler zscore | missing mask | noise mask p=0.15 | dense 16 act=tanh | dense 3 | "
                               "code | decoder mirror";
    static const char *const values[] = { "score", "errors" };
    const ae_context_options options = { .size = sizeof options, .rows = 1, .values = values, .n_values = 2 };
    const ae_fit_options online = { .size = sizeof online, .optimizer = "adam lr=0.01 | clip norm=1", .batch = BATCH };
    const char *path = argc > 1 ? argv[1] : "sensor.ae";
    static float batch[BATCH][SENSORS];
    float errors[SENSORS], score;
    char text[64];
    const ae_result results[] = { { "score", &score }, { "errors", errors } };
    ae_model *model;
    ae_context *context;
    ae_trainer *trainer;
    if (ae_model_load(&model, path, NULL, &error) != AE_OK)
        need(ae_model_create(&model, spec, NULL, &error));
    need(ae_context_create(&context, model, &options, &error));
    need(ae_trainer_create(&trainer, model, &online, &error));
    double seen = 0, usual = 0;
    const char *state = ae_model_get_note(model, "state"); /* NULL in a new file */
    if (state)
        sscanf(state, "%lf %lf", &seen, &usual);
    for (size_t n = 0; read_line(batch[n]); seen++) {
        const ae_rows row = AE_ROWS_F32(batch[n], 1, SENSORS), learnt = AE_ROWS_F32(batch[0], BATCH, SENSORS);
        size_t worst = 0;
        if (ae_model_run(results, 2, model, context, &row, &error) != AE_OK) {
            printf("reading %.0f: %s\n", seen + 1, error.text); /* such as one without any number */
            continue;
        }
        for (size_t i = 1; i < SENSORS; i++)
            worst = errors[i] > errors[worst] ? i : worst;
        if (seen > FIRST && (double)score > 10 * usual) {
            printf("reading %.0f: %s is odd: score %.3g, usual %.3g\n", seen + 1, names[worst], (double)score, usual);
            continue;
        }
        if (seen > FIRST / 2)
            usual += ((double)score - usual) / fmin(seen - FIRST / 2, 1000);
        if (++n < BATCH)
            continue;
        n = 0;
        for (int i = 0; i < 10; i++)
            need(ae_trainer_step(NULL, trainer, &learnt, &error));
        snprintf(text, sizeof text, "%.0f %.9g", seen + 1, usual);
        need(ae_model_set_note(model, "state", text, &error));
        need(ae_model_save(model, path, &error));
    }
    ae_trainer_free(trainer);
    ae_context_free(context);
    ae_model_free(model);
    return 0;
}
