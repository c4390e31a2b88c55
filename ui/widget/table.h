/* SPDX-License-Identifier: MIT */
/* table.h - rows in columns. */
#ifndef GRIDLOCK_UI_WIDGET_TABLE_H
#define GRIDLOCK_UI_WIDGET_TABLE_H

#include "ui/widget/list.h"

enum { TABLE_COLUMNS_MAX = 10, TABLE_TEXT_MAX = 200 };

struct table_column {
    const char *title;
    int width; /* columns; 0: shares what is left */
    enum canvas_align align;
    int least_screen; /* left out when the table is narrower than this */
};

/* One row: fills in the texts of the columns, and the style of the row. */
struct table_row {
    char text[TABLE_COLUMNS_MAX][TABLE_TEXT_MAX];
    enum style style;
};

struct table {
    const struct table_column *columns;
    size_t column_count;
    size_t count;
    void (*row)(struct table_row *out, const void *context, size_t index);
    const void *context;
    const char *nothing; /* shown when it is empty */
};

/* Titles (when there are any), then rows; `list` NULL: none is selected. */
void table_draw(struct canvas *canvas, struct rect rect, const struct table *table,
                const struct list *list);

#endif
