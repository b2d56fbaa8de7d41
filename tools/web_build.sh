#!/usr/bin/env bash
# Build the web app into platform/tandem/entrypoints/static; does nothing while its sources are the ones last built.
set -eu
cd "$(dirname "$0")/.."
stamp=.cache/web-built
sources() {
  # What git knows or would take, by content: a generated or touched file starts no build.
  git ls-files --cached --others --exclude-standard -z -- frontend graphql/schema.graphql \
    | sort -z | xargs -0 sha256sum 2> /dev/null || true
}
state=$(sources | sha256sum)
if [ -f platform/tandem/entrypoints/static/index.html ] && [ "$(cat "$stamp" 2> /dev/null)" = "$state" ]; then exit 0; fi
tools/web_modules.sh
echo "Building the web app ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
tools/node.sh npm --prefix frontend run build --silent > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
mkdir -p .cache
sources | sha256sum > "$stamp" # again: a first build may write generated sources
