#!/usr/bin/env bash
# Print the path of uv: the one on PATH, else one installed into .tools from the package index.
set -euo pipefail
cd "$(dirname "$0")/.."
UV_VERSION=0.13.9

if command -v uv; then exit 0; fi
if [ ! -x .tools/bin/uv ]; then
  echo "setup: installing uv $UV_VERSION into .tools" >&2
  "$(tools/find_python.sh)" -m venv .tools >&2
  .tools/bin/pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" >&2
fi
echo "$PWD/.tools/bin/uv"
