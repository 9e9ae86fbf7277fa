# Reads include/autoencoder.h and writes to `folder` a manual page for each function and each type, and one about the whole.
#
# What stands together between empty lines is a block: a comment, then the declarations that it is about. Its page has the
# name of its first function, or else of its first type; its other names get pages that lead there. A block of macros joins
# the page of the type before it, or else the page of what follows.
BEGIN {
    RS = ""
    FS = "\n"
    overview = "libautoencoder"
    arguments = "^(AE_API|typedef [^{;]*[(])" # how a declaration with arguments begins
}

# ---- reading a block ----

# The name that a line declares; "" where it declares none.
function declared(line) {
    if (line ~ /^AE_API /)
        sub(/ *\(.*/, "", line) # a declaration may take several lines; its name is what the first parenthesis follows
    else if (line ~ /^typedef [^{;]*\(\*/)
        sub(/\).*/, "", line) # a pointer to functions
    else if (sub(/^typedef (struct|enum) /, "", line))
        sub(/ .*/, "", line)
    else
        return ""
    sub(/.*[ *]/, "", line)
    return line
}

function read_name(line,   name) {
    if ((name = declared(line)) == "")
        return
    names[++n] = name
    if (line ~ /^AE_API / && !functions++) {
        names[n] = names[1]
        names[1] = name
    }
}

# What the comment after a field says of it, or goes on to say, is kept; returns the line without it.
function read_field(line,   comment) {
    comment = line
    if (!sub(/.*\/\* */, "", comment) && !sub(/^ +\* +/, "", comment))
        return line
    sub(/ *\*\/.*/, "", comment)
    sub(/ *\/\*.*|^ +\* .*/, "", line)
    if (line != "") {
        field[++fields] = line
        gsub(/^ +|[,;]$/, "", field[fields])
        meaning[fields] = ""
    }
    meaning[fields] = meaning[fields] (meaning[fields] == "" ? "" : " ") comment
    return line
}

function last_line(text) {
    sub(/\n$/, "", text)
    sub(/.*\n/, "", text)
    return text
}

# A declaration with arguments becomes one line, whatever its width.
function read_declaration(line) {
    if (last_line(code) ~ arguments && code !~ /;\n$/) {
        sub(/\n$/, "", code)
        sub(/^ +/, " ", line)
    } else
        read_name(line)
    if (line ~ /^    /)
        line = read_field(line)
    if (line != "")
        code = code line "\n"
}

# The comment that the block begins with goes to said[1 ... sentences]; the rest to names, code and fields.
function read_block(   i, talking) {
    sentences = n = functions = fields = 0
    talking = $1 ~ /^\/\*/
    for (i = 1; i <= NF; i++)
        if (talking) {
            talking = $i !~ /\*\/$/
            said[++sentences] = $i
            sub(/ *\*\/$/, "", said[sentences])
            sub(/^(\/\*| \*) ?/, "", said[sentences])
        } else
            read_declaration($i)
}

# ---- writing a page ----

function put(line) {
    print line > page
}

# Text as it is, in roff's spelling.
function plain(line) {
    gsub(/\\/, "\\e", line)
    gsub(/-/, "\\-", line)
    gsub(/'/, "\\(aq", line)
    sub(/^\./, "\\\\\\&.", line)
    return line
}

# The same for a line of a paragraph, with `code` in bold.
function running(line,   i, part, m, text) {
    m = split(plain(line), part, "`")
    for (i = 1; i <= m; i++)
        text = text (i == 1 ? "" : i % 2 ? "\\fR" : "\\fB") part[i]
    return text
}

function put_code(text,   i, line, m) {
    m = split(text, line, "\n")
    put(".nf")
    for (i = 1; i < m; i++)
        if (line[i] ~ arguments) {
            sub(/^AE_API /, "", line[i])
            put(".fi\n.HP 4\n" plain(line[i]) "\n.PP\n.nf")
        } else
            put(plain(line[i]))
    put(".fi")
}

# What the block's comment begins with, for the line that `apropos` searches: a sentence, or its part of several words.
function title(   i, text, head) {
    for (i = 1; i <= sentences; i++)
        text = text (i == 1 ? "" : " ") said[i]
    if (match(text, /^[^ ]*: /)) {
        head = substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
    }
    sub(/[.:;]( .*|$)/, "", text)
    return text == "" ? "a type of autoencoder.h" : head text
}

function put_name(   i, list) {
    for (i = 1; i <= n; i++)
        list = list (i == 1 ? "" : ", ") names[i]
    put(".SH NAME")
    put(list " \\- " running(title()))
}

# How a line of the comment is set: as it is where it is set in, except in a list; otherwise as part of a paragraph.
function style(line, before) {
    if (line ~ /^ +- / || (line ~ /^ / && before == "list"))
        return "list"
    return line ~ /^ / ? "as it is" : "paragraph"
}

function put_line(line, way) {
    if (line == "")
        put(".PP")
    else if (way == "as it is")
        put(plain(line))
    else if (way == "list") {
        if (sub(/^ +- /, "", line))
            put(".IP \\(bu 2")
        sub(/^ +/, "", line)
        put(running(line))
    } else {
        if (sub(/^Errors: /, "", line))
            put(".SH ERRORS")
        put(running(line))
    }
}

function put_description(   i, way, before) {
    if (sentences)
        put(".SH DESCRIPTION")
    for (i = 1; i <= sentences; i++) {
        way = style(said[i], before)
        if (way != before && (way == "as it is" || before == "as it is"))
            put(way == "as it is" ? ".nf" : ".fi")
        if (before == "list" && way == "paragraph" && said[i] != "")
            put(".PP")
        put_line(said[i], way)
        before = way
    }
    if (before == "as it is")
        put(".fi")
}

function put_fields(   i) {
    if (fields)
        put(".SH MEMBERS")
    for (i = 1; i <= fields; i++) {
        put(".TP")
        put(".B " plain(field[i]))
        put(running(meaning[i]))
    }
}

# A page that leads to the block's page.
function put_alias(name) {
    page = folder "/" name ".3"
    put(".so man3/" names[1] ".3")
    close(page)
}

# The page of the block that was read last.
function write_page(   i) {
    if (!n || (code !~ /[{(]/ && names[1] != overview)) # nothing to tell of a struct that is not shown
        return
    page = folder "/" names[1] ".3"
    put(".TH " names[1] " 3 \"\" \"libautoencoder " version "\" \"libautoencoder\"")
    put(".ad l")
    put(".nh")
    put_name()
    if (code != "") {
        put(".SH SYNOPSIS")
        put_code("#include <autoencoder.h>\n\n" code)
    }
    put_description()
    put_fields()
    put(".SH SEE ALSO")
    if (names[1] != overview) {
        put(overview "(3)")
        pages = pages ", " names[1] "(3)"
    }
    close(page)
    for (i = 2; i <= n; i++)
        put_alias(names[i])
    n = 0
}

# ---- the header ----

# A struct that has empty lines within is one block.
{
    text = text == "" ? $0 : text "\n" $0
    if (text ~ /(^|\n)typedef [^\n]*[{]\n/ && text !~ /\n}/)
        next
    $0 = text
    text = ""
}

# The whole: without the licence, and the name that the page has anyway.
/^\/\* SPDX/ {
    read_block()
    names[n = 1] = overview
    code = ""
    sentences -= 2
    for (i = 1; i <= sentences; i++)
        said[i] = said[i + 2]
    sub("^" overview ": ", "", said[1])
    next
}

# A chapter.
/^\/\* ---- / {
    write_page()
    macros = ""
    next
}

/(^|\n)(AE_API|typedef) / {
    write_page()
    code = macros
    macros = ""
    read_block()
    next
}

/^(\/\*|#define AE_)/ {
    if (n && !functions)
        code = code "\n" $0 "\n"
    else
        macros = macros $0 "\n\n"
}

# The overview leads to the other pages, and was written before they were known.
END {
    write_page()
    print "ae(1)" pages >> (folder "/" overview ".3")
}
