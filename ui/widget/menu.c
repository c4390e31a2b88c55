/* SPDX-License-Identifier: MIT */
#include "ui/widget/menu.h"

enum { NARROW = 70, KEY_X = 2, TITLE_X = 5, TITLE_WIDTH = 24, ASIDE_WIDTH = 8 };

void menu_draw(struct canvas *canvas, struct rect rect, const struct menu_item *items, size_t count,
               const struct list *list)
{
    const bool is_narrow = rect.width < NARROW;
    const int note_x = TITLE_X + TITLE_WIDTH;

    for (size_t i = 0; i < count && (int)i < rect.height; i++) {
        const struct rect row = rect_of(rect.x, rect.y + (int)i, rect.width, 1);
        const char key[] = {items[i].key, 0};
        (void)canvas_text(canvas, row.x + KEY_X, row.y, STYLE_ACCENT, key);
        canvas_cell(canvas, row.x + TITLE_X, row.y, TITLE_WIDTH, ALIGN_LEFT, STYLE_STRONG,
                    items[i].title);
        const int aside = items[i].aside && !is_narrow ? ASIDE_WIDTH : 0;
        canvas_cell(canvas, row.x + note_x, row.y, rect.width - note_x - aside, ALIGN_LEFT,
                    STYLE_NORMAL, items[i].note);
        if (aside)
            canvas_cell(canvas, row.x + rect.width - aside, row.y, aside - 1, ALIGN_RIGHT,
                        STYLE_DIM, items[i].aside);
        if (i == list_selected(list, count))
            list_mark(canvas, row);
    }
}

int menu_key(struct list *list, const struct key *key, const struct menu_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!key_is(key, items[i].key))
            continue;
        list->selected = i;
        return (int)i;
    }
    if (key->press == PRESS_ENTER && count > 0)
        return (int)list_selected(list, count);
    return list_key(list, key, count) ? MENU_TAKEN : MENU_NOTHING;
}
