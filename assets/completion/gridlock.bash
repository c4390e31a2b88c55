# SPDX-License-Identifier: MIT
# bash completion for gridlock and gridlock-guardian

_gridlock_options() {
    case $1 in
    identity) echo --name --router --role ;;
    invite) echo --kind --wait ;;
    join | refuse | cancel) echo --wait ;;
    approve) echo --yes --wait ;;
    create) echo --threshold --guardian --network --chain-id --wait ;;
    refresh) echo --silent --wait ;;
    reshare) echo --threshold --guardian --silent --wait ;;
    audit) echo --wait ;;
    guardians | history | export) echo --wallet ;;
    address) echo --wallet --account --new --index --amount --label ;;
    balance) echo --wallet --account ;;
    send) echo --wallet --account --to --amount --all --feerate --max-fee --allow-high-fee --label \
        --yes --wait --lifetime --resume ;;
    esac
}

_gridlock() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local verbs='identity invite join wallet guardians address balance send requests approve refuse
        cancel history export contacts guardian practice version help'
    local everywhere='--home --json --passphrase-fd --key-file --plain --allow-insecure-router --help --version'
    local verb='' word i

    COMPREPLY=()
    case $previous in
    --home)
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        return
        ;;
    --key-file | --policy)
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --account) word='taproot segwit ethereum' ;;
    --network) word='main test regtest' ;;
    --kind | --role) word='device friend enclave backup' ;;
    wallet) word='create refresh reshare audit list show export' ;;
    contacts) word='list add delete' ;;
    export) word='history labels' ;;
    --*) [[ $everywhere\ --yes\ --all\ --new == *"$previous"* ]] || return ;;
    esac
    if [[ -n ${word:-} && $current != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$word" -- "$current")
        return
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        create | refresh | reshare | audit | identity | invite | join | approve | refuse | cancel | guardians | history | export | \
            address | balance | send) verb=${COMP_WORDS[i]} ;;
        esac
    done
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$everywhere $(_gridlock_options "$verb")" -- "$current")
    elif [[ -z $verb ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$current")
    fi
}

_gridlock_guardian() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}

    case $previous in
    --home) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    --key-file | --policy) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -W '--home --passphrase-fd --key-file --policy
        --allow-insecure-router --json --help --version' -- "$current") ;;
    esac
}

complete -F _gridlock gridlock
complete -F _gridlock_guardian gridlock-guardian
