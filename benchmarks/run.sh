#!/usr/bin/env bash
# Measure the first view of the map, then compare the feature API with its peers. DATABASE_URL names an empty PostGIS database
# (tools/with_postgis.sh starts one).
set -euo pipefail
cd "$(dirname "$0")/.."
benchmarks/peers.sh
.venv/bin/python -m benchmarks.page
exec .venv/bin/python -m benchmarks.main "$@"
