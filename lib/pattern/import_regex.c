#include <string.h>

#include "match/prefix.h"
#include "match/regex.h"
#include "pattern/import.h"
#include "pattern/required.h"

enum {
	LOOSE_WINDOW = 16 << 10, /* bytes: matches without a longest */
	WORD_WINDOW = 8 << 10,   /* keywords that the match need not hold */
	BESIDE = 64,             /* bytes that are looked at behind a match */
	HEAD = 5,                /* bytes of a keyword that is rare enough */
	LEAD = 64,               /* bytes of a word in front */
};

/* Those of their keywords that can be ours; false where one can't. */
static bool usable(struct dlp_import *im, struct dlp_list theirs,
		   struct dlp_list *out)
{
	for (size_t i = 0; i < theirs.count; i++) {
		struct dlp_span word = theirs.item[i];

		if (word.len < DLP_RULE_KEYWORD_MIN)
			return false;
		if (word.len > DLP_RULE_KEYWORD_MAX)
			word.len = DLP_RULE_KEYWORD_MAX;
		dlp_import_append(im, out, word);
	}
	return theirs.count != 0;
}

/*
 * Texts that the regex requires are keywords; shortened where it then begins
 * with one, so that it is tried there alone.
 */
static void take_required(struct dlp_import *im, struct dlp_span regex,
			  struct dlp_list required)
{
	struct dlp_list heads = { 0 };

	im->rule.keywords = required;
	if (dlp_prefix_begins(regex, required))
		return;
	for (size_t i = 0; i < required.count; i++) {
		struct dlp_span head = required.item[i];
		size_t j = 0;

		head.len = head.len < HEAD ? head.len : HEAD;
		while (j < heads.count && !dlp_span_eq(heads.item[j], head))
			j++;
		if (j == heads.count)
			dlp_import_append(im, &heads, head);
	}
	if (!im->status && dlp_prefix_begins(regex, heads))
		im->rule.keywords = heads;
}

static bool is_distinct(struct dlp_list texts)
{
	for (size_t i = 0; i < texts.count; i++)
		if (texts.item[i].len < HEAD)
			return false;
	return true;
}

/* What calls the rule up, and how far from it a match may reach. */
static void find_keywords(struct dlp_import *im, const struct dlp_tree *node,
			  struct dlp_span regex, const struct dlp_syntax *root,
			  const struct dlp_tree *keywords)
{
	struct dlp_rule *rule = &im->rule;
	uint32_t longest = root ? dlp_syntax_longest(root) : DLP_SYNTAX_ENDLESS;
	struct dlp_list theirs = { 0 }, required = { 0 }, words = { 0 };
	bool found;

	if (keywords)
		dlp_import_texts(im, keywords, &theirs);
	found = root && dlp_required_texts(root, theirs, im->arena, &required);
	rule->window = longest < LOOSE_WINDOW ? longest + BESIDE : LOOSE_WINDOW;
	if (found && (!theirs.count || dlp_required_imply(required, theirs))) {
		take_required(im, regex, required);
		return;
	}
	if (found && is_distinct(required)) {
		dlp_import_note(im, DLP_NOTE_PART, keywords,
				"the regex decides without them");
		take_required(im, regex, required);
		return;
	}
	if (usable(im, theirs, &words)) {
		rule->keywords = words;
		if (rule->window < WORD_WINDOW)
			rule->window = WORD_WINDOW;
		dlp_import_note(im, DLP_NOTE_PART, keywords,
				"one must stand within %u bytes, not anywhere "
				"in the file",
				(unsigned)rule->window);
		return;
	}
	if (theirs.count)
		dlp_import_note(im, DLP_NOTE_PART, keywords,
				"shorter than %d bytes: ignored",
				DLP_RULE_KEYWORD_MIN);
	if (found) {
		take_required(im, regex, required);
		return;
	}
	rule->shape = DLP_SHAPE_ANY;
	dlp_import_note(im, DLP_NOTE_SLOW, node,
			"no keywords, and none can be told from the regex: it "
			"is tried everywhere");
}

static uint32_t count_groups(const struct dlp_syntax *root)
{
	uint32_t n = 0;

	while (dlp_syntax_group(root, n + 1))
		n++;
	return n;
}

static const struct dlp_syntax *named_group(const struct dlp_syntax *root,
					    const char *name)
{
	const struct dlp_syntax *group;

	for (uint32_t n = 1; (group = dlp_syntax_group(root, n)); n++)
		if (dlp_span_is(group->name, name))
			return group;
	return NULL;
}

/* The first group in `node`; 0 without one. */
static uint32_t first_group(const struct dlp_syntax *node)
{
	uint32_t group = node->kind == DLP_SYNTAX_GROUP ? node->group : 0;

	for (const struct dlp_syntax *c = node->child; c && !group; c = c->next)
		group = first_group(c);
	return group;
}

