# One Makefile, no recursion except where one run builds three ways (check). `make help` lists the targets.
#
# AREAS narrows what is compiled into the library, BUILD says where to, TESTS which tests:
#   make unit BUILD=/tmp/b AREAS="core/base core/crypto" TESTS=tests/unit/core/crypto
#   make unit MODE=sanitize TESTS=tests/unit/core/store          make unit CC=clang BUILD=build/clang

# As many jobs as the machine has cores, unless told otherwise.
MAKEFLAGS += -j$(shell nproc)

MODE     ?= release
BUILD    ?= build/$(MODE)
AREAS    ?= core/base core/crypto core/message core/ceremony core/wallet core/store core/engine \
            core/router chains chains/bitcoin chains/ethereum ui ui/widget ui/screen
TESTS    ?= tests/unit
PREFIX   ?= /usr/local
KILLS    ?= 40
SEEDS    ?= 100
FIRST    ?= 1
KEEP     ?=
SEED     ?=
PACKAGES  = libsecp256k1 libsodium libcurl libcjson sqlite3 libmicrohttpd nettle hogweed \
            ncursesw libqrencode

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
ifeq ($(MODE),sanitize)
OPTIMIZE  = $(SANITIZE)
LINK      = -fsanitize=address,undefined
else
OPTIMIZE  = $(HARDEN)
LINK      = -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code -Wl,--as-needed
endif
# Asked once, and not before the first compiler call: `setup` may have to install the libraries first.
PKG_CFLAGS = $(eval PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES)))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $(shell pkg-config --libs $(PACKAGES)))$(PKG_LIBS)
CPPFLAGS_ = -I. -Itests $(PKG_CFLAGS)
CFLAGS_   = $(STRICT) $(OPTIMIZE) -g -ffile-prefix-map=$(CURDIR)=. -MMD -MP $(EXTRA)
LIBS      = $(PKG_LIBS) -lpthread

