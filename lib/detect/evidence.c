#include "detect/evidence.h"

#include <string.h>
#include <strings.h>

struct weighing {
	struct dlp_evidence *out;
	struct dlp_arena *arena;
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

static bool is_alnum(char c)
{
	return is_alpha(c) || (c >= '0' && c <= '9');
}

/* Add `label` and `word`, which is the rule's own and never scanned text. */
static void why(struct weighing *w, const char *label, struct dlp_span word)
{
	size_t len = strlen(label);
	char *text;

	if (w->out->whys == DLP_WHYS)
		return;
	text = dlp_arena_alloc(w->arena, 1, len + word.len);
	if (!text)
		return;
	memcpy(text, label, len);
	if (word.len)
		memcpy(text + len, word.ptr, word.len);
	w->out->why[w->out->whys++] = (struct dlp_span){ text, len + word.len };
}

/*
 * Whether `word` stands in `text` at the beginning of a word, case ignored:
 * after no letter, or as the hump of a camelCase name.  Words in scripts
 * without ASCII letters stand anywhere.
 */
static bool has_word(struct dlp_span text, struct dlp_span word)
{
	char lower = word.len && is_alpha(*word.ptr) ? *word.ptr | 0x20 : 0;

	for (size_t i = 0; word.len <= text.len && i <= text.len - word.len;
	     i++) {
		const char *p = text.ptr + i;

		if (lower ? (*p | 0x20) != lower : *p != *word.ptr)
			continue;
		if (strncasecmp(p, word.ptr, word.len))
			continue;
		if (!i || !is_alpha(*p) || !is_alpha(p[-1]) ||
		    (is_lower(p[-1]) && !is_lower(*p)))
			return true;
	}
	return false;
}

static const struct dlp_span *find_word(struct dlp_list words,
					const struct dlp_span *text, size_t n)
{
	for (size_t i = 0; i < words.count; i++)
		for (size_t t = 0; t < n; t++)
			if (has_word(text[t], words.item[i]))
				return &words.item[i];
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
					  struct dlp_span column)
{
	enum { DISTINCT = 5 }; /* letters that stand in no other word */
	char key[DLP_EVIDENCE_KEY], name[DLP_EVIDENCE_KEY];
	size_t len = squeeze(column, key);

	for (size_t i = 0; i < names.count; i++) {
		size_t n = squeeze(names.item[i], name);

		if (has_word(column, names.item[i]))
			return &names.item[i];
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
	struct dlp_span side[2];
	const struct dlp_span *word;

	if (right > DLP_EVIDENCE_REACH)
		right = DLP_EVIDENCE_REACH;
	side[0] =
		(struct dlp_span){ text.ptr + match->value_start - left, left };
	side[1] = (struct dlp_span){ text.ptr + match->value_end, right };
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

	if (!column.len)
		return false;
	name = find_column(rule->columns, column);
	if (name) {
		w->level = DLP_CONFIDENCE_HIGH;
		why(w, "column:", *name);
		return true;
	}
	name = find_column(rule->not_columns, column);
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

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (size_t j = 0;
		     words[i].len <= value.len && j <= value.len - words[i].len;
		     j++)
			if (!strncasecmp(value.ptr + j, words[i].ptr,
					 words[i].len))
				return true;
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

enum dlp_outcome
dlp_evidence_weigh(const struct dlp_match *match, struct dlp_span text,
		   struct dlp_span column, struct dlp_regex_space *space,
		   struct dlp_arena *arena, struct dlp_evidence *out)
{
	static const double score[] = { 0.3, 0.6, 0.9 };
	struct weighing w = { out, arena, (int)match->rule->confidence };

	out->whys = 0;
	if (!weigh_checks(&w, match))
		return DLP_OUTCOME_DROPPED;
	if (is_allowed(match, space))
		return DLP_OUTCOME_SUPPRESSED;
	if (!column.len)
		column = key_before(text, match->value_start);
	if (!weigh_column(&w, match->rule, column))
		weigh_context(&w, match, text);
	if (is_placeholder(match->candidate.value)) {
		w.level--;
		why(&w, "placeholder", (struct dlp_span){ 0 });
	}
	if (w.level < DLP_CONFIDENCE_LOW)
		w.level = DLP_CONFIDENCE_LOW;
	if (w.level > DLP_CONFIDENCE_HIGH)
		w.level = DLP_CONFIDENCE_HIGH;
	out->confidence = (enum dlp_confidence)w.level;
	out->score = score[w.level];
	return DLP_OUTCOME_FINDING;
}
