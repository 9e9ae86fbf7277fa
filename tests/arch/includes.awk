# Reads rooms.txt, then sources by their paths from the folder of their rooms; prints every include that points where it may
# not.

function complain(text) {
    print FILENAME ":" FNR ": " text
    wrong++
}

FNR == NR { # rooms.txt
    sub(/#.*/, "")
    if (split($0, side, ":") == 2) {
        known[side[1]]
        n = split(side[2], seen, " ")
        for (i = 1; i <= n; i++)
            allowed[side[1], seen[i]]
    }
    next
}

FNR == 1 {
    split(FILENAME, path, "/")
    room = path[1]
    files++
    if (!(room in known))
        complain("the room " room " is not in rooms.txt")
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    depth = split(quoted[2], step, "/")
    if (step[1] == "." || step[1] == "..")
        complain("include \"" quoted[2] "\": write the path from the folder of its room")
    else if (depth > 1 && !(step[1] in known))
        complain("include \"" quoted[2] "\": the room " step[1] " is not in rooms.txt")
    else if (depth > 1 && step[1] != room && !((room, step[1]) in allowed))
        complain("the arrow " room " -> " step[1] " points where it may not (" quoted[2] ")")
}

END {
    if (!files) {
        print "no sources were read"
        wrong++
    }
    exit wrong > 0
}
