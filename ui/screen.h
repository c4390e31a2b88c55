/* SPDX-License-Identifier: MIT */
/* screen.h - one screen as a struct of functions, and the stack of those that are open.
 *
 * A screen reads the snapshot, keeps in its own state only what the person types and selects, draws
 * on the canvas, and answers each key. Adding one: a file in ui/screen/ that defines
 * `const struct screen screen_NAME`, and a line in ui/screens.def.
 *
 * `key` answers SCREEN_PASS for keys it does not use; then the keys that work everywhere get it:
 * 1-8 tabs, ? : help, L lock, q Esc back, F10 quit, Ctrl-L redraw. While a text is typed a screen
 * takes all characters itself, so none of these fires.
 */
#ifndef GRIDLOCK_UI_SCREEN_H
#define GRIDLOCK_UI_SCREEN_H

#include "core/engine/command.h"
#include "core/engine/snapshot.h"
#include "ui/canvas.h"
#include "ui/keys.h"

enum screen_answer {
    SCREEN_PASS,    /* not my key */
    SCREEN_STAY,    /* taken; draw again */
    SCREEN_BACK,    /* close me */
    SCREEN_GO,      /* open command->screen on top of me; the command is what it opens for */
    SCREEN_REPLACE, /* the same in my place */
    SCREEN_COMMAND, /* carry out the command; I stay */
    SCREEN_QUIT
};

struct screen {
    const char *name;  /* "send": file name, config, tests, SCREEN_GO */
    const char *title; /* "Send" */
    const char *keys;  /* for help: "s\tsend money\nEnter\topen\n"; every line is one key */
    size_t state_size; /* zeroed before open */

    /* `why` is the command of SCREEN_GO, or NULL. May be NULL when zeros will do. */
    void (*open)(void *state, const struct snapshot *snapshot, const struct command *why);
    /* Draws on the whole canvas; frame_draw (ui/widget/frame.h) gives the usual frame. */
    void (*draw)(struct canvas *canvas, const void *state, const struct snapshot *snapshot);
    enum screen_answer (*key)(void *state, struct command *command, const struct snapshot *snapshot,
                              const struct key *key);
    /* Called when the snapshot has changed, also by the outcome of a command: may answer like a
     * key. May be NULL. */
    enum screen_answer (*heard)(void *state, struct command *command,
                                const struct snapshot *snapshot);
    void (*close)(void *state); /* frees and wipes what the state owns; may be NULL */
};

/* ui/screens.def */
#define SCREEN(name, tab) extern const struct screen screen_##name;
#include "ui/screens.def"
#undef SCREEN

const struct screen *screen_by_name(const char *name); /* NULL: there is none */
const struct screen *screen_by_tab(int tab);           /* 1..8 */
int screen_tab(const struct screen *screen);           /* 0: none */

struct screen_stack;
struct screen_stack *screen_stack_new(void);
void screen_stack_free(struct screen_stack *stack);
/* Closes all and opens this one as the only one. */
void screen_stack_start(struct screen_stack *stack, const char *name,
                        const struct snapshot *snapshot);
/* On top; false when there is no such screen or no room. */
bool screen_stack_open(struct screen_stack *stack, const char *name,
                       const struct snapshot *snapshot, const struct command *why);
const struct screen *screen_stack_top(const struct screen_stack *stack);
void screen_stack_draw(struct screen_stack *stack, struct canvas *canvas,
                       const struct snapshot *snapshot);
/* What is left to do for the program: SCREEN_STAY, SCREEN_COMMAND or SCREEN_QUIT. */
enum screen_answer screen_stack_key(struct screen_stack *stack, struct command *command,
                                    const struct snapshot *snapshot, const struct key *key);
enum screen_answer screen_stack_heard(struct screen_stack *stack, struct command *command,
                                      const struct snapshot *snapshot);

#endif
