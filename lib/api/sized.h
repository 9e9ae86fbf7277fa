/* Size-first structs: what a caller compiled against another version of the header hands over, as this version knows it. */
#ifndef AE_API_SIZED_H
#define AE_API_SIZED_H

#include "base/status.h"

/* Copies *from (NULL = leave *to as it is: the defaults) over *to. A shorter struct, from an older header, fills its part. A
 * longer one, from a newer header, must have only zeros in what this version does not know. AE_EARGUMENT names `what`. */
ae_status ae_sized_copy(void *to, size_t size, const void *from, const char *what, ae_error *e);

/* For a struct that a call fills: only its size is read, what else it holds may be anything. AE_EARGUMENT names `what`. */
ae_status ae_sized_check(const void *to, const char *what, ae_error *e);

/* Fills the caller's struct from *from, as far as both reach; its size then says how much was filled. */
void ae_sized_return(void *to, const void *from, size_t size);

/* The kernel set that the environment asks for, or NULL. */
const char *ae_kernels_wish(void);

/* AE_EARGUMENT if `pointer` is NULL. */
ae_status ae_require(const void *pointer, const char *what, ae_error *e);
#define AE_REQUIRE(argument) AE_TRY(ae_require(argument, #argument, error))

#endif
