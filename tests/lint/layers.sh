#!/bin/sh
# SPDX-License-Identifier: MIT
# Who may include whom (assets/docs/architecture.md). Fails on the first kind of breach it finds.
# shellcheck disable=SC2013,SC2086 # lists of names without blanks are meant
set -eu
cd "$(dirname "$0")/../.."
status=0

breach() {
    printf '%s\n' "$1"
    status=1
}

# folder: folders (or single headers) it may include
rules='
core/base:core/base
core/crypto:core/base core/crypto
core/message:core/base core/crypto core/message
core/ceremony:core/base core/crypto core/message core/ceremony
core/wallet:core/base core/crypto core/wallet
core/router:core/base core/crypto core/message core/router
core/store:core/base core/crypto core/message core/wallet core/store
core/engine:core/base core/crypto core/message core/ceremony core/wallet core/store core/engine
chains:core/base core/crypto core/wallet chains
ui:core/base core/wallet core/engine/command.h core/engine/snapshot.h ui
app:core chains ui app
'
# library header: the files (or folders) that are its door
doors='
curl/:app/http.c
sqlite3.h:core/store/store.c core/router/mailbox_sqlite.c
microhttpd.h:app/http_server.c app/http_exchange
cjson/:core/base/json.c
secp256k1:core/crypto/
nettle/:core/crypto/
sodium.h:core/crypto/ core/base/ core/message/sealing.c core/ceremony/share_box.c
ncurses:ui/terminal.c
qrencode.h:ui/widget/code.c
pthread.h:app/worker.c
'

allowed_in() { # file, list of prefixes
    for prefix in $2; do
        case $1 in "$prefix"*) return 0 ;; esac
    done
    return 1
}

for file in $(find core chains app ui -name '*.[ch]' 2>/dev/null | sort); do
    folder=$(printf '%s\n' "$rules" | sed -n 's/:.*//p' | while read -r f; do
        case $file in "$f"/*) printf '%s\n' "$f" ;; esac
    done | tail -n 1)
    allowed=$(printf '%s\n' "$rules" | sed -n "s|^$folder:||p")
    for included in $(sed -n 's/^#include "\([a-z]*\/[^"]*\)".*/\1/p' "$file"); do
        ok=no
        for prefix in $allowed; do
            case $included in "$prefix"/* | "$prefix") ok=yes ;; esac
        done
        [ $ok = yes ] || breach "$file: $folder must not include $included"
    done
    for header in $(sed -n 's/^#include <\([^>]*\)>.*/\1/p' "$file"); do
        for rule in $doors; do
            case $rule in *:*) door=${rule%%:*} ;; *) continue ;; esac
            case $header in "$door"*) ;; *) continue ;; esac
            places=$(printf '%s\n' "$doors" | sed -n "s|^$door:||p")
            allowed_in "$file" "$places" || breach "$file: <$header> has its one door elsewhere"
        done
    done
done
exit $status
