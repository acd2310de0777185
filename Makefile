# dlp: build, test, install.  GNU make 3.82+, C11 compiler, pkg-config, scdoc.
#
#   make                    everything, under $(B)
#   make deps               install what is missing to build and test (Debian)
#   make demo               the family at work on documents made for it
#   make check              unit tests, command tests, documentation tests
#   make bench fuzz lint    see the targets; none is needed to install
#   make install            honours PREFIX, DESTDIR and the *DIR variables
#
# CC, CPPFLAGS, CFLAGS, LDFLAGS and LDLIBS belong to whoever runs make; the
# project's own flags are in the lower-case variables.  A variant gets its own
# directory:  make B=build/asan SANITIZE=address,undefined check
# PATTERNS names files of rules to be built in besides those of patterns.d.

VERSION = 0.1.0

PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
MANDIR     ?= $(PREFIX)/share/man
DATADIR    ?= $(PREFIX)/share/dlp
LIBEXECDIR ?= $(PREFIX)/libexec
SYSCONFDIR ?= /etc
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR     ?= $(PREFIX)/share/zsh/site-functions
FISHDIR    ?= $(PREFIX)/share/fish/vendor_completions.d

PKG_CONFIG ?= pkg-config
SCDOC      ?= scdoc
CFLAGS     ?= -O3 -g
B          ?= build
# The model of secrets that is built in; an empty file for none.
SECRET     ?= models/secret.model

# What each command links beyond libdlp.a; the parsers of hostile formats stay
# out of every command but dlp-extract.
cmds            = $(filter $(patsubst cmd/%.c,%,$(wildcard cmd/dlp-*.c)), \
	dlp-extract dlp-scan dlp-redact dlp-alert dlp-learn)
pkgs_dlp-extract = libarchive libxml-2.0 zlib
pkgs_dlp-scan   = libpcre2-8
pkgs_dlp-redact = libpcre2-8
pkgs_dlp-alert  = sqlite3
pkgs_dlp-learn  = libpcre2-8
pkgs_check      = check

# Rule files of other scanners are read by libyaml.  Its archive, since a shared
# library more would cost each start 7 % that hardly any run needs; -lyaml does
# where there is none.
YAML_LIBS      ?= -l:libyaml.a
libs_dlp-scan   = $(YAML_LIBS)
libs_dlp-redact = $(YAML_LIBS)
libs_dlp-learn  = $(YAML_LIBS) -lm

# dlp-pdf alone links MuPDF.  Its pkg-config file forgets libraries: all ten
# are needed.
MUPDF_CFLAGS ?=
MUPDF_LIBS   ?= -lmupdf -lmupdf-third -lmujs -lgumbo -lopenjp2 -ljbig2dec \
	-ljpeg -lfreetype -lharfbuzz -lz -lm
# dlp-ocr alone links Tesseract, and is built where that is: OCR= goes without.
OCR          ?= $(shell $(PKG_CONFIG) --exists tesseract lept 2>/dev/null && echo yes)
pkgs_dlp-ocr    = libarchive libxml-2.0 zlib tesseract lept
pkgs            = libarchive libpcre2-8 libxml-2.0 libxxhash sqlite3 yaml-0.1 zlib

# Debian packages: to build, to test, and for lint and fuzz.
deps      = gcc libc6-dev binutils pkg-config scdoc libarchive-dev libpcre2-dev \
	libxml2-dev libxxhash-dev libsqlite3-dev libyaml-dev libmupdf-dev libmujs-dev \
	libgumbo-dev libopenjp2-7-dev libjbig2dec0-dev libjpeg62-turbo-dev \
	libfreetype-dev libharfbuzz-dev zlib1g-dev
deps_ocr  = libtesseract-dev libleptonica-dev tesseract-ocr-eng
deps_test = check git jq sqlite3 zip
deps_lint = clang clang-format clang-tidy cppcheck shellcheck

