/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <string.h>

#include "support/golden.h"
#include "ui/canvas.h"
#include "ui/widget/box.h"
#include "ui/widget/code.h"
#include "ui/widget/field.h"
#include "ui/widget/list.h"

static char *text_of(const struct canvas *canvas)
{
    static char out[20000];
    struct buffer text = {0};

    canvas_write_text(&text, canvas);
    snprintf(out, sizeof out, "%s", buffer_text(&text));
    buffer_free(&text);
    return out;
}

Test(canvas, draws_nothing_outside_the_clip)
{
    struct canvas *canvas = canvas_new(10, 3);
    const struct rect before = canvas_clip(canvas, rect_of(2, 1, 4, 1));
    canvas_text(canvas, 0, 1, STYLE_NORMAL, "0123456789");
    canvas_text(canvas, 0, 0, STYLE_NORMAL, "0123456789");
    canvas_unclip(canvas, before);
    cr_assert_str_eq(text_of(canvas), "\n  2345\n\n");
    canvas_free(canvas);
}

Test(canvas, shows_hostile_bytes_as_question_marks)
{
    struct canvas *canvas = canvas_new(20, 1);
    canvas_text(canvas, 0, 0, STYLE_NORMAL,
                "a\x1b[2J\xe2\x80\xae\xff\x7f"
                "b");
    cr_assert_str_eq(text_of(canvas), "a?[2J???b\n");
    canvas_free(canvas);
}

Test(canvas, never_leaves_half_of_a_wide_character)
{
    struct canvas *canvas = canvas_new(4, 1);
    canvas_text(canvas, 0, 0, STYLE_NORMAL, "中文");
    cr_assert_str_eq(text_of(canvas), "中文\n");
    canvas_text(canvas, 1, 0, STYLE_NORMAL, "x");
    golden_check_frame(canvas);
    cr_assert_str_eq(text_of(canvas), " x文\n");
    canvas_text(canvas, 3, 0, STYLE_NORMAL, "中");
    golden_check_frame(canvas);
    cr_assert_str_eq(text_of(canvas), " x\n");
    canvas_free(canvas);
}

Test(canvas, cuts_what_is_too_long_with_a_sign)
{
    struct canvas *canvas = canvas_new(8, 3);
    canvas_cell(canvas, 0, 0, 5, ALIGN_LEFT, STYLE_NORMAL, "longer");
    canvas_cell(canvas, 0, 1, 5, ALIGN_RIGHT, STYLE_NORMAL, "ab");
    canvas_cell(canvas, 0, 2, 4, ALIGN_LEFT, STYLE_NORMAL, "中文字");
    cr_assert_str_eq(text_of(canvas), "long…\n   ab\n中…\n");
    canvas_free(canvas);
}

Test(canvas, wraps_at_spaces_and_counts_all_lines)
{
    struct canvas *canvas = canvas_new(6, 2);
    cr_assert_eq(
        canvas_paragraph(canvas, rect_of(0, 0, 6, 2), STYLE_NORMAL, "one two threefourfive"), 5);
    cr_assert_str_eq(text_of(canvas), "one\ntwo\n");
    cr_assert_eq(canvas_paragraph(canvas, rect_of(0, 0, 6, 2), STYLE_NORMAL, "a\n\nb"), 3);
    canvas_free(canvas);
}

Test(canvas, draws_plain_signs_where_there_is_no_other_set)
{
    struct canvas *canvas = canvas_new(12, 3);
    canvas->is_ascii = true;
    box_draw_double(canvas, rect_of(0, 0, 12, 3), "✓ Café", STYLE_NORMAL);
    cr_assert_str_eq(text_of(canvas), "+= + Caf? =+\n|          |\n+==========+\n");
    canvas_free(canvas);
}

Test(field, takes_a_paste_as_one_line)
{
    struct field field = {.limit = 12};
    struct key key = key_press(PRESS_PASTE);
    key.paste = "\n one\ntwo\x1b[2J\n";
    key.paste_size = strlen(key.paste);
    cr_assert(field_key(&field, &key));
    cr_assert_str_eq(field.text, "one two[2J");
    for (int i = 0; i < 20; i++) {
        key = key_of('x');
        cr_assert(field_key(&field, &key));
    }
    cr_assert_str_eq(field.text, "one two[2Jxx");
}

Test(field, edits_whole_characters)
{
    struct field field = {.limit = 0};
    struct key key;
    field_set(&field, "aé中");
    key = key_press(PRESS_BACKSPACE);
    field_key(&field, &key);
    cr_assert_str_eq(field.text, "aé");
    key = key_press(PRESS_LEFT);
    field_key(&field, &key);
    key = key_press(PRESS_DELETE);
    field_key(&field, &key);
    cr_assert_str_eq(field.text, "a");
    key = key_press(PRESS_KILL);
    field_key(&field, &key);
    cr_assert_str_eq(field.text, "");
}

Test(list, keeps_the_selected_row_in_sight)
{
    struct list list = {.selected = 0};
    for (int i = 0; i < 30; i++) {
        struct key key = key_press(PRESS_DOWN);
        list_key(&list, &key, 20);
        const size_t top = list_top(&list, 20, 5);
        cr_assert(list.selected >= top && list.selected < top + 5);
    }
    cr_assert_eq(list.selected, 19);
    cr_assert_eq(list_selected(&list, 3), 2);
    cr_assert_eq(list_selected(&list, 0), 0);
}

Test(code, is_square_with_its_quiet_zone_or_not_drawn_at_all)
{
    int columns = 0;
    int rows = 0;
    struct canvas *canvas = canvas_new(40, 20);
    /* Version 3 (29 modules) holds a 44 byte address at level L; 2 quiet modules on each side. */
    cr_assert(code_size(&columns, &rows, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"));
    cr_assert_eq(columns, 33);
    cr_assert_eq(rows, 17);
    cr_assert(code_draw(canvas, rect_of(0, 0, 40, 20),
                        "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", false));
    cr_assert_not(code_draw(canvas, rect_of(0, 0, 32, 20),
                            "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", false));
    cr_assert_not(code_size(&columns, &rows, ""));
    canvas_free(canvas);
}
