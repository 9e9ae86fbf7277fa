# Texts as lines of C: awk -f text.awk NAME=FILE ... , each an array of strings, the last of them NULL.
BEGIN {
    print "#include <stddef.h>"
    for (i = 1; i < ARGC; i++) {
        split(ARGV[i], part, "=")
        printf "\nextern const char *const %s[];\nconst char *const %s[] = {\n", part[1], part[1]
        while ((getline line < part[2]) > 0) {
            gsub(/\\/, "&&", line)
            gsub(/"/, "\\\"", line)
            print "    \"" line "\\n\","
        }
        print "    NULL\n};"
    }
}
