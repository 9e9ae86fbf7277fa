# One program of docs/recipes.md: awk -v name=FILE -f program.awk recipes.md. It is the code after <!-- program: FILE -->.
$0 == "<!-- program: " name " -->" { due = 1; next }
due && /^```c/ { due = 0; inside = 1; next }
/^```$/ { inside = 0 }
inside
