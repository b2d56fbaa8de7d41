#!/usr/bin/env bash
# Check what a machine must bring (git, Python >= 3.11 with venv) and print the Python to use; else one line on what is missing.
set -eu
missing() { echo "tandem: $1" >&2; exit 1; }

command -v git > /dev/null || missing "git is missing (Debian: apt-get install git)"
for python in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || continue
  "$python" -c 'import ensurepip, venv' 2> /dev/null \
    || missing "$python has no venv (Debian: apt-get install $(basename "$(readlink -f "$(command -v "$python")")")-venv)"
  command -v "$python"
  exit 0
done
missing "Python 3.11 or newer is missing (Debian: apt-get install python3 python3-venv)"
