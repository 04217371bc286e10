# Sets up the virtual environment in the checkout, once for each state of its requirements.
# Sourced by run, test and build; needs Python 3.11 or newer and nothing else.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

python_new_enough() {
  command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if python_new_enough "$name"; then command -v "$name"; return; fi
  done
  stop "Python 3.11 or newer is needed and was not found."
}

# Installs Debian packages as root, or names them.
need_packages() {
  if is_root && command -v apt-get >/dev/null 2>&1; then
    say "Installing system packages: $*"
    { [ -n "${apt_updated:-}" ] || apt-get update -qq; } && apt_updated=1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
      stop "apt-get could not install: $*"
  else
    stop "System packages are missing. Install them and start again: apt-get install $*"
  fi
}

# $1: extras, such as dev
set_up() {
  local python stamp wanted
  stamp=$venv/.set-up-$1
  wanted=$(cat "$root/pyproject.toml" "$root/installer/constraints.txt" | cksum)
  if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return
  fi
  python=$(find_python) || exit 1
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    need_packages "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
  fi
  say "Setting up in $venv (a few minutes the first time)"
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || stop "The virtual environment could not be made."
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint "$root/installer/constraints.txt" --editable "$root[$1]" || stop "The packages could not be installed."
  printf '%s' "$wanted" >"$stamp"
}

# Finds the system libraries that Qt lacks here; the answer is kept with the environment.
set_up_qt() {
  local stamp missing
  stamp=$venv/.qt-libraries
  [ -e "$stamp" ] && return
  missing=$("$venv/bin/python" "$root/installer/qt_libraries.py") || exit 1
  if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 # a list of packages
    need_packages $missing
    missing=$("$venv/bin/python" "$root/installer/qt_libraries.py")
    [ -z "$missing" ] || stop "Qt still lacks system libraries: $missing"
  fi
  : >"$stamp"
}
