#!/bin/sh
# The shared library imports nothing that could end, speak for or change its host: imports.sh LIBRARY
set -eu

forbidden=$(sed 's/#.*//' <<'END' | tr -s ' \n' '||' | sed 's/^|//; s/|$//'
exit _exit _Exit quick_exit atexit abort __assert_fail __assert_rtn       # ends the host
(__)?(v|f|s|vf|vs|d|vd|sn|vsn|as|vas)?printf(_chk)?                         # formats through the locale, or speaks
stdout stderr stdin __stdoutp __stderrp fopen fdopen freopen fclose fread
fwrite fflush fgets fgetc fputs fputc putc putchar puts perror getline      # stdio
(__isoc[0-9]+_)?(v|f|s|vf|vs)?scanf
rand srand rand_r random srandom drand48                                   # state of the process
signal sigaction sigprocmask raise kill longjmp _longjmp siglongjmp
setjmp _setjmp __sigsetjmp
setlocale uselocale setenv putenv unsetenv clearenv chdir umask
(__)?(strcpy|strcat|stpcpy)(_chk)? strtok gets                              # no bounds
ato(i|l|ll|f) strto(d|f|ld|l|ll|ul|ull) __isoc23_strto.*                    # the locale's numbers, no errors
(exp|expm1|log|log1p|pow|sin|cos|tanh|sqrt|fma|rint|nearbyint|round|floor|ceil|trunc|fmod|frexp|ldexp|copysign|fabs)(f|l)? # libm: one more library
qsort system popen fork execve vfork posix_spawn dlopen
END
)

imports() { # library
    nm -D --undefined-only "$1" | awk '{ sub(/@.*/, "", $NF); print $NF }'
}

[ -n "$(imports "$1")" ] || { echo "nm names no imports of $1"; exit 1; }
if found=$(imports "$1" | grep -xE "$forbidden"); then
    echo "$1 imports:" "$found"
    exit 1
fi
