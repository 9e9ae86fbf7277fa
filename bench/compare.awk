# Figures, a line each (name, figure, unit), become the tables of compare.sh: of each name the best counts.

!($1 in best) || ($3 == "gflops" ? $2 > best[$1] : $2 < best[$1]) { best[$1] = $2; unit[$1] = $3 }

function short(x) { return sprintf(x >= 1000 ? "%.0f" : "%.4g", x) }
function number(name) { return name in best ? short(best[name]) : "-" }
function times(a, b) { return a != "" && b > 0 ? sprintf("%.2f x", a / b) : "-" }
function figure(name) { return name in best ? best[name] : "" }

# "met", or by how much not. `way` is 1 where more is better.
function verdict(value, limit, way) {
    if (value == "" || limit == "")
        return "-"
    if (way ? value >= limit : value <= limit)
        return "met"
    return sprintf("missed by %.1f %%", 100 * (way ? limit / value - 1 : value / limit - 1))
}

# The products of vae_step, by our kernels where gemm_bound.c does not have them.
function vae_bound(threads) {
    return figure((("bound_vae_step_" threads) in best ? "bound_vae_step_" : "vae_products_") threads)
}

# A case whose mark is so many times the products alone; without a limit there is no mark.
function of_products(name, bound, limit,    ratio) {
    if (!(name in best))
        return
    ratio = bound > 0 ? best[name] / bound : ""
    printf "| %s, %s | %s | %s | %s | %s | %s |\n", name, unit[name], (bound > 0 ? short(bound) : "-"), number(name),
        times(best[name], bound), limit ? "<= " limit " x" : "", limit ? verdict(ratio, limit, 0) : ""
}

function at_most(name, limit, scale, shown, without,    value) {
    value = figure(name) / scale - without
    if (name in best)
        printf "| %s, %s | | %s | | <= %s | %s |\n", name, shown, short(value), limit, verdict(value, limit, 0)
}

# Beside who else does it. `theirs` is PyTorch's name for it.
function beside(name, theirs,    cblas) {
    cblas = name "_cblas"
    if (name in best && (cblas in best || theirs in best))
        printf "| %s, %s | %s | %s | %s | %s | %s |\n", name, unit[name], number(name), number(cblas),
            times(figure(cblas), best[name]), number(theirs), times(figure(theirs), best[name])
}

# The product of 1024 x 1024 matrices, of which oneDNN's time is known in milliseconds.
function rate(name, milliseconds, limit,    theirs) {
    if (!(name in best))
        return
    theirs = milliseconds > 0 ? 2 * 1024 ^ 3 / milliseconds / 1e6 : ""
    printf "| %s, gflops | %s | %s | %s | %s | %s |\n", name, (theirs == "" ? "-" : short(theirs)), number(name),
        times(best[name], theirs), limit ? ">= " limit " x" : "",
        limit ? verdict(theirs == "" ? "" : best[name] / theirs, limit, 1) : ""
}

END {
    digits = 60000 * 784 / 1024 ^ 2
    print "| case | products alone | libautoencoder | of the products | mark | |"
    print "|---|---|---|---|---|---|"
    of_products("dense_step_1t", figure("bound_dense_step_1t"), 1.20)
    of_products("dense_step_2t", figure("bound_dense_step_2t"), 1.35)
    at_most("dense_encode_1", 3.0, 1, "us")
    of_products("dense_encode_256_1t", figure("bound_encode_256_1t"), 1.15)
    of_products("dense_encode_256_2t", figure("bound_encode_256_2t"), 1.30)
    of_products("dense_encode_10000_1t", figure("bound_encode_10000_1t"))
    of_products("dense_encode_10000_2t", figure("bound_encode_10000_2t"), 1.12)
    of_products("vae_step_1t", vae_bound("1t"), 1.35)
    of_products("vae_step_2t", vae_bound("2t"), 1.35)
    of_products("conv_step_32_1t", figure("bound_conv_step_32_1t"), 1.30)
    of_products("conv_step_32_2t", figure("bound_conv_step_32_2t"), 1.45)
    at_most("conv_encode_1", 90, 1, "us")
    at_most("conv_encode_256_2t", 8000, 1, "us")
    at_most("cold_start", 2000, 1, "us")
    at_most("peak_rss_dense", 70, 1, "MB")
    at_most("peak_rss_conv_32", 30, 1, "MB beside the data", digits)
    at_most("peak_rss_conv_256", 120, 1, "MB beside the data", digits)
    at_most("library_size", 400, 1024, "KB, stripped")
    if ("whole_run_2t" in best)
        of_products("whole_run_2t", 20.001 * figure("bound_dense_step_2t"), 1.4)

    print "\n| product | oneDNN | libautoencoder | of its rate | mark | |"
    print "|---|---|---|---|---|---|"
    rate("sgemm_1024_1t", figure("bound_square_1024_1t"), 0.92)
    rate("sgemm_1024_2t", figure("bound_square_1024_2t"))

    print "\n| case | libautoencoder | with OpenBLAS passed | of ours | PyTorch | of ours |"
    print "|---|---|---|---|---|---|"
    for (t = 1; t <= 2; t++)
        beside("dense_step_" t "t", "torch_dense_train_step_" t "t")
    beside("dense_encode_1", "torch_dense_encode_1_1t")
    for (t = 1; t <= 2; t++)
        beside("dense_encode_256_" t "t", "torch_dense_encode_256_" t "t")
    for (t = 1; t <= 2; t++)
        beside("dense_encode_10000_" t "t", "torch_dense_encode_10000_" t "t")
    for (t = 1; t <= 2; t++)
        beside("conv_step_32_" t "t", "torch_conv_step_32_" t "t")
    beside("conv_encode_1", "torch_conv_encode_1_1t")
    beside("conv_encode_256_2t", "torch_conv_encode_256_2t")
    beside("peak_rss_dense", "torch_dense_peak_rss_1t")
    beside("peak_rss_conv_32", "torch_conv_peak_rss_1t")
    if ("peak_rss_dense" in best && "torch_dense_peak_rss_1t" in best)
        print "\nPeak memory is of all 60,000 digits as bytes with libautoencoder, of 10,000 digits with PyTorch."
}
