#include "pattern/key.h"

#include <string.h>

#include "base/hex.h"

enum kind { TEXT, LIST, LINES, FLAG, WORD };

/* Where the value of a key goes; `parse` for those that are not plain. */
struct key {
	const char *name;
	enum kind kind;
	size_t offset;
	bool (*parse)(struct dlp_span value, struct dlp_stanza *stanza);
};

static bool parse_number(struct dlp_span s, uint32_t max, uint32_t *out)
{
	uint32_t v = 0;

	if (!s.len)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned digit = (unsigned)s.ptr[i] - '0';

		if (digit > 9 || v > (max - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

static bool parse_category(struct dlp_span v, struct dlp_stanza *s)
{
	return dlp_category_parse(v, &s->rule.category);
}

static bool parse_severity(struct dlp_span v, struct dlp_stanza *s)
{
	return dlp_severity_parse(v, &s->rule.severity);
}

static bool parse_confidence(struct dlp_span v, struct dlp_stanza *s)
{
	return dlp_confidence_parse(v, &s->rule.confidence);
}

static const struct {
	const char *word;
	enum dlp_shape shape;
	unsigned kind;
} learned[] = {
	{ "learned person", DLP_SHAPE_LEARNED, DLP_LEARNED_PERSON },
	{ "learned address", DLP_SHAPE_LEARNED, DLP_LEARNED_ADDRESS },
	{ "learned location", DLP_SHAPE_LEARNED, DLP_LEARNED_LOCATION },
	{ "learned organization", DLP_SHAPE_LEARNED, DLP_LEARNED_ORGANIZATION },
	{ "learned excerpt", DLP_SHAPE_INDEX, DLP_INDEX_EXCERPT },
	{ "learned row", DLP_SHAPE_INDEX, DLP_INDEX_ROW },
	{ "learned class", DLP_SHAPE_INDEX, DLP_INDEX_CLASS },
};

enum { LEARNED = sizeof(learned) / sizeof(*learned) };

static bool parse_learned(struct dlp_span v, struct dlp_rule *rule)
{
	for (size_t i = 0; i < LEARNED; i++)
		if (dlp_span_is(v, learned[i].word)) {
			rule->shape = learned[i].shape;
			rule->least = learned[i].kind;
			return true;
		}
	return false;
}

const char *dlp_key_learned(const struct dlp_rule *rule)
{
	for (size_t i = 0; i < LEARNED; i++)
		if (rule->shape == learned[i].shape &&
		    rule->least == learned[i].kind)
			return learned[i].word;
	return NULL;
}

/* "digits 12-19", "token 64", "id 8", "email", "iban", "phone", "learned
 * person". */
static bool parse_shape(struct dlp_span v, struct dlp_stanza *s)
{
	static const struct {
		const char *word;
		enum dlp_shape shape;
	} plain[] = {
		{ "address", DLP_SHAPE_ADDRESS },
		{ "email", DLP_SHAPE_EMAIL },
		{ "iban", DLP_SHAPE_IBAN },
		{ "phone", DLP_SHAPE_PHONE },
	};
	struct dlp_rule *rule = &s->rule;
	const char *blank = memchr(v.ptr, ' ', v.len), *dash;
	struct dlp_span word = v, least, most;
	uint32_t top = DLP_RULE_DIGITS_MAX, bottom = 5;

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (dlp_span_is(v, plain[i].word)) {
			rule->shape = plain[i].shape;
			return true;
		}
	if (parse_learned(v, rule))
		return true;
	if (!blank)
		return false;
	word.len = (size_t)(blank - v.ptr);
	least = dlp_span_trim((struct dlp_span){ blank, v.len - word.len });
	most = least;
	dash = memchr(least.ptr, '-', least.len);
	if (dash) {
		most.ptr = dash + 1;
		most.len = (size_t)(least.ptr + least.len - most.ptr);
		least.len = (size_t)(dash - least.ptr);
	}
	if (dlp_span_is(word, "digits")) {
		rule->shape = DLP_SHAPE_DIGITS;
	} else if (dlp_span_is(word, "token")) {
		rule->shape = DLP_SHAPE_TOKEN;
		top = DLP_RULE_TOKEN_MAX;
		bottom = 8;
	} else if (dlp_span_is(word, "id")) {
		rule->shape = DLP_SHAPE_ID;
	} else {
		return false;
	}
	return parse_number(least, top, &rule->least) &&
	       parse_number(most, top, &rule->most) && rule->least >= bottom &&
	       rule->least <= rule->most;
}

static bool parse_window(struct dlp_span v, struct dlp_stanza *s)
{
	return parse_number(v, DLP_RULE_WINDOW_MAX, &s->rule.window) &&
	       s->rule.window >= 16;
}

static bool parse_invalid(struct dlp_span v, struct dlp_stanza *s)
{
	s->rule.drop_invalid = dlp_span_is(v, "drop");
	return s->rule.drop_invalid || dlp_span_is(v, "lower");
}

static bool parse_entropy(struct dlp_span v, struct dlp_stanza *s)
{
	s->rule.entropy_high = dlp_span_is(v, "high");
	return s->rule.entropy_high || dlp_span_is(v, "low");
}

static bool parse_specificity(struct dlp_span v, struct dlp_stanza *s)
{
	bool minus = v.len && *v.ptr == '-';
	uint32_t n;

	if (minus)
		v.ptr++, v.len--;
	if (!parse_number(v, 100, &n))
		return false;
	s->rule.specificity = minus ? -(int)n : (int)n;
	return true;
}

/* "other.id within 5 lines", with "raises" behind it perhaps. */
static bool parse_near(struct dlp_span v, struct dlp_stanza *s)
{
	struct dlp_span word[5];
	size_t n = 0;

	while (v.len && n < 5) {
		const char *blank = memchr(v.ptr, ' ', v.len);

		word[n] = v;
		if (blank)
			word[n].len = (size_t)(blank - v.ptr);
		v.ptr += word[n].len;
		v.len -= word[n++].len;
		v = dlp_span_trim(v);
	}
	if (v.len || n < 4 || !dlp_span_is(word[1], "within") ||
	    !dlp_span_is(word[3], "lines") ||
	    (n == 5 && !dlp_span_is(word[4], "raises")))
		return false;
	s->rule.near = word[0];
	s->rule.near_raises = n == 5;
	return parse_number(word[2], 100, &s->rule.near_lines);
}

static bool parse_mode(struct dlp_span v, struct dlp_stanza *s,
		       enum dlp_stanza_mode mode)
{
	if (!dlp_span_is(v, "yes") || s->mode != DLP_STANZA_NEW)
		return false;
	s->mode = mode;
	return true;
}

static bool parse_override(struct dlp_span v, struct dlp_stanza *s)
{
	return parse_mode(v, s, DLP_STANZA_OVERRIDE);
}

static bool parse_extend(struct dlp_span v, struct dlp_stanza *s)
{
	return parse_mode(v, s, DLP_STANZA_EXTEND);
}

static bool parse_disable(struct dlp_span v, struct dlp_stanza *s)
{
	s->disable = v;
	return v.len != 0;
}

static bool parse_visible(struct dlp_span v, struct dlp_stanza *s)
{
	s->rule.hidden = dlp_span_is(v, "no");
	return s->rule.hidden || dlp_span_is(v, "yes");
}

static bool parse_scored(struct dlp_span v, struct dlp_stanza *s)
{
	s->rule.scored = dlp_span_is(v, "yes");
	return s->rule.scored || dlp_span_is(v, "no");
}

#define AT(member) offsetof(struct dlp_rule, member)

static const struct key keys[] = {
	{ "name", TEXT, AT(name), NULL },
	{ "description", TEXT, AT(description), NULL },
	{ "reference", TEXT, AT(reference), NULL },
	{ "category", WORD, 0, parse_category },
	{ "severity", WORD, 0, parse_severity },
	{ "confidence", WORD, 0, parse_confidence },
	{ "shape", WORD, 0, parse_shape },
	{ "keywords", LIST, AT(keywords), NULL },
	{ "regex", LINES, AT(regex), NULL },
	{ "assigned", LINES, AT(assigned), NULL },
	{ "utf", FLAG, AT(utf), NULL },
	{ "value", TEXT, AT(value), NULL },
	{ "redact-parts", FLAG, AT(redact_parts), NULL },
	{ "window", WORD, 0, parse_window },
	{ "validator", LINES, AT(validators), NULL },
	{ "on-invalid", WORD, 0, parse_invalid },
	{ "context", LIST, AT(context), NULL },
	{ "not-context", LIST, AT(not_context), NULL },
	{ "columns", LIST, AT(columns), NULL },
	{ "not-columns", LIST, AT(not_columns), NULL },
	{ "near", WORD, 0, parse_near },
	{ "visible", WORD, 0, parse_visible },
	{ "scored", WORD, 0, parse_scored },
	{ "paths", LIST, AT(paths), NULL },
	{ "not-paths", LIST, AT(not_paths), NULL },
	{ "allow-words", LIST, AT(allow_words), NULL },
	{ "path-regex", LINES, AT(path_regex), NULL },
	{ "not-path-regex", LINES, AT(not_path_regex), NULL },
	{ "allow-regex", LINES, AT(allow_regex), NULL },
	{ "allow-match", LINES, AT(allow_match), NULL },
	{ "allow-line", LINES, AT(allow_line), NULL },
	{ "test-values", LIST, AT(test_values), NULL },
	{ "specificity", WORD, 0, parse_specificity },
	{ "entropy", WORD, 0, parse_entropy },
	{ "tags", LIST, AT(tags), NULL },
	{ "example", LINES, AT(examples), NULL },
	{ "reject", LINES, AT(rejects), NULL },
	{ "override", WORD, 0, parse_override },
	{ "extend", WORD, 0, parse_extend },
	{ "disable", WORD, 0, parse_disable },
};

enum { KEYS = sizeof(keys) / sizeof(*keys) };
_Static_assert(KEYS <= 64, "keys are a bit set");

static bool append(struct dlp_list *list, struct dlp_span item,
		   struct dlp_arena *arena)
{
	struct dlp_span *grown;

	if (list->count == DLP_RULE_LIST_MAX)
		return false;
	/* Doubling wastes as much as it holds; lists are short. */
	if (!(list->count & (list->count - 1))) {
		size_t cap = list->count ? list->count * 2 : 1;

		grown = dlp_arena_alloc(arena, cap, sizeof(*grown));
		if (!grown)
			return false;
		if (list->count)
			memcpy(grown, list->item, list->count * sizeof(*grown));
		list->item = grown;
	} else {
		memcpy(&grown, &list->item, sizeof(grown));
	}
	grown[list->count++] = item;
	return true;
}

/* \n \t \r \\ \, \xHH.  False for any other escape. */
static bool unescape(struct dlp_span in, struct dlp_arena *arena,
		     struct dlp_span *out)
{
	static const char name[] = "ntr\\,", meant[] = "\n\t\r\\,";
	char *p;

	*out = in;
	if (!memchr(in.ptr, '\\', in.len))
		return true;
	p = dlp_arena_alloc(arena, 1, in.len);
	if (!p)
		return false;
	out->ptr = p;
	for (size_t i = 0; i < in.len; i++) {
		const char *known;

		if (in.ptr[i] != '\\') {
			*p++ = in.ptr[i];
			continue;
		}
		if (++i == in.len)
			return false;
		known = memchr(name, in.ptr[i], sizeof(name) - 1);
		if (known) {
			*p++ = meant[known - name];
		} else if (in.ptr[i] == 'x' && in.len - i > 2 &&
			   dlp_hex_digit(in.ptr[i + 1]) >= 0 &&
			   dlp_hex_digit(in.ptr[i + 2]) >= 0) {
			*p++ = (char)(dlp_hex_digit(in.ptr[i + 1]) * 16 +
				      dlp_hex_digit(in.ptr[i + 2]));
			i += 2;
		} else {
			return false;
		}
	}
	out->len = (size_t)(p - out->ptr);
	return true;
}

bool dlp_key_list(struct dlp_span value, struct dlp_list *list,
		  struct dlp_arena *arena)
{
	while (value.len) {
		struct dlp_span item = { value.ptr, 0 };

		while (item.len < value.len && item.ptr[item.len] != ',')
			item.len += item.ptr[item.len] == '\\' &&
						    item.len + 1 < value.len
					    ? 2
					    : 1;
		value.ptr += item.len;
		value.len -= item.len;
		if (value.len)
			value.ptr++, value.len--;
		item = dlp_span_trim(item);
		if (!item.len || !unescape(item, arena, &item) ||
		    !append(list, item, arena))
			return false;
	}
	return true;
}

bool dlp_key_set_part(struct dlp_span name, struct dlp_span value,
		      struct dlp_rule *rule, struct dlp_arena *arena)
{
	struct dlp_rule_part *part;

	if (!name.len || !value.len || rule->parts == DLP_RULE_PARTS)
		return false;
	for (size_t i = 0; i < rule->parts; i++)
		if (dlp_span_eq(rule->part[i].name, name))
			return false;
	if (!rule->part) {
		part = dlp_arena_alloc(arena, DLP_RULE_PARTS, sizeof(*part));
		if (!part)
			return false;
		rule->part = part;
	} else {
		memcpy(&part, &rule->part, sizeof(part));
	}
	part[rule->parts++] = (struct dlp_rule_part){ name, value };
	return true;
}

bool dlp_key_set(size_t index, struct dlp_span value, struct dlp_stanza *stanza,
		 struct dlp_arena *arena)
{
	const struct key *key = &keys[index];
	char *at = (char *)&stanza->rule + key->offset;
	struct dlp_list *list = (void *)at;

	switch (key->kind) {
	case TEXT:
		*(struct dlp_span *)(void *)at = value;
		return value.len != 0;
	case FLAG:
		*(bool *)(void *)at = dlp_span_is(value, "yes");
		return dlp_span_is(value, "yes") || dlp_span_is(value, "no");
	case LIST:
		return value.len && dlp_key_list(value, list, arena);
	case LINES:
		if (list == &stanza->rule.examples ||
		    list == &stanza->rule.rejects)
			return unescape(value, arena, &value) &&
			       append(list, value, arena);
		return value.len && value.len <= DLP_RULE_REGEX_MAX &&
		       append(list, value, arena);
	case WORD:
		return key->parse(value, stanza);
	}
	return false;
}

size_t dlp_key_find(struct dlp_span name)
{
	size_t i = 0;

	while (i < KEYS && !dlp_span_is(name, keys[i].name))
		i++;
	return i < KEYS ? i : DLP_KEY_NONE;
}

bool dlp_key_repeats(size_t key)
{
	return keys[key].kind == LINES || keys[key].kind == LIST;
}

static enum dlp_status cannot_extend(const struct dlp_stanza *more,
				     struct dlp_error *err, const char *key)
{
	struct dlp_span file = more->rule.file;

	return dlp_error_set(
		err, DLP_SKIP, 0,
		"%.*s:%u: %s can't be extended: say override = yes",
		(int)(file.len > 60 ? 60 : file.len), file.ptr, more->rule.line,
		key);
}

enum dlp_status dlp_stanza_extend(struct dlp_rule *rule,
				  const struct dlp_stanza *more,
				  struct dlp_arena *arena,
				  struct dlp_error *err)
{
	if (more->rule.parts || more->rule.shape == DLP_SHAPE_ANY)
		return cannot_extend(more, err,
				     more->rule.parts ? "part" : "keywords");
	/* What the build found out is no longer so. */
	rule->alone = false;
	rule->probe = rule->onset = 0;
	for (size_t i = 0; i < KEYS; i++) {
		const struct key *key = &keys[i];
		char *to = (char *)rule + key->offset;
		const char *from = (const char *)&more->rule + key->offset;
		const struct dlp_list *list = (const void *)from;
		struct dlp_list joined = { 0 };

		if (!(more->keys >> i & 1))
			continue;
		if (key->kind == TEXT) {
			memcpy(to, from, sizeof(struct dlp_span));
		} else if (key->kind == FLAG) {
			memcpy(to, from, sizeof(bool));
		} else if (key->kind == LIST || key->kind == LINES) {
			const struct dlp_list *old = (void *)to;

			for (size_t j = 0; j < old->count; j++)
				if (!append(&joined, old->item[j], arena))
					goto nomem;
			for (size_t j = 0; j < list->count; j++)
				if (!append(&joined, list->item[j], arena))
					goto nomem;
			memcpy(to, &joined, sizeof(joined));
		} else if (key->parse == parse_severity) {
			rule->severity = more->rule.severity;
		} else if (key->parse == parse_confidence) {
			rule->confidence = more->rule.confidence;
		} else if (key->parse == parse_window) {
			rule->window = more->rule.window;
		} else if (key->parse == parse_specificity) {
			rule->specificity = more->rule.specificity;
		} else if (key->parse != parse_extend) {
			return cannot_extend(more, err, key->name);
		}
	}
	return DLP_OK;
nomem:
	return dlp_error_set(err, DLP_SKIP, 0, "list too long or no memory");
}