lib_src  := $(sort $(filter-out lib/pdf/% lib/ocr/%,$(wildcard lib/*/*.c)))
fe_src   := $(sort $(filter-out cmd/dlp-% cmd/embed-%,$(wildcard cmd/*.c)))
patterns := $(sort $(wildcard patterns.d/*.conf)) $(PATTERNS)
hdrs     := $(sort $(filter-out lib/pdf/% lib/ocr/%,$(wildcard lib/*/*.h cmd/*.h)))
srcs      = $(lib_src) $(fe_src) $(cmds:%=cmd/%.c) $(wildcard cmd/embed-*.c)
unit_src := $(sort $(wildcard tests/check_*.c))
fuzz_src := $(sort $(wildcard tests/fuzz/*.c))
cmd_test := $(sort $(wildcard tests/cmd/*.t))
mans     := $(patsubst man/%.scd,$(B)/man/%,$(wildcard man/*.scd))
bash     := $(sort $(wildcard completions/*.bash))
zsh      := $(sort $(wildcard completions/_*))
fish     := $(sort $(wildcard completions/*.fish))

pdf_src  := $(sort $(wildcard lib/pdf/*.c))
pdf_hdrs := $(sort $(wildcard lib/pdf/*.h))
pdf_obj  := $(pdf_src:%.c=$(B)/%.o)

ocr_src  := $(if $(OCR),$(sort $(wildcard lib/ocr/*.c)))
ocr_obj  := $(ocr_src:%.c=$(B)/%.o)

lib_obj  := $(lib_src:%.c=$(B)/%.o) $(B)/builtin.o $(B)/shipped.o
fe_obj   := $(fe_src:%.c=$(B)/%.o)
unit_bin := $(unit_src:%.c=$(B)/%)
bins     := $(cmds:%=$(B)/%)
pdf_bin  := $(if $(pdf_src),$(B)/dlp-pdf)
ocr_bin  := $(if $(ocr_src),$(B)/dlp-ocr)

cppflags = -Ilib -Itests -D_POSIX_C_SOURCE=200809L -DDLP_VERSION='"$(VERSION)"' \
	-DDLP_DATADIR='"$(DATADIR)"' -DDLP_LIBEXECDIR='"$(LIBEXECDIR)/dlp"' -DDLP_SYSCONFDIR='"$(SYSCONFDIR)"'
warnings = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wundef \
	-Wformat=2 -Wcast-qual -Wwrite-strings -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith
harden   = -fstack-protector-strong -fno-common -fvisibility=hidden
cflags   = -std=c11 $(warnings) $(harden) $(if $(WERROR),-Werror)
ldflags  =

ifdef SANITIZE
cflags  += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
ldflags += -fsanitize=$(SANITIZE)
endif

# Asked for in recipes only: `make deps` may be what brings pkg-config.
pkg_cflags  = $(shell $(PKG_CONFIG) --cflags $(pkgs) | sed 's/-I/-isystem /g')
pkg_libs    = $(if $(1),$(shell $(PKG_CONFIG) --libs $(1)))

.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all tests deps deps-lint deps-ocr demo check check-unit check-cmd check-docs check-symbols check-install bench bench-all bench-check fuzz literal-grams models lint lint-format lint-tidy lint-cppcheck lint-shell hdr-check \
	format install uninstall dist clean

all: $(bins) $(pdf_bin) $(ocr_bin) $(mans)
	$(if $(ocr_bin),,@echo 'without OCR: make deps-ocr brings what it needs')

# Rebuild when the flags or the list of sources change, not only the sources.
$(B)/flags: FORCE | $(filter deps deps-lint deps-ocr,$(MAKECMDGOALS))
	@$(PKG_CONFIG) --print-errors --exists $(pkgs)
	@mkdir -p $(@D)
	@$(PKG_CONFIG) --cflags $(pkgs) | sed 's/-I/-isystem /g' >$(@D)/pkg-cflags
	@echo '$(CC) $(cppflags) $(CPPFLAGS) $(cflags) $(CFLAGS) $(ldflags) $(LDFLAGS) $(lib_src) $(pdf_src) $(ocr_src) $(patterns)' >$@.new
	@cmp -s $@ $@.new && rm $@.new || mv $@.new $@
FORCE:

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(cppflags) $(CPPFLAGS) @$(B)/pkg-cflags $(cflags) $(CFLAGS) -MMD -MP -c -o $@ $<

# The built-in rules as const tables: nothing to read or parse at start.
# Of an archive, so that the tool links of it what it uses.
embed_obj = $(filter $(addprefix $(B)/lib/,base/% pattern/% match/index.o match/headings.o match/letters.o match/lexicon.o match/literal% \
	match/onset.o match/prefix.o match/probe.o match/rows.o match/vocabulary.o \
	record/level.o),$(lib_obj))
$(B)/libembed.a: $(embed_obj)
	rm -f $@
	$(AR) rcs $@ $(embed_obj)

$(B)/embed-patterns: $(B)/cmd/embed-patterns.o $(B)/libembed.a
	$(CC) $(ldflags) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# How often four bytes stand in a row in text, for the choice of keys and
# buckets of literals.  Not part of the build: each file in the folder CORPUS is
# a kind of text, and counts as much as the others.
$(B)/embed-grams: $(B)/cmd/embed-grams.o
	$(CC) $(ldflags) $(LDFLAGS) -o $@ $^ $(LDLIBS)

literal-grams: $(B)/embed-grams
	$(B)/embed-grams $(CORPUS)/* >$(B)/grams.c
	mv $(B)/grams.c lib/match/literal_grams.c

$(B)/builtin.c: $(B)/embed-patterns $(patterns) $(B)/flags
	$(B)/embed-patterns $(patterns) >$@

$(B)/builtin.o: $(B)/builtin.c
	$(CC) $(cppflags) $(CPPFLAGS) $(cflags) $(CFLAGS) -c -o $@ $<

# The models that are shipped, from the data in the folder TRAIN.  Not part of
# the build: the same data give the same bytes.
marked = btc wnut17_train wikigold sec_fin5 synthetic
classes = contract clinical-note
kinds = source-code data manual dialogue encyclopedia chat letter
models: $(B)/dlp-learn $(B)/dlp-extract
	@test -d '$(TRAIN)/ner' || { echo 'TRAIN names no folder of data' >&2; exit 2; }
	@mkdir -p $(B)/train
	set -e; for f in $(marked); do \
		gzip -dc '$(TRAIN)'/ner/$$f.conll.gz >$(B)/train/$$f.conll; done
	$(B)/dlp-learn names --lists='$(TRAIN)/gazetteers' \
		--templates=models/names -o $(B)/train/names.model \
		$(marked:%=$(B)/train/%.conll)
	cp $(B)/train/names.model models/names.model
	gzip -dc '$(TRAIN)'/secrets/creddata_candidates.jsonl.gz >$(B)/train/labels
	$(B)/dlp-learn secret --words='$(TRAIN)'/gazetteers/e_lower \
		-o $(B)/train/secret.model $(B)/train/labels
	cp $(B)/train/secret.model models/secret.model
	LC_ALL=C sh models/documents '$(TRAIN)' $(B)/train/docs
	set -e; learn="$$PWD/$(B)/dlp-learn"; cd $(B)/train/docs; \
		$$learn -o ../background.model background $(classes) $(kinds); \
		for c in $(classes); do \
			$$learn --no-builtin -o ../$$c.model doc $$c \
				$$(echo $(classes) | tr ' ' '\n' | grep -vx "$$c") $(kinds); \
		done
	for m in background $(classes); do \
		cp $(B)/train/$$m.model models/$$m.model || exit; done

# The models that dlp-learn made, as they are.
$(B)/shipped.o: lib/learn/shipped.S $(wildcard models/*) $(B)/flags
	$(CC) $(CFLAGS) -c -o $@ $<

$(B)/libdlp.a: $(lib_obj)
	rm -f $@
	$(AR) rcs $@ $(lib_obj)

# An archive, so that a command links of it what it uses.
$(B)/libcmd.a: $(fe_obj)
	rm -f $@
	$(AR) rcs $@ $(fe_obj)

$(bins): $(B)/%: $(B)/cmd/%.o $(B)/libcmd.a $(B)/libdlp.a
	$(CC) $(ldflags) $(LDFLAGS) -o $@ $^ $(call pkg_libs,$(pkgs_$*)) $(libs_$*) $(LDLIBS)

# A private archive, so that MuPDF's licence ends at this program.  font.o comes
# by name, before MuPDF's archive is searched: it keeps 40 MB of fonts out.
$(pdf_obj) $(B)/cmd/dlp-pdf.o $(B)/tests/check_pdf.o: cflags += $(MUPDF_CFLAGS) \
	-ffunction-sections -fdata-sections
$(B)/libdlppdf.a: $(pdf_obj)
	rm -f $@
	$(AR) rcs $@ $(pdf_obj)

$(B)/dlp-pdf: $(B)/cmd/dlp-pdf.o $(B)/lib/pdf/font.o $(B)/libcmd.a $(B)/libdlppdf.a $(B)/libdlp.a
	$(CC) $(ldflags) $(LDFLAGS) -Wl,--gc-sections -o $@ $^ $(MUPDF_LIBS) $(LDLIBS)

$(B)/tests/check_pdf: $(B)/tests/check_pdf.o $(B)/lib/pdf/font.o $(B)/libdlppdf.a $(B)/libdlp.a
	$(CC) $(ldflags) $(LDFLAGS) -Wl,--gc-sections -o $@ $^ $(call pkg_libs,$(pkgs_check)) \
		$(MUPDF_LIBS) $(LDLIBS)

$(B)/dlp-ocr: $(B)/cmd/dlp-ocr.o $(ocr_obj) $(B)/libcmd.a $(B)/libdlp.a
	$(CC) $(ldflags) $(LDFLAGS) -o $@ $^ $(call pkg_libs,$(pkgs_dlp-ocr)) $(LDLIBS)

$(filter-out %/check_pdf,$(unit_bin)): %: %.o $(B)/libdlp.a
	$(CC) $(ldflags) $(LDFLAGS) -o $@ $^ $(call pkg_libs,$(pkgs_check) $(pkgs)) $(LDLIBS)

$(B)/man/%: man/%.scd
	@mkdir -p $(@D)
	$(SCDOC) <$< >$@

deps:
	@sh tests/deps $(deps) $(deps_test)

deps-lint:
	@sh tests/deps $(deps_lint)

deps-ocr:
	@sh tests/deps $(deps_ocr)

demo: $(bins) $(pdf_bin)
	@PATH="$(abspath $(B)):$$PATH" sh tests/demo $(B)/demo

# What check runs, built and not run: the part that make -j is for.
tests: $(unit_bin)

check: check-unit check-cmd check-docs check-symbols check-install

# A test's 4 seconds are for what hangs, not for a machine that is busy.
check-unit: $(unit_bin)
	@f=0; for t in $^; do CK_TIMEOUT_MULTIPLIER=10 $$t || f=1; done; exit $$f

check-cmd: $(bins) $(pdf_bin) $(ocr_bin)
	PATH="$(abspath $(B)):$$PATH" CMDS="$(cmds)" sh tests/run $(cmd_test)

# --help, the man page and the completion name the same options.
check-docs: $(bins) $(mans)
	PATH="$(abspath $(B)):$$PATH" sh tests/docs $(cmds)

# What install brings uninstall takes away, and it is all there between them.
check-install: all
	@rm -rf $(B)/dest
	@$(MAKE) -s install DESTDIR=$(B)/dest >/dev/null
	@test "$$(find $(B)/dest -type f | wc -l)" -eq $(words $(manifest))
	@$(MAKE) -s uninstall DESTDIR=$(B)/dest >/dev/null
	@test -z "$$(find $(B)/dest -type f)"

# The library exports nothing but dlp_*, each once, and keeps no mutable state.
check-symbols: $(B)/libdlp.a
	@! nm -g --defined-only $< | awk 'NF == 3 { print $$3 }' | \
		grep -vE '^(dlp_|__asan|__odr|__ubsan|__gcov)'
	@! nm -g --defined-only $< | awk 'NF == 3 { print $$3 }' | sort | uniq -d | grep .
	@! objdump -t $< | grep -E ' O \.t?(bss|data)[[:space:]]' | grep -v ' __odr_asan\.'

# Rules that make 1,000 of the built-in ones, and a dlp-scan with all of them.
bench_src := $(sort $(wildcard tests/bench/*.c))
bench_bin := $(bench_src:tests/%.c=$(B)/%)
$(bench_bin): $(B)/%: $(B)/tests/%.o $(B)/libdlp.a
	@mkdir -p $(@D)
	$(CC) $(ldflags) $(LDFLAGS) -o $@ $^ $(call pkg_libs,libpcre2-8) $(YAML_LIBS) $(LDLIBS)

$(B)/bench/rules.conf: tests/bench/rules.awk $(patterns)
	@mkdir -p $(@D)
	awk -v n=$$((1000 - $$(cat $(patterns) | grep -c '^\['))) -f $< >$@
$(B)/bench/rules200.conf: tests/bench/rules.awk
	@mkdir -p $(@D)
	awk -v n=200 -f $< >$@

bench_all = $(B)/bench/all
bench-all: $(B)/bench/rules.conf
	$(MAKE) B=$(bench_all) PATTERNS=$< $(bench_all)/dlp-scan

# Each command beside a yardstick, MIB=200 for the sizes that the targets name.
bench: $(bins) $(bench_bin) $(B)/bench/rules200.conf bench-all
	@COMPILER="$$($(CC) --version | head -n 1)" sh tests/bench/run $(B)

# Instructions beside the committed reference; UPDATE=1 writes that anew.
bench-check: $(bins) $(bench_bin) $(B)/bench/rules200.conf
	@COMPILER="$$($(CC) --version | head -n 1) $(CFLAGS)" sh tests/bench/check $(B) $(if $(UPDATE),update)

FUZZTIME ?= 60
fuzz: $(fuzz_src:tests/fuzz/%.c=fuzz-%)
# The library is built once for all of them, each with coverage to be guided by.
fuzz_cc  = clang $(cppflags) -std=c11 -g -O1 -fno-sanitize-recover=all
fuzz_lib = $(lib_src:%.c=$(B)/fuzz/obj/%.o) $(B)/fuzz/obj/builtin.o $(B)/shipped.o
$(B)/fuzz/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(fuzz_cc) -fsanitize=fuzzer-no-link,address,undefined @$(B)/pkg-cflags -MMD -MP -c -o $@ $<
$(B)/fuzz/obj/builtin.o: $(B)/builtin.c
	@mkdir -p $(@D)
	$(fuzz_cc) -fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<
$(B)/fuzz/pdf: $(pdf_src:%.c=$(B)/fuzz/obj/%.o)
$(B)/fuzz/pdf: fuzz_libs = $(MUPDF_LIBS)
$(B)/fuzz/%: $(B)/fuzz/obj/tests/fuzz/%.o $(fuzz_lib)
	$(fuzz_cc) -fsanitize=fuzzer,address,undefined -o $@ $^ $(call pkg_libs,$(pkgs)) $(fuzz_libs)

fuzz-%: $(B)/fuzz/%
	@mkdir -p $(B)/fuzz/corpus/$*
	$< -max_total_time=$(FUZZTIME) -timeout=10 -rss_limit_mb=512 \
		-artifact_prefix=$(B)/fuzz/ $(B)/fuzz/corpus/$* $(wildcard tests/fuzz/seed/$*)

ours = $(srcs) $(pdf_src) cmd/dlp-pdf.c $(ocr_src) $(if $(OCR),cmd/dlp-ocr.c)

lint: hdr-check lint-format lint-tidy lint-cppcheck lint-shell

lint-format:
	@clang-format --dry-run -Werror $(ours) $(hdrs) $(pdf_hdrs) $(unit_src) $(fuzz_src) $(bench_src)

lint-tidy: $(B)/flags
	@printf '%s\n' $(ours) | xargs -P "$$(nproc)" -I{} \
		clang-tidy --quiet {} -- $(cppflags) $(pkg_cflags) -std=c11

# The three suppressed are wrong in 2.10 about pointers to what lives on, of which both
# compilers warn; and it cannot read the macros that MuPDF's fz_try() is.
lint-cppcheck:
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability,performance \
		--inline-suppr --suppress=missingIncludeSystem \
		--suppress=returnDanglingLifetime --suppress=autoVariables --suppress=ctuuninitvar -Ilib \
		'-D_Noreturn=__attribute__((noreturn))' $(cppflags) -i lib/pdf lib cmd

lint-shell:
	shellcheck -s sh -e SC2238 tests/demo tests/deps tests/mkpdf tests/samples tests/run tests/docs \
		tests/bench/run tests/bench/check $(cmd_test)
	shellcheck -s bash $(bash) .ci/run

# Every header stands alone.
hdr-check: $(hdrs:%=$(B)/%.ok)
$(B)/%.h.ok: %.h $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(cppflags) $(cflags) -x c -fsyntax-only $<
	@touch $@

format:
	clang-format -i $(ours) $(hdrs) $(pdf_hdrs) $(unit_src) $(fuzz_src) $(bench_src)

# One list, "kind source destination", drives install and uninstall alike.
manifest = $(foreach b,$(cmds),755:$(B)/$(b):$(BINDIR)/$(b)) \
	$(if $(pdf_bin),755:$(pdf_bin):$(LIBEXECDIR)/dlp/dlp-pdf) \
	$(if $(ocr_bin),755:$(ocr_bin):$(LIBEXECDIR)/dlp/dlp-ocr) \
	$(foreach m,$(mans),644:$(m):$(MANDIR)/man$(subst .,,$(suffix $(m)))/$(notdir $(m))) \
	$(foreach c,$(bash),644:$(c):$(BASHDIR)/$(basename $(notdir $(c)))) \
	$(foreach c,$(zsh),644:$(c):$(ZSHDIR)/$(notdir $(c))) \
	$(foreach c,$(fish),644:$(c):$(FISHDIR)/$(notdir $(c))) \
	$(foreach p,$(wildcard patterns.d/*),644:$(p):$(DATADIR)/$(p))

install: all
	@set -e; for e in $(manifest); do \
		mode=$${e%%:*}; rest=$${e#*:}; src=$${rest%%:*}; dst="$(DESTDIR)$${rest#*:}"; \
		mkdir -p "$$(dirname "$$dst")"; \
		echo "install $$dst"; install -m "$$mode" "$$src" "$$dst"; \
	done

uninstall:
	@set -e; for e in $(manifest); do \
		dst="$(DESTDIR)$${e##*:}"; echo "rm $$dst"; rm -f "$$dst"; \
	done

dist:
	git archive --prefix=dlp-$(VERSION)/ -o dlp-$(VERSION).tar.gz v$(VERSION)

clean:
	rm -rf $(B)

-include $(wildcard $(B)/fuzz/obj/*/*/*.d) $(lib_obj:.o=.d) $(pdf_obj:.o=.d) $(B)/cmd/dlp-pdf.d $(ocr_obj:.o=.d) $(B)/cmd/dlp-ocr.d $(B)/cmd/embed-patterns.d $(B)/cmd/embed-grams.d $(fe_obj:.o=.d) $(cmds:%=$(B)/cmd/%.d) $(unit_bin:%=%.d) $(bench_src:%.c=$(B)/%.d)
