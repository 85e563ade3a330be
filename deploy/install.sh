#!/bin/sh
# Installs and starts Readout; used by the Dockerfile, the systemd unit's set-up and by hand.
#
#   install.sh install SOURCE TARGET   make TARGET/venv from SOURCE's requirements.lock and code
#   install.sh start COMMAND [ARG...]  bring the database up to date, then run `readout COMMAND`
#
# Needs no root and no compiler. PYTHON names the interpreter (3.11 to 3.13; default python3).
# READOUT_VENV names the virtual environment to start from (default: ./venv beside the script,
# or the one in the working directory).
set -eu

fail() {
    echo "install.sh: $1" >&2
    exit 2
}

install_readout() {
    source_dir=$(cd "$1" && pwd) || fail "no such folder: $1"
    [ -f "$source_dir/requirements.lock" ] || fail "$1 holds no requirements.lock"
    mkdir -p "$2" || fail "cannot make $2"
    target=$(cd "$2" && pwd)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT INT TERM

    "${PYTHON:-python3}" -m venv "$target/venv"
    "$target/venv/bin/pip" install -qq --no-deps --no-cache-dir --disable-pip-version-check \
        -r "$source_dir/requirements.lock"
    # A copy, because building a wheel writes into the folder that it is built from.
    for part in bot handlers store pyproject.toml README.md LICENSE NOTICE; do
        cp -R "$source_dir/$part" "$work/"
    done
    "$target/venv/bin/pip" install -qq --no-cache-dir --disable-pip-version-check \
        --no-deps "$work"
    "$target/venv/bin/readout" --version
}

start_readout() {
    here=$(cd "$(dirname "$0")" && pwd)
    for venv in "${READOUT_VENV:-}" "$here/venv" ./venv; do
        [ -n "$venv" ] && [ -x "$venv/bin/readout" ] && break
    done
    [ -x "$venv/bin/readout" ] || fail "no virtual environment found; set READOUT_VENV"
    case "$1" in
        serve | work) "$venv/bin/readout" migrate ;;
    esac
    exec "$venv/bin/readout" "$@"
}

case "${1:-}" in
    install)
        [ $# -eq 3 ] || fail "usage: install.sh install SOURCE TARGET"
        install_readout "$2" "$3"
        ;;
    start)
        [ $# -ge 2 ] || fail "usage: install.sh start COMMAND [ARG...]"
        shift
        start_readout "$@"
        ;;
    *) fail "usage: install.sh install SOURCE TARGET | install.sh start COMMAND [ARG...]" ;;
esac
