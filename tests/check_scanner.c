#include "base/base64.h"
#include "base/pool.h"
#include "builtin.h"
#include "scan.h"
#include "suite.h"

/* Numbers that look random and are the same in every run (xorshift64). */
static uint64_t seed;

static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static size_t below(size_t n)
{
	return (size_t)(next_random() % n);
}

static struct dlp_buf text;

static void put(const char *s)
{
	dlp_buf_adds(&text, s);
}

static void put_span(struct dlp_span s)
{
	dlp_buf_addspan(&text, s);
}

static void put_any(const char *set, size_t n)
{
	size_t len = strlen(set);

	while (n--)
		dlp_buf_addc(&text, set[below(len)]);
}

static const char words[] = "abcdefghijklmnopqrstuvwxyz      \n";
static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
			     "uvwxyz0123456789+/";

/* The i-th of all examples and rejects of the built-in rules, round and round.
 */
static struct dlp_span sample(size_t i)
{
	for (size_t r = 0;; r = (r + 1) % dlp_builtin.rules) {
		const struct dlp_rule *rule = builtin_rule(r);

		if (i < rule->examples.count)
			return rule->examples.item[i];
		i -= rule->examples.count;
		if (i < rule->rejects.count)
			return rule->rejects.item[i];
		i -= rule->rejects.count;
	}
}

static void make_samples(void)
{
	for (size_t i = 0; i < 360; i++) {
		put_span(sample(i));
		put("\n");
	}
}

/* Samples at places that have nothing to do with one another. */
static void make_log(void)
{
	for (size_t i = 0; i < 300; i++) {
		put("2026-11-21T10:00:00Z INFO ");
		put_any(words, below(160));
		put_span(sample(below(400)));
		put_any("\n\n  ,;\"", 1);
	}
}

static void make_json(void)
{
	for (size_t i = 0; i < 80; i++) {
		put("{\"id\":5,\"ssn\":\"123-45-");
		put_any("0123456789", 4);
		put("\",\"card_no\":4111111111111111,\"note\":\"");
		put_span(sample(below(400)));
		put("\",\"email\":\"john@company.com\",\"n\":[");
		put_any("0123456789,", 30);
		put("1]}\n");
	}
}

static void make_cards(void)
{
	for (size_t i = 0; i < 130; i++) {
		put_any(" xyz", i);
		put(i % 3 ? " 4111111111111111 " : " 4111-1111-1111-1111\t");
	}
}

static void put_key(const char *kind, size_t lines)
{
	put("-----BEGIN");
	put(kind);
	put(" PRIVATE KEY-----\n");
	while (lines--) {
		put_any(base64, 64);
		put("\n");
	}
	put("-----END");
	put(kind);
	put(" PRIVATE KEY-----\n");
}

/* 3 KB each, then one that is longer than any rule looks. */
static void make_keys(void)
{
	for (size_t i = 0; i < 4; i++) {
		put_any(words, 700 * i);
		put_key(i % 2 ? " RSA" : "", 45);
	}
	put_key(" EC", 310);
	put_span(sample(3));
}

static void make_tokens(void)
{
	for (size_t i = 0; i < 6; i++) {
		put("Authorization: Bearer ey");
		put("JhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.ey");
		put_any(base64, 40 + i * 900);
		put(".");
		put_any(base64, 43);
		put(i % 2 ? "\n" : ";x=");
	}
}

static void make_long_line(void)
{
	while (text.len < 100 << 10) {
		put_any("abcdefghijklmnop;:= ", below(700));
		put_span(sample(below(400)));
	}
}

static void make_digits(void)
{
	put_any("0123456789 -./", 20000);
	put_any("0123456789", 3000);
	put_any("0123456789()+ -", 6000);
}

static void make_bytes(void)
{
	for (size_t i = 0; i < 20000; i++)
		dlp_buf_addc(&text, (char)below(256));
	for (size_t i = 0; i < 60; i++) {
		put_span(sample(i));
		dlp_buf_add(&text, "\0\0\xff\xc3\xe2\x82", 6);
	}
	for (size_t i = 0; i < 200; i++) {
		put("caf\xc3\xa9");
		put_any("\xc3\xa9\xe2\x82\xac z", 9);
	}
}

