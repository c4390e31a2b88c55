/* SPDX-License-Identifier: MIT */
#include "core/engine/router_answer.h"

#include <stddef.h>

struct meaning {
    unsigned status;
    enum error_code code;
};

static const struct meaning meanings[] = {
    {200, ERROR_NONE},         {201, ERROR_NONE},           {202, ERROR_NONE},
    {204, ERROR_NONE},         {404, ERROR_ROUTER_UNKNOWN}, {409, ERROR_ROUTER_CONFLICT},
    {412, ERROR_ROUTER_CLOCK}, {421, ERROR_ROUTER_NAME},    {429, ERROR_ROUTER_BUSY},
    {503, ERROR_ROUTER_BUSY},  {507, ERROR_ROUTER_FULL},
};

static result no_reply(enum http_failure failure)
{
    switch (failure) {
    case HTTP_TIMEOUT:
        return FAIL(ROUTER_SLOW);
    case HTTP_TOO_LONG:
        return FAIL(ROUTER_ANSWER);
    case HTTP_NONE:
    case HTTP_UNREACHABLE:
    case HTTP_REFUSED:
        break;
    }
    return FAIL(ROUTER_UNREACHABLE);
}

result router_answer_check(const struct http_reply *reply)
{
    if (reply->status == 0 || reply->failure != HTTP_NONE)
        return no_reply(reply->failure);
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].status == reply->status)
            return (result){meanings[i].code};
    CHECK(reply->status < 400 || reply->status > 499, ROUTER_REFUSED);
    return FAIL(ROUTER_ANSWER);
}
