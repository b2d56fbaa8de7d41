#!/usr/bin/env bash
# Every check that reads and does not run: prints what failed, at the end the names, and fails when any did.
set -u
cd "$(dirname "$0")/.."
export PATH=$PWD/.venv/bin:$PATH
failed=()
check() {
  local name=$1
  shift
  echo "== $name"
  "$@" || failed+=("$name")
}
schema_is_committed() {
  tandem schema | diff -u graphql/schema.graphql - || { echo "graphql/schema.graphql is out of date: run make schema"; return 1; }
}

check "ruff check" ruff check --quiet .
check "ruff format" ruff format --check --quiet .
check "mypy" mypy
check "import-linter" lint-imports
check "schema" schema_is_committed
check "migrations" python tools/migration.py --check
check "hadolint" hadolint Dockerfile
check "web app: lint" tools/node.sh npm --prefix frontend run --silent lint
check "web app: types" tools/node.sh npm --prefix frontend run --silent types

if [ ${#failed[@]} -gt 0 ]; then
  printf 'make lint failed:'
  printf ' [%s]' "${failed[@]}"
  echo
  exit 1
fi
echo "make lint: all clean"
