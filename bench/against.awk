# Lines `SIDE NAME FIGURE UNIT`, side this or that, become the table of against.sh: of each case the best counts.

{
    key = $1 " " $2
    rate[$2] = $4 ~ /flops$/ # more is better
    if (!(key in best) || (rate[$2] ? $3 > best[key] : $3 < best[key]))
        best[key] = $3
    if (!($2 in unit))
        order[++n] = $2
    unit[$2] = $4
}

function short(x) { return sprintf(x >= 1000 ? "%.0f" : "%.4g", x) }

END {
    printf "%-28s %10s %10s %-8s %s\n", "case", "this", "that", "", "ratio"
    for (i = 1; i <= n; i++) {
        name = order[i]
        this = best["this " name]
        that = best["that " name]
        ratio = rate[name] ? that / this : this / that
        printf "%-28s %10s %10s %-8s %.3f\n", name, short(this), short(that), unit[name], ratio
        if (worst == "" || ratio > worst) {
            worst = ratio
            worst_name = name
        }
    }
    printf "worst: %s %.3f\n", worst_name, worst
}
