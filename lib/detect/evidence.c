#include "detect/evidence.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const double score_of[] = { 0.3, 0.6, 0.9 }; /* by confidence */

struct dlp_weigher {
	struct dlp_engine *engine;
	struct dlp_regex_space *space; /* for allowlists */
	struct dlp_span text;
};

struct weighing {
	struct dlp_evidence *out;
	int level; /* of confidence, before it is brought into range */
};

static bool is_alpha(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_alpha(c) || is_digit(c);
}

static void why(struct weighing *w, const char *label, struct dlp_span word)
{
	if (w->out->whys < DLP_EVIDENCE_WHYS)
		w->out->why[w->out->whys++] = (struct dlp_why){ label, word };
}

/*
 * Where words begin in a short text: after no letter, or as the hump of a
 * camelCase name.  Found once, then asked for many words.
 */
struct words {
	struct dlp_span text;
	size_t count; /* of beginnings */
	unsigned char at[2 * DLP_EVIDENCE_REACH];
	char first[2 * DLP_EVIDENCE_REACH]; /* byte of each, in lower case */
};

_Static_assert(DLP_EVIDENCE_REACH + DLP_EVIDENCE_KEY < 256, "bytes hold them");

static char to_lower(char c)
{
	return is_alpha(c) ? c | 0x20 : c;
}

static void find_words(struct words *words, struct dlp_span text)
{
	char before = ' ';

	words->text = text;
	words->count = 0;
	for (size_t i = 0; i < text.len; before = text.ptr[i++]) {
		char c = text.ptr[i];

		if (c == ' ' || (is_alpha(c) && is_alpha(before) &&
				 !(is_lower(before) && !is_lower(c))))
			continue;
		/* Digits begin at their first: most of a log is digits. */
		if (is_digit(c) && is_digit(before))
			continue;
		words->first[words->count] = to_lower(c);
		words->at[words->count++] = (unsigned char)i;
	}
}

/* Whether `word` stands at one of the beginnings, case ignored. */
static bool has_word(const struct words *words, struct dlp_span word)
{
	const char first = to_lower(*word.ptr);
	const char *p = words->first, *end = p + words->count;

	while (p < end && (p = memchr(p, first, (size_t)(end - p)))) {
		size_t at = words->at[p++ - words->first];

		if (word.len <= words->text.len - at &&
		    !strncasecmp(words->text.ptr + at, word.ptr, word.len))
			return true;
	}
	return false;
}

static const struct dlp_span *find_word(struct dlp_list list,
					const struct words *words, size_t n)
{
	for (size_t i = 0; i < list.count; i++)
		for (size_t t = 0; t < n; t++)
			if (has_word(&words[t], list.item[i]))
				return &list.item[i];
	return NULL;
}

/* Lower-case letters and digits of `in` alone. */
static size_t squeeze(struct dlp_span in, char out[DLP_EVIDENCE_KEY])
{
	size_t n = 0;

	for (size_t i = 0; i < in.len && n < DLP_EVIDENCE_KEY; i++)
		if (is_alnum(in.ptr[i]))
			out[n++] = is_alpha(in.ptr[i]) ? in.ptr[i] | 0x20
						       : in.ptr[i];
	return n;
}

/* Whether the name of a column says one of `names`, however it is written. */
static const struct dlp_span *find_column(struct dlp_list names,
					  const struct words *column)
{
	enum { DISTINCT = 5 }; /* letters that stand in no other word */
	char key[DLP_EVIDENCE_KEY], name[DLP_EVIDENCE_KEY];
	size_t len = squeeze(column->text, key);

	for (size_t i = 0; i < names.count; i++) {
		size_t n;

		if (has_word(column, names.item[i]))
			return &names.item[i];
		if (len < DISTINCT)
			continue;
		n = squeeze(names.item[i], name);
		for (size_t j = 0; n >= DISTINCT && n <= len && j <= len - n;
		     j++)
			if (!memcmp(key + j, name, n))
				return &names.item[i];
	}
	return NULL;
}

