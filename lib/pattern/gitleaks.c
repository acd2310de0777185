#include <string.h>
#include <strings.h>

#include "pattern/expression.h"

/*
 * gitleaks' config.toml, as config/config.go of version 8 reads it, and
 * betterleaks', which writes its tests as expressions.  Names of keys have no
 * case there.
 */

/* One that stands outside of the rules. */
struct outer {
	struct dlp_allows allows;
	const struct dlp_tree *targets; /* ids; NULL for all rules */
};

enum { OUTER_MAX = 64 };

struct gitleaks {
	struct dlp_import *im;
	const struct dlp_tree *root;
	struct outer outer[OUTER_MAX];
	size_t outers;
};

static bool is(const struct dlp_tree *node, const char *key)
{
	return node->key.len == strlen(key) &&
	       !strncasecmp(node->key.ptr, key, node->key.len);
}

static const struct dlp_tree *get(const struct dlp_tree *table, const char *key)
{
	const struct dlp_tree *t = table->child;

	while (t && !is(t, key))
		t = t->next;
	return t;
}

static bool has_text(const struct dlp_tree *table, const char *key,
		     const char *text)
{
	const struct dlp_tree *t = get(table, key);

	return t && t->text.len == strlen(text) &&
	       !strncasecmp(t->text.ptr, text, t->text.len);
}

/* Several tests of which all must hold have no like here. */
static bool wants_all(const struct dlp_tree *table)
{
	return (has_text(table, "condition", "and") ||
		has_text(table, "condition", "&&")) &&
	       !!get(table, "paths") + !!get(table, "regexes") +
			       !!get(table, "stopwords") +
			       !!get(table, "commits") >
		       1;
}

static void read_allows(struct dlp_import *im, const struct dlp_tree *table,
			struct dlp_allows *out)
{
	struct dlp_list *target = &out->value;

	if (table->type != DLP_TREE_TABLE) {
		dlp_import_note(im, DLP_NOTE_PART, table,
				"is no table: ignored");
		return;
	}
	if (wants_all(table)) {
		dlp_import_note(im, DLP_NOTE_PART, table,
				"condition: one that wants several things at "
				"once lets nothing pass here");
		return;
	}
	if (has_text(table, "regexTarget", "match"))
		target = &out->match;
	if (has_text(table, "regexTarget", "line"))
		target = &out->line;
	for (const struct dlp_tree *t = table->child; t; t = t->next) {
		if (is(t, "regexes"))
			dlp_import_regexes(im, t, target);
		else if (is(t, "paths"))
			dlp_import_regexes(im, t, &out->paths);
		else if (is(t, "stopwords"))
			dlp_import_texts(im, t, &out->words);
		else if (is(t, "commits"))
			dlp_import_note(im, DLP_NOTE_PART, t,
					"commits are not looked at: ignored");
		else if (!is(t, "description") && !is(t, "condition") &&
			 !is(t, "regexTarget") && !is(t, "targetRules"))
			dlp_import_note(im, DLP_NOTE_PART, t,
					"is not known: ignored");
	}
}

/* A table, or each of a list of them. */
static const struct dlp_tree *each(const struct dlp_tree *node)
{
	return node->type == DLP_TREE_LIST ? node->child : node;
}

static const struct dlp_tree *after(const struct dlp_tree *node,
				    const struct dlp_tree *of)
{
	return of->type == DLP_TREE_LIST ? node->next : NULL;
}

static void join(struct dlp_import *im, struct dlp_list *to,
		 struct dlp_list more)
{
	if (!to->count) {
		*to = more;
		return;
	}
	for (size_t i = 0; i < more.count; i++)
		dlp_import_append(im, to, more.item[i]);
}

/* Bits a character that the secret must have, or more. */
static void want_entropy(struct dlp_import *im, const struct dlp_tree *node,
			 struct dlp_span bits)
{
	struct dlp_tree number = *node;

