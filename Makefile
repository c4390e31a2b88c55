# One Makefile, no recursion. `make help` lists the targets.
#
# AREAS narrows what is compiled into the library, BUILD says where to:
#   make unit BUILD=/tmp/b AREAS="core/base core/crypto" TESTS=tests/unit/core/crypto

BUILD    ?= build/release
AREAS    ?= core/base core/crypto core/message core/ceremony core/wallet core/store core/engine \
            core/router chains chains/bitcoin chains/ethereum
TESTS    ?= tests/unit
PREFIX   ?= /usr/local
PACKAGES  = libsecp256k1 libsodium libcurl libcjson sqlite3 libmicrohttpd nettle hogweed

CC       ?= cc
STRICT    = -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Wall -Wextra -Wpedantic -Werror \
            -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wstrict-prototypes \
            -Wmissing-prototypes -Wold-style-definition -Wredundant-decls -Wnested-externs -Wundef \
            -Wwrite-strings -Wpointer-arith -Wformat=2 -Wvla -Walloca -Wswitch-enum \
            -Wimplicit-fallthrough -Wnull-dereference -Wfloat-equal -Wdouble-promotion -Wdate-time
IS_CLANG := $(shell $(CC) --version 2>/dev/null | grep -c clang)
ifeq ($(IS_CLANG),0)
STRICT   += -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init -Wtrampolines \
            -Wcast-align=strict -Wenum-conversion
HARDEN_CC = -ftrivial-auto-var-init=zero
else
STRICT   += -Wcast-align -Wcomma -Wconditional-uninitialized -Wunreachable-code-aggressive \
            -Wshorten-64-to-32 -Wimplicit-int-conversion
HARDEN_CC = -ftrivial-auto-var-init=pattern
endif
HARDEN    = -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
            -fstack-clash-protection -fcf-protection=full -fPIE -fno-plt -fno-common \
            -fno-strict-overflow -fno-delete-null-pointer-checks $(HARDEN_CC)
SANITIZE  = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
MODE     ?= release
ifeq ($(MODE),sanitize)
OPTIMIZE  = $(SANITIZE)
LINK      = -fsanitize=address,undefined
else
OPTIMIZE  = $(HARDEN)
LINK      = -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code -Wl,--as-needed
endif
CPPFLAGS_ = -I. -Itests $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
CFLAGS_   = $(STRICT) $(OPTIMIZE) -g -ffile-prefix-map=$(CURDIR)=. -MMD -MP $(EXTRA)
LIBS      = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lpthread

SOURCES  := $(foreach a,$(AREAS),$(wildcard $(a)/*.c))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o)
ARCHIVE   = $(BUILD)/libgridlock.a
SUPPORT  := $(wildcard tests/support/*.c)
UNITS    := $(shell find $(TESTS) -name 'test_*.c' 2>/dev/null | sort)
UNIT_BIN := $(UNITS:%.c=$(BUILD)/%)

.PHONY: all unit unit-build help
.SECONDARY:

all: $(ARCHIVE)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	@$(CC) $(CPPFLAGS_) $(CFLAGS_) -c $< -o $@

$(ARCHIVE): $(OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

# The router: its rules are in the archive; the HTTP library stays in these files.
RELAY_OBJ = $(BUILD)/app/relay.o $(BUILD)/app/http_server.o \
            $(BUILD)/app/http_exchange.o $(BUILD)/app/listen.o
$(BUILD)/gridlock-relay: $(RELAY_OBJ) $(ARCHIVE)
	@$(CC) $(LINK) -o $@ $(RELAY_OBJ) $(ARCHIVE) $(LIBS)
$(BUILD)/tests/unit/app/test_relay $(BUILD)/tests/unit/app/test_relay_limits: | $(BUILD)/gridlock-relay

# Test programs: Criterion's own headers do not pass our strictest warnings.
$(BUILD)/tests/%.o: CFLAGS_ += -Wno-error -w
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(SUPPORT:%.c=$(BUILD)/%.o) $(ARCHIVE)
	@$(CC) $(LINK) -o $@ $^ $(LIBS) -lcriterion

unit-build: $(UNIT_BIN)
unit: $(UNIT_BIN)
	@failed=0; for t in $(UNIT_BIN); do $$t --quiet || { echo "FAILED: $$t"; failed=1; }; done; exit $$failed

-include $(OBJECTS:.o=.d) $(RELAY_OBJ:.o=.d)
