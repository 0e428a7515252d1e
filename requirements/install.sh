#!/bin/sh
# Makes the virtual environment $1, installs the hashed lock $2 into it, and compiles the program's own files once.
# What is missing on the machine is told in one sentence, before anything is made.
set -eu
venv=$1
lock=$2
python=${PYTHON:-python3}

if ! command -v "$python" >/dev/null 2>&1; then
    echo "Alongside needs Python 3.11 or newer: install python3 (on Debian: apt install python3 python3-venv)." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Alongside needs Python 3.11 or newer, and \"$python\" is $("$python" -V 2>&1): install a newer one and run make PYTHON=/path/to/it." >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "Alongside needs Python's venv module: install it (on Debian: apt install python3-venv)." >&2
    exit 1
fi
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import sys' 2>/dev/null; then
    rm -rf "$venv"
    echo "Making the virtual environment (once) ..."
    "$python" -m venv "$venv"
fi
echo "Installing libraries from $lock ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes -r "$lock"

# Whoever runs the program may not write into its folder, and would compile all of it anew at every start and command.
# Python looks at each file's time and size, so another version is never taken for this one.
here=$(cd "$(dirname "$0")/.." && pwd)
"$venv/bin/python" -m compileall -qq "$here/training" "$here"/*.py || true
