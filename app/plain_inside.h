/* SPDX-License-Identifier: MIT */
/* plain_inside.h - what the files of the plain mode share. */
#ifndef GRIDLOCK_APP_PLAIN_INSIDE_H
#define GRIDLOCK_APP_PLAIN_INSIDE_H

#include "app/plain.h"

struct plain {
    const struct plain_world *world;
    bool is_over; /* the input ended, or the person leaves */
    char line[PLAIN_LINE_MAX];
};

const struct snapshot *plain_look(const struct plain *plain);
void plain_say(const struct plain *plain, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The answer is plain->line, without blanks around it; false when the input ended. */
bool plain_hear(struct plain *plain, const char *prompt);
/* A number from 1 to `most`; 0: back. What is no such number is asked again. */
size_t plain_choose(struct plain *plain, const char *prompt, size_t most);
/* yes or no; anything else is asked again; the end of the input is a no. */
bool plain_confirm(struct plain *plain, const char *question);
/* Carries out a command and waits until it is over; says what went wrong. */
bool plain_do(struct plain *plain, struct command *command);
void plain_trouble(const struct plain *plain, enum error_code code, const char *detail);
/* Lets things go on for a moment; false: the person pressed Enter. */
bool plain_serve(const struct plain *plain);
/* The id of the wallet all is about; zeros when there is none. */
void plain_this_wallet(const struct plain *plain, uint8_t id[static 32]);
/* A zeroed command, to be filled in. */
void plain_command(struct command *out, enum command_kind kind);

/* Money: plain_money.c, plain_send.c */
void plain_balance(struct plain *plain);
void plain_receive(struct plain *plain);
void plain_activity(struct plain *plain);
void plain_send(struct plain *plain);
const struct shown_account *plain_choose_account(struct plain *plain);
/* What finished bytes do, line by line. */
void plain_explain(const struct plain *plain, const struct shown_explanation *explanation);
/* People: plain_people.c, plain_wallet.c */
void plain_inbox(struct plain *plain);
void plain_guarding(struct plain *plain);
void plain_guardians(struct plain *plain);
void plain_invite(struct plain *plain);
void plain_join(struct plain *plain);
void plain_contacts(struct plain *plain);
void plain_create(struct plain *plain);
void plain_wallets(struct plain *plain);
/* The home: plain_home.c */
void plain_begin(struct plain *plain);  /* there is no home */
void plain_unlock(struct plain *plain); /* it is locked */
void plain_settings(struct plain *plain);
void plain_log(struct plain *plain);
void plain_practice(struct plain *plain);

#endif
