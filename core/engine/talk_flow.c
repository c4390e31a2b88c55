/* SPDX-License-Identifier: MIT */
/* talk_flow.c - conversations with chain nodes: the chain phrases, the shell carries, the flow that
 * asked gets the outcome. A talk in memory is only ever a question; nothing depends on it. */
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/engine/engine_state.h"

static void close_talk(struct live_talk *live)
{
    if (live->is_open)
        live->account.chain->talk_close(live->talk);
    buffer_free(&live->raw);
    *live = (struct live_talk){0};
}

void talk_flow_forget(struct engine *engine)
{
    for (size_t i = 0; i < TALKS_MAX; i++)
        close_talk(&engine->talks[i]);
}

static result finish(struct engine *engine, struct live_talk *live, result outcome)
{
    engine->talk_outcome = outcome;
    const result done = pay_flow_answer(engine, live, outcome);
    close_talk(live);
    return done;
}

static result step(struct engine *engine, struct live_talk *live, const struct http_reply *reply)
{
    struct http_request request = {0};
    bool is_done = false;
    const result stepped = live->account.chain->talk_step(live->talk, reply, &request, &is_done);

    if (!is_ok(stepped) || is_done)
        return finish(engine, live, stepped);
    engine_request(engine, &request, ERRAND_TALK)->number = (uint64_t)(live - engine->talks);
    return OK;
}

static result fill(struct engine *engine, struct live_talk *live, const struct chain_task *task,
                   const struct account *account)
{
    CHECK(engine->settings.node_of, NODE_MISSING);
    live->account = *account;
    live->task = *task;
    live->task.account = &live->account;
    TRY(engine->settings.node_of(engine->settings.context, &live->task.node, account->kind));
    snprintf(live->task.node.watch_name, sizeof live->task.node.watch_name,
             "gridlock-%02x%02x%02x%02x-%s", live->wallet[0], live->wallet[1], live->wallet[2],
             live->wallet[3], account->kind == ACCOUNT_SEGWIT ? "segwit" : "taproot");
    buffer_append_slice(&live->raw, task->raw);
    live->task.raw = buffer_slice(&live->raw);
    live->kind = task->kind;
    TRY(account->chain->talk_open(&live->talk, &live->task));
    live->is_open = true;
    return OK;
}

result talk_flow_open(struct engine *engine, const struct chain_task *task,
                      const struct account *account, const uint8_t wallet[static 32],
                      const uint8_t *intent)
{
    for (size_t i = 0; i < TALKS_MAX; i++) {
        struct live_talk *live = &engine->talks[i];
        if (live->is_open)
            continue;
        memcpy(live->wallet, wallet, 32);
        if (intent)
            memcpy(live->intent, intent, 32);
        live->kind = task->kind;
        const result filled = fill(engine, live, task, account);
        if (!is_ok(filled))
            return finish(engine, live, filled);
        return step(engine, live, NULL);
    }
    return FAIL(NODE_BUSY);
}

result talk_flow_reply(struct engine *engine, const struct errand *errand,
                       const struct http_reply *reply)
{
    if (errand->number >= TALKS_MAX || !engine->talks[errand->number].is_open)
        return OK;
    return step(engine, &engine->talks[errand->number], reply);
}
