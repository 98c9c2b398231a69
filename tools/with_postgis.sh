#!/usr/bin/env bash
# Start a private PostGIS cluster on a free port, run a command with DATABASE_URL set, stop it.
# PostgreSQL refuses to run as root, so root hands it to the user `postgres`.
# Usage: tools/with_postgis.sh COMMAND [ARGUMENTS]
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { echo "usage: tools/with_postgis.sh COMMAND [ARGUMENTS]" >&2; exit 2; }

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ] || ! compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null; then
  echo "with_postgis: PostGIS is missing: sudo apt-get install -y postgresql-15-postgis-3" >&2
  exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/shizilu-postgis.XXXXXX")
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
  as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups)
  chown postgres "$folder"
fi
port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

postgres() { (cd / && HOME="$folder" "${as_owner[@]}" "$@"); }

stop() {
  postgres "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

postgres "$bin/initdb" --pgdata "$folder/data" --username shizilu --auth trust --encoding UTF8 \
  --locale C.UTF-8 >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
# A throw-away cluster: nothing in it has to survive a power cut.
postgres "$bin/pg_ctl" --pgdata "$folder/data" --wait --silent --log "$folder/data/server.log" \
  --options "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c shared_buffers=256MB -c max_connections=60" start
postgres "$bin/createdb" --host 127.0.0.1 --port "$port" --username shizilu shizilu
echo "with_postgis: cluster on port $port" >&2

DATABASE_URL="postgis://shizilu@127.0.0.1:$port/shizilu" "$@"