	number.text = bits;
	if (!dlp_import_decimal(im, &number))
		return;
	dlp_import_append(im, &im->rule.validators,
			  dlp_import_print(im, "entropy min=%.*s",
					   (int)bits.len, bits.ptr));
	im->rule.drop_invalid = true;
}

static void apply(struct dlp_import *im, const struct dlp_allows *allows,
		  const struct dlp_tree *node)
{
	struct dlp_rule *rule = &im->rule;

	join(im, &rule->allow_words, allows->words);
	join(im, &rule->allow_regex, allows->value);
	join(im, &rule->allow_match, allows->match);
	join(im, &rule->allow_line, allows->line);
	join(im, &rule->not_path_regex, allows->paths);
	if (allows->entropy.len)
		want_entropy(im, node, allows->entropy);
}

static bool is_target(const struct outer *outer, struct dlp_span id)
{
	const struct dlp_tree *t =
		outer->targets ? outer->targets->child : NULL;

	if (!outer->targets || !outer->targets->count)
		return true;
	while (t && !dlp_span_eq(t->text, id))
		t = t->next;
	return t != NULL;
}

/* Whether a rule of that id will be there. */
static bool is_rule(struct gitleaks *g, struct dlp_span id)
{
	const struct dlp_tree *rules = get(g->root, "rules");

	for (const struct dlp_tree *t = rules ? rules->child : NULL; t;
	     t = t->next) {
		const struct dlp_tree *own, *regex;

		if (t->type != DLP_TREE_TABLE)
			continue;
		own = get(t, "id");
		regex = get(t, "regex");
		if (own && regex && dlp_span_eq(own->text, id))
			return dlp_import_compiles(g->im, regex);
	}
	return false;
}

/* Rules that must be found nearby: one can be. */
static void read_required(struct gitleaks *g, const struct dlp_tree *list)
{
	struct dlp_import *im = g->im;
	const struct dlp_tree *one = each(list);
	const struct dlp_tree *id = one ? get(one, "id") : NULL;
	const struct dlp_tree *lines = one ? get(one, "withinLines") : NULL;
	struct dlp_rule own = im->rule;

	if (!id || !is_rule(g, id->text) ||
	    (list->type == DLP_TREE_LIST && list->count > 1)) {
		dlp_import_note(im, DLP_NOTE_PART, list,
				"other than one rule of this file: ignored");
		return;
	}
	/* The other's id as it is here. */
	dlp_import_begin(im, list, "gitleaks", id->text);
	own.near = im->rule.id;
	im->rule = own;
	im->rule.near_lines = 100;
	if (lines)
		dlp_import_number(im, lines, 100, &im->rule.near_lines);
	if (!lines || get(one, "withinColumns"))
		dlp_import_note(im, DLP_NOTE_PART, list,
				"within %u lines and 1024 bytes",
				(unsigned)im->rule.near_lines);
}

static void read_key(struct gitleaks *g, const struct dlp_tree *t)
{
	struct dlp_import *im = g->im;
	struct dlp_allows allows = { 0 };

	if (is(t, "description")) {
		im->rule.description = dlp_import_text(im, t);
	} else if (is(t, "tags")) {
		dlp_import_texts(im, t, &im->rule.tags);
	} else if (is(t, "entropy")) {
		want_entropy(im, t, t->text);
	} else if (is(t, "path")) {
		dlp_import_path(im, t);
	} else if (is(t, "allowlist") || is(t, "allowlists")) {
		for (const struct dlp_tree *a = each(t); a; a = after(a, t))
			read_allows(im, a, &allows);
		apply(im, &allows, t);
	} else if (is(t, "filter") || is(t, "prefilter")) {
		dlp_expression_read(im, t, &allows);
		apply(im, &allows, t);
	} else if (is(t, "skipReport")) {
		im->rule.hidden = dlp_import_is_true(t);
	} else if (is(t, "required")) {
		read_required(g, t);
	} else if (is(t, "validate")) {
		dlp_import_note(im, DLP_NOTE_ASIDE, t,
				"no request is ever sent: ignored");
	} else if (!is(t, "id") && !is(t, "regex") && !is(t, "keywords") &&
		   !is(t, "secretGroup")) {
		dlp_import_note(im, DLP_NOTE_PART, t, "is not known: ignored");
	}
}

