/* SPDX-License-Identifier: MIT */
#include "app/export.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "support/vectors.h"

static struct transfer usual(void)
{
    struct transfer transfer = {.account = ACCOUNT_TAPROOT,
                                .state = TRANSFER_CONFIRMED,
                                .txid =
                                    "f91d0a8a78462bc59398f2c5d7a84fcff491c26ba54c4833478b202796c8"
                                    "aafd",
                                .recipient = "bcrt1qexample",
                                .amount = "0.10000000",
                                .fee = "0.00000420",
                                .label = "Rent",
                                .confirmations = 6,
                                .created = 1700000000};
    memcpy(transfer.intent, "\x01\x23\x45\x67", 4);
    return transfer;
}

static const char *csv_of(struct buffer *out, const char *label)
{
    struct transfer transfer = usual();

    snprintf(transfer.label, sizeof transfer.label, "%s", label);
    export_csv_transfer(out, &transfer);
    return buffer_text(out);
}

Test(export, writes_a_payment_as_one_csv_line)
{
    struct buffer out = {0};

    cr_assert_str_eq(
        csv_of(&out, "Rent"),
        "2023-11-14T22:13:20Z,sent,taproot,confirmed,0.10000000,BTC,0.00000420,"
        "bcrt1qexample,f91d0a8a78462bc59398f2c5d7a84fcff491c26ba54c4833478b202796c8aafd,"
        "6,Rent,01234567\r\n");
    buffer_free(&out);
}

Test(export, has_as_many_columns_as_its_head_says)
{
    struct buffer head = {0};
    struct buffer line = {0};
    struct chain_event event = {.txid = "aa", .address = "bc1q", .is_incoming = true};
    size_t commas[3] = {0};

    export_csv_head(&head);
    for (const char *at = buffer_text(&head); *at; at++)
        commas[0] += *at == ',';
    for (const char *at = csv_of(&line, "x"); *at; at++)
        commas[1] += *at == ',';
    buffer_clear(&line);
    event.value = amount_of(150000000);
    export_csv_received(&line, ACCOUNT_ETHEREUM, &event);
    for (const char *at = buffer_text(&line); *at; at++)
        commas[2] += *at == ',';

    cr_assert_eq(commas[0], 11);
    cr_assert_eq(commas[1], commas[0]);
    cr_assert_eq(commas[2], commas[0]);
    cr_assert(strstr(buffer_text(&line), "0.000000000150000000,ETH"));
    buffer_free(&head);
    buffer_free(&line);
}

Test(export, quotes_what_would_break_the_line)
{
    struct buffer out = {0};

    cr_assert(strstr(csv_of(&out, "a \"b\", c\nd"), ",\"a \"\"b\"\", c?d\",01234567\r\n"));
    buffer_free(&out);
}

Test(export, disarms_what_a_spreadsheet_would_run)
{
    static const char *const labels[] = {"=1+1", "+1", "-1", "@x"};

    for (size_t i = 0; i < 4; i++) {
        struct buffer out = {0};
        char wanted[32];
        snprintf(wanted, sizeof wanted, ",\"'%s\",", labels[i]);
        cr_assert(strstr(csv_of(&out, labels[i]), wanted), "%s", labels[i]);
        buffer_free(&out);
    }
}

/* The lines of the BIP whose kinds Gridlock has: what it writes for them says the same. */
Test(export, writes_the_labels_of_bip329_as_the_bip_does)
{
    size_t size = 0;
    char *text = vectors_text("tests/vectors/bip329/bip329.jsonl", &size);
    size_t compared = 0;

    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        struct json *wanted = NULL;
        struct json *written = NULL;
        struct buffer out = {0};
        const char *type, *ref, *label, *got;
        cr_assert(is_ok(json_parse(&wanted, slice_of_text(line))));
        cr_assert(is_ok(json_get_text(&type, wanted, "type")));
        cr_assert(is_ok(json_get_text(&ref, wanted, "ref")));
        cr_assert(is_ok(json_get_text(&label, wanted, "label")));
        if (strcmp(type, "tx") == 0) {
            struct transfer transfer = usual();
            snprintf(transfer.txid, sizeof transfer.txid, "%s", ref);
            snprintf(transfer.label, sizeof transfer.label, "%s", label);
            export_label_transfer(&out, &transfer);
        } else if (strcmp(type, "addr") == 0) {
            struct contact contact = {.chain = "bitcoin"};
            snprintf(contact.address, sizeof contact.address, "%s", ref);
            snprintf(contact.name, sizeof contact.name, "%s", label);
            export_label_contact(&out, &contact);
        }
        if (out.size > 0) {
            cr_assert_eq(out.data[out.size - 1], '\n');
            cr_assert(is_ok(json_parse(&written, buffer_slice(&out))));
            cr_assert(is_ok(json_get_text(&got, written, "type")));
            cr_assert_str_eq(got, type);
            cr_assert(is_ok(json_get_text(&got, written, "ref")));
            cr_assert_str_eq(got, ref);
            cr_assert(is_ok(json_get_text(&got, written, "label")));
            cr_assert_str_eq(got, label);
            compared++;
        }
        json_free(wanted);
        json_free(written);
        buffer_free(&out);
    }
    cr_assert_eq(compared, 3);
    free(text);
}

Test(export, leaves_out_what_bip329_does_not_know)
{
    struct buffer out = {0};
    struct transfer transfer = usual();
    const struct contact contact = {.name = "Dana", .chain = "ethereum", .address = "0xd8dA"};

    transfer.account = ACCOUNT_ETHEREUM;
    export_label_transfer(&out, &transfer);
    export_label_contact(&out, &contact);
    transfer = usual();
    transfer.label[0] = 0;
    export_label_transfer(&out, &transfer);
    transfer = usual();
    transfer.txid[0] = 0;
    export_label_transfer(&out, &transfer);

    cr_assert_eq(out.size, 0);
    buffer_free(&out);
}
