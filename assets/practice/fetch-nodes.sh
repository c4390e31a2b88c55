#!/bin/sh
# SPDX-License-Identifier: MIT
# Finds, or fetches once into a cache, the two real nodes that the practice network and the tests use:
# bitcoind and anvil. Prints two lines: the command that starts each.
#
#   fetch-nodes.sh [--cache DIR]
#
# bitcoind: the one on PATH, else Debian's bitcoin-knots unpacked (not installed) with its libraries.
# anvil: the one on PATH, else the native binary of the npm package @foundry-rs/anvil.
set -eu

cache=${GRIDLOCK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gridlock}
if [ "${1:-}" = --cache ]; then
    cache=$2
fi
mkdir -p "$cache"

say() { printf '%s\n' "$*" >&2; }

# ---- bitcoind -------------------------------------------------------------------------------

knots_command() {
    root=$cache/bitcoin/root
    binary=$(find "$root/usr/bin" -name bitcoind -type f 2>/dev/null | head -n 1)
    loader=$(find "$root" -name 'ld-linux-x86-64.so.2' 2>/dev/null | head -n 1)
    [ -n "$binary" ] && [ -n "$loader" ] || return 1
    printf '%s --library-path %s:%s %s\n' "$loader" \
        "$root/usr/lib/x86_64-linux-gnu" "$root/lib/x86_64-linux-gnu" "$binary"
}

mirror() {
    found=$(sed -n 's/^ *deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' /etc/apt/sources.list \
        /etc/apt/sources.list.d/*.list 2>/dev/null | grep -v security | head -n 1)
    if [ -z "$found" ]; then
        found=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources 2>/dev/null |
            grep -v security | head -n 1)
    fi
    printf '%s\n' "$found"
}

fetch_knots() {
    if [ "$(dpkg --print-architecture)" != amd64 ]; then
        say "On this machine bitcoind cannot be fetched: install Bitcoin Core and put bitcoind on PATH."
        exit 1
    fi
    source=$(mirror)
    if [ -z "$source" ]; then
        say "No Debian mirror is configured: install Bitcoin Core and put bitcoind on PATH."
        exit 1
    fi
    say "Fetching bitcoind (Debian's bitcoin-knots and its libraries, about 40 MB, once) ..."
    apt=$cache/bitcoin/apt
    rm -rf "$apt" "$cache/bitcoin/root.new"
    mkdir -p "$apt/lists/partial" "$apt/archives/partial"
    : >"$apt/status"
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s unstable main\n' \
        "$source" >"$apt/sources.list"
    set -- -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status" \
        -o Dir::State::extended_states="$apt/extended" -o Dir::Cache="$apt" \
        -o Dir::Cache::archives="$apt/archives" -o APT::Install-Recommends=false \
        -o Acquire::Languages=none -o APT::Sandbox::User= -o Debug::NoLocking=true -q
    if ! { apt-get "$@" update && apt-get "$@" install -y --download-only bitcoin-knots; } \
        >"$apt/log" 2>&1; then
        say "The Debian mirror did not give bitcoin-knots; see $apt/log. What needs no node still works."
        exit 1
    fi
    mkdir -p "$cache/bitcoin/root.new"
    for package in "$apt"/archives/*.deb; do
        dpkg -x "$package" "$cache/bitcoin/root.new"
    done
    rm -rf "$cache/bitcoin/root" "$apt/archives" "$apt/lists"
    mv "$cache/bitcoin/root.new" "$cache/bitcoin/root"
}

# ---- anvil ----------------------------------------------------------------------------------

anvil_binary() {
    find "$cache/anvil/node_modules/@foundry-rs" -path '*/bin/anvil' -type f 2>/dev/null | head -n 1
}

fetch_anvil() {
    if ! command -v npm >/dev/null 2>&1; then
        say "anvil comes with npm, which is not installed (on Debian about 400 small packages):"
        say "run 'apt-get install npm' as root, or put an anvil on PATH."
        exit 1
    fi
    say "Fetching anvil (the npm package @foundry-rs/anvil, about 60 MB, once) ..."
    mkdir -p "$cache/anvil"
    (cd "$cache/anvil" && npm install --no-fund --no-audit --silent --prefix . @foundry-rs/anvil) >&2 || {
        say "npm did not give @foundry-rs/anvil. What needs no Ethereum node still works."
        exit 1
    }
}

# ---- both -----------------------------------------------------------------------------------

if command -v bitcoind >/dev/null 2>&1; then
    bitcoind=$(command -v bitcoind)
else
    knots_command >/dev/null || fetch_knots
    bitcoind=$(knots_command)
fi
if command -v anvil >/dev/null 2>&1; then
    anvil=$(command -v anvil)
else
    [ -n "$(anvil_binary)" ] || fetch_anvil
    anvil=$(anvil_binary)
fi
printf '%s\n%s\n' "$bitcoind" "$anvil"
