/* SPDX-License-Identifier: MIT */
#include "ui/screen.h"

#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"

enum { STACK_MAX = 16 };

static const struct {
    const struct screen *screen;
    int tab;
} table[] = {
#define SCREEN(name, tab) {&screen_##name, tab},
#include "ui/screens.def"
#undef SCREEN
};

enum { SCREENS = sizeof table / sizeof table[0] };

const struct screen *screen_by_name(const char *name)
{
    for (size_t i = 0; i < SCREENS; i++)
        if (strcmp(table[i].screen->name, name) == 0)
            return table[i].screen;
    return NULL;
}

const struct screen *screen_by_tab(int tab)
{
    for (size_t i = 0; i < SCREENS; i++)
        if (tab != 0 && table[i].tab == tab)
            return table[i].screen;
    return NULL;
}

int screen_tab(const struct screen *screen)
{
    for (size_t i = 0; i < SCREENS; i++)
        if (table[i].screen == screen)
            return table[i].tab;
    return 0;
}

/* ---- the stack ---- */

struct layer {
    const struct screen *screen;
    void *state;
};

struct screen_stack {
    struct layer layers[STACK_MAX];
    size_t count;
};

struct screen_stack *screen_stack_new(void)
{
    return memory_new(1, sizeof(struct screen_stack));
}

static void close_top(struct screen_stack *stack)
{
    struct layer *top = &stack->layers[--stack->count];

    if (top->screen->close)
        top->screen->close(top->state);
    memory_wipe(top->state, top->screen->state_size + 1);
    memory_free(top->state);
}

void screen_stack_free(struct screen_stack *stack)
{
    if (!stack)
        return;
    while (stack->count > 0)
        close_top(stack);
    memory_free(stack);
}

bool screen_stack_open(struct screen_stack *stack, const char *name,
                       const struct snapshot *snapshot, const struct command *why)
{
    const struct screen *screen = screen_by_name(name);

    if (!screen || stack->count == STACK_MAX)
        return false;
    struct layer *layer = &stack->layers[stack->count++];
    layer->screen = screen;
    layer->state = memory_new(1, screen->state_size + 1);
    if (screen->open)
        screen->open(layer->state, snapshot, why);
    return true;
}

void screen_stack_start(struct screen_stack *stack, const char *name,
                        const struct snapshot *snapshot)
{
    while (stack->count > 0)
        close_top(stack);
    (void)screen_stack_open(stack, name, snapshot, NULL);
}

const struct screen *screen_stack_top(const struct screen_stack *stack)
{
    return stack->count > 0 ? stack->layers[stack->count - 1].screen : NULL;
}

void screen_stack_draw(struct screen_stack *stack, struct canvas *canvas,
                       const struct snapshot *snapshot)
{
    canvas_clear(canvas);
    if (stack->count == 0)
        return;
    const struct layer *top = &stack->layers[stack->count - 1];
    top->screen->draw(canvas, top->state, snapshot);
}

/* What the answer of a screen does to the stack. */
static enum screen_answer follow(struct screen_stack *stack, enum screen_answer answer,
                                 struct command *command, const struct snapshot *snapshot)
{
    const struct command why = *command;

    switch (answer) {
    case SCREEN_BACK:
        if (stack->count <= 1)
            return SCREEN_QUIT;
        close_top(stack);
        return SCREEN_STAY;
    case SCREEN_REPLACE:
        if (!screen_by_name(why.screen))
            return SCREEN_STAY;
        close_top(stack);
        (void)screen_stack_open(stack, why.screen, snapshot, &why);
        return SCREEN_STAY;
    case SCREEN_GO:
        (void)screen_stack_open(stack, why.screen, snapshot, &why);
        return SCREEN_STAY;
    case SCREEN_PASS:
    case SCREEN_STAY:
    case SCREEN_COMMAND:
    case SCREEN_QUIT:
        return answer;
    }
    return answer;
}

/* ---- keys that work everywhere ---- */

static enum screen_answer go_tab(struct screen_stack *stack, int tab,
                                 const struct snapshot *snapshot)
{
    const struct screen *home = screen_by_tab(1);
    const struct screen *wanted = screen_by_tab(tab);

    if (!wanted || !home)
        return SCREEN_STAY;
    screen_stack_start(stack, home->name, snapshot);
    if (wanted != home)
        (void)screen_stack_open(stack, wanted->name, snapshot, NULL);
    return SCREEN_STAY;
}

static enum screen_answer ask(struct command *command, enum command_kind kind)
{
    command->kind = kind;
    return SCREEN_COMMAND;
}

static enum screen_answer go(struct screen_stack *stack, struct command *command, const char *name,
                             const struct snapshot *snapshot)
{
    snprintf(command->screen, sizeof command->screen, "%s", name);
    snprintf(command->text, sizeof command->text, "%s", screen_stack_top(stack)->name);
    return follow(stack, SCREEN_GO, command, snapshot);
}

static enum screen_answer everywhere(struct screen_stack *stack, struct command *command,
                                     const struct snapshot *snapshot, const struct key *key)
{
    const bool is_open = snapshot->home == SHOWN_OPEN;

    if (key->press == PRESS_ESCAPE)
        return stack->count > 1 ? follow(stack, SCREEN_BACK, command, snapshot) : SCREEN_STAY;
    if (key->press == PRESS_REDRAW)
        return ask(command, COMMAND_REDRAW);
    if (key->press == PRESS_F10 || key->press == PRESS_STOP)
        return SCREEN_QUIT;
    if (key_is(key, 'q'))
        return stack->count > 1 ? follow(stack, SCREEN_BACK, command, snapshot) : SCREEN_QUIT;
    if (key_is(key, '?') || key->press == PRESS_F1 || key->press == PRESS_F2) {
        command->number = key->press == PRESS_F2; /* the glossary */
        return go(stack, command, "help", snapshot);
    }
    if (key_is(key, ':') || key->press == PRESS_FIND)
        return go(stack, command, "palette", snapshot);
    if (is_open && key_is(key, 'L'))
        return ask(command, COMMAND_LOCK);
    if (is_open && key->press == PRESS_F5)
        return ask(command, COMMAND_SYNC);
    if (is_open && key->press == PRESS_CHARACTER && key->character >= '1' && key->character <= '8')
        return go_tab(stack, (int)(key->character - '0'), snapshot);
    return SCREEN_STAY;
}

enum screen_answer screen_stack_key(struct screen_stack *stack, struct command *command,
                                    const struct snapshot *snapshot, const struct key *key)
{
    if (stack->count == 0)
        return SCREEN_QUIT;
    const struct layer *top = &stack->layers[stack->count - 1];
    const enum screen_answer answer = key->press == PRESS_STOP
                                          ? SCREEN_PASS
                                          : top->screen->key(top->state, command, snapshot, key);
    return answer == SCREEN_PASS ? everywhere(stack, command, snapshot, key)
                                 : follow(stack, answer, command, snapshot);
}

enum screen_answer screen_stack_heard(struct screen_stack *stack, struct command *command,
                                      const struct snapshot *snapshot)
{
    if (stack->count == 0)
        return SCREEN_STAY;
    const struct layer *top = &stack->layers[stack->count - 1];
    if (!top->screen->heard)
        return SCREEN_STAY;
    const enum screen_answer answer = top->screen->heard(top->state, command, snapshot);
    return answer == SCREEN_PASS ? SCREEN_STAY : follow(stack, answer, command, snapshot);
}