/* Whether each match of `node` has something in one of its groups. */
static bool captures(const struct dlp_syntax *node)
{
	bool every = true, any = false;

	if (node->kind == DLP_SYNTAX_GROUP && node->group)
		return true;
	if (node->kind == DLP_SYNTAX_REPEAT && !node->least)
		return false;
	for (const struct dlp_syntax *c = node->child; c; c = c->next) {
		bool one = captures(c);

		any |= one;
		every &= one;
	}
	return node->kind == DLP_SYNTAX_CHOICE ? every : any;
}

/* The first choice that is always made and whose branches all have groups. */
static const struct dlp_syntax *split_choice(const struct dlp_syntax *node)
{
	const struct dlp_syntax *found = NULL;

	if (node->kind == DLP_SYNTAX_CHOICE)
		return captures(node) ? node : NULL;
	if (node->kind == DLP_SYNTAX_REPEAT)
		return NULL;
	for (const struct dlp_syntax *c = node->child; c && !found; c = c->next)
		found = split_choice(c);
	return found;
}

static void name_value(struct dlp_import *im, uint32_t group)
{
	im->rule.value = dlp_import_print(im, "%u", (unsigned)group);
}

/* All groups but the value, which are redacted with it. */
static void add_parts(struct dlp_import *im, uint32_t groups, uint32_t value)
{
	struct dlp_rule_part *part;
	size_t n = 0;

	if (groups < 2)
		return;
	part = dlp_arena_alloc(im->arena, groups, sizeof(*part));
	if (!part) {
		dlp_import_fail(im);
		return;
	}
	for (uint32_t g = 1; g <= groups && n < DLP_RULE_PARTS; g++)
		if (g != value) {
			part[n].name =
				dlp_import_print(im, "group-%u", (unsigned)g);
			part[n++].group =
				dlp_import_print(im, "%u", (unsigned)g);
		}
	im->rule.part = part;
	im->rule.parts = n;
	im->rule.redact_parts = true;
}

/* `node` as it stands in the regex, but for choices of groups, in which each
 * branch begins with the same number. */
static void write_joined(const struct dlp_syntax *node, struct dlp_span regex,
			 size_t *at, struct dlp_buf *out)
{
	bool choice = node->kind == DLP_SYNTAX_CHOICE && first_group(node);

	if (choice) {
		dlp_buf_add(out, regex.ptr + *at, node->start - *at);
		*at = node->start;
		dlp_buf_adds(out, "(?|");
	}
	for (const struct dlp_syntax *c = node->child; c; c = c->next)
		write_joined(c, regex, at, out);
	if (choice) {
		dlp_buf_add(out, regex.ptr + *at, node->end - *at);
		*at = node->end;
		dlp_buf_addc(out, ')');
	}
}

/*
 * Where branches have a group each, they get one number, so that it is the
 * value whichever matched.
 */
static bool join_groups(struct dlp_import *im, const struct dlp_syntax *choice,
			struct dlp_span *regex)
{
	struct dlp_regex *compiled = NULL;
	struct dlp_span joined;
	struct dlp_buf out;
	struct dlp_error err;
	size_t at = 0;
	bool ok;

	dlp_buf_init(&out, DLP_RULE_REGEX_MAX);
	write_joined(choice, *regex, &at, &out);
	dlp_buf_add(&out, regex->ptr + at, regex->len - at);
	/* Groups of different names can't have one number. */
	ok = !out.status &&
	     !dlp_regex_compile(dlp_buf_span(&out),
				im->rule.utf ? DLP_REGEX_UTF : 0u, &compiled,
				&err);
	dlp_regex_free(compiled);
	if (ok && !dlp_arena_copy(im->arena, dlp_buf_span(&out), &joined))
		dlp_import_fail(im);
	else if (ok)
		*regex = joined;
	dlp_buf_release(&out);
	if (ok)
		name_value(im, first_group(choice));
	return ok;
}

/* Which group is the value. */
static void find_value(struct dlp_import *im, const struct dlp_tree *node,
		       struct dlp_span *regex, const struct dlp_syntax *root,
		       int value)
{
	uint32_t groups = count_groups(root), group = 1;
	const struct dlp_syntax *choice = split_choice(root);
	const struct dlp_syntax *token = im->dialect == DLP_DIALECT_RUST
						 ? named_group(root, "TOKEN")
						 : NULL;

	if (!groups)
		return;
	if (value > 0)
		group = (uint32_t)value;
	else if (token)
		group = token->group;
	else if (value == DLP_IMPORT_LAST)
		group = groups;
	if (group <= groups && group < DLP_RULE_GROUPS &&
	    dlp_syntax_sure(root, group)) {
		name_value(im, group);
		if (im->dialect == DLP_DIALECT_RUST)
			add_parts(im, groups, group);
	} else if (value > 0 || !choice || !join_groups(im, choice, regex)) {
		dlp_import_note(im, DLP_NOTE_PART, node,
				"group %u is not in every match: the whole "
				"match is the value",
				(unsigned)group);
	}
}

