#!/usr/bin/env bash
# Bring frontend/node_modules to its lock; does nothing when they agree.
set -eu
cd "$(dirname "$0")/.."
stamp=frontend/node_modules/.tandem
state=$(sha256sum frontend/package-lock.json)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$state" ] && exit 0
echo "Installing the locked packages of the web app, half a minute the first time ..."
tools/node.sh npm --prefix frontend ci --no-audit --no-fund --loglevel=error
echo "$state" > "$stamp"
