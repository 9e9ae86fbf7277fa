/* The adapter alone, with a cblas header of its user's choice. */
#include "autoencoder_cblas.h"

ae_sgemm_fn use_the_adapter(void);

ae_sgemm_fn use_the_adapter(void)
{
    return ae_cblas_sgemm;
}
