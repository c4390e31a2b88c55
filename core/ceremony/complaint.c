/* SPDX-License-Identifier: MIT */
#include "core/ceremony/complaint.h"

#include <string.h>

#include "core/base/wire_reader.h"

result complaint_read(struct complaint *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct complaint complaint = {0};

    complaint.seat = wire_read_u16(&reader);
    complaint.dealer = wire_read_u16(&reader);
    complaint.reason = wire_read_u8(&reader);
    complaint.esk = wire_read_slice(&reader, 32).data;
    CHECK(is_ok(wire_reader_finish(&reader)), DEALING_PARSE);
    CHECK(complaint.reason >= COMPLAINT_DECRYPT && complaint.reason <= COMPLAINT_CHAINCODE,
          DEALING_PARSE);
    *out = complaint;
    return OK;
}

void complaint_write(struct buffer *out, const struct complaint *complaint)
{
    wire_write_u16(out, complaint->seat);
    wire_write_u16(out, complaint->dealer);
    wire_write_u8(out, complaint->reason);
    buffer_append(out, complaint->esk, 32);
}

bool complaint_key_fits(const struct complaint *complaint, const struct share_pair *pair)
{
    uint8_t epk[32];

    share_box_public_key(epk, complaint->esk);
    return memcmp(epk, pair->seat_epk, sizeof epk) == 0;
}
