/* SPDX-License-Identifier: MIT */
/* menu.h - a few doors, each with a key, a title, a sentence and a word at the right. */
#ifndef GRIDLOCK_UI_WIDGET_MENU_H
#define GRIDLOCK_UI_WIDGET_MENU_H

#include "ui/widget/list.h"

struct menu_item {
    char key;
    const char *title;
    const char *note;
    const char *aside; /* may be NULL */
};

enum { MENU_NOTHING = -1, MENU_TAKEN = -2 };

void menu_draw(struct canvas *canvas, struct rect rect, const struct menu_item *items, size_t count,
               const struct list *list);
/* The index that was chosen, or MENU_TAKEN (moved), or MENU_NOTHING. */
int menu_key(struct list *list, const struct key *key, const struct menu_item *items, size_t count);

#endif