static void make_keywords(void)
{
	for (size_t turn = 0; turn < 3; turn++)
		for (size_t r = 0; r < dlp_builtin.rules; r++) {
			struct dlp_list list = builtin_rule(r)->keywords;

			for (size_t i = 0; i < list.count; i++) {
				put_span(list.item[i]);
				put_any("=:\"' _", turn);
			}
		}
	put_any("key=to", 8000);
}

static void make_addresses(void)
{
	for (size_t i = 0; i < 500; i++) {
		put_any("abc.@-_0'=", 20 + below(90));
		put(i % 5 ? "@b.co" : "@company.com ");
	}
	put_any("abcDE12345 -", 8000);
}

/* What the rules of the test look for, within and across one another. */
static void make_hard(void)
{
	static const char *const piece[] = {
		"qabq123 ", "q1", "<<a b>>",     "<<", ">>",      "begin{",
		"}",        "zz", "zzz",         " ",  "=behind", "opt-a12345",
		"opt-b",    "c9", "caf\xc3\xa9", "\n", "qqq7",    "qabc",
	};

	for (size_t i = 0; i < 3000; i++) {
		if (!below(9))
			put_span(sample(below(400)));
		put(piece[below(sizeof(piece) / sizeof(*piece))]);
		if (!below(40))
			put_any("abcdefghij0123456789", 1 + below(2000));
	}
	put("begin{");
	make_json();
	put("}");
	for (size_t i = 0; i < 300; i++) {
		put(i % 3 ? "AB-12" : "opt-key=");
		put_any("ABab0123 -", below(9));
	}
}

/* Matches that reach far, and what stands just where a rule's view ends. */
static void make_wide(void)
{
	for (size_t i = 0; i < 12; i++) {
		put("<<");
		put_any(words, 400 + below(9000));
		put(i % 4 ? ">>" : "begin{");
		put_any("qabcw ", below(3000));
		put("} zzz ");
		put_any("ab qcd12 ", 490 + below(30));
		put_any("abcdefgh", 60);
		put(" ");
		put_any("abcdefgh0123", 190);
		put(" zzy ");
		put_any("abcd ", 440 + below(80));
		put_any("abcdef0123", 40);
		put("=!\n");
	}
}

static void make_near(void)
{
	static const char *const piece[] = { "mark12 ", "near-1234 ",
					     "rais-1234 ", "\n" };

	for (size_t i = 0; i < 600; i++) {
		put(piece[below(4)]);
		if (!below(4))
			put_any(words, below(1500));
		if (!below(30)) {
			put("near-");
			put_any("0123456789", 590);
			put_any(" ", 1010 + below(30));
			put("mark1 ");
		}
	}
}

/* Searches that are given up, more of them in some turns than a rule may. */
static void make_limits(void)
{
	size_t bad = 5 + below(6);

	for (size_t i = 0; i < 250; i++) {
		put("limit:");
		put_any("a", below(4));
		if (!below(12) && bad) {
			put_any("a", 60);
			put("!");
			bad--;
		}
		put("a; ");
		put_any(words, below(900));
		put_span(sample(below(400)));
	}
}

/* A sample over each border that the engine has: blocks, and what is kept. */
static void make_borders(void)
{
	static const size_t border[] = { 512, 1536, 1024, 15872, 16384, 17408 };

	for (size_t i = 0; i < sizeof(border) / sizeof(*border); i++) {
		struct dlp_span s = sample(7 * i);
		size_t at = text.len + border[i] - below(s.len + 4);

		while (text.len < at)
			dlp_buf_addc(&text, "lorem ipsum "[text.len % 12]);
		put_span(s);
	}
}

enum { ENCODINGS = 9 };

/* One byte as an encoding has it. */
static void add_encoded(struct dlp_buf *out, unsigned c, size_t kind)
{
	switch (kind) {
	case 0:
		dlp_buf_addf(out, "%%%02X", c);
		break;
	case 1:
		dlp_buf_addf(out, "\\x%02x", c);
		break;
	case 2:
		dlp_buf_addf(out, "\\u%04x", c);
		break;
	case 3:
		dlp_buf_addf(out, "&#%u;", c);
		break;
	case 4:
		dlp_buf_addf(out, "&#x%x;", c);
		break;
	case 5:
		dlp_buf_addf(out, "=%02X", c);
		break;
	case 6:
		dlp_buf_addf(out, "%02x", c);
		break;
	default:
		dlp_buf_addc(out, (char)c);
		dlp_buf_addc(out, '\0');
		break;
	}
}

