#!/bin/sh
# SPDX-License-Identifier: MIT
# Looks for what Gridlock is built from and installs what is missing with apt-get (with sudo when not
# root). Silent when nothing is missing.
#
#   setup.sh build|test|nodes|check ...
set -eu

missing=
say() { printf '%s\n' "$*" >&2; }
want() { # Debian package, what for
    case " $missing " in *" $1 "*) return ;; esac
    missing="$missing $1"
    say "  $1: $2"
}
tool() { command -v "$1" >/dev/null 2>&1 || want "$2" "$3"; }
library() { pkg-config --exists "$1" 2>/dev/null || want "$2" "$3"; }

for group in "$@"; do
    case $group in
    build)
        tool "${CC:-gcc}" gcc 'the compiler'
        tool ar binutils 'makes the archives'
        tool pkg-config pkg-config 'finds the libraries'
        [ -e /usr/include/stdio.h ] || want libc6-dev 'headers of the C library'
        library libsecp256k1 libsecp256k1-dev 'points and signatures of Bitcoin and Ethereum'
        library libsodium libsodium-dev 'Ed25519, X25519, ristretto255, sealing, Argon2id, locked memory'
        library libcurl libcurl4-gnutls-dev 'speaks to the router and the nodes'
        library libcjson libcjson-dev 'reads JSON'
        library sqlite3 libsqlite3-dev 'the store of a home and of the router'
        library libmicrohttpd libmicrohttpd-dev 'the HTTP side of the router'
        library nettle nettle-dev 'Keccak-256 and RIPEMD-160'
        library ncursesw libncurses-dev 'the wallet on the whole screen'
        library libqrencode libqrencode-dev 'addresses and invitations as QR codes'
        ;;
    test)
        library criterion libcriterion-dev 'the unit tests'
        ;;
    nodes)
        # bitcoind and anvil are fetched into a cache by fetch-nodes.sh; anvil comes through npm.
        cache=${GRIDLOCK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gridlock}
        if ! command -v anvil >/dev/null 2>&1 && [ ! -d "$cache/anvil/node_modules/@foundry-rs" ]; then
            tool npm npm 'fetches anvil, the Ethereum node of the practice network (about 400 small packages)'
        fi
        [ -e /etc/ssl/certs/ca-certificates.crt ] || want ca-certificates 'for downloads'
        ;;
    check)
        tool clang clang 'the second compiler'
        tool clang-format clang-format 'how the code is written'
        tool clang-tidy clang-tidy 'looks for mistakes'
        tool cppcheck cppcheck 'looks for mistakes'
        tool shellcheck shellcheck 'looks for mistakes in scripts'
        ;;
    *)
        say "setup.sh knows build, test, nodes and check, not '$group'."
        exit 1
        ;;
    esac
done
[ -n "$missing" ] || exit 0

by_hand="Install them by hand:  apt-get install$missing"
if ! command -v apt-get >/dev/null 2>&1; then
    say "These Debian packages are missing, and this system has no apt-get. $by_hand"
    exit 1
fi
root=
if [ "$(id -u)" != 0 ]; then
    root=sudo
    if ! command -v sudo >/dev/null 2>&1; then
        say "These Debian packages are missing, and only root can install them. $by_hand"
        exit 1
    fi
fi
say "Installing the Debian packages above (apt-get install$missing) ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { DEBIAN_FRONTEND=noninteractive $root apt-get -q -y "$@" >>"$log" 2>&1; }
# shellcheck disable=SC2086 # a list of names
if ! apt install --no-install-recommends $missing && ! { apt update && apt install --no-install-recommends $missing; }; then
    tail -n 5 "$log" >&2
    say "apt-get could not install them (its last lines are above). $by_hand"
    exit 1
fi
