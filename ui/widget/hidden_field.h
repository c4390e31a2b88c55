/* SPDX-License-Identifier: MIT */
/* hidden_field.h - a passphrase being typed. It goes straight into locked memory, is shown as dots,
 * and is wiped by close.
 */
#ifndef GRIDLOCK_UI_WIDGET_HIDDEN_FIELD_H
#define GRIDLOCK_UI_WIDGET_HIDDEN_FIELD_H

#include "core/base/secret.h"
#include "ui/canvas.h"
#include "ui/keys.h"

enum { HIDDEN_FIELD_MAX = 1000 };

struct hidden_field {
    struct secret *secret; /* owned; NULL while it is empty */
    size_t size;
};

bool hidden_field_key(struct hidden_field *field, const struct key *key);
void hidden_field_draw(struct canvas *canvas, int x, int y, int width,
                       const struct hidden_field *field, bool has_focus);
bool hidden_field_is_same(const struct hidden_field *one, const struct hidden_field *other);
/* A secret of exactly the typed size; the field is empty then. NULL when it was empty. */
struct secret *hidden_field_take(struct hidden_field *field);
void hidden_field_wipe(struct hidden_field *field);

#endif