static void put_encoded(struct dlp_span s, size_t kind)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	if (kind + 1 == ENCODINGS)
		dlp_base64_encode(&out, s);
	for (size_t i = 0; kind + 1 < ENCODINGS && i < s.len; i++)
		add_encoded(&out, (unsigned char)s.ptr[i], kind);
	put_span(dlp_buf_span(&out));
	dlp_buf_release(&out);
}

/* Samples in encodings, in part and whole, some of them in two. */
static void make_encoded(void)
{
	for (size_t i = 0; i < 250; i++) {
		struct dlp_span s = sample(below(400)), part = s;
		struct dlp_buf twice;

		put_any(words, below(below(3) ? 90 : 900));
		if (s.len > 700)
			continue;
		part.len = below(3) ? s.len : below(s.len + 1);
		put_encoded(part, below(ENCODINGS));
		put_span((struct dlp_span){ s.ptr + part.len,
					    s.len - part.len });
		put_any(" \n\"/=.", 1);
		if (below(4))
			continue;
		/* What was put last, once more. */
		dlp_buf_init(&twice, 0);
		part.len = below(text.len < 400 ? text.len : 400);
		part.ptr = text.ptr + text.len - part.len;
		dlp_buf_addspan(&twice, part);
		put_encoded(dlp_buf_span(&twice), below(ENCODINGS));
		dlp_buf_release(&twice);
		put("\n");
	}
}

/* Base64 of more than a block, of text and of none, on lines and on one. */
static void make_blobs(void)
{
	struct dlp_buf plain, coded;

	dlp_buf_init(&plain, 0);
	dlp_buf_init(&coded, 0);
	for (size_t i = 0; i < 6; i++) {
		size_t line = below(2) ? 76 : SIZE_MAX;

		dlp_buf_clear(&plain);
		dlp_buf_clear(&coded);
		while (plain.len < 500 + 4000 * i) {
			dlp_buf_addspan(&plain, sample(below(400)));
			dlp_buf_adds(&plain, below(2) ? "\n" : ", ");
			for (size_t n = below(below(6) ? 50 : 3000); n; n--)
				dlp_buf_addc(
					&plain,
					(char)below(i % 3 == 2 ? 256 : 128));
		}
		dlp_base64_encode(&coded, dlp_buf_span(&plain));
		for (size_t at = 0; at < coded.len; at += line) {
			if (line > coded.len - at)
				line = coded.len - at;
			put_span((struct dlp_span){ coded.ptr + at, line });
			put("\n");
		}
		put_any(words, below(3000));
	}
	dlp_buf_release(&plain);
	dlp_buf_release(&coded);
}

/* What looks like ASCII and is not, and values that line ends are in. */
static void make_folded(void)
{
	static const char *const piece[] = {
		"\xef\xbc\x94",
		"\xc2\xa0",
		"\xe2\x80\x93",
		"\xc2\xad",
		"\xe2\x80\x8b",
		"\xd9\xa1",
		"\n",
		"-\n  ",
		"4111 1111\n1111 1111 ",
		"AKIAQY\r\nLPMN5HHHFPZAM2 ",
		"john.doe@com-\npany.com ",
		"4012\xc2\xa0"
		"8888\xe2\x80\x93"
		"8888 1881",
		"\xff",
		"1",
		"8888",
		"\xef\xbc\x91\xef\xbc\x91",
		" is ",
	};

	for (size_t i = 0; i < 4000; i++)
		put(piece[below(CASES(piece))]);
}

/* Texts that are tables by themselves, or nearly so. */
static void make_tables(void)
{
	static const char *const name[] = { "opt-key", "password",    "ssn",
					    "note",    "\"api key\"", "name" };
	static const char *const piece[] = {
		"k4eyk5ey", "Som4mer#x", "123-45-6789", "536904399", "\"",
		"\"\"",     ",",         "\n",          "\r\n",      " ",
		"\",\"",    "\"\n\"",    "opt-a1234",   "mark12",    "ssn",
	};
	static const char delimiter[] = ",;\t";
	const char d[] = { delimiter[below(3)], '\0' };

	for (size_t i = 0; i < CASES(name); i++) {
		put(i ? d : "");
		put(name[i]);
	}
	for (size_t row = 0; row < 1500; row++) {
		const bool quoted = row && !below(3);

		put("\n");
		for (size_t i = 0; i < CASES(name); i++) {
			put(i ? d : "");
			put(quoted ? "\"" : "");
			for (size_t n = row ? below(3) : 1; n; n--)
				put(piece[below(row ? CASES(piece) : 4)]);
			if (!below(300))
				put_any(words, below(2000));
			put(quoted ? "\"" : "");
		}
	}
}

