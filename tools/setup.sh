#!/usr/bin/env bash
# Install what is missing and nothing else: Debian's packages, the Python environment from the
# lock file, compiled messages and static files. Usage: tools/setup.sh run|test|qgis
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}

say() { printf 'setup: %s\n' "$*"; }

system_packages() {
  local wanted=(python3 python3-venv libsqlite3-mod-spatialite gettext)
  if [ "$purpose" != run ]; then
    # libatomic1: the program that Playwright's wheel carries needs it.
    wanted+=(chromium fonts-noto-cjk gdal-bin libatomic1 postgresql-15 postgresql-15-postgis-3
      shellcheck)
  fi
  [ "$purpose" = qgis ] && wanted+=(python3-qgis)
  local missing=()
  for package in "${wanted[@]}"; do
    dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local install="apt-get install -y --no-install-recommends ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      say "these system packages are missing and need an administrator: ${missing[*]}"
      say "install them with:  sudo $install"
      say "then run make again."
      exit 1
    fi
    as_root=(sudo -n)
  fi
  say "installing system packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  local log=var/setup-apt.log
  mkdir -p var
  # create_main_cluster=false: the tests start a cluster of their own; none is left running.
  if [ "$purpose" != run ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    "${as_root[@]}" mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' |
      "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  # shellcheck disable=SC2086  # the words of $install are the arguments
  if ! { "${as_root[@]}" apt-get update -q && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    $install; } >"$log" 2>&1; then
    tail -n 15 "$log"
    say "apt failed (whole log: $log). Install by hand:  $install"
    exit 1
  fi
}

environment() {
  local lock=requirements.lock
  [ "$purpose" = run ] || lock=requirements-dev.lock
  local stamp=.venv/installed-$lock
  cmp --silent "$lock" "$stamp" && return
  local uv
  uv=$(tools/find_uv.sh | tail -n 1)
  # The certificates the machine trusts, so that it also works behind an inspecting proxy.
  export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1
  if [ ! -x .venv/bin/python ]; then
    say "creating .venv"
    local python
    python=$(tools/find_python.sh)
    say "using $python"
    "$uv" venv --quiet --python "$python" .venv
  fi
  say "installing Python packages from $lock"
  "$uv" pip install --python .venv/bin/python --require-hashes --requirements "$lock"
  cp "$lock" "$stamp"
}

built_files() {
  # What is compiled and collected is made anew only when a source is newer.
  local stamp=var/built
  if [ -e "$stamp" ] && [ -d staticfiles ] && [ -z "$(find locale static coverage/analysis \
    geo/compiled.py geo/features/tiles requirements.lock -newer "$stamp" -type f \
    \( -name '*.py' -o -not -path '*/analysis/*' -a -not -path '*/tiles/*' \) \
    ! -name '*.mo' -print -quit 2>/dev/null)" ]; then
    return
  fi
  say "compiling messages, searches and tiles, collecting static files"
  mkdir -p var
  .venv/bin/python manage.py compilemessages --ignore .venv --verbosity 0
  .venv/bin/python manage.py collectstatic --noinput --verbosity 0
  # numba looks for changes only in the file of a function, not in those it calls into.
  find coverage/analysis geo/features/tiles -name '*.nb[ic]' -delete
  .venv/bin/python -m tools.compile_searches
  touch "$stamp"
}

case $purpose in
  run | test | qgis) ;;
  *) say "unknown purpose '$purpose'; use run, test or qgis"; exit 2 ;;
esac
system_packages
environment
built_files