/*
 * What may stand in front of a branch and need not, outside of what is
 * captured; NULL without one.
 */
static const struct dlp_syntax *find_lead(const struct dlp_syntax *node)
{
	const struct dlp_syntax *lead = NULL;

	if (node->kind == DLP_SYNTAX_GROUP)
		return node->group ? NULL : find_lead(node->child);
	if (node->kind == DLP_SYNTAX_CHOICE) {
		for (const struct dlp_syntax *c = node->child; c && !lead;
		     c = c->next)
			lead = find_lead(c);
		return lead;
	}
	if (node->kind != DLP_SYNTAX_ROW)
		return NULL;
	for (node = node->child; node && node->kind == DLP_SYNTAX_EMPTY;
	     node = node->next)
		if (node->edge)
			return NULL;
	if (!node || node->kind != DLP_SYNTAX_REPEAT || node->least ||
	    node->child->kind != DLP_SYNTAX_SET)
		return node ? find_lead(node) : NULL;
	return node->next && node->next->kind != DLP_SYNTAX_EMPTY ? node : NULL;
}

/* Whether a lead is of letters, digits and _ - . and short. */
static bool is_word(const struct dlp_syntax *lead)
{
	static const char word[] = "0123456789_-."
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "abcdefghijklmnopqrstuvwxyz";

	for (unsigned c = 0; c < 256; c++)
		if ((lead->child->set[c / 8] >> c % 8 & 1) !=
		    (memchr(word, (int)c, sizeof(word) - 1) != NULL))
			return false;
	return lead->most <= LEAD;
}

/*
 * Without it the same values are found, and the search begins at what is rare.
 * What looks at the whole match is told how much it was.  False: nothing was
 * dropped.
 */
static bool drop_lead(struct dlp_import *im, struct dlp_span *regex,
		      const struct dlp_syntax *root)
{
	const struct dlp_syntax *lead = find_lead(root);
	char *p;

	if (!lead || !im->rule.value.len ||
	    (im->rule.allow_match.count && !is_word(lead)))
		return false;
	p = dlp_arena_alloc(im->arena, 1, regex->len);
	if (!p) {
		dlp_import_fail(im);
		return false;
	}
	memcpy(p, regex->ptr, lead->start);
	memcpy(p + lead->start, regex->ptr + lead->end, regex->len - lead->end);
	regex->ptr = p;
	regex->len -= lead->end - lead->start;
	if (im->rule.allow_match.count && lead->most > im->rule.lead)
		im->rule.lead = lead->most;
	return true;
}

/* Whether PCRE2 sees the regex as it is meant: it compiles, with its groups. */
static bool is_sound(const struct dlp_rule *rule, struct dlp_span regex)
{
	struct dlp_regex *compiled;
	struct dlp_error err;
	bool sound;

	if (dlp_regex_compile(regex, rule->utf ? DLP_REGEX_UTF : 0u, &compiled,
			      &err))
		return false;
	sound = !rule->value.len || dlp_regex_group(compiled, rule->value) >= 0;
	for (size_t i = 0; i < rule->parts; i++)
		sound &= dlp_regex_group(compiled, rule->part[i].group) >= 0;
	dlp_regex_free(compiled);
	return sound;
}

bool dlp_import_regex(struct dlp_import *im, const struct dlp_tree *node,
		      int value, const struct dlp_tree *keywords)
{
	struct dlp_syntax *root = NULL;
	struct dlp_error why = { 0 };
	struct dlp_span regex;

	if (!dlp_import_translate(im, DLP_NOTE_OUT, node, &regex,
				  &im->rule.utf))
		return false;
	if (im->rule.utf)
		dlp_import_note(im, DLP_NOTE_PART, node,
				"has characters beyond ASCII: \\w, \\d and "
				"\\b take those of all languages");
	if (dlp_syntax_parse(regex, im->arena, &root, &why)) {
		root = NULL;
		dlp_import_note(im, DLP_NOTE_PART, node,
				"not understood, the whole match is the value: "
				"%s",
				why.msg);
	} else {
		find_value(im, node, &regex, root, value);
		do
			if (dlp_syntax_parse(regex, im->arena, &root, &why))
				root = NULL;
		while (root && drop_lead(im, &regex, root));
	}
	find_keywords(im, node, regex, root, keywords);
	dlp_import_append(im, &im->rule.regex, regex);
	if (is_sound(&im->rule, regex))
		return !im->status;
	dlp_import_note(im, DLP_NOTE_OUT, node,
			"left out: its groups are not what they seem");
	return false;
}
