/* SPDX-License-Identifier: MIT */
#include "ui/widget/table.h"

enum { MARK = 2, GAP = 2 }; /* columns for the sign of the selected row, and between columns */

struct widths {
    int of[TABLE_COLUMNS_MAX]; /* 0: left out */
};

/* Columns without a width share what the others leave. */
static struct widths share(const struct table *table, int room)
{
    struct widths out = {{0}};
    int used = 0;
    int sharers = 0;

    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        if (room + MARK < column->least_screen)
            continue;
        out.of[i] = column->width ? column->width : -1;
        used += (column->width ? column->width : 0) + GAP;
        sharers += column->width == 0;
    }
    const int left = room - (used - GAP);
    for (size_t i = 0; i < table->column_count; i++)
        if (out.of[i] < 0)
            out.of[i] = sharers > 0 && left > sharers ? left / sharers : 1;
    return out;
}

static void draw_row(struct canvas *canvas, struct rect row, const struct table *table,
                     const struct widths *widths, const struct table_row *texts)
{
    int x = row.x + MARK;

    const struct rect before = canvas_clip(canvas, row);
    for (size_t i = 0; i < table->column_count; i++) {
        if (widths->of[i] == 0)
            continue;
        canvas_cell(canvas, x, row.y, widths->of[i], table->columns[i].align, texts->style,
                    texts->text[i]);
        x += widths->of[i] + GAP;
    }
    canvas_unclip(canvas, before);
}

static void draw_titles(struct canvas *canvas, struct rect row, const struct table *table,
                        const struct widths *widths)
{
    int x = row.x + MARK;

    for (size_t i = 0; i < table->column_count; i++) {
        if (widths->of[i] == 0)
            continue;
        canvas_cell(canvas, x, row.y, widths->of[i], table->columns[i].align, STYLE_DIM,
                    table->columns[i].title ? table->columns[i].title : "");
        x += widths->of[i] + GAP;
    }
}

static bool has_titles(const struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].title)
            return true;
    return false;
}

void table_draw(struct canvas *canvas, struct rect rect, const struct table *table,
                const struct list *list)
{
    const struct widths widths = share(table, rect.width - MARK);
    static const struct list none = {0};

    if (has_titles(table) && rect.height > 1)
        draw_titles(canvas, layout_top(&rect, 1), table, &widths);
    if (table->count == 0 && table->nothing) {
        (void)canvas_paragraph(canvas, layout_inside(rect, MARK, 0), STYLE_DIM, table->nothing);
        return;
    }
    const size_t top = list_top(list ? list : &none, table->count, rect.height);
    for (int y = 0; y < rect.height && top + (size_t)y < table->count; y++) {
        const struct rect row = rect_of(rect.x, rect.y + y, rect.width, 1);
        struct table_row texts = {.style = STYLE_NORMAL};
        table->row(&texts, table->context, top + (size_t)y);
        draw_row(canvas, row, table, &widths, &texts);
        if (list && top + (size_t)y == list_selected(list, table->count))
            list_mark(canvas, row);
    }
    list_more(canvas, rect, top, table->count);
}
