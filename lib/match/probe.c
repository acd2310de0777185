#include "match/probe.h"

#include <string.h>

#include "match/prefix.h"
#include "pattern/syntax.h"

enum {
	BYTES = DLP_PROBE_BYTES,
	BEHIND = 1 << BYTES, /* the place behind them, and all further on */
	ALL = 2 * BEHIND - 1,
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
 * byte from the first on and one for all places behind.  Where it may end.
 */
static unsigned walk(struct maker *m, const struct dlp_syntax *node,
		     unsigned places)
{
	unsigned out = 0;

	/* From there on nothing is put anywhere. */
	if (places == (places & BEHIND))
		return places;
	if (++m->work > WORK)
		return put_anything(m, places);
	switch (node->kind) {
	case DLP_SYNTAX_EMPTY:
		return places;
	case DLP_SYNTAX_SET:
		for (unsigned i = 0; i < BYTES; i++)
			if (places >> i & 1)
				put(&m->probe->at[i], node->set);
		return (places << 1 | (places & BEHIND)) & ALL;
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

/* `whole`: nothing stands behind a match. */
static bool add(struct dlp_span regex, bool whole, struct dlp_arena *arena,
		struct maker *maker)
{
	struct dlp_syntax *root;
	struct dlp_error err;
	unsigned ends;

	if (dlp_syntax_parse(regex, arena, &root, &err))
		return false;
	ends = walk(maker, root, 1);
	if (whole)
		maker->probe->lengths |= ends;
	else
		put_anything(maker, ends);
	return true;
}

static bool has_any(const struct dlp_probe_set *set, unsigned first,
		    unsigned last)
{
	for (unsigned c = first; c <= last; c++)
		if (set->bit[c / 8] >> c % 8 & 1)
			return true;
	return false;
}

/* Bytes become those that stand for them in a layout. */
static void lay_out(struct dlp_probe *probe)
{
	static const char kind[] = "09AZaz";

	for (size_t i = 0; i < BYTES; i++)
		for (const char *k = kind; *k; k += 2) {
			const unsigned c = (unsigned char)*k;

			if (has_any(&probe->at[i], c, (unsigned char)k[1]))
				probe->at[i].bit[c / 8] |=
					(uint8_t)(1u << c % 8);
		}
}

static bool has_layouts(const struct dlp_rule *rule)
{
	return rule->shape == DLP_SHAPE_DIGITS ||
	       rule->shape == DLP_SHAPE_PHONE || rule->shape == DLP_SHAPE_ID;
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
	const bool whole = has_layouts(rule);
	struct maker maker = { .probe = out };

	memset(out, 0, sizeof(*out));
	/* What another case is in Unicode is not known here. */
	if ((rule->keywords.count != 0) == whole || rule->utf || !list.count ||
	    (rule->assigned.count && (rule->regex.count || whole)))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		if (!rule->assigned.count && !whole &&
		    !dlp_prefix_begins(list.item[i], rule->keywords))
			return false;
		if (!add(list.item[i], whole, arena, &maker))
			return false;
	}
	if (whole)
		lay_out(out);
	return !dlp_probe_is_all(&out->at[0]);
}