static const struct {
	const char *name;
	void (*make)(void);
	size_t times; /* with other random numbers */
} corpus[] = {
	{ "samples", make_samples, 1 },  { "log", make_log, 3 },
	{ "json", make_json, 1 },        { "cards", make_cards, 1 },
	{ "keys", make_keys, 2 },        { "tokens", make_tokens, 1 },
	{ "line", make_long_line, 2 },   { "digits", make_digits, 2 },
	{ "bytes", make_bytes, 2 },      { "keywords", make_keywords, 1 },
	{ "mail", make_addresses, 2 },   { "hard", make_hard, 6 },
	{ "wide", make_wide, 8 },        { "near", make_near, 6 },
	{ "borders", make_borders, 12 }, { "limits", make_limits, 6 },
	{ "encoded", make_encoded, 4 },  { "blobs", make_blobs, 3 },
	{ "folded", make_folded, 3 },    { "tables", make_tables, 6 },
};

static void make(size_t i, size_t turn)
{
	seed = 88172645463325252u + i * 977 + turn;
	dlp_buf_clear(&text);
	corpus[i].make();
	ck_assert(!text.status);
}

enum { CUTS = 200 * 1000 };

/* Cut at random, pieces of `most` bytes at most. */
static size_t cut_random(size_t *cut, size_t len, size_t most)
{
	size_t n = 0, at = 0;

	while (n < CUTS) {
		at += 1 + below(most);
		if (at >= len)
			break;
		cut[n++] = at;
	}
	return n;
}

static size_t cut_even(size_t *cut, size_t len, size_t size)
{
	size_t n = 0;

	for (size_t at = size; at < len && n < CUTS; at += size)
		cut[n++] = at;
	return n;
}

/* The same findings for every split of the input. */
START_TEST(splits_change_nothing)
{
	static const size_t even[] = { 64,   511,  1000,  1535,  1536, 1537,
				       4096, 8191, 16383, 16384, 16385 };
	static const size_t most[] = { 40, 700, 3000, 30000 };
	static size_t cut[CUTS];
	struct scan scan;

	scan_open(&scan, true, scan_rules, NULL);
	for (size_t turn = 0; turn < corpus[_i].times; turn++) {
		struct dlp_span in, whole;
		struct dlp_buf keep;

		make((size_t)_i, turn);
		in = dlp_buf_span(&text);
		dlp_buf_init(&keep, 0);
		scan_cut(&scan, in, NULL, 0);
		dlp_buf_addspan(&keep, dlp_buf_span(&scan.out));
		whole = dlp_buf_span(&keep);
		ck_assert_uint_ne(scan.findings, 0);
		for (size_t i = 0; i < sizeof(even) / sizeof(*even); i++) {
			scan_cut(&scan, in, cut,
				 cut_even(cut, in.len, even[i]));
			ck_assert_msg(scan_same(whole, dlp_buf_span(&scan.out)),
				      "%s %zu: pieces of %zu", corpus[_i].name,
				      turn, even[i]);
		}
		for (size_t i = 0; i < sizeof(most) / sizeof(*most); i++) {
			scan_cut(&scan, in, cut,
				 cut_random(cut, in.len, most[i]));
			ck_assert_msg(scan_same(whole, dlp_buf_span(&scan.out)),
				      "%s %zu: random pieces to %zu",
				      corpus[_i].name, turn, most[i]);
		}
		dlp_buf_release(&keep);
	}
	scan_close(&scan);
}
END_TEST

static struct dlp_pool *pool;

/* Another scanner of the same engine, with threads for ranges of `size`. */
static void use_ranges(struct scan *scan, size_t size)
{
	const struct dlp_scanner_opts opts = { .pool = pool, .range = size };

	dlp_scanner_free(scan->scanner);
	scan->scanner = dlp_scanner_new(scan->engine, &opts, scan_told, scan);
	ck_assert_ptr_nonnull(scan->scanner);
}

/* Feed in pieces of `most` bytes at most, and now and then ask for what is
 * there. */
