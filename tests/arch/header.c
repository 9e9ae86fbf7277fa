/* The public header alone, and every initialiser of it, in whatever language this is compiled as. */
#include "autoencoder.h"

size_t use_the_initialisers(const float *x, const uint8_t *bytes);

size_t use_the_initialisers(const float *x, const uint8_t *bytes)
{
    ae_rows empty = AE_ROWS_INIT;
    ae_rows floats = AE_ROWS_F32(x, 2, 3);
    ae_rows grey = AE_ROWS_U8(bytes, 2, 3, 255.0);
    ae_model_options model = AE_MODEL_OPTIONS_INIT;
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_tensor_info tensor = AE_TENSOR_INFO_INIT;
    ae_context_options context = AE_CONTEXT_OPTIONS_INIT;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    ae_fit_report report = AE_FIT_REPORT_INIT;
    return empty.size + floats.size + grey.size + model.size + info.size + tensor.size + context.size + metrics.size +
           fit.size + report.size;
}
