# Sets up the virtual environment in the checkout, once for each state of its requirements.
# Sourced by run, test and build; needs Python 3.11 or newer and nothing else.

unset CDPATH PYTHONHOME PYTHONPATH
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if have "$name" && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  stop "Python 3.11 or newer is needed and was not found. On Debian 12 or later: apt-get install python3"
}

# Installs Debian packages as root, or names them.
need_packages() {
  local report
  if [ "$(id -u)" != 0 ] || ! have apt-get; then
    stop "System packages are missing (named as on Debian 12). Install them as root and start again:
  apt-get install --no-install-recommends $*"
  fi
  say "Installing system packages: $*"
  report=$(fetch_packages "$@" 2>&1 </dev/null) || stop "$report
apt-get could not install: $*"
}
fetch_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq &&
    apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends "$@"
}

# One set-up at a time. What a set-up started keeps the lock open too, so that none meets another's leftovers.
lock() {
  have flock || return 0
  exec 9<"$root/installer"
  flock --nonblock 9 || { say "Another set-up is at work here; waiting for it to end."; flock 9; }
}
unlock() { exec 9<&-; }

# An environment belongs to its place and to its Python: neither can be changed under it.
place() { printf '%s %s' "$root" "$(readlink -f "$venv/bin/python")"; }
wanted() { printf '%s %s' "$(cat "$root/pyproject.toml" "$root/installer/constraints.txt" | cksum)" "$(place)"; }
is_set_up() {
  [ -x "$venv/bin/python" ] && [ ! -e "$venv/.unfinished" ] &&
    [ "$(cat "$venv/.set-up-$1" 2>/dev/null)" = "$(wanted)" ]
}

# $1: run, or an extra of pyproject.toml: dev, build
set_up() {
  is_set_up "$1" && return
  lock
  is_set_up "$1" || install_into_venv "$1"
  unlock
}

install_into_venv() {
  local python extras=.
  [ "$1" = run ] || extras=".[$1]"
  python=$(find_python) || exit 1
  say "Setting up in $venv (a few minutes the first time)"
  if [ -e "$venv/.unfinished" ] || [ "$(cat "$venv/.place" 2>/dev/null)" != "$(place)" ]; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
      need_packages "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    mkdir -p "$venv" && : >"$venv/.unfinished" && "$python" -m venv --clear "$venv" ||
      stop "The virtual environment could not be made in $venv."
    place >"$venv/.place"
  fi
  # Killed in the middle, the mark stays, and the next set-up begins anew, from what pip keeps of its downloads.
  : >"$venv/.unfinished"
  (cd "$root" && pip_install hatchling editables && pip_install --no-build-isolation --editable "$extras") || {
    [ $? -gt 128 ] || rm "$venv/.unfinished"
    stop "The packages could not be installed. Is the package index within reach? Start again then."
  }
  wanted >"$venv/.set-up-run"
  wanted >"$venv/.set-up-$1"
  rm "$venv/.unfinished"
}

pip_install() {
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint installer/constraints.txt "$@"
}

# Installs the system libraries that Qt lacks here, or names them; $@: packages that are missing besides.
set_up_qt() {
  local missing found=$venv/.qt-libraries
  [ -e "$found" ] && [ $# = 0 ] && return
  lock
  missing=$(qt_lacks) || exit 1
  # shellcheck disable=SC2086 # a list of packages
  [ -z "$missing$*" ] || need_packages $missing "$@"
  missing=$(qt_lacks)
  [ -z "$missing" ] || stop "Qt still lacks system libraries of these packages: $missing"
  : >"$found"
  unlock
}
qt_lacks() { "$venv/bin/python" "$root/installer/qt_libraries.py"; }
