/* SPDX-License-Identifier: MIT */
/* contacts: the address book. An address is judged by its chain before it is stored. */
#include <string.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "chains/chains.h"
#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/payment.h"
#include "core/store/contact_table.h"

result command_contacts_list(struct session *session)
{
    struct contact *list = NULL;
    size_t count = 0;

    TRY(contact_all(session_store(session), &list, &count));
    for (size_t i = 0; i < count; i++) {
        struct json_line line = {0};
        print_line(session->print, "%-20s %-9s %s%s%s", list[i].name, list[i].chain,
                   list[i].address, list[i].note[0] ? "  " : "", list[i].note);
        if (!session->print->is_json)
            continue;
        json_line_text(&line, "name", list[i].name);
        json_line_text(&line, "chain", list[i].chain);
        json_line_text(&line, "address", list[i].address);
        json_line_text(&line, "note", list[i].note);
        json_line_print(&line);
    }
    if (count == 0)
        print_line(session->print, "The address book is empty.");
    memory_free(list);
    return OK;
}

/* The wallet's network decides which addresses fit. */
static result judge_address(const struct session *session, char out[static ADDRESS_MAX],
                            const char *chain, const char *text)
{
    struct wallet wallet;
    const result found = lookup_own_wallet(session, &wallet, NULL);

    if (found.code == ERROR_WALLET_UNKNOWN && !options_has(session->options, "wallet"))
        return FAIL(CONTACT_CHAIN);
    TRY(found);
    print_detail(session->print, "%s", text);
    TRY(engine_check_address(session->engine, out, wallet.id,
                             strcmp(chain, "ethereum") == 0 ? ACCOUNT_ETHEREUM : ACCOUNT_TAPROOT,
                             text));
    session->print->detail[0] = 0;
    return OK;
}

result command_contacts_add(struct session *session)
{
    const struct options *options = session->options;
    struct contact contact = {.name = ""};

    print_detail(session->print, "%s", options->words[0]);
    CHECK(text_is_showable(slice_of_text(options->words[0])), NAME_CONTROL);
    TRY(text_copy(contact.name, sizeof contact.name, options->words[0]));
    print_detail(session->print, "%s (bitcoin, ethereum)", options->words[1]);
    CHECK(chains_find(options->words[1]), OPTION_CHOICE);
    TRY(text_copy(contact.chain, sizeof contact.chain, options->words[1]));
    session->print->detail[0] = 0;
    TRY(judge_address(session, contact.address, contact.chain, options->words[2]));
    if (options->word_count > 3)
        text_showable(contact.note, sizeof contact.note, slice_of_text(options->words[3]));
    TRY(contact_insert(session_store(session), &contact, loop_clock().unix_seconds));
    return command_contacts_list(session);
}

result command_contacts_delete(struct session *session)
{
    print_detail(session->print, "%s", session->options->words[0]);
    TRY(contact_delete(session_store(session), session->options->words[0]));
    session->print->detail[0] = 0;
    return command_contacts_list(session);
}
