/* SPDX-License-Identifier: MIT */
#include "ui/recipient.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"
#include "ui/show.h"

/* Forged addresses copy the beginning and the end, because that is what people look at. */
enum { SAME_HEAD = 4, SAME_TAIL = 4 };

static const struct chain *chain_of(enum account_kind account)
{
    return account == ACCOUNT_ETHEREUM ? &chain_ethereum : &chain_bitcoin;
}

static bool is_same_chain(const char *chain, enum account_kind account)
{
    return strcmp(chain, show_chain(account)) == 0;
}

/* Behind what every address of a kind begins with. */
static const char *body_of(const char *address)
{
    static const char *const heads[] = {"bcrt1", "bc1", "tb1", "0x"};

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (text_starts_with(address, heads[i]))
            return address + strlen(heads[i]);
    return address;
}

static bool is_lookalike(const char *one, const char *other)
{
    const char *left = body_of(one);
    const char *right = body_of(other);
    const size_t size = strlen(left);

    return strcasecmp(one, other) != 0 && size == strlen(right) && size > SAME_HEAD + SAME_TAIL &&
           strncasecmp(left, right, SAME_HEAD) == 0 &&
           strcasecmp(left + size - SAME_TAIL, right + size - SAME_TAIL) == 0;
}

static void look_into_contacts(struct recipient *out, const struct snapshot *snapshot,
                               enum account_kind account)
{
    for (size_t i = 0; i < snapshot->contact_count; i++) {
        const struct shown_contact *contact = &snapshot->contacts[i];
        if (!is_same_chain(contact->chain, account))
            continue;
        if (strcmp(contact->address, out->address) == 0) {
            snprintf(out->contact, sizeof out->contact, "%s", contact->name);
            out->times_paid = contact->times_paid;
        } else if (is_lookalike(contact->address, out->address)) {
            snprintf(out->lookalike, sizeof out->lookalike, "%s", contact->name);
            snprintf(out->lookalike_address, sizeof out->lookalike_address, "%s", contact->address);
        }
    }
}

static void look_into_history(struct recipient *out, const struct snapshot *snapshot,
                              enum account_kind account)
{
    size_t times = 0;

    for (size_t i = 0; i < snapshot->transfer_count; i++) {
        const struct shown_transfer *transfer = &snapshot->transfers[i];
        if ((transfer->account == ACCOUNT_ETHEREUM) != (account == ACCOUNT_ETHEREUM))
            continue;
        const bool was_paid = transfer->state == SHOWN_SENT || transfer->state == SHOWN_CONFIRMED;
        if (strcmp(transfer->recipient, out->address) == 0) {
            times += was_paid;
        } else if (was_paid && out->lookalike[0] == 0 &&
                   is_lookalike(transfer->recipient, out->address)) {
            snprintf(out->lookalike, sizeof out->lookalike, "%s",
                     transfer->contact[0] ? transfer->contact : "an earlier recipient");
            snprintf(out->lookalike_address, sizeof out->lookalike_address, "%s",
                     transfer->recipient);
        }
    }
    out->times_paid = times > out->times_paid ? times : out->times_paid;
}

void recipient_known(struct recipient *out, const struct snapshot *snapshot,
                     const struct shown_wallet *wallet, enum account_kind account)
{
    look_into_contacts(out, snapshot, account);
    look_into_history(out, snapshot, account);
    for (size_t i = 0; i < wallet->account_count; i++)
        out->is_own = out->is_own || strcmp(wallet->accounts[i].address, out->address) == 0;
    if (out->contact[0]) /* somebody in the address book imitates nobody */
        out->lookalike[0] = 0;
}

static bool take_contact(struct recipient *out, const struct snapshot *snapshot,
                         enum account_kind account, const char *text)
{
    for (size_t i = 0; i < snapshot->contact_count; i++) {
        const struct shown_contact *contact = &snapshot->contacts[i];
        if (!is_same_chain(contact->chain, account) || strcasecmp(contact->name, text) != 0)
            continue;
        snprintf(out->address, sizeof out->address, "%s", contact->address);
        return true;
    }
    return false;
}

static result take_request(struct recipient *out, const struct shown_wallet *wallet,
                           const char *text)
{
    TRY(payment_uri_parse(&out->request, text));
    out->is_request = true;
    const bool is_ethereum = strcmp(out->request.chain, chain_ethereum.id) == 0;
    if (is_ethereum != (out->account == ACCOUNT_ETHEREUM))
        out->account = is_ethereum ? ACCOUNT_ETHEREUM : ACCOUNT_TAPROOT;
    CHECK(out->request.chain_id == 0 || out->request.chain_id == wallet->chain_id, URI_OTHER_CHAIN);
    return text_copy(out->address, sizeof out->address, out->request.address);
}

/* People copy addresses with blanks between the groups. */
static result take_address(struct recipient *out, const char *text)
{
    size_t size = 0;

    for (; *text; text++) {
        if (isspace((unsigned char)*text))
            continue;
        if (size + 1 >= sizeof out->address)
            return out->account == ACCOUNT_ETHEREUM ? FAIL(ETHEREUM_ADDRESS)
                                                    : FAIL(BITCOIN_ADDRESS);
        out->address[size++] = *text;
    }
    out->address[size] = 0;
    return OK;
}

static result read(struct recipient *out, const struct snapshot *snapshot,
                   const struct shown_wallet *wallet, const char *text)
{
    struct account account = {.network = wallet->network, .chain_id = wallet->chain_id};
    char judged[ADDRESS_MAX];

    if (payment_uri_is_one(text))
        TRY(take_request(out, wallet, text));
    else if (!take_contact(out, snapshot, out->account, text))
        TRY(take_address(out, text));
    const struct chain *chain = chain_of(out->account);
    account.chain = chain;
    account.kind = out->account;
    TRY(chain->address_check(judged, &account, out->address));
    return text_copy(out->address, sizeof out->address, judged);
}

void recipient_judge(struct recipient *out, const struct snapshot *snapshot,
                     const struct shown_wallet *wallet, enum account_kind account, const char *text)
{
    char trimmed[PAYMENT_URI_MAX + 1];
    const char *start = text + strspn(text, " \t");
    size_t size = strlen(start);

    *out = (struct recipient){.account = account, .is_empty = true};
    while (size > 0 && (start[size - 1] == ' ' || start[size - 1] == '\t'))
        size--;
    if (size == 0)
        return;
    out->is_empty = false;
    if (size >= sizeof trimmed) {
        out->outcome = FAIL(PAYMENT_URI_SHAPE);
        return;
    }
    snprintf(trimmed, sizeof trimmed, "%.*s", (int)size, start);
    out->outcome = read(out, snapshot, wallet, trimmed);
    if (is_ok(out->outcome))
        recipient_known(out, snapshot, wallet, out->account);
}

static bool holds(const char *text, const char *part)
{
    const size_t size = strlen(part);

    for (; *text; text++)
        if (strncasecmp(text, part, size) == 0)
            return true;
    return size == 0;
}

bool recipient_matches(const struct shown_contact *contact, enum account_kind account,
                       const char *text)
{
    return is_same_chain(contact->chain, account) &&
           (holds(contact->name, text) || holds(contact->address, text));
}
