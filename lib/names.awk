# Reads include/autoencoder.h and prints the names of its functions, one a line; with -v node=NAME as the linker's version
# script, which exports them under that version and nothing else.

/^AE_API / {
    sub(/ *\(.*/, "") # a declaration may take several lines; its name is what the first parenthesis follows
    sub(/.*[ *]/, "")
    names = names (node ? "        " : "") $0 (node ? ";\n" : "\n")
}

END {
    if (!names) {
        print "names.awk: no function begins with AE_API" > "/dev/stderr"
        exit 1
    }
    printf node ? node " {\n    global:\n%s    local:\n        *;\n};\n" : "%s", names
}
