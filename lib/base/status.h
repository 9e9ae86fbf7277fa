/* Errors: how a function says what went wrong. */
#ifndef AE_BASE_STATUS_H
#define AE_BASE_STATUS_H

#include "autoencoder.h"

/* Both fill *e (unless NULL) and return `status`. The format is that of ae_format (base/format.h). A place in a spec is
 * blamed by ae_fail_word (base/text.h), which also writes it into the text. */
ae_status ae_fail(ae_error *e, ae_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));
ae_status ae_fail_at(ae_error *e, ae_status status, size_t line, size_t column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* "out of memory" has one text, made without memory. */
ae_status ae_fail_memory(ae_error *e);

/* The one macro for early return: nothing needs to be undone, because an arena owns what was made. */
#define AE_TRY(expression)             \
    do {                               \
        ae_status try_ = (expression); \
        if (try_ != AE_OK)             \
            return try_;               \
    } while (0)

#endif
