#include <stdint.h>

#include "builtin.h"
#include "scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROW                                                             \
	"{\"row\":2,\"columns\":[\"opt-key\",\"password\",\"api key\"," \
	"\"name\",\"passport\",\"stripe_token\"]}"

#define NAMES "opt-key,\"password\",api key\n"

enum { PIECES = 32 };

/* What is suppressed by a comment is told too, and is not to depend on cuts. */
static const struct dlp_scanner_opts opts = {
	.suppress = { .inline_allow = true, .show = true },
};

/*
 * The first bytes say how a text is cut, the rest is what it is made of: bytes
 * as they are, and behind 0xff the samples of rules and long fillers, which
 * chance would not come upon.  Cut or whole, the findings are the same; so in
 * the row of a table, where TABs part what stands under its names, and in a
 * text that is a table by itself.
 */
static void make_text(struct dlp_buf *text, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size && text->len < 200 << 10; i++) {
		const struct dlp_rule *rule;

		if (data[i] != 0xff || i + 2 >= size) {
			dlp_buf_addc(text, (char)data[i]);
			continue;
		}
		rule = builtin_rule(data[i + 1] % dlp_builtin.rules);
		i += 2;
		if (data[i] >= 0xc0)
			for (size_t n = (data[i] & 0x3fu) * 300; n; n--)
				dlp_buf_addc(text, (char)data[i - 1]);
		else if (data[i] >= 0x80 && rule->rejects.count)
			dlp_buf_addspan(
				text,
				rule->rejects
					.item[data[i] % rule->rejects.count]);
		else
			dlp_buf_addspan(
				text,
				rule->examples
					.item[data[i] % rule->examples.count]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct scan scan;
	static struct dlp_buf text, whole;
	size_t cut[PIECES], n, at = 0;

	if (!scan.scanner)
		scan_open(&scan, true, scan_rules, &opts);
	if (!size)
		return 0;
	n = data[0] % PIECES;
	if (size < 1 + 2 * n)
		return 0;
	dlp_buf_clear(&text);
	if (data[0] & 0x20)
		dlp_buf_addspan(&text, DLP_SPAN(NAMES));
	make_text(&text, data + 1 + 2 * n, size - 1 - 2 * n);
	for (size_t i = 0; i < n; i++) {
		at += (size_t)data[1 + 2 * i] << (data[2 + 2 * i] & 7);
		cut[i] = at < text.len ? at : text.len;
	}
	scan.at = data[0] & 0x80 ? DLP_SPAN(ROW) : (struct dlp_span){ 0 };
	scan_cut(&scan, dlp_buf_span(&text), NULL, 0);
	dlp_buf_clear(&whole);
	dlp_buf_addspan(&whole, dlp_buf_span(&scan.out));
	scan_cut(&scan, dlp_buf_span(&text), cut, n);
	SCAN_CHECK(scan_same(dlp_buf_span(&whole), dlp_buf_span(&scan.out)));
	return 0;
}
