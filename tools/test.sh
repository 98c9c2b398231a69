#!/usr/bin/env bash
# Run the tests on one engine. Usage: tools/test.sh spatialite|postgis [PYTEST ARGUMENTS]
set -euo pipefail
cd "$(dirname "$0")/.."
engine=$1
shift
case $engine in
  spatialite) unset DATABASE_URL ;;
  postgis) : "${DATABASE_URL:?start a cluster first: tools/with_postgis.sh tools/test.sh postgis}" ;;
  *) echo "test: unknown engine '$engine'; use spatialite or postgis" >&2; exit 2 ;;
esac
echo "test: $engine"
export SECRET_KEY=only-for-the-tests
exec .venv/bin/python -m pytest -n 2 --dist loadgroup "$@"
