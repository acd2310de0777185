#ifndef DLP_TESTS_SCAN_H
#define DLP_TESTS_SCAN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "detect/scanner.h"
#include "match/engine.h"
#include "pattern/catalog.h"

/*
 * A scanner with its ears open, for tests and fuzz targets: what it tells is
 * kept as lines, and what it promises about that is watched.  What goes wrong
 * ends the process by abort(), which both of them report.
 */

#define SCAN_CHECK(what)                                                 \
	do {                                                             \
		if (!(what)) {                                           \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, \
				__LINE__, #what);                        \
			abort();                                         \
		}                                                        \
	} while (0)

/*
 * Rules of users that press on what decides where a text may be cut: wide
 * windows, no keywords at all, values that overlap others, names nearby.
 */
static const char scan_rules[] =
	"[x.any]\nname = a\nkeywords = none\nregex = \\bq[a-z]{0,9}q\\d{1,40}\n"
	"category = secret\nexample = qq1\nreject = q\n"
	"[x.end]\nname = a\nkeywords = none\nregex = q(?!.{0,900}w)[a-z]{3,9}\n"
	"category = secret\nexample = qabc\nreject = q\nwindow = 64\n"
	"[x.wide-any]\nname = a\nkeywords = none\nwindow = 9000\n"
	"regex = <<[^>]{0,8000}>>\ncategory = secret\n"
	"example = <<a>>\nreject = <a>\n"
	"[x.wide]\nname = a\nkeywords = begin{\nwindow = 20000\n"
	"regex = begin\\{[^}]{0,19000}\\}\ncategory = secret\n"
	"example = begin{a}\nreject = begin{\n"
	"[x.behind]\nname = a\nkeywords = zzy\n"
	"regex = (?<=([a-f0-9]{20}))=!\nvalue = 1\n"
	"category = secret\nexample = zzy abcdefabcdabcdefabcd=!\n"
	"reject = zzy\n"
	"[x.around]\nname = a\nkeywords = zzz\n"
	"regex = [a-y]{4,300}\ncategory = identifier\n"
	"example = zzz abcd\nreject = zzz\n"
	"[x.token]\nname = a\nshape = token 100-200\nregex = [a-z]\\w{99,199}\n"
	"category = secret\n"
	"example = a123456789012345678901234567890123456789012345678901234567"
	"89012345678901234567890123456789012345678901234567890\n"
	"reject = a1\n"
	"[x.utf]\nname = a\nutf = yes\nkeywords = caf\n"
	"regex = caf\\p{L}{1,20}\ncategory = pii\nexample = caf\xc3\xa9s\n"
	"reject = caf\n"
	"[x.mark]\nname = a\nkeywords = mark\nregex = mark\\d{1,90}\n"
	"category = identifier\nvisible = no\nexample = mark1\n"
	"reject = mark\n"
	"[x.near]\nname = a\nkeywords = near-\nregex = near-\\d{4,600}\n"
	"category = secret\nnear = x.mark within 2 lines\n"
	"example = near-1234 mark1\nreject = near-1234\n"
	"[x.raised]\nname = a\nkeywords = rais-\nregex = rais-\\d{4}\n"
	"category = secret\nnear = x.mark within 1 lines raises\n"
	"example = rais-1234\nreject = rais-\n"
	"[x.optional]\nname = a\nkeywords = opt-\n"
	"regex = opt-(?:(a)|(b))(c)?[0-9]{4,90}\npart.first = 1\n"
	"part.second = 2\ncategory = secret\nexample = opt-a1234\n"
	"reject = opt-\n"
	"[x.id]\nname = a\nshape = id 5-9\n"
	"regex = [A-Z]{2}[ -]?\\d{2,4}[ -]?[A-Z]{1,3}\ncategory = pii\n"
	"example = AB 1234 C\nreject = AB 1\n"
	"[x.given]\nname = a\nkeywords = opt-\nassigned = [a-z0-9]{4,90}\n"
	"category = secret\nexample = opt-key: abcd\nreject = opt-key\n"
	"[x.limit]\nname = a\nkeywords = limit:\n"
	"regex = limit:(?:a|aa)+;\ncategory = secret\nexample = limit:aa;\n"
	"reject = limit:\n";

struct scan {
	struct dlp_catalog *catalog;
	struct dlp_engine *engine;
	struct dlp_scanner *scanner;
	struct dlp_buf out; /* what was told, as written */
	struct dlp_span at; /* of what scan_cut() feeds; borrowed */
	uint64_t settled;
	uint64_t last; /* where the finding told last begins */
	size_t findings, faults;
	enum dlp_status end; /* of dlp_scanner_end() */
	/* Sees each record too, when it is not NULL. */
	void (*see)(void *arg, const struct dlp_record *record);
	void *arg;
};

