/* SPDX-License-Identifier: MIT */
/* Rows 12-19 of frost-taproot 15: what a dealer hides in its boxes, and the keys they are made for.
 */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "dealing_corrupt.h"

static void share_plus_one(struct net *net, struct buffer *body)
{
    const struct scalar one = scalar_from_u64(1);
    struct scalar share;
    uint8_t plain[96];

    plain_for(net, plain, 0);
    cr_assert(is_ok(scalar_read(&share, plain + 32 * net->which)));
    share = scalar_add(&share, &one);
    scalar_write(plain + 32 * net->which, &share);
    seal_for(net, body, 0, plain);
}

Test(dealing_rows, row_12_a_share_off_by_one_names_the_dealer)
{
    FOR_ALL(2, 1, {
        play(net, capture, FRAME_R1, share_plus_one);
        expect_complaint(net, 0, DEALING_FAULT_SHARE);
    })
}

static void flip_tag(struct net *net, struct buffer *body)
{
    box_of(net, body, 0)[dealing_box_size(corrupt_dealing(net)) - 1] ^= 0x80;
}

static void cut_box(struct net *net, struct buffer *body)
{
    (void)net;
    body->size--;
}

Test(dealing_rows, row_13_a_spoilt_or_cut_box_names_the_dealer)
{
    FOR_ALL(1, 1, {
        play(net, capture, FRAME_R1, flip_tag);
        expect_complaint(net, 0, DEALING_FAULT_DECRYPT);
    })
    FOR_ALL(1, 1, {
        play(net, capture, FRAME_R1, cut_box);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
    })
}

static void share_too_large(struct net *net, struct buffer *body)
{
    uint8_t plain[96];

    plain_for(net, plain, 0);
    memset(plain + 32 * net->which, 0xff, 32);
    seal_for(net, body, 0, plain);
}

Test(dealing_rows, row_16_a_share_above_the_order_names_the_dealer)
{
    FOR_ALL(2, 1, {
        play(net, capture, FRAME_R1, share_too_large);
        expect_complaint(net, 0, DEALING_FAULT_SHARE);
    })
}

static void swap_boxes(struct net *net, struct buffer *body)
{
    const size_t size = dealing_box_size(corrupt_dealing(net));
    uint8_t kept[136];

    memcpy(kept, box_of(net, body, 0), size);
    memcpy(box_of(net, body, 0), box_of(net, body, 1), size);
    memcpy(box_of(net, body, 1), kept, size);
}

Test(dealing_rows, row_17_boxes_of_two_seats_swapped_name_the_dealer)
{
    FOR_ALL(1, 1, {
        play(net, capture, FRAME_R1, swap_boxes);
        expect_complaint(net, 0, DEALING_FAULT_DECRYPT);
    })
}

static const uint8_t low_order[][32] = {
    {0},
    {1},
    {0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
     0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
     0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}};

static void low_order_key(struct net *net, struct buffer *body)
{
    memcpy(body->data + body->size - 32, low_order[net->which], 32);
}

static void other_key_count(struct net *net, struct buffer *body)
{
    (void)net;
    body->data[3]++; /* says d + 1 keys and has d */
}

Test(dealing_rows, row_18_a_key_of_low_order_names_its_publisher)
{
    FOR_ALL(4, 1, {
        play(net, NULL, FRAME_R0D, low_order_key);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
        cr_assert_eq(wire_count(net, FRAME_R1, corrupt(net)->identity->sign_pk), 0);
    })
    FOR_ALL(4, 1, {
        play(net, NULL, FRAME_R0R, low_order_key);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_RECIPIENT);
        cr_assert_eq(wire_count(net, FRAME_R1, corrupt(net)->identity->sign_pk), 0);
    })
    FOR_ALL(1, 1, {
        play(net, NULL, FRAME_R0R, other_key_count);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_RECIPIENT);
    })
}

static void other_chaincode(struct net *net, struct buffer *body)
{
    uint8_t plain[96];

    plain_for(net, plain, 0);
    plain[64 + 13] ^= 4;
    seal_for(net, body, 0, plain);
}

Test(dealing_rows, row_19_another_chain_code_part_names_the_dealer)
{
    FOR_ALL(1, 0, {
        play(net, capture, FRAME_R1, other_chaincode);
        expect_complaint(net, 0, DEALING_FAULT_CC);
    })
}