/*
 * The key that `at` is the value of: `key: value`, `"key":"value"`,
 * `key=value`, `<key>value`.  Empty where there is none.
 */
static struct dlp_span key_before(struct dlp_span text, size_t at)
{
	size_t p = at, end;
	bool separator = false;

	while (p && at - p < DLP_EVIDENCE_KEY && text.ptr[p - 1] &&
	       strchr(" \t\"'`:=>(", text.ptr[p - 1])) {
		separator |= strchr(":=>", text.ptr[p - 1]) != NULL;
		p--;
	}
	if (!separator)
		return (struct dlp_span){ 0 };
	end = p;
	while (p && end - p < DLP_EVIDENCE_KEY &&
	       (is_alnum(text.ptr[p - 1]) ||
		strchr("_-. ", text.ptr[p - 1] ? text.ptr[p - 1] : 'x')))
		p--;
	return (struct dlp_span){ text.ptr + p, end - p };
}

static void weigh_context(struct weighing *w, const struct dlp_match *match,
			  struct dlp_span text)
{
	const struct dlp_rule *rule = match->rule;
	size_t left = match->value_start < DLP_EVIDENCE_REACH
			      ? match->value_start
			      : DLP_EVIDENCE_REACH;
	size_t right = text.len - match->value_end;
	struct words side[2];
	const struct dlp_span *word;

	if (!rule->context.count && !rule->not_context.count)
		return;
	if (right > DLP_EVIDENCE_REACH)
		right = DLP_EVIDENCE_REACH;
	find_words(&side[0],
		   (struct dlp_span){ text.ptr + match->value_start - left,
				      left });
	find_words(&side[1],
		   (struct dlp_span){ text.ptr + match->value_end, right });
	word = find_word(rule->context, side, 2);
	if (word) {
		w->level++;
		why(w, "context:", *word);
		return;
	}
	word = find_word(rule->not_context, side, 2);
	if (word) {
		w->level--;
		why(w, "not-context:", *word);
	}
}

/* True when the column settles it, and words nearby no longer matter. */
static bool weigh_column(struct weighing *w, const struct dlp_rule *rule,
			 struct dlp_span column)
{
	const struct dlp_span *name;
	struct words words;

	if (!column.len || (!rule->columns.count && !rule->not_columns.count))
		return false;
	if (column.len > DLP_EVIDENCE_KEY)
		column.len = DLP_EVIDENCE_KEY;
	find_words(&words, column);
	name = find_column(rule->columns, &words);
	if (name) {
		w->level = DLP_CONFIDENCE_HIGH;
		why(w, "column:", *name);
		return true;
	}
	name = find_column(rule->not_columns, &words);
	if (name) {
		w->level--;
		why(w, "not-column:", *name);
		return true;
	}
	return false;
}

/* Words that people write where a value is meant to go, and runs of one
 * character. */
static bool is_placeholder(struct dlp_span value)
{
	static const struct dlp_span words[] = {
		{ "example", 7 }, { "placeholder", 11 }, { "changeme", 8 },
		{ "your_", 5 },   { "your-", 5 },        { "xxxx", 4 },
		{ "dummy", 5 },   { "redacted", 8 },     { "<", 1 },
		{ "${", 2 },      { "{{", 2 },           { "****", 4 },
	};
	size_t same = 1;

	for (size_t j = 0; j < value.len; j++) {
		/* Digits begin none of them, and most values are digits. */
		if (value.ptr[j] >= '0' && value.ptr[j] <= '9')
			continue;
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if ((value.ptr[j] | 0x20) == (*words[i].ptr | 0x20) &&
			    words[i].len <= value.len - j &&
			    !strncasecmp(value.ptr + j, words[i].ptr,
					 words[i].len))
				return true;
	}
	while (same < value.len && value.ptr[same] == *value.ptr)
		same++;
	return value.len >= 6 && same == value.len;
}

