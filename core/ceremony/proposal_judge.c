/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/ceremony/proposal.h"

static bool same_people(const struct proposal *proposal, uint16_t t, uint16_t n,
                        const uint8_t id_pk[][32])
{
    return proposal->t == t && proposal->n == n &&
           memcmp(proposal->id_pk, id_pk, (size_t)n * 32) == 0;
}

bool proposal_is_refresh(const struct proposal *proposal, const struct proposal_device *device)
{
    const struct epoch_record *current = device->current;

    if (proposal->kind != PROPOSAL_RESHARE || !current)
        return false;
    if (memcmp(proposal->prev_epoch_hash, current->hash, 32) != 0)
        return false;
    if (!same_people(proposal, current->t, current->n, current->id_pk))
        return false;
    for (size_t i = 0; i < device->touched_count; i++) {
        const struct proposal_committee *touched = &device->touched[i];
        if (!same_people(proposal, touched->t, touched->n, touched->id_pk))
            return false;
    }
    return true;
}

/* C2(b). A number too far ahead moves top along, so that devices driven apart meet again. */
static result judge_number(struct proposal_verdict *out, const struct proposal *proposal,
                           const struct proposal_device *device)
{
    const uint64_t most = (uint64_t)device->top + PROPOSAL_AHEAD_MAX;

    CHECK(proposal->new_epoch > device->top, PROPOSAL_NUMBER_LOW);
    if (proposal->new_epoch <= most)
        return OK;
    if (device->raises_today < PROPOSAL_RAISES_MAX) {
        const uint32_t before = proposal->new_epoch - 1;
        out->top = most < before ? (uint32_t)most : before;
    }
    return FAIL(PROPOSAL_NUMBER_HIGH);
}

/* C2(d), C3, and the dealers that the old epoch allows. */
static result judge_predecessor(struct proposal_verdict *out, const struct proposal *proposal,
                                const struct proposal_device *device)
{
    if (proposal->kind == PROPOSAL_DKG) {
        CHECK(!device->wallet_is_known && !device->current, PROPOSAL_WALLET_KNOWN);
        return OK;
    }
    CHECK(device->current, PROPOSAL_STALE);
    const result follows = proposal_follows(proposal, device->current);
    out->answer_certificate = follows.code == ERROR_PROPOSAL_STALE;
    return follows;
}

/* The own places. A dealer needs its share; a newcomer does not. */
static result judge_role(struct proposal_verdict *out, const struct proposal *proposal,
                         const struct proposal_device *device)
{
    const struct epoch_record *previous = proposal->kind == PROPOSAL_DKG ? NULL : device->current;

    out->seat = proposal_seat_of(proposal, device->id_pk);
    out->dealer = proposal_dealer_of(proposal, previous, device->id_pk);
    CHECK(out->seat >= 0 || out->dealer >= 0, PROPOSAL_ROLE);
    if (proposal->kind == PROPOSAL_RESHARE && out->dealer >= 0)
        CHECK(device->holds_share, PROPOSAL_NO_SHARE);
    return OK;
}

/* C6. A person's yes, or the clock where a person could have said no; without a person t-1 persons
 * elsewhere, at least one. A clock alone never deals. */
static bool change_is_agreed(const struct proposal_device *device)
{
    if (device->has_person)
        return device->person_consents || device->clock_has_ended;
    const uint16_t t = device->current->t;
    const uint16_t needed = t > 2 ? (uint16_t)(t - 1) : 1;
    return device->persons_consenting >= needed;
}

static result judge_consent(const struct proposal_verdict *out, const struct proposal *proposal,
                            const struct proposal_device *device)
{
    if (proposal->kind == PROPOSAL_DKG) {
        const bool agreed = device->has_person ? device->person_consents : device->policy_consents;
        CHECK(agreed, PROPOSAL_CONSENT);
        return OK;
    }
    if (out->is_refresh) {
        CHECK(!device->clock_leaves_out_sender, PROPOSAL_LEFT_OUT);
        return OK;
    }
    CHECK(!device->is_vetoed, PROPOSAL_VETOED);
    CHECK(change_is_agreed(device), PROPOSAL_CONSENT);
    return OK;
}

/* C8. One ceremony at a time; only an agreed change may push an un-ACKed refresh aside. */
static result judge_busy(struct proposal_verdict *out, const struct proposal_device *device)
{
    if (!device->is_busy)
        return OK;
    CHECK(device->busy_with_refresh && !out->is_refresh, PROPOSAL_BUSY);
    out->replaces_current = true;
    return OK;
}

static result judge(struct proposal_verdict *out, const struct proposal *proposal,
                    const struct proposal_device *device)
{
    CHECK(device->sender_is_owner, PROPOSAL_STRANGER);
    TRY(proposal_check(proposal));
    CHECK(proposal->n <= PROPOSAL_SEATS_MAX, PROPOSAL_SHAPE);
    CHECK(proposal->expiry > device->now, PROPOSAL_EXPIRED);
    TRY(judge_number(out, proposal, device));
    TRY(judge_predecessor(out, proposal, device));
    TRY(judge_role(out, proposal, device));
    out->is_refresh = proposal_is_refresh(proposal, device);
    TRY(judge_consent(out, proposal, device));
    return judge_busy(out, device);
}

void proposal_judge(struct proposal_verdict *out, const struct proposal *proposal,
                    const struct proposal_device *device)
{
    struct proposal_verdict verdict = {.top = device->top, .dealer = -1, .seat = -1};

    verdict.refusal = judge(&verdict, proposal, device).code;
    *out = verdict;
}
