#!/usr/bin/env bash
# All tests: the web app's own, then the backend's, browser and chart included. Arguments go to pytest, and then only pytest runs.
set -u
cd "$(dirname "$0")/.."
TANDEM_TEST_CHROMIUM=$(tools/chromium.sh) || exit 1
export TANDEM_TEST_CHROMIUM
tools/headless_shell.sh
tools/get_helm.sh || exit 1
status=0
web=0
if [ $# = 0 ]; then
  tools/node.sh npm --prefix frontend run --silent test || { status=1; web=1; }
  # The browser tests share one running product: one worker has them all. Longest first: tests/support/grouping.py.
  set -- -n 2 --dist loadgroup --no-loadscope-reorder --durations=40 --durations-min=10
fi
.venv/bin/pytest "$@" || status=1
[ $web = 0 ] || echo "The web app's own tests failed: far above, before those of the backend."
exit $status