static void scan_pieces(struct scan *scan, struct dlp_span in, size_t most,
			bool flush)
{
	struct dlp_error err = { 0 };

	scan_begin(scan, NULL);
	for (size_t at = 0, len; at < in.len; at += len) {
		struct dlp_text piece = { .offset = at };

		len = 1 + below(most);
		if (len > in.len - at)
			len = in.len - at;
		piece.text = (struct dlp_span){ in.ptr + at, len };
		scan_feed(scan, &piece);
		if (flush && !below(30))
			ck_assert(!dlp_scanner_flush(scan->scanner, &err));
	}
	scan_end(scan);
}

static void compare_ranges(const char *rules, size_t i, const size_t *size,
			   size_t sizes)
{
	static const size_t most[] = { 700, 9000, 70000 };
	struct scan scan;

	scan_open(&scan, true, rules, NULL);
	for (size_t turn = 0; turn < corpus[i].times; turn++) {
		struct dlp_span in;
		struct dlp_buf keep;

		make(i, turn);
		in = dlp_buf_span(&text);
		dlp_buf_init(&keep, 0);
		dlp_scanner_free(scan.scanner);
		scan.scanner = dlp_scanner_new(scan.engine,
					       &(struct dlp_scanner_opts){ 0 },
					       scan_told, &scan);
		scan_cut(&scan, in, NULL, 0);
		dlp_buf_addspan(&keep, dlp_buf_span(&scan.out));
		for (size_t n = 0; n < sizes; n++) {
			use_ranges(&scan, size[n]);
			scan_pieces(&scan, in, most[n % 3], n % 2);
			ck_assert_msg(scan_same(dlp_buf_span(&keep),
						dlp_buf_span(&scan.out)),
				      "%s %zu: ranges of %zu", corpus[i].name,
				      turn, size[n]);
		}
		dlp_buf_release(&keep);
	}
	scan_close(&scan);
}

/* The same findings whatever ranges are given to other threads. */
START_TEST(ranges_change_nothing)
{
	static const size_t size[] = { 4096, 9000, 20000, 65536 };
	size_t any[6];

	pool = dlp_pool_new(3);
	ck_assert_ptr_nonnull(pool);
	compare_ranges(scan_rules, (size_t)_i, size, CASES(size));
	/* Borders are multiples of nothing but for rules without keywords. */
	seed = 7;
	for (size_t i = 0; i < CASES(any); i++)
		any[i] = 300 + below(9000) * (i + 1);
	compare_ranges(NULL, (size_t)_i, any, CASES(any));
	dlp_pool_free(pool);
}
END_TEST

/* Of the size that ranges have, all the texts in one. */
START_TEST(long_texts)
{
	struct scan scan;
	struct dlp_buf keep;

	pool = dlp_pool_new((unsigned)_i);
	ck_assert_ptr_nonnull(pool);
	dlp_buf_init(&keep, 0);
	dlp_buf_clear(&text);
	seed = 42;
	while (text.len < 5 << 20) {
		for (size_t i = 0; i < CASES(corpus); i++)
			corpus[i].make();
		/* Neither lines nor anything else. */
		for (size_t i = 0; i < 300000; i++)
			dlp_buf_addc(&text, i % 5 ? 'x' : '\0');
	}
	scan_open(&scan, true, NULL, NULL);
	scan_cut(&scan, dlp_buf_span(&text), NULL, 0);
	dlp_buf_addspan(&keep, dlp_buf_span(&scan.out));
	use_ranges(&scan, 0);
	scan_pieces(&scan, dlp_buf_span(&text), 300000, false);
	ck_assert(scan_same(dlp_buf_span(&keep), dlp_buf_span(&scan.out)));
	dlp_buf_release(&keep);
	scan_close(&scan);
	dlp_pool_free(pool);
}
END_TEST

/* Byte by byte, the first few KB of each text. */
START_TEST(bytes_change_nothing)
{
	enum { SOME = 5000 };
	static size_t cut[CUTS];
	struct scan scan;

	scan_open(&scan, true, scan_rules, NULL);
	for (size_t from = 0; from < 3 * SOME; from += SOME) {
		struct dlp_span in;
		struct dlp_buf keep;

		make((size_t)_i, from);
		if (from >= text.len)
			break;
		in = (struct dlp_span){ text.ptr + from, text.len - from };
		if (in.len > SOME)
			in.len = SOME;
		dlp_buf_init(&keep, 0);
		scan_cut(&scan, in, NULL, 0);
		dlp_buf_addspan(&keep, dlp_buf_span(&scan.out));
		scan_cut(&scan, in, cut, cut_even(cut, in.len, 1));
		ck_assert_msg(
			scan_same(dlp_buf_span(&keep), dlp_buf_span(&scan.out)),
			"%s, from %zu", corpus[_i].name, from);
		dlp_buf_release(&keep);
	}
	scan_close(&scan);
}
END_TEST

