#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs test programs one after the other and counts. A Criterion program says how many of its tests
# passed; a --plain one prints "N passed, N failed" itself and is shown as it runs.
#
#   run.sh REPORT-FOLDER PROGRAM... [--plain PROGRAM]...
#
# Criterion drops the exit status of its children: what a sanitizer says goes to files, and a file that
# is not empty fails the run (also leaks, which kill nobody). Only what Criterion itself forgets to free
# is let pass: a report in which each leak was asked for directly by its library.
set -u

report=$1
shift
rm -rf "$report"
mkdir -p "$report"
report=$(cd "$report" && pwd)
options="log_path=$report/sanitizer"
export ASAN_OPTIONS="$options:detect_leaks=1:exitcode=0" \
    UBSAN_OPTIONS="$options:print_stacktrace=1" LSAN_OPTIONS="$options"

passed=0
failed=0

number() { # its name, the log
    sed -n "s/.*Synthesis:.*$1: *\([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1
}

criterion() {
    log=$report/$(printf '%s' "$1" | tr / _).log
    timeout "${TEST_SECONDS:-900}" "$1" >"$log" 2>&1
    status=$?
    good=$(sed 's/\x1b\[[0-9;]*m//g' "$log" >"$log.plain"; number Passing "$log.plain")
    tested=$(number Tested "$log.plain")
    good=${good:-0}
    bad=$((${tested:-0} - good))
    if [ "$status" != 0 ] && [ "$bad" = 0 ]; then
        bad=1 # it ended before it could count
        printf '%s ended with status %s\n' "$1" "$status" >>"$log"
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    if [ "$bad" = 0 ]; then
        printf '  %4d passed  %s\n' "$good" "$1"
    else
        cat "$log"
        printf '  FAILED: %d passed, %d failed  %s\n' "$good" "$bad" "$1"
    fi
}

plain() {
    log=$report/$(printf '%s' "$1" | tr / _).log
    printf '  %s\n' "$1"
    { timeout "${SESSION_SECONDS:-3600}" "$1" 2>&1; echo $? >"$log.status"; } | tee "$log"
    read -r status <"$log.status"
    counted=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log" | tail -n 1)
    good=${counted% *}
    bad=${counted#* }
    good=${good:-0}
    bad=${bad:-0}
    if [ "$status" != 0 ] && [ "$bad" = 0 ]; then
        bad=1
        printf 'FAILED: %s ended with status %s\n' "$1" "$status"
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
}

while [ $# -gt 0 ]; do
    if [ "$1" = --plain ]; then
        shift
        plain "$1"
    else
        criterion "$1"
    fi
    shift
done

is_only_criterion() {
    awk '/ERROR: / && !/LeakSanitizer/ { other = 1 }
         /runtime error/ { other = 1 }
         / leak of / { leaks++ }
         /^ *#1 / && /libcriterion|libboxfort/ { theirs++ }
         END { exit !(leaks > 0 && leaks == theirs && !other) }' "$1"
}

for file in "$report"/sanitizer.*; do
    if [ -s "$file" ] && ! is_only_criterion "$file"; then
        cat "$file"
        printf '  FAILED: a sanitizer reports %s\n' "$file"
        failed=$((failed + 1))
    fi
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
