#!/usr/bin/env bash
# Print the path of a Chromium for the browser tests: TANDEM_TEST_CHROMIUM, PATH, Debian's when root, else npm's @sparticuz/chromium.
set -eu
cd "$(dirname "$0")/.."

works() { [ -n "$1" ] && [ -x "$1" ] && "$1" --version --no-sandbox > /dev/null 2>&1; }
found() { echo "$1"; exit 0; }

if [ -n "${TANDEM_TEST_CHROMIUM:-}" ]; then
  works "$TANDEM_TEST_CHROMIUM" && found "$TANDEM_TEST_CHROMIUM"
  echo "tandem: TANDEM_TEST_CHROMIUM=$TANDEM_TEST_CHROMIUM does not run" >&2
  exit 1
fi
for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
  path=$(command -v $name || true)
  works "$path" && found "$path"
done
cache=$PWD/.cache/chromium
works "$cache/chromium" && found "$cache/chromium"
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  echo "Installing Debian's Chromium for the browser tests ..." >&2
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium; } \
    > /dev/null 2>&1 || true
  path=$(command -v chromium || true)
  works "$path" && found "$path"
fi
echo "Installing npm's @sparticuz/chromium for the browser tests ..." >&2
mkdir -p "$cache/unpacked"
cp tools/chromium/* "$cache/"
{ tools/node.sh npm --prefix "$cache" ci --no-audit --no-fund \
  && TMPDIR=$cache/unpacked tools/node.sh node "$cache/unpack.mjs"; } > "$cache/log" 2>&1 || true
cat > "$cache/chromium" << END
#!/bin/sh
ldd "$cache/unpacked/chromium" | grep -q 'not found' && export LD_LIBRARY_PATH="$cache/unpacked/al2023/lib"
exec "$cache/unpacked/chromium" "\$@"
END
chmod +x "$cache/chromium"
works "$cache/chromium" && found "$cache/chromium"
echo "tandem: the browser tests need a Chromium: install one, or set TANDEM_TEST_CHROMIUM (see $cache/log)" >&2
exit 1
