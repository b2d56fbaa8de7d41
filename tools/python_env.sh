#!/usr/bin/env bash
# Bring .venv to the lock: `python_env.sh run` for the app, `python_env.sh dev` for tests and checks as well.
set -eu
cd "$(dirname "$0")/.."
kind=$1

stamp=.venv/tandem-$kind
sources=(pyproject.toml "requirements/$kind.txt")
# The stamp holds what was installed and where: a moved checkout starts afresh, a touched file does not.
state=$(pwd; sha256sum "${sources[@]}")
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$state" ] && exit 0

if ! .venv/bin/python -c 'import pip' 2> /dev/null || [ "$(cat .venv/tandem-place 2> /dev/null || pwd)" != "$(pwd)" ]; then
  python=$(tools/machine.sh)
  echo "Making .venv with $("$python" --version) ..."
  "$python" -m venv --clear .venv
  pwd > .venv/tandem-place
fi
echo "Installing the locked Python packages ($kind), a minute the first time ..."
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet install)
"${pip[@]}" --require-hashes --requirement "requirements/$kind.txt"
"${pip[@]}" --no-deps --no-build-isolation --editable .
echo "$state" > "$stamp"
