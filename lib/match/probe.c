#include "match/probe.h"

#include <string.h>

#include "match/prefix.h"
#include "pattern/syntax.h"

enum {
	BYTES = DLP_PROBE_BYTES,
	ALL = (1 << BYTES) - 1,
	WORK = 1 << 16, /* nodes that are looked at, repetitions written out */
};

struct maker {
	struct dlp_probe *probe;
	size_t work;
};

static void put(struct dlp_probe_set *at, const uint8_t *set)
{
	for (size_t i = 0; i < sizeof(at->bit); i++)
		at->bit[i] |= set ? set[i] : 0xff;
}

/* From the lowest of these places on, anything of any length. */
static unsigned put_anything(struct maker *m, unsigned places)
{
	const unsigned from = ALL & ~((places & (~places + 1)) - 1);

	for (unsigned i = 0; places && i < BYTES; i++)
		if (from >> i & 1)
			put(&m->probe->at[i], NULL);
	return from;
}

static unsigned walk(struct maker *m, const struct dlp_syntax *node,
		     unsigned places);

/* Beyond BYTES times nothing new is reached. */
static unsigned repeat(struct maker *m, const struct dlp_syntax *node,
		       unsigned places)
{
	uint32_t times = 0;
	unsigned out;

	for (; times < node->least && times <= BYTES && places; times++)
		places = walk(m, node->child, places);
	out = places;
	for (; times < node->most && times <= 2 * BYTES && places; times++) {
		places = walk(m, node->child, places) & ~out;
		out |= places;
	}
	return out;
}

/*
 * What may stand where, when the node begins at one of `places`, a bit for each
 * byte from the first on.  Where it may end; places further on are let go.
 */
static unsigned walk(struct maker *m, const struct dlp_syntax *node,
		     unsigned places)
{
	unsigned out = 0;

	if (!places)
		return 0;
	if (++m->work > WORK)
		return put_anything(m, places);
	switch (node->kind) {
	case DLP_SYNTAX_EMPTY:
		return places;
	case DLP_SYNTAX_SET:
		for (unsigned i = 0; i < BYTES; i++)
			if (places >> i & 1)
				put(&m->probe->at[i], node->set);
		return places << 1 & ALL;
	case DLP_SYNTAX_ROW:
		for (node = node->child; node; node = node->next)
			places = walk(m, node, places);
		return places;
	case DLP_SYNTAX_CHOICE:
		for (node = node->child; node; node = node->next)
			out |= walk(m, node, places);
		return out;
	case DLP_SYNTAX_REPEAT:
		return repeat(m, node, places);
	case DLP_SYNTAX_GROUP:
		return node->child ? walk(m, node->child, places) : places;
	case DLP_SYNTAX_ANY:
		break;
	}
	return put_anything(m, places);
}

static bool add(struct dlp_span regex, struct dlp_arena *arena,
		struct maker *maker)
{
	struct dlp_syntax *root;
	struct dlp_error err;

	if (dlp_syntax_parse(regex, arena, &root, &err))
		return false;
	put_anything(maker, walk(maker, root, 1));
	return true;
}

bool dlp_probe_is_all(const struct dlp_probe_set *set)
{
	unsigned bits = 0xff;

	for (size_t i = 0; i < sizeof(set->bit); i++)
		bits &= set->bit[i];
	return bits == 0xff;
}

bool dlp_probe_of(const struct dlp_rule *rule, struct dlp_arena *arena,
		  struct dlp_probe *out)
{
	const struct dlp_list list =
		rule->assigned.count ? rule->assigned : rule->regex;
	struct maker maker = { .probe = out };

	memset(out, 0, sizeof(*out));
	/* What another case is in Unicode is not known here. */
	if (!rule->keywords.count || rule->utf || !list.count ||
	    (rule->assigned.count && rule->regex.count))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		if (!rule->assigned.count &&
		    !dlp_prefix_begins(list.item[i], rule->keywords))
			return false;
		if (!add(list.item[i], arena, &maker))
			return false;
	}
	return !dlp_probe_is_all(&out->at[0]);
}
