# make                  the commands, in build/
# make check            all tests; make check T=record only tests/record.bats
# make units            the checks of the library's modules alone
# make bench            speed and memory, against others (bench/run)
# make bench-answer     how well fl-answer learns, beside SQLite, and what it costs
# make bench-patterns   what fl-patterns groups, finds and takes (bench/patterns.py)
# make bench-learning   what learning promises: simulated, poisoned, at night, at a target risk
# make bench-calibration  is the confidence a probability, and again one where it was off (FL_DATA)
# make bench-meaning    what vectors of an endpoint are worth (FL_DATA, FL_URL, FL_MODEL)
# make bench-noise      what false corrections cost, beside SQLite (FL_DATA; half an hour)
# make bench-gate       fit the gate of the index anew, and print it (bench/gate.py)
# make lint             format, analysis, scripts, manual; make format mends the first
# make install          to $(DESTDIR)$(prefix), /usr/local where nothing is said
# make clean            remove build/
#
# Switches: SAN=1 builds with address and undefined-behaviour sanitizers in build/san, COV=1 for
# gcov in build/cov, WERROR=1 stops at warnings, CC=clang takes another compiler, B=DIR another
# folder, CURL= leaves libcurl out.  CFLAGS and LDFLAGS are yours; what the code needs is added to them.

prefix  = /usr/local
bindir  = $(prefix)/bin
datadir = $(prefix)/share
mandir  = $(datadir)/man

B = build
HARDEN = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
ifdef SAN
B = build/san
MODE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS ?= -O1 -g
endif
ifdef COV
B = build/cov
MODE = --coverage
CFLAGS ?= -O0 -g
endif
CFLAGS ?= -O2 -g $(HARDEN)

WARN = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wcast-qual -Wformat=2 -Wundef \
	-Wvla -Wimplicit-fallthrough $(if $(WERROR),-Werror)

PACKAGES = lmdb yaml-0.1 yyjson libutf8proc libxxhash zlib libzstd
ifneq ($(shell pkg-config --exists $(PACKAGES) && echo there),there)
$(warning some libraries are missing; 'sh scripts/bootstrap' installs them)
endif

# libcurl is loaded when a model is asked and linked nowhere: only its headers are wanted here, and
# without them fl-answer --llm is an error.
CURL = $(shell pkg-config --exists 'libcurl >= 7.85.0' && \
	echo -DHAVE_CURL $$(pkg-config --cflags libcurl))

# A fused multiply-add would round differently from one machine to the next.  Rmath.h without R
# itself has to be told so.
FLAGS = -std=c17 -D_GNU_SOURCE -DMATHLIB_STANDALONE -DFL_SHARE='"$(datadir)/fl"' -Ilib -fPIE \
	-ffp-contract=off $(WARN) \
	$(shell pkg-config --cflags $(PACKAGES)) $(CURL) $(MODE) $(CFLAGS) $(CPPFLAGS)
LINK  = $(MODE) $(CFLAGS) -pie -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS  = $(shell pkg-config --libs $(PACKAGES)) -lstemmer -lRmath -lm

