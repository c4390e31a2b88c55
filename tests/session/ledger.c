/* SPDX-License-Identifier: MIT */
#include "session/ledger.h"

#include <stdio.h>
#include <string.h>

bool ledger_descriptor(struct practice *practice, struct amount *out, const char (*descriptor)[512])
{
    struct json *answer = NULL;
    const struct json *value = NULL;
    char parameters[1400];

    snprintf(parameters, sizeof parameters,
             "[\"start\",[{\"desc\":\"%s\",\"range\":300},{\"desc\":\"%s\",\"range\":300}]]",
             descriptor[0], descriptor[1]);
    const bool got =
        is_ok(nodes_bitcoin(&practice->nodes, &answer, NULL, "scantxoutset", parameters)) &&
        is_ok(json_get(&value, answer, "result")) &&
        is_ok(json_get_amount(out, value, "total_amount", 8));
    json_free(answer);
    return got;
}

bool ledger_new_address(struct practice *practice, char out[static 128])
{
    struct json *answer = NULL;
    const char *text = NULL;
    const bool got =
        is_ok(nodes_bitcoin(&practice->nodes, &answer, "miner", "getnewaddress", "[]")) &&
        is_ok(json_get_text(&text, answer, "result"));

    if (got)
        snprintf(out, 128, "%s", text);
    json_free(answer);
    return got;
}

bool ledger_received(struct practice *practice, struct amount *out, const char *address)
{
    struct json *answer = NULL;
    char parameters[160];

    snprintf(parameters, sizeof parameters, "[\"%s\",1]", address);
    const bool got = is_ok(nodes_bitcoin(&practice->nodes, &answer, "miner", "getreceivedbyaddress",
                                         parameters)) &&
                     is_ok(json_get_amount(out, answer, "result", 8));
    json_free(answer);
    return got;
}

/* The hash of the block `back` below the tip. */
static bool block_hash(struct practice *practice, char out[static 65], unsigned back)
{
    struct json *answer = NULL;
    uint64_t height = 0;
    char parameters[32];
    const char *text = NULL;

    if (!is_ok(nodes_bitcoin(&practice->nodes, &answer, NULL, "getblockcount", "[]")) ||
        !is_ok(json_get_u64(&height, answer, "result")) || height < back) {
        json_free(answer);
        return false;
    }
    json_free(answer);
    answer = NULL;
    snprintf(parameters, sizeof parameters, "[%llu]", (unsigned long long)(height - back));
    const bool got =
        is_ok(nodes_bitcoin(&practice->nodes, &answer, NULL, "getblockhash", parameters)) &&
        is_ok(json_get_text(&text, answer, "result"));
    if (got)
        snprintf(out, 65, "%s", text);
    json_free(answer);
    return got;
}

bool ledger_transaction(struct practice *practice, size_t *inputs, struct amount *fee,
                        const char *txid)
{
    for (unsigned back = 0; back < 6; back++) {
        struct json *answer = NULL;
        const struct json *value = NULL;
        const struct json *list = NULL;
        char hash[65];
        char parameters[192];
        if (!block_hash(practice, hash, back))
            return false;
        snprintf(parameters, sizeof parameters, "[\"%s\",2,\"%s\"]", txid, hash);
        const bool got = is_ok(nodes_bitcoin(&practice->nodes, &answer, NULL, "getrawtransaction",
                                             parameters)) &&
                         is_ok(json_get(&value, answer, "result")) &&
                         is_ok(json_get(&list, value, "vin")) &&
                         is_ok(json_get_amount(fee, value, "fee", 8));
        if (got)
            *inputs = json_count(list);
        json_free(answer);
        if (got)
            return true;
    }
    return false;
}

bool ledger_knows(struct practice *practice, const char *txid, bool is_ethereum)
{
    struct json *answer = NULL;
    char parameters[160];
    bool known = false;

    snprintf(parameters, sizeof parameters, "[\"%s\"]", txid);
    if (is_ethereum)
        known = is_ok(nodes_ethereum(&practice->nodes, &answer, "eth_getTransactionByHash",
                                     parameters)) &&
                json_has(answer, "result");
    else
        known =
            is_ok(nodes_bitcoin(&practice->nodes, &answer, "miner", "gettransaction", parameters));
    json_free(answer);
    return known;
}

bool ledger_gas(struct practice *practice, struct amount *out, bool *has_succeeded,
                const char *txid)
{
    struct json *answer = NULL;
    const struct json *receipt = NULL;
    const char *used = NULL;
    const char *price = NULL;
    const char *status = NULL;
    char parameters[160];
    struct amount gas;
    uint64_t count = 0;

    snprintf(parameters, sizeof parameters, "[\"%s\"]", txid);
    bool got =
        is_ok(nodes_ethereum(&practice->nodes, &answer, "eth_getTransactionReceipt", parameters)) &&
        is_ok(json_get(&receipt, answer, "result")) &&
        is_ok(json_get_text(&used, receipt, "gasUsed")) &&
        is_ok(json_get_text(&price, receipt, "effectiveGasPrice")) &&
        is_ok(json_get_text(&status, receipt, "status")) && is_ok(amount_parse_hex(&gas, used)) &&
        is_ok(amount_to_u64(&count, &gas)) && is_ok(amount_parse_hex(out, price)) &&
        is_ok(amount_mul_u64(out, out, count));
    *has_succeeded = got && strcmp(status, "0x1") == 0;
    json_free(answer);
    return got;
}
