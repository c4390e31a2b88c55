/* SPDX-License-Identifier: MIT */
/* export.h - what leaves Gridlock for other programs: the history as CSV (RFC 4180), labels as
 * BIP-329 JSON lines. Pure writers; they include nothing secret.
 */
#ifndef GRIDLOCK_APP_EXPORT_H
#define GRIDLOCK_APP_EXPORT_H

#include "core/base/buffer.h"
#include "core/engine/engine.h"
#include "core/store/contact_table.h"
#include "core/store/transfer_table.h"

/* The first line: the names of the columns. */
void export_csv_head(struct buffer *out);
void export_csv_transfer(struct buffer *out, const struct transfer *transfer);
/* What came in, as a node told. */
void export_csv_received(struct buffer *out, enum account_kind kind,
                         const struct chain_event *event);

/* All that is public about a wallet: its descriptors with checksums, and its Ethereum address. Who
 * has it can watch, and spend nothing. */
MUST_USE result export_descriptors(struct buffer *out, struct engine *engine,
                                   const uint8_t wallet[static 32]);

/* BIP-329 knows Bitcoin only: whatever belongs to another chain, or has no label, adds nothing. */
void export_label_transfer(struct buffer *out, const struct transfer *transfer);
void export_label_contact(struct buffer *out, const struct contact *contact);

#endif
