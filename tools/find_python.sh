#!/usr/bin/env bash
# Print the path of a Python 3.11 or newer whose sqlite3 can load extensions, which SpatiaLite
# needs and many builds of Python cannot. Debian's own comes first: it shares the system's SQLite
# with mod_spatialite. PYTHON names another one to try before it.
set -euo pipefail

suits() {
  "$1" -c '
import sqlite3, sys
ok = sys.version_info >= (3, 11) and hasattr(sqlite3.connect(":memory:"), "enable_load_extension")
sys.exit(0 if ok else 1)' 2>/dev/null
}

tried=()
for candidate in ${PYTHON:+"$PYTHON"} "${SYSTEM_PYTHON:-/usr/bin/python3}" python3 python3.14 \
  python3.13 python3.12 python3.11; do
  path=$(command -v "$candidate") || continue
  if suits "$path"; then
    echo "$path"
    exit 0
  fi
  tried+=("$path")
done
echo "setup: no Python 3.11 or newer whose sqlite3 loads extensions (tried: ${tried[*]:-none})." >&2
echo "setup: install Debian's with:  sudo apt-get install -y python3 python3-venv" >&2
exit 1