# What is compiled. A program is a file with a main; everything beside it goes into an archive, so that
# each program takes only what it needs.
object    = $(1:%.c=$(BUILD)/%.o)
ARCHIVE   = $(BUILD)/libgridlock.a
OBJECTS  := $(call object,$(foreach a,$(AREAS),$(wildcard $(a)/*.c)))
APP_MAIN := app/gridlock.c app/guardian.c app/relay.c app/tour.c
RELAY_OBJ := $(call object,app/relay.c app/http_server.c app/http_exchange.c app/listen.c)
APP_LIB   = $(BUILD)/libapp.a
APP_OBJ  := $(call object,$(filter-out $(APP_MAIN),$(wildcard app/*.c app/command/*.c)))
SUPPORT   = $(BUILD)/libsupport.a
SUP_OBJ  := $(call object,$(wildcard tests/support/*.c))
SESSION  := $(wildcard tests/session/*.c)
SES_MAIN := $(if $(SESSION),$(shell grep -l '^int main' $(SESSION)))
SES_LIB   = $(BUILD)/libsession.a
SES_OBJ  := $(call object,$(filter-out $(SES_MAIN),$(SESSION)))
UNITS    := $(shell find $(TESTS) -name 'test_*.c' 2>/dev/null | sort)
UNIT_BIN := $(UNITS:%.c=$(BUILD)/%)
BENCHES  := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/bench*.c))
BENCH_OBJ := $(call object,$(filter-out tests/bench/bench_%,$(wildcard tests/bench/*.c)))
# Calls that tests/bench/meter.c stands in front of, to tell their time from the protocol's.
METERED   = frame_write frame_read frame_read_next frame_verify envelope_seal envelope_open \
            store_begin store_commit store_run store_rollback store_scrub store_seal store_unseal \
            rows_open rows_next rows_close engine_reply engine_tick dealing_new dealing_begin \
            dealing_accept dealing_acknowledge schnorr_signer_offer schnorr_signer_review \
            schnorr_signer_sign sign_ecdsa_new sign_ecdsa_feed sign_ecdsa_feed_bundle
PROGRAM  := $(BUILD)/gridlock $(BUILD)/gridlock-guardian $(BUILD)/gridlock-relay
TOUR     := $(if $(wildcard app/tour.c),$(BUILD)/gridlock-tour)
# With AREAS given by hand only the library is made: the programs need all of it.
WHOLE    := $(filter file,$(origin AREAS))
# The packages a goal needs (assets/practice/setup.sh).
NEEDS    := build $(if $(filter test check unit unit-build acceptance bench,$(MAKECMDGOALS)),test) \
            $(if $(filter run tour test acceptance,$(MAKECMDGOALS)),nodes) \
            $(if $(filter check lint format tidy cppcheck,$(MAKECMDGOALS)),check)

# What the tests learn from their surroundings. KEEP and SEED count only when they say something.
export KILLS
export RELAY = $(BUILD)/gridlock-relay
export PROGRAMS = $(BUILD)
ifeq ($(KEEP),)
unexport KEEP
else
export KEEP
endif
ifeq ($(SEED),)
unexport SEED
else
export SEED
endif

.PHONY: simulate all programs setup run tour test check unit unit-build acceptance bench lint format tidy cppcheck \
        install clean help FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(if $(WHOLE),programs,$(ARCHIVE)) ## the three programs, into build/release
programs: $(PROGRAM) $(TOUR)

setup: ## what is missing of the Debian packages is installed, with a word why
	@assets/practice/setup.sh $(NEEDS)

run: programs ## the wallet, in this terminal; its first door, *Try it here*, needs nothing else
	@$(BUILD)/gridlock

tour: programs ## the practice path told line by line: a wallet, payments, on real nodes
	@$(TOUR) $(BUILD)

test: programs $(UNIT_BIN) $(SES_MAIN:%.c=$(BUILD)/%) ## unit tests, then acceptance with KILLS=40
	@tests/support/run.sh $(BUILD)/report $(UNIT_BIN) $(SES_MAIN:%.c=--plain $(BUILD)/%)

unit-build: $(UNIT_BIN)
unit: $(UNIT_BIN) | $(if $(and $(WHOLE),$(filter file,$(origin TESTS))),programs) ## the unit tests (TESTS=folder for fewer)
	@tests/support/run.sh $(BUILD)/report $(UNIT_BIN)

acceptance: programs $(SES_MAIN:%.c=$(BUILD)/%) ## five processes, real nodes (KILLS=200, KEEP=1, SEED=n)
	@tests/support/run.sh $(BUILD)/report $(SES_MAIN:%.c=--plain $(BUILD)/%)

simulate: $(BUILD)/tests/simulation/simulate ## families of homes with faults and crashes (SEEDS=100, FIRST=1)
	@$< $(FIRST) $(SEEDS)

bench: programs $(BENCHES) ## medians of key making and signing, as a table and JSON lines
	@for program in $(filter-out %/bench_relay,$(BENCHES)); do "$$program" || exit 1; done

check: setup ## lint, gcc, clang, sanitizers, clang-tidy, cppcheck, shellcheck: before every push
	@$(MAKE) --no-print-directory lint format
	@$(MAKE) --no-print-directory unit BUILD=build/gcc CC=gcc MODE=release
	@$(MAKE) --no-print-directory unit BUILD=build/clang CC=clang MODE=release
	@$(MAKE) --no-print-directory unit BUILD=build/sanitize CC=gcc MODE=sanitize
	@$(MAKE) --no-print-directory cppcheck tidy
	@echo "check: everything holds"

CODE      = $(shell find app core chains ui -name '*.[ch]' 2>/dev/null | sort)
CODE_C    = $(filter %.c,$(CODE))
TEST_CODE = $(shell find tests -name '*.[ch]' | sort)
SHELLS    = $(shell find assets tests .ci -name '*.sh' 2>/dev/null) .ci/run

lint: setup ## layers, words, shell scripts
	@tests/lint/layers.sh
	@tests/lint/words.sh
	@shellcheck $(SHELLS)
	@echo "  lint: layers, words and scripts hold"

format: setup ## every file as clang-format would write it
	@clang-format --dry-run -Werror $(CODE) $(TEST_CODE)
	@echo "  format: $(words $(CODE) $(TEST_CODE)) files hold"

tidy: setup ## clang-tidy, the list is in .clang-tidy
	@printf '%s\n' $(CODE_C) | xargs -P 2 -n 8 sh -c 'clang-tidy --quiet "$$@" -- -std=c11 \
	    -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE $(CPPFLAGS_) 2>/dev/null' clang-tidy
	@echo "  tidy: $(words $(CODE_C)) files hold"

cppcheck: setup
	@cppcheck -q -j 2 --std=c11 --enable=warning,style,performance,portability --inline-suppr \
	    --error-exitcode=1 --suppressions-list=tests/lint/cppcheck.txt --library=posix \
	    -D_POSIX_C_SOURCE=200809L -I. $(CODE_C)
	@echo "  cppcheck: $(words $(CODE_C)) files hold"

install: programs ## PREFIX=/usr/local, DESTDIR for packagers
	@for program in $(PROGRAM); do install -D -m 755 "$$program" "$(DESTDIR)$(PREFIX)/bin/$${program##*/}"; done
	@for page in $(wildcard assets/man/*.[1-8]); do install -D -m 644 "$$page" \
	    "$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}"; done
	@for file in $(wildcard assets/completion/*.bash); do name=$${file##*/}; install -D -m 644 "$$file" \
	    "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/$${name%.bash}"; done
	@install -D -m 755 assets/practice/fetch-nodes.sh "$(DESTDIR)$(PREFIX)/share/gridlock/fetch-nodes.sh"
	@install -D -m 644 assets/gridlock.conf "$(DESTDIR)$(PREFIX)/share/gridlock/gridlock.conf"
	@sed 's|@PREFIX@|$(PREFIX)|' assets/service/gridlock-guardian.service | install -D -m 644 /dev/stdin \
	    "$(DESTDIR)$(PREFIX)/lib/systemd/system/gridlock-guardian@.service"
	@echo "installed into $(DESTDIR)$(PREFIX)"

clean: ## what was built
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do \
	    printf '  make %-11s %s\n' "$$name" "$$text"; done

# ---- how -------------------------------------------------------------------------------------------

$(BUILD)/%.o: %.c | setup
	@mkdir -p $(@D)
	@echo "  cc $<"
	@$(CC) $(CPPFLAGS_) $(CFLAGS_) -c $< -o $@

# An archive is made anew when one of its objects changed, or when a file came or went (its list).
$(BUILD)/%.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(MEMBERS) | cmp -s - $@ || printf '%s\n' $(MEMBERS) >$@
$(BUILD)/libgridlock.list: MEMBERS = $(OBJECTS)
$(BUILD)/libapp.list:      MEMBERS = $(APP_OBJ)
$(BUILD)/libsupport.list:  MEMBERS = $(SUP_OBJ)
$(BUILD)/libsession.list:  MEMBERS = $(SES_OBJ)
$(ARCHIVE): $(OBJECTS)
$(APP_LIB): $(APP_OBJ)
$(SUPPORT): $(SUP_OBJ)
$(SES_LIB): $(SES_OBJ)
$(BUILD)/lib%.a: $(BUILD)/lib%.list
	@rm -f $@
	@ar rcs $@ $(filter %.o,$^)

link      = @$(CC) $(LINK) -o $@ $(filter %.o %.a,$^) $(LIBS)
$(BUILD)/gridlock:          $(BUILD)/app/gridlock.o $(APP_LIB) $(ARCHIVE) ; $(link)
$(BUILD)/gridlock-guardian: $(BUILD)/app/guardian.o $(APP_LIB) $(ARCHIVE) ; $(link)
$(BUILD)/gridlock-relay:    $(RELAY_OBJ) $(ARCHIVE) ; $(link)
$(BUILD)/gridlock-tour:     $(BUILD)/app/tour.o     $(APP_LIB) $(ARCHIVE) ; $(link)

# Test programs: Criterion's own headers do not pass our strictest warnings.
$(BUILD)/tests/%.o: CFLAGS_ += -Wno-error -w
$(BUILD)/tests/unit/%:     $(BUILD)/tests/unit/%.o $(SUPPORT) $(ARCHIVE) ; $(link) -lcriterion
$(BUILD)/tests/unit/app/%: $(BUILD)/tests/unit/app/%.o $(SUPPORT) $(APP_LIB) $(ARCHIVE) ; $(link) -lcriterion
$(BUILD)/tests/session/%:  $(BUILD)/tests/session/%.o $(SES_LIB) $(SUPPORT) $(APP_LIB) $(ARCHIVE) ; $(link) -lvterm
$(BUILD)/tests/bench/%:    $(BUILD)/tests/bench/%.o $(SUPPORT) $(APP_LIB) $(ARCHIVE) ; $(link)
$(BUILD)/tests/simulation/%: $(BUILD)/tests/simulation/%.o $(SUPPORT) $(ARCHIVE) ; $(link)
$(BUILD)/tests/bench/bench: $(BENCH_OBJ) $(SUPPORT) $(APP_LIB) $(ARCHIVE) ; $(link) $(METERED:%=-Wl,--wrap=%)
# These start programs.
$(filter $(BUILD)/tests/unit/app/test_relay%,$(UNIT_BIN)): | $(BUILD)/gridlock-relay

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