/* Each sample alone, at the start and at the end, cut in two everywhere. */
START_TEST(every_cut_changes_nothing)
{
	struct scan scan;

	scan_open(&scan, true, scan_rules, NULL);
	for (size_t i = 0; i < 120; i++) {
		struct dlp_buf keep;

		dlp_buf_clear(&text);
		put_span(sample(i * 3));
		put(i % 2 ? "" : " ");
		put_span(sample(i * 3 + 1));
		dlp_buf_init(&keep, 0);
		scan_cut(&scan, dlp_buf_span(&text), NULL, 0);
		dlp_buf_addspan(&keep, dlp_buf_span(&scan.out));
		for (size_t at = 0; at <= text.len; at++) {
			scan_cut(&scan, dlp_buf_span(&text), &at, 1);
			ck_assert_msg(scan_same(dlp_buf_span(&keep),
						dlp_buf_span(&scan.out)),
				      "sample %zu cut at %zu", i, at);
		}
		dlp_buf_release(&keep);
	}
	scan_close(&scan);
}
END_TEST

/* The rules that the splits are tried with all find something. */
START_TEST(rules_are_met)
{
	struct scan scan;

	scan_open(&scan, false, scan_rules, NULL);
	dlp_buf_clear(&text);
	for (size_t i = 0; i < CASES(corpus); i++) {
		seed = 1 + i;
		corpus[i].make();
	}
	scan_cut(&scan, dlp_buf_span(&text), NULL, 0);
	dlp_buf_addc(&scan.out, '\0');
	for (size_t i = 0; i < dlp_catalog_count(scan.catalog); i++) {
		struct dlp_span id = dlp_catalog_rule(scan.catalog, i)->id;
		char told[80];

		if (dlp_catalog_rule(scan.catalog, i)->hidden)
			continue;

		snprintf(told, sizeof(told), "\"rule\":\"%.*s\"", (int)id.len,
			 id.ptr);
		ck_assert_msg(strstr(scan.out.ptr, told), "%s", told);
	}
	scan_close(&scan);
}
END_TEST

/* What was told of a text, for looking at it as a whole. */
struct leak {
	struct {
		uint64_t offset, length;
		const struct dlp_rule *rule;
		char *match;
	} found[8000];
	size_t count;
	struct dlp_buf told; /* everything that is shown, NUL behind each */
	const struct dlp_catalog *catalog;
};

static struct leak leak;

static void note(void *arg, const struct dlp_record *record)
{
	const struct dlp_finding *f = &record->finding;

	(void)arg;
	if (record->type != DLP_RECORD_FINDING)
		return;
	ck_assert_uint_lt(leak.count, 8000);
	leak.found[leak.count].offset = f->offset;
	leak.found[leak.count].length = f->length;
	leak.found[leak.count].rule = dlp_catalog_find(leak.catalog, f->rule);
	leak.found[leak.count++].match = strndup(f->match.ptr, f->match.len);
	dlp_buf_addspan(&leak.told, f->match);
	dlp_buf_addc(&leak.told, '\0');
	dlp_buf_addspan(&leak.told, f->excerpt);
	dlp_buf_addc(&leak.told, '\0');
	dlp_buf_addspan(&leak.told, f->at);
	for (size_t i = 0; i < f->whys; i++) {
		dlp_buf_addc(&leak.told, '\0');
		dlp_buf_addspan(&leak.told, f->why[i]);
	}
	dlp_buf_addc(&leak.told, '\0');
	ck_assert_uint_eq(f->value.len, 0);
}

static bool holds(struct dlp_span in, struct dlp_span what)
{
	const char *p = in.ptr, *end = in.ptr + in.len;

	while (what.len <= (size_t)(end - p) &&
	       (p = memchr(p, *what.ptr, (size_t)(end - p)))) {
		if (what.len <= (size_t)(end - p) &&
		    !memcmp(p, what.ptr, what.len))
			return true;
		p++;
	}
	return false;
}

/* Headers of keys and words are no secrets: what has a digit and no more than
 * letters beside it may be one. */
