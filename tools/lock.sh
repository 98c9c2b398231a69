#!/usr/bin/env bash
# Resolve pyproject.toml into two lock files that name versions and hashes and no host, so that
# they install from whatever index a machine is set up for (docs/decisions.md).
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(tools/find_uv.sh)
compile() {
  "$uv" pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
    --python-version 3.11 pyproject.toml "$@"
}
compile --output-file requirements.lock
compile --group dev --constraints requirements.lock --output-file requirements-dev.lock
wc -l requirements.lock requirements-dev.lock