static inline enum dlp_status scan_told(void *arg,
					const struct dlp_record *record)
{
	struct scan *scan = arg;

	if (record->type == DLP_RECORD_FINDING) {
		SCAN_CHECK(record->finding.offset >= scan->settled);
		SCAN_CHECK(record->finding.offset >= scan->last);
		SCAN_CHECK(record->finding.length);
		scan->last = record->finding.offset;
		scan->findings++;
	} else {
		SCAN_CHECK(record->type == DLP_RECORD_ERROR);
		scan->faults++;
	}
	dlp_record_write(&scan->out, record);
	if (scan->see)
		scan->see(scan->arg, record);
	return DLP_OK;
}

/* Read rules as a file has them. */
static inline enum dlp_status scan_load(struct dlp_catalog *catalog,
					const char *rules, enum dlp_trust trust,
					struct dlp_error *err)
{
	char path[] = "/tmp/dlp-rules-XXXXXX";
	int fd = mkstemp(path);
	size_t len = strlen(rules);
	enum dlp_status status;

	SCAN_CHECK(fd >= 0 && write(fd, rules, len) == (ssize_t)len);
	close(fd);
	status = dlp_catalog_load(catalog, path, trust, err);
	unlink(path);
	return status;
}

static inline void scan_open(struct scan *scan, bool builtin, const char *rules,
			     const struct dlp_scanner_opts *opts)
{
	static const struct dlp_scanner_opts none = { 0 };
	struct dlp_error err = { 0 };

	*scan = (struct scan){ .catalog = dlp_catalog_new(builtin) };
	SCAN_CHECK(scan->catalog);
	if ((rules && scan_load(scan->catalog, rules, DLP_TRUST_ALL, &err)) ||
	    dlp_engine_new(scan->catalog, &scan->engine, &err)) {
		fprintf(stderr, "rules: %s\n", err.msg);
		abort();
	}
	scan->scanner = dlp_scanner_new(scan->engine, opts ? opts : &none,
					scan_told, scan);
	SCAN_CHECK(scan->scanner);
	dlp_buf_init(&scan->out, 0);
}

static inline void scan_close(struct scan *scan)
{
	dlp_scanner_free(scan->scanner);
	dlp_engine_free(scan->engine);
	dlp_catalog_free(scan->catalog);
	dlp_buf_release(&scan->out);
}

static inline void scan_begin(struct scan *scan, const struct dlp_where *where)
{
	static const struct dlp_where file = { .doc = 1,
					       .path = { "dir/file.txt", 12 } };
	struct dlp_error err = { 0 };

	dlp_buf_clear(&scan->out);
	scan->settled = scan->last = 0;
	scan->findings = scan->faults = 0;
	SCAN_CHECK(
		!dlp_scanner_begin(scan->scanner, where ? where : &file, &err));
}

static inline void scan_feed(struct scan *scan, const struct dlp_text *text)
{
	struct dlp_error err = { 0 };
	uint64_t settled;

	if (dlp_scanner_feed(scan->scanner, text, &err)) {
		fprintf(stderr, "feed: %s\n", err.msg);
		abort();
	}
	settled = dlp_scanner_settled(scan->scanner);
	SCAN_CHECK(settled >= scan->settled);
	SCAN_CHECK(settled <= text->offset + text->text.len);
	scan->settled = settled;
}

static inline void scan_end(struct scan *scan)
{
	struct dlp_error err = { 0 };

	scan->end = dlp_scanner_end(scan->scanner, &err);
	SCAN_CHECK(scan->end != DLP_FATAL);
	SCAN_CHECK((scan->end == DLP_SKIP) == (scan->faults != 0));
	SCAN_CHECK(!scan->out.status);
}

/*
 * A document of one text, cut where `cuts` says: ascending, `n` of them.  A
 * piece is a copy of its exact size, so that a sanitizer sees a read behind it.
 */
static inline void scan_cut(struct scan *scan, struct dlp_span text,
			    const size_t *cuts, size_t n)
{
	size_t from = 0;

	scan_begin(scan, NULL);
	for (size_t i = 0; i <= n; i++) {
		size_t to = i < n ? cuts[i] : text.len;
		char *copy = malloc(to - from ? to - from : 1);
		struct dlp_text piece = { .offset = from, .at = scan->at };

		SCAN_CHECK(copy && from <= to && to <= text.len);
		if (to > from)
			memcpy(copy, text.ptr + from, to - from);
		piece.text = (struct dlp_span){ copy, to - from };
		scan_feed(scan, &piece);
		free(copy);
		from = to;
	}
	scan_end(scan);
}

/* Whether two scans told the same; what differs first goes to stderr. */
static inline bool scan_same(struct dlp_span a, struct dlp_span b)
{
	size_t i = 0, line = 0;

	if (dlp_span_eq(a, b))
		return true;
	while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i]) {
		i++;
		if (a.ptr[i - 1] == '\n')
			line = i;
	}
	fprintf(stderr, "whole: %.*s\nsplit: %.*s\n",
		(int)(a.len - line > 900 ? 900 : a.len - line), a.ptr + line,
		(int)(b.len - line > 900 ? 900 : b.len - line), b.ptr + line);
	return false;
}

#endif