CMDS  = $(patsubst cmd/%.c,$(B)/%,$(wildcard cmd/*.c))
LIB   = $(patsubst %.c,$(B)/%.o,$(wildcard lib/*.c))
UNITS = $(patsubst %.c,$(B)/%,$(wildcard tests/units/check_*.c))
BENCH = $(patsubst %.c,$(B)/%,$(wildcard bench/*.c))
SHARE = $(shell find share/formats share/schema share/sample share/cron share/systemd -type f 2>/dev/null)

all: $(CMDS)
programs: $(CMDS) $(UNITS) $(BENCH)

$(CMDS): $(B)/%: $(B)/cmd/%.o
$(UNITS) $(BENCH): $(B)/%: $(B)/%.o
$(CMDS) $(UNITS) $(BENCH): $(B)/libfl.a
	$(CC) $(LINK) -o $@ $(filter %.o,$^) $(B)/libfl.a $(LIBS)

$(B)/libfl.a: $(LIB)
	rm -f $@
	$(AR) rcs $@ $(LIB)

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

# Other flags than the last time: everything in this folder is out of date.
$(B)/flags: force
	$(shell mkdir -p $(B))$(file >$@.new,$(CC) $(FLAGS) $(LINK))
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

-include $(wildcard $(B)/cmd/*.d $(B)/lib/*.d $(B)/tests/units/*.d $(B)/bench/*.d)

# Files run side by side where GNU parallel is there to help; the tests of one file do not,
# because bats then polls, twice a second.
JOBS = $(if $(shell command -v parallel),--jobs $(shell nproc) --no-parallelize-within-files)
TESTS = $(if $(T),$(T:%=tests/%.bats),$(wildcard tests/*.bats))

check: all $(B)/bench/gen-failures $(if $(T),,units)
	FL_BUILD=$(B) bats $(JOBS) $(TESTS)
ifdef COV
	@gcov -n $(B)/lib/*.gcda $(B)/cmd/*.gcda | awk -F "['%:]" \
		'/^File/ { name = $$2 } /^Lines/ && name ~ /^(lib|cmd)/ { print $$2 "% " name; name = "" }' | sort -n
endif

# A check is silent when all is well; what it says otherwise follows its name.
units: $(UNITS)
	@bad=0; for unit in $(UNITS); do \
		if out=$$(FL_SHARE=share $$unit 2>&1); then \
			echo "ok $${unit##*/}"; \
		else \
			bad=1; echo "not ok $${unit##*/}"; echo "$$out" | sed -n 's/^./# &/p'; \
		fi; \
	done; exit $$bad

bench: all $(BENCH)
	FL_BUILD=$(B) bench/run

bench-answer: all $(BENCH)
	FL_BUILD=$(B) bash bench/quality.sh

bench-patterns: all $(BENCH)
	FL_BUILD=$(B) bench/patterns.sh

bench-gate: all $(BENCH)
	python3 bench/gate.py $(B)/bench/evidence $${FL_DATA:-../shared/data}

bench-calibration: all
	PATH=$(abspath $(B)):$$PATH python3 bench/calibration.py $(or $(FL_DATA),../shared/data) --seeds 2

bench-meaning: all
	PATH=$(abspath $(B)):$$PATH python3 bench/meaning.py $(or $(FL_DATA),../shared/data) $(FL_URL) $(FL_MODEL)

bench-noise: all
	PATH=$(abspath $(B)):$$PATH python3 bench/noise.py $(or $(FL_DATA),../shared/data)

bench-learning: all $(BENCH) $(UNITS)
	$(B)/bench/learning
	$(B)/tests/units/check_cause build
	$(B)/tests/units/check_cause held
	$(B)/tests/units/check_tone build
	$(B)/tests/units/check_tone held
	$(B)/tests/units/check_need build
	$(B)/tests/units/check_need held
	$(B)/tests/units/check_tongue build
	$(B)/tests/units/check_tongue held
	FL_BUILD=$(B) bash bench/nightly.sh
	$(MAKE) check T=poison
	PATH=$(abspath $(B)):$$PATH python3 bench/risk.py $(or $(FL_DATA),../shared/data)

lint:
	scripts/lint

format:
	clang-format-19 -i $(wildcard cmd/*.[ch] lib/*.[ch] tests/units/*.[ch] bench/*.[ch])

MAN = $(wildcard man/*.[1-8])
DEST = $(DESTDIR)$(datadir)

install: all
	install -d $(DESTDIR)$(bindir)
	install $(CMDS) $(DESTDIR)$(bindir)
	set -e; for page in $(MAN); do \
		install -D -m 644 $$page $(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/}; done
	set -e; for file in $(SHARE); do \
		install -D -m 644 $$file $(DEST)/fl/$${file#share/}; done
	set -e; for name in $(if $(wildcard share/completion/fl.bash),$(notdir $(CMDS))); do \
		install -D -m 644 share/completion/fl.bash $(DEST)/bash-completion/completions/$$name; \
		install -D -m 644 share/completion/fl.fish $(DEST)/fish/vendor_completions.d/$$name.fish; done
	install -D -m 644 share/completion/_fl $(DEST)/zsh/site-functions/_fl

clean:
	rm -rf build

.PHONY: all programs check units bench bench-answer bench-patterns bench-learning bench-noise bench-calibration bench-meaning bench-gate lint format install clean force
.DELETE_ON_ERROR:
.SECONDARY:
