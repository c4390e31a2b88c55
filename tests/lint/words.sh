#!/bin/sh
# SPDX-License-Identifier: MIT
# Calls and words that do not belong in the product. A line that needs one says why: /* allowed: ... */
# shellcheck disable=SC2013,SC2086 # lists of names without blanks are meant
set -eu
cd "$(dirname "$0")/../.."
status=0

look() { # what it is about, pattern, folders
    found=$(grep -nE "$2" -r $3 --include='*.c' --include='*.h' 2>/dev/null |
        grep -v 'allowed:' | grep -vE '^[^:]*:[0-9]+: *(\*|//|/\*)' || true)
    if [ -n "$found" ]; then
        printf '%s:\n%s\n' "$1" "$found"
        status=1
    fi
}

look 'unbounded string calls' '\b(strcpy|strcat|sprintf|vsprintf|gets|strncpy)\(' 'core chains app ui'
look 'conversions that hide mistakes' '\b(atoi|atol|atoll|atof)\(' 'core chains app ui'
look 'a shell' '\b(system|popen)\(' 'core chains app ui'
look 'weak randomness' '\b(rand|srand|random|drand48|rand_r)\(' 'core chains app ui'
look 'clocks below the shell' '\b(time|gettimeofday|clock_gettime|localtime)\(' 'core chains'
look 'comparison that depends on secrets' '\bmemcmp\(' 'core/crypto'
look 'printing of secrets' '\bprintf\(|\bfprintf\(' 'core/crypto core/ceremony'
look 'floating point' '\b(double|float)\b' 'core chains'
look 'goto' '\bgoto\b' 'core chains app ui'
exit $status
