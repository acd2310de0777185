/*
 * What stands in for a scanner of the usual kind in benchmarks: it takes a file
 * in fragments, asks an automaton over the text in lower case which keywords
 * are in one, and runs the regex of each of their rules over all of it.
 *
 *   peer RULES... -- FILE...
 *
 * The regexes are run by PCRE2 without its JIT: the scanners that work so are
 * written in languages whose regexes are no faster.  No entropy, no allowlists,
 * no output but a count.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pattern/catalog.h"

enum { FRAGMENT = 100 * 1000, NODES = 64 << 10 };

/* Aho and Corasick (1975), with all steps worked out. */
struct automaton {
	uint32_t (*step)[256];
	uint32_t *rule; /* of a keyword that ends here, + 1; 0 for none */
	uint32_t *also; /* a shorter one that ends here: its node */
	uint32_t nodes;
};

struct peer {
	struct dlp_catalog *catalog;
	pcre2_code **regex; /* of a rule, the first */
	bool *wanted;       /* of a rule: a keyword of it is here */
	struct automaton keywords;
	pcre2_match_data *match;
	unsigned long long found;
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "peer: %s\n", what);
	exit(2);
}

static void *need(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* Two rules of one keyword: the second gets a node of its own, as `also`. */
static void add_keyword(struct automaton *a, struct dlp_span word,
			uint32_t rule)
{
	uint32_t node = 0;

	for (size_t i = 0; i < word.len; i++) {
		uint32_t *next = &a->step[node][lower(word.ptr[i])];

		if (!*next)
			*next = a->nodes++;
		if (a->nodes > NODES - 2)
			die("too many keywords");
		node = *next;
	}
	if (a->rule[node]) {
		a->rule[a->nodes] = a->rule[node];
		a->also[a->nodes] = a->also[node];
		a->also[node] = a->nodes++;
	}
	a->rule[node] = rule + 1;
}

static uint32_t last_of(const struct automaton *a, uint32_t node)
{
	while (a->also[node])
		node = a->also[node];
	return node;
}

/* Breadth first: where no step leads on, that of the longest suffix does. */
static void link_nodes(struct automaton *a)
{
	uint32_t *queue = need(calloc(NODES, sizeof(*queue)));
	uint32_t *suffix = need(calloc(NODES, sizeof(*suffix)));
	size_t head = 0, tail = 0;

	for (size_t c = 0; c < 256; c++)
		if (a->step[0][c])
			queue[tail++] = a->step[0][c];
	while (head < tail) {
		uint32_t node = queue[head++];

		a->also[last_of(a, node)] = suffix[node];
		for (size_t c = 0; c < 256; c++) {
			uint32_t next = a->step[node][c];

			if (next) {
				suffix[next] = a->step[suffix[node]][c];
				queue[tail++] = next;
			} else {
				a->step[node][c] = a->step[suffix[node]][c];
			}
		}
	}
	free(queue);
	free(suffix);
}

static void open_peer(struct peer *peer)
{
	struct automaton *a = &peer->keywords;
	size_t rules = dlp_catalog_count(peer->catalog);

	a->step = need(calloc(NODES, sizeof(*a->step)));
	a->rule = need(calloc(NODES, sizeof(*a->rule)));
	a->also = need(calloc(NODES, sizeof(*a->also)));
	a->nodes = 1;
	peer->regex = need(calloc(rules + 1, sizeof(*peer->regex)));
	peer->wanted = need(calloc(rules + 1, sizeof(*peer->wanted)));
	peer->match = need(pcre2_match_data_create(32, NULL));
	for (uint32_t r = 0; r < rules; r++) {
		const struct dlp_rule *rule =
			dlp_catalog_rule(peer->catalog, r);
		PCRE2_SIZE at;
		int error;

		if (!rule->keywords.count || !rule->regex.count)
			continue;
		for (size_t k = 0; k < rule->keywords.count; k++)
			add_keyword(a, rule->keywords.item[k], r);
		peer->regex[r] = pcre2_compile(
			(PCRE2_SPTR)rule->regex.item[0].ptr,
			rule->regex.item[0].len, 0, &error, &at, NULL);
		if (!peer->regex[r])
			die("a regex does not compile");
	}
	link_nodes(a);
}

static void run_regex(struct peer *peer, const pcre2_code *regex,
		      struct dlp_span text)
{
	PCRE2_SIZE at = 0;

	while (at <= text.len &&
	       pcre2_match(regex, (PCRE2_SPTR)text.ptr, text.len, at, 0,
			   peer->match, NULL) > 0) {
		const PCRE2_SIZE *v = pcre2_get_ovector_pointer(peer->match);

		peer->found++;
		at = v[1] > v[0] ? v[1] : v[1] + 1;
	}
}

static void scan(struct peer *peer, struct dlp_span text)
{
	const struct automaton *a = &peer->keywords;
	size_t rules = dlp_catalog_count(peer->catalog);
	uint32_t node = 0;

	memset(peer->wanted, 0, rules * sizeof(*peer->wanted));
	for (size_t i = 0; i < text.len; i++) {
		node = a->step[node][lower(text.ptr[i])];
		for (uint32_t n = node; n; n = a->also[n])
			if (a->rule[n])
				peer->wanted[a->rule[n] - 1] = true;
	}
	for (size_t r = 0; r < rules; r++)
		if (peer->wanted[r])
			run_regex(peer, peer->regex[r], text);
}

static void scan_file(struct peer *peer, const char *path)
{
	static char text[FRAGMENT];
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f)
		die("a file can't be opened");
	while ((n = fread(text, 1, sizeof(text), f)))
		scan(peer, (struct dlp_span){ text, n });
	fclose(f);
}

int main(int argc, char **argv)
{
	struct peer peer = { .catalog = need(dlp_catalog_new(true)) };
	struct dlp_error err;
	int i = 1;

	for (; i < argc && strcmp(argv[i], "--"); i++)
		if (dlp_catalog_load(peer.catalog, argv[i], DLP_TRUST_ALL,
				     &err))
			die(err.msg);
	open_peer(&peer);
	for (i++; i < argc; i++)
		scan_file(&peer, argv[i]);
	printf("%llu\n", peer.found);
	return 0;
}
