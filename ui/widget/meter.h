/* SPDX-License-Identifier: MIT */
/* meter.h - how much of something: ████░░░░ */
#ifndef GRIDLOCK_UI_WIDGET_METER_H
#define GRIDLOCK_UI_WIDGET_METER_H

#include <stdint.h>

#include "ui/canvas.h"

void meter_draw(struct canvas *canvas, int x, int y, int width, uint64_t done, uint64_t total,
                enum style style);

#endif
