/* SPDX-License-Identifier: MIT */
#include "ui/widget/list.h"

#include <stdio.h>

enum { PAGE = 10 };

size_t list_selected(const struct list *list, size_t count)
{
    if (count == 0)
        return 0;
    return list->selected < count ? list->selected : count - 1;
}

bool list_key(struct list *list, const struct key *key, size_t count)
{
    const size_t last = count > 0 ? count - 1 : 0;
    size_t at = list_selected(list, count);

    if (key_is_up(key))
        at -= at > 0;
    else if (key_is_down(key))
        at += at < last;
    else if (key->press == PRESS_PAGE_UP)
        at -= at < PAGE ? at : PAGE;
    else if (key->press == PRESS_PAGE_DOWN)
        at = at + PAGE < last ? at + PAGE : last;
    else if (key->press == PRESS_HOME || key_is(key, 'g'))
        at = 0;
    else if (key->press == PRESS_END || key_is(key, 'G'))
        at = last;
    else
        return false;
    list->selected = at;
    return true;
}

size_t list_top(const struct list *list, size_t count, int rows)
{
    const size_t seen = rows > 0 ? (size_t)rows : 0;
    const size_t at = list_selected(list, count);

    if (count <= seen || seen == 0)
        return 0;
    const size_t half = seen / 2;
    const size_t top = at > half ? at - half : 0;
    return top + seen > count ? count - seen : top;
}

void list_mark(struct canvas *canvas, struct rect row)
{
    (void)canvas_text(canvas, row.x, row.y, STYLE_SELECTED, "▸");
    canvas_restyle(canvas, row, STYLE_SELECTED);
}

void list_more(struct canvas *canvas, struct rect rect, size_t top, size_t count)
{
    char text[32];
    const size_t seen = rect.height > 0 ? (size_t)rect.height : 0;

    if (top > 0) {
        snprintf(text, sizeof text, " ▲ %zu more", top);
        const int width = canvas_width(text);
        (void)canvas_text(canvas, rect.x + rect.width - width, rect.y, STYLE_DIM, text);
    }
    if (top + seen < count && seen > 1) {
        snprintf(text, sizeof text, " ▼ %zu more", count - top - seen);
        const int width = canvas_width(text);
        (void)canvas_text(canvas, rect.x + rect.width - width, rect.y + rect.height - 1, STYLE_DIM,
                          text);
    }
}