static bool is_telling(struct dlp_span piece)
{
	bool digit = false;

	for (size_t i = 0; i < piece.len; i++) {
		char c = piece.ptr[i];

		digit |= c >= '0' && c <= '9';
		if (!(c >= '0' && c <= '9') &&
		    !((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
			return false;
	}
	return digit;
}

/* How much of a value its own mask shows. */
static void check_mask(const struct dlp_rule *rule, struct dlp_span value,
		       const char *match)
{
	size_t shown = 0, allowed = value.len / 4 < 4 ? value.len / 4 : 4;

	for (const char *p = match; *p; p++)
		shown += !strchr("* -.", *p) && (*p & 0xc0) != 0x80 &&
			 strncmp(p, "\xef\xbf\xbd", 3) != 0;
	if (!memcmp(rule->id.ptr, "card.", 5))
		allowed = 10;
	for (size_t i = 0; rule->entropy_high && i < rule->keywords.count; i++)
		if (rule->keywords.item[i].len * 2 <= value.len &&
		    rule->keywords.item[i].len > allowed)
			allowed = rule->keywords.item[i].len;
	/* A character may be four bytes. */
	if (value.len < 12)
		allowed = 0;
	ck_assert_msg(shown <= (rule->utf ? 4 : 1) * allowed, "%.*s: %s",
		      (int)rule->id.len, rule->id.ptr, match);
}

static bool has_digit(struct dlp_span value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] >= '0' && value.ptr[i] <= '9')
			return true;
	return false;
}

/* Whether a value is no more than what some rule's tokens begin with. */
static bool is_keyword(const struct dlp_catalog *catalog, struct dlp_span value)
{
	for (size_t r = 0; r < dlp_catalog_count(catalog); r++) {
		struct dlp_list keys = dlp_catalog_rule(catalog, r)->keywords;

		for (size_t i = 0; i < keys.count; i++)
			if (dlp_span_eq(keys.item[i], value))
				return true;
	}
	return false;
}

/* No raw value is shown, not even beside another finding. */
START_TEST(nothing_leaks)
{
	enum { WHOLE = 8, PIECE = 12 };
	struct scan scan;

	scan_open(&scan, true, NULL, NULL);
	scan.see = note;
	leak.catalog = scan.catalog;
	make((size_t)_i, 0);
	scan_cut(&scan, dlp_buf_span(&text), NULL, 0);
	for (size_t i = 0; i < leak.count; i++) {
		const struct dlp_rule *rule = leak.found[i].rule;
		struct dlp_span value = { text.ptr + leak.found[i].offset,
					  (size_t)leak.found[i].length };

		/* Markings are words that may be seen, and so are prefixes. */
		if (rule->category == DLP_CATEGORY_CONFIDENTIAL ||
		    is_keyword(scan.catalog, value))
			continue;
		check_mask(rule, value, leak.found[i].match);
		/* A weak password is a word, which may stand elsewhere too. */
		ck_assert_msg(value.len < WHOLE || !has_digit(value) ||
				      !holds(dlp_buf_span(&leak.told), value),
			      "%.*s: %.*s", (int)rule->id.len, rule->id.ptr,
			      (int)value.len, value.ptr);
		for (size_t j = 0; j + PIECE <= value.len && value.len < 400;
		     j++) {
			struct dlp_span piece = { value.ptr + j, PIECE };

			ck_assert_msg(
				!is_telling(piece) ||
					is_keyword(scan.catalog, piece) ||
					!holds(dlp_buf_span(&leak.told), piece),
				"%.*s: %.*s", (int)rule->id.len, rule->id.ptr,
				PIECE, piece.ptr);
		}
	}
	scan_close(&scan);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("scanner");

	tcase_set_timeout(tc, 300);
	dlp_buf_init(&text, 0);
	tcase_add_loop_test(tc, splits_change_nothing, 0, CASES(corpus));
	tcase_add_loop_test(tc, ranges_change_nothing, 0, CASES(corpus));
	tcase_add_loop_test(tc, long_texts, 0, 3);
	tcase_add_loop_test(tc, bytes_change_nothing, 0, CASES(corpus));
	tcase_add_test(tc, every_cut_changes_nothing);
	tcase_add_test(tc, rules_are_met);
	tcase_add_loop_test(tc, nothing_leaks, 0, CASES(corpus));
	return suite_run("scanner", tc);
}
