#!/usr/bin/env bash
# Every check that reads and does not run, all at once: prints what each said, then the names of those that failed.
set -u
cd "$(dirname "$0")/.."
export PATH=$PWD/.venv/bin:$PATH
said=$(mktemp -d)
names=() processes=()
trap 'rm -rf "$said"' EXIT
trap 'kill "${processes[@]}" 2>/dev/null; exit 1' INT TERM
check() {
  local name=$1
  shift
  "$@" >"$said/${#names[@]}" 2>&1 &
  names+=("$name") processes+=($!)
}
schema_is_committed() {
  tandem schema | diff -u graphql/schema.graphql - || { echo "graphql/schema.graphql is out of date: run make schema"; return 1; }
}
web_app_is_clean() {
  local status=0
  tools/node.sh npm --prefix frontend run --silent lint || status=1
  tools/node.sh npm --prefix frontend run --silent types || status=1
  return $status
}

check "ruff check" ruff check --quiet .
check "ruff format" ruff format --check --quiet .
check "mypy" mypy
check "import-linter" lint-imports
check "schema" schema_is_committed
check "migrations" python tools/migration.py --check
check "hadolint" hadolint Dockerfile
check "web app" web_app_is_clean # one after the other: both may write its routes

failed=()
for number in "${!names[@]}"; do
  wait "${processes[$number]}" || failed+=("${names[$number]}")
  echo "== ${names[$number]}"
  cat "$said/$number"
done

if [ ${#failed[@]} -gt 0 ]; then
  printf 'make lint failed:'
  printf ' [%s]' "${failed[@]}"
  echo
  exit 1
fi
echo "make lint: all clean"
