/* SPDX-License-Identifier: MIT */
#include "ui/challenge.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"
#include "ui/groups.h"

enum { GROUPS_LEAST = 5 }; /* first, last, spoken, and two to draw from */

/* The first group that is not the same for every address of its kind. */
static size_t first_free(const char *address)
{
    return text_starts_with(address, "bcrt1") ? 2 : 1;
}

/* The last one may be short, and is what forgers copy. */
static size_t count_free(const char *address)
{
    struct groups groups;

    groups_of(&groups, address);
    if (groups.count < GROUPS_LEAST || strchr(address, ' ') != NULL)
        return 0;
    return groups.count - 1 - first_free(address);
}

/* Evenly, without a remainder's bias. */
static size_t draw(struct rng *rng, size_t count)
{
    uint8_t byte = 0;
    const unsigned most = 256U - 256U % (unsigned)count;

    do {
        rng_fill(rng, &byte, sizeof byte);
    } while (byte >= most);
    return byte % count;
}

/* Recipients first; a payment to oneself has none, then it is about what comes back. */
static size_t candidates(size_t out[static OUTPUTS_MAX],
                         const struct shown_explanation *explanation, bool is_change)
{
    size_t count = 0;

    for (size_t i = 0; i < explanation->output_count; i++)
        if (explanation->outputs[i].is_change == is_change &&
            count_free(explanation->outputs[i].address) >= 2)
            out[count++] = i;
    return count;
}

static void draw_groups(struct challenge *out, const char *address, struct rng *rng)
{
    struct groups groups;
    const size_t first = first_free(address);
    const size_t count = count_free(address);

    groups_of(&groups, address);
    out->spoken = first + count / 2;
    out->typed = first + draw(rng, count - 1);
    if (out->typed >= out->spoken)
        out->typed++;
    memcpy(out->spoken_group, groups.group[out->spoken], GROUP_CHARACTERS + 1);
    memcpy(out->answer, groups.group[out->typed], GROUP_CHARACTERS + 1);
}

void challenge_make(struct challenge *out, const struct shown_explanation *explanation,
                    struct rng *rng)
{
    size_t possible[OUTPUTS_MAX];
    size_t count = candidates(possible, explanation, false);

    *out = (struct challenge){.is_amount = false};
    if (count == 0)
        count = candidates(possible, explanation, true);
    if (count == 0) {
        out->is_amount = true;
        snprintf(out->answer, sizeof out->answer, "%s", explanation->spent);
        return;
    }
    out->output = possible[draw(rng, count)];
    draw_groups(out, explanation->outputs[out->output].address, rng);
}

bool challenge_is_met(const struct challenge *challenge, const char *typed)
{
    const size_t wanted = strlen(challenge->answer);

    while (*typed == ' ')
        typed++;
    if (wanted == 0 || strncasecmp(typed, challenge->answer, wanted) != 0)
        return false;
    return strspn(typed + wanted, " ") == strlen(typed + wanted);
}

/* "d 6 q e": letter by letter, as one reads on the telephone. */
static void spell(char out[static 16], const char *group)
{
    size_t used = 0;

    for (size_t i = 0; i < GROUP_CHARACTERS && group[i]; i++) {
        if (i > 0)
            out[used++] = ' ';
        out[used++] = group[i];
    }
    out[used] = 0;
}

static size_t count_recipients(const struct shown_explanation *explanation)
{
    size_t count = 0;

    for (size_t i = 0; i < explanation->output_count; i++)
        count += !explanation->outputs[i].is_change;
    return count;
}

void challenge_sentence(char out[static CHALLENGE_TEXT_MAX], const struct challenge *challenge,
                        const struct shown_explanation *explanation)
{
    char spelt[16];
    char ordinal[8];
    const size_t recipients = count_recipients(explanation);

    if (challenge->is_amount) {
        snprintf(out, CHALLENGE_TEXT_MAX, "%s %s in all. Did you ask for this?", explanation->spent,
                 explanation->unit);
        return;
    }
    const struct shown_output *output = &explanation->outputs[challenge->output];
    spell(spelt, challenge->spoken_group);
    groups_ordinal(ordinal, challenge->spoken + 1);
    if (recipients > 1)
        snprintf(out, CHALLENGE_TEXT_MAX,
                 "%s %s in all to %zu recipients. One of them gets %s %s; the %s group of that "
                 "address is %s. Is that what your screen says?",
                 explanation->spent, explanation->unit, recipients, output->amount,
                 explanation->unit, ordinal, spelt);
    else
        snprintf(out, CHALLENGE_TEXT_MAX,
                 "%s %s; the %s group of the recipient's address is %s. Is that what your screen "
                 "says?",
                 output->amount, explanation->unit, ordinal, spelt);
}

void challenge_question(char out[static CHALLENGE_TEXT_MAX], const struct challenge *challenge,
                        const struct shown_explanation *explanation)
{
    char ordinal[8];

    if (challenge->is_amount) {
        snprintf(out, CHALLENGE_TEXT_MAX, "Type the amount, with all its decimals:");
        return;
    }
    groups_ordinal(ordinal, challenge->typed + 1);
    if (count_recipients(explanation) > 1)
        snprintf(out, CHALLENGE_TEXT_MAX,
                 "Type the %s group of the address that gets %s %s:", ordinal,
                 explanation->outputs[challenge->output].amount, explanation->unit);
    else
        snprintf(out, CHALLENGE_TEXT_MAX, "Type the %s group of the recipient's address:", ordinal);
}
