#!/usr/bin/env bash
# Install what the benchmarks compare with into an environment of its own, var/bench-venv.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=var/bench-venv
lock=benchmarks/requirements-peers.lock

if ! cmp --silent "$lock" "$peers/installed.lock"; then
  echo "benchmark: installing the peers into $peers" >&2
  mkdir -p var
  uv=$(tools/find_uv.sh | tail -n 1)
  export UV_PYTHON_DOWNLOADS=never
  [ -x "$peers/bin/python" ] || "$uv" venv --quiet --python .venv/bin/python "$peers"
  "$uv" pip install --quiet --python "$peers/bin/python" --require-hashes --requirements "$lock"
  cp "$lock" "$peers/installed.lock"
fi