/* False when the finding is to be dropped. */
static bool weigh_checks(struct weighing *w, const struct dlp_match *match)
{
	const struct dlp_engine_rule *compiled = match->compiled;

	for (size_t i = 0; i < compiled->validators; i++) {
		const char *name = compiled->validator[i].validator->name;
		struct dlp_span word = { name, strlen(name) };

		switch (dlp_validator_run(&compiled->validator[i],
					  &match->candidate)) {
		case DLP_VALID:
			why(w, "valid:", word);
			break;
		case DLP_INVALID:
			if (match->rule->drop_invalid)
				return false;
			w->level--;
			why(w, "invalid:", word);
			break;
		case DLP_UNCHECKED:
			break;
		}
	}
	return true;
}

static bool is_allowed(const struct dlp_match *match,
		       struct dlp_regex_space *space)
{
	struct dlp_span value = match->candidate.value;
	struct dlp_list words = match->rule->allow_words;
	struct dlp_regex_match found;

	for (size_t i = 0; i < words.count; i++)
		for (size_t j = 0; words.item[i].len <= value.len &&
				   j <= value.len - words.item[i].len;
		     j++)
			if (!strncasecmp(value.ptr + j, words.item[i].ptr,
					 words.item[i].len))
				return true;
	for (size_t i = 0; i < match->compiled->allows; i++)
		if (dlp_regex_find(match->compiled->allow[i], space, value, 0,
				   value.len, false, false,
				   &found) == DLP_REGEX_FOUND)
			return true;
	return false;
}

struct dlp_weigher *dlp_weigher_new(struct dlp_engine *engine)
{
	struct dlp_weigher *weigher = calloc(1, sizeof(*weigher));

	if (!weigher)
		return NULL;
	weigher->engine = engine;
	weigher->space = dlp_regex_space_new();
	if (!weigher->space) {
		dlp_weigher_free(weigher);
		return NULL;
	}
	return weigher;
}

void dlp_weigher_free(struct dlp_weigher *weigher)
{
	if (!weigher)
		return;
	dlp_regex_space_free(weigher->space);
	free(weigher);
}

void dlp_weigher_begin(struct dlp_weigher *weigher, struct dlp_span text)
{
	weigher->text = text;
}

enum dlp_outcome dlp_weigher_weigh(struct dlp_weigher *weigher,
				   const struct dlp_match *match,
				   struct dlp_span column,
				   struct dlp_evidence *out)
{
	struct weighing w = { out, (int)match->rule->confidence };

	out->whys = 0;
	if (!weigh_checks(&w, match))
		return DLP_OUTCOME_DROPPED;
	if (is_allowed(match, weigher->space))
		return DLP_OUTCOME_SUPPRESSED;
	if (!column.len)
		column = key_before(weigher->text, match->value_start);
	if (!weigh_column(&w, match->rule, column))
		weigh_context(&w, match, weigher->text);
	if (is_placeholder(match->candidate.value)) {
		w.level--;
		why(&w, "placeholder", (struct dlp_span){ 0 });
	}
	if (w.level < DLP_CONFIDENCE_LOW)
		w.level = DLP_CONFIDENCE_LOW;
	if (w.level > DLP_CONFIDENCE_HIGH)
		w.level = DLP_CONFIDENCE_HIGH;
	out->confidence = (enum dlp_confidence)w.level;
	out->score = score_of[w.level];
	return DLP_OUTCOME_FINDING;
}

void dlp_evidence_near(struct dlp_evidence *evidence, struct dlp_span id,
		       bool raises)
{
	struct weighing w = { evidence, (int)evidence->confidence + raises };

	why(&w, "near:", id);
	if (w.level > DLP_CONFIDENCE_HIGH)
		w.level = DLP_CONFIDENCE_HIGH;
	evidence->confidence = (enum dlp_confidence)w.level;
	evidence->score = score_of[w.level];
}
