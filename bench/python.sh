# For the scripts beside it, as `. bench/python.sh`: sets `python` to an interpreter that has numpy and scikit-learn, one of
# PYTHON's where it is set. Without any the script ends here.
for python in ${PYTHON:-python3 /usr/bin/python3} ''; do
    [ -n "$python" ] || { echo "skipped: no python has numpy and scikit-learn (python3-sklearn on Debian); see PYTHON"; exit 0; }
    "$python" -c 'import numpy, sklearn' 2>/dev/null && break
done