/* What it is, in a few words: of a long description the first. */
static struct dlp_span short_name(struct dlp_span description)
{
	for (size_t i = 0; i + 1 < description.len; i++)
		if (description.ptr[i + 1] == ' ' &&
		    strchr(",.;:", description.ptr[i])) {
			description.len = i;
			break;
		}
	return description;
}

static void read_rule(struct gitleaks *g, const struct dlp_tree *table)
{
	struct dlp_import *im = g->im;
	const struct dlp_tree *id = get(table, "id");
	const struct dlp_tree *regex = get(table, "regex");
	const struct dlp_tree *keywords = get(table, "keywords");
	const struct dlp_tree *group = get(table, "secretGroup");
	uint32_t value = 0;

	im->rule = (struct dlp_rule){ 0 };
	if (!id || !id->text.len) {
		dlp_import_note(im, DLP_NOTE_OUT, table,
				"a rule without an id: left out");
		return;
	}
	dlp_import_begin(im, table, "gitleaks", id->text);
	if (!regex || !regex->text.len) {
		dlp_import_note(im, DLP_NOTE_OUT,
				get(table, "path") ? get(table, "path") : table,
				"no regex: left out, a name alone is no "
				"finding");
		return;
	}
	if (group)
		dlp_import_number(im, group, DLP_RULE_GROUPS, &value);
	for (const struct dlp_tree *t = table->child; t && !im->status;
	     t = t->next)
		read_key(g, t);
	for (size_t i = 0; i < g->outers; i++)
		if (is_target(&g->outer[i], id->text))
			apply(im, &g->outer[i].allows, table);
	im->rule.name = short_name(im->rule.description);
	if (!im->rule.name.len)
		im->rule.name = id->text;
	if (dlp_import_regex(im, regex, (int)value, keywords))
		dlp_import_end(im);
}

static void read_outer(struct gitleaks *g, const struct dlp_tree *list)
{
	for (const struct dlp_tree *t = each(list); t && !g->im->status;
	     t = after(t, list)) {
		struct outer *outer = &g->outer[g->outers];

		if (g->outers == OUTER_MAX) {
			dlp_import_note(g->im, DLP_NOTE_PART, t,
					"over %d of them: ignored", OUTER_MAX);
			return;
		}
		if (t->type == DLP_TREE_TEXT)
			dlp_expression_read(g->im, t, &outer->allows);
		else
			read_allows(g->im, t, &outer->allows);
		outer->targets = t->type == DLP_TREE_TABLE
					 ? get(t, "targetRules")
					 : NULL;
		g->outers++;
	}
}

void dlp_import_gitleaks(struct dlp_import *im, const struct dlp_tree *root)
{
	static const char *const about[] = { "title", "description",
					     "minVersion",
					     "betterleaksMinVersion" };
	struct gitleaks g = { .im = im, .root = root };
	const struct dlp_tree *rules = get(root, "rules");

	im->dialect = DLP_DIALECT_GO;
	for (const struct dlp_tree *t = root->child; t && !im->status;
	     t = t->next) {
		size_t i = 0;

		while (i < sizeof(about) / sizeof(*about) && !is(t, about[i]))
			i++;
		if (i < sizeof(about) / sizeof(*about) || t == rules)
			continue;
		if (is(t, "allowlist") || is(t, "allowlists") ||
		    is(t, "filter") || is(t, "prefilter"))
			read_outer(&g, t);
		else if (is(t, "extend"))
			dlp_import_note(im, DLP_NOTE_PART, t,
					"no other file is read, and their own "
					"rules are not here: ignored");
		else
			dlp_import_note(im, DLP_NOTE_PART, t,
					"is not known: ignored");
	}
	for (const struct dlp_tree *t = rules ? rules->child : NULL;
	     t && !im->status; t = t->next)
		if (t->type == DLP_TREE_TABLE)
			read_rule(&g, t);
}
