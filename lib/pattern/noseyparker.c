#include <string.h>

#include "pattern/import.h"

/*
 * The rule files of Nosey Parker, and of Kingfisher, which began as these: a
 * list `rules` of tables.
 */

static bool is(const struct dlp_tree *node, const char *key)
{
	return dlp_span_is(node->key, key);
}

static const struct dlp_tree *get(const struct dlp_tree *table, const char *key)
{
	return dlp_tree_get(table, (struct dlp_span){ key, strlen(key) });
}

static void read_categories(struct dlp_import *im, const struct dlp_tree *node)
{
	struct dlp_rule *rule = &im->rule;
	bool secret = false, hashed = false, identifier = false;

	dlp_import_texts(im, node, &rule->tags);
	for (size_t i = 0; i < rule->tags.count; i++) {
		secret |= dlp_span_is(rule->tags.item[i], "secret");
		hashed |= dlp_span_is(rule->tags.item[i], "hashed");
		identifier |= dlp_span_is(rule->tags.item[i], "identifier");
	}
	if (hashed) {
		rule->category = DLP_CATEGORY_CREDENTIAL_HASH;
		rule->severity = DLP_SEVERITY_MEDIUM;
	} else if (identifier && !secret) {
		rule->category = DLP_CATEGORY_IDENTIFIER;
		rule->severity = DLP_SEVERITY_LOW;
	}
}

static void want(struct dlp_import *im, struct dlp_span validator)
{
	dlp_import_append(im, &im->rule.validators, validator);
	im->rule.drop_invalid = true;
}

static void want_entropy(struct dlp_import *im, const struct dlp_tree *node)
{
	if (dlp_import_decimal(im, node))
		want(im, dlp_import_print(im, "entropy min=%.*s",
					  (int)node->text.len, node->text.ptr));
}

/* Kingfisher's tests of the value. */
static void read_requirements(struct dlp_import *im,
			      const struct dlp_tree *table)
{
	static const char *const key[] = { "min_digits", "min_lowercase",
					   "min_uppercase",
					   "min_special_chars" };
	uint32_t least[4] = { 0 };

	for (const struct dlp_tree *t = table->child; t; t = t->next) {
		size_t i = 0;

		while (i < 4 && !is(t, key[i]))
			i++;
		if (i < 4)
			dlp_import_number(im, t, 99, &least[i]);
		else if (is(t, "ignore_if_contains"))
			dlp_import_texts(im, t, &im->rule.allow_words);
		else
			dlp_import_note(im, DLP_NOTE_PART, t,
					"is not known: ignored");
	}
	if (least[0] || least[1] || least[2] || least[3])
		want(im,
		     dlp_import_print(im, "counts least=%u,%u,%u,%u",
				      (unsigned)least[0], (unsigned)least[1],
				      (unsigned)least[2], (unsigned)least[3]));
}

static void read_key(struct dlp_import *im, const struct dlp_tree *t)
{
	struct dlp_rule *rule = &im->rule;
	struct dlp_list list = { 0 };

	if (is(t, "name")) {
		rule->name = dlp_import_text(im, t);
	} else if (is(t, "description")) {
		rule->description = dlp_import_text(im, t);
	} else if (is(t, "examples")) {
		dlp_import_texts(im, t, &rule->examples);
	} else if (is(t, "negative_examples")) {
		dlp_import_texts(im, t, &rule->rejects);
	} else if (is(t, "references")) {
		dlp_import_texts(im, t, &list);
		if (list.count)
			rule->reference = list.item[0];
	} else if (is(t, "categories") || is(t, "tags")) {
		read_categories(im, t);
	} else if (is(t, "path")) {
		dlp_import_path(im, t);
	} else if (is(t, "min_entropy")) {
		want_entropy(im, t);
	} else if (is(t, "confidence")) {
		if (!dlp_confidence_parse(dlp_import_text(im, t),
					  &rule->confidence))
			dlp_import_note(im, DLP_NOTE_PART, t,
					"no such level: ignored");
	} else if (is(t, "pattern_requirements") && t->type == DLP_TREE_TABLE) {
		read_requirements(im, t);
	} else if (is(t, "visible")) {
		rule->hidden = t->type == DLP_TREE_TEXT &&
			       dlp_span_is(t->text, "false");
	} else if (is(t, "validation") || is(t, "revocation") ||
		   is(t, "depends_on_rule") || is(t, "tls_mode")) {
		dlp_import_note(im, DLP_NOTE_ASIDE, t,
				"no request is ever sent: ignored");
	} else if (!is(t, "id") && !is(t, "pattern") && !is(t, "keywords") &&
		   !is(t, "betterleaks_secret_group")) {
		dlp_import_note(im, DLP_NOTE_PART, t, "is not known: ignored");
	}
}

static void read_rule(struct dlp_import *im, const struct dlp_tree *table)
{
	const struct dlp_tree *id = get(table, "id");
	const struct dlp_tree *pattern = get(table, "pattern");
	const struct dlp_tree *keywords = get(table, "keywords");
	const struct dlp_tree *group = get(table, "betterleaks_secret_group");
	uint32_t value = 0;
	bool last;

	im->rule = (struct dlp_rule){ 0 };
	if (!id || !id->text.len) {
		dlp_import_note(im, DLP_NOTE_OUT, table,
				"a rule without an id: left out");
		return;
	}
	dlp_import_begin(im, table, "noseyparker", id->text);
	if (!pattern || !pattern->text.len) {
		dlp_import_note(im, DLP_NOTE_OUT, table,
				"no pattern: left out");
		return;
	}
	for (const struct dlp_tree *t = table->child; t && !im->status;
	     t = t->next)
		read_key(im, t);
	if (!im->rule.name.len)
		im->rule.name = id->text;
	if (group)
		dlp_import_number(im, group, DLP_RULE_GROUPS, &value);
	last = id->text.len > 3 && !memcmp(id->text.ptr, "np.", 3);
	if (dlp_import_regex(im, pattern, last ? DLP_IMPORT_LAST : (int)value,
			     keywords))
		dlp_import_end(im);
}

void dlp_import_noseyparker(struct dlp_import *im, const struct dlp_tree *root)
{
	const struct dlp_tree *rules = root;

	im->dialect = DLP_DIALECT_RUST;
	if (root->type == DLP_TREE_TABLE) {
		rules = get(root, "rules");
		for (const struct dlp_tree *t = root->child; t; t = t->next)
			if (t != rules)
				dlp_import_note(im, DLP_NOTE_PART, t,
						"is not known: ignored");
	}
	for (const struct dlp_tree *t = rules ? rules->child : NULL;
	     t && !im->status; t = t->next)
		if (t->type == DLP_TREE_TABLE)
			read_rule(im, t);
}
