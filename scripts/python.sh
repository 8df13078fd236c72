# Sourced by ./run and ./test: puts a Python from 3.11 on into $python.
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV
# Some containers set it. Without bytecode each start compiles 1,300 modules, for three seconds.
unset PYTHONDONTWRITEBYTECODE
python=
for candidate in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Changewright needs Python 3.11 or newer, and none was found on the PATH." >&2
    echo "Install one, or name it: PYTHON=/path/to/python3 $0" >&2
    exit 1
fi
