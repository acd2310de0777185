#include "learn/program_line.h"

#include <stddef.h>
#include <stdint.h>
#include <strings.h>

#include "learn/program_words.h"

/* What stands in a line outside of its strings and comments. */
struct glance {
	struct dlp_span text; /* what was looked at: no blanks, no comment */
	size_t words;         /* of letters alone */
	size_t run, longest;  /* of such in a row, as in a sentence */
	size_t calls, operators, dollars, rows;
	bool assigns, index, key, link, blank, option;
	bool open; /* a text begins at its end, in backticks */
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
	return is_letter(c) || is_digit(c) || c == '_';
}

static char at(struct dlp_span s, size_t i)
{
	return i < s.len ? s.ptr[i] : 0;
}

static bool is_among(char c, const char *signs)
{
	return c && strchr(signs, c);
}

static char last(struct dlp_span s)
{
	return s.len ? s.ptr[s.len - 1] : 0;
}

static bool begins(struct dlp_span s, const char *with)
{
	const size_t len = strlen(with);

	return s.len >= len && !memcmp(s.ptr, with, len);
}

static struct dlp_span first_name(struct dlp_span s)
{
	size_t len = 0;

	while (is_name(at(s, len)))
		len++;
	return (struct dlp_span){ s.ptr, len };
}

static bool is_capitals(struct dlp_span word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] < 'A' || word.ptr[i] > 'Z')
			return false;
	return word.len > 1;
}

/* Letters alone, none but the first a capital. */
static bool is_word(struct dlp_span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_letter(name.ptr[i]) ||
		    (i && name.ptr[i] >= 'A' && name.ptr[i] <= 'Z'))
			return false;
	return true;
}

/* A name at `i`; where it ends. */
static size_t take_name(struct glance *g, struct dlp_span s, size_t i)
{
	const struct dlp_span name =
		first_name((struct dlp_span){ s.ptr + i, s.len - i });
	const size_t end = i + name.len;
	const char next = at(s, end);

	if (next == '(' && !is_digit(*name.ptr))
		g->calls++;
	g->index |= next == '[';
	if (is_capitals(name) || dlp_program_is_glue(name))
		return end;
	if (!is_word(name) || next == '(' || next == '[' ||
	    (next == '.' && is_letter(at(s, end + 1)))) {
		g->run = 0;
		return end;
	}
	g->words++;
	if (++g->run > g->longest)
		g->longest = g->run;
	return end;
}

/* The end of a string that begins at `i`; `i` where it has none, and where the
 * sign is an apostrophe. */
static size_t string_end(struct dlp_span s, size_t i)
{
	const char quote = s.ptr[i];

	if (quote == '\'' && i && is_name(s.ptr[i - 1]))
		return i;
	for (size_t k = i + 1; k < s.len; k++) {
		if (s.ptr[k] == '\\')
			k++;
		else if (s.ptr[k] == quote)
			return k + 1;
	}
	return i;
}

static size_t take_string(struct glance *g, struct dlp_span s, size_t i)
{
	const size_t end = string_end(s, i);
	size_t next = end;

	if (end == i) {
		g->open |= s.ptr[i] == '`' && i && i + 1 == s.len;
		return i + 1;
	}
	for (size_t k = i + 1; s.ptr[i] == '"' && k + 1 < end; k++)
		g->dollars += s.ptr[k] == '$' && s.ptr[k + 1] != ' ';
	while (at(s, next) == ' ')
		next++;
	g->key |= s.ptr[i] == '"' && at(s, next) == ':';
	return end;
}

static size_t take_sign(struct glance *g, struct dlp_span s, size_t i)
{
	static const char two[][3] = { "==", "!=", "&&", "||", "->", "=>",
				       "::", ":=", "++", "+=", "-=", "*=",
				       "|=", "<=", ">=", "<-" };
	const char c = s.ptr[i], next = at(s, i + 1);

	for (size_t k = 0; k < sizeof(two) / sizeof(*two); k++) {
		if (two[k][0] != c || two[k][1] != next)
			continue;
		g->operators++;
		g->run = 0;
		return i + 2;
	}
	if (is_among(c, "={}[]<>+*&|_$\\;"))
		g->run = 0;
	g->assigns |= c == '=';
	g->blank |= c == ' ';
	g->option |= c == ' ' && next == '-' && at(s, i + 2) != ' ';
	g->dollars += c == '$' && (is_letter(next) || next == '{' ||
				   next == '(' || next == '_');
	g->link |= c == ']' && next == '(';
	g->rows += (c == ',' || c == ';' || c == '\t') && next && next != ' ';
	return i + 1;
}

static bool is_comment(struct dlp_span s, size_t i)
{
	const char c = s.ptr[i], next = at(s, i + 1);
	const char before = i ? s.ptr[i - 1] : ' ';

	return (c == '/' && (next == '/' || next == '*') && before != ':') ||
	       (c == '#' && next == ' ' && before == ' ');
}

static struct glance glance_at(struct dlp_span s)
{
	struct glance g = { .calls = 0 };
	size_t i = 0;

	while (i < s.len && !is_comment(s, i)) {
		const char c = s.ptr[i];

		if (is_name(c))
			i = take_name(&g, s, i);
		else if (c == '"' || c == '\'' || c == '`')
			i = take_string(&g, s, i);
		else
			i = take_sign(&g, s, i);
	}
	s.len = i;
	g.text = dlp_span_trim(s);
	return g;
}

/* A text in quotes that runs over lines begins or ends here. */
static bool turn_quote(struct dlp_program_state *state, struct dlp_span s)
{
	static const struct {
		const char *sign;
		unsigned char quote;
		bool first; /* of its line only */
	} of[] = { { "```", '`', true },
		   { "~~~", '~', true },
		   { "\"\"\"", '"', false },
		   { "'''", '\'', false } };

	for (size_t k = 0; k < sizeof(of) / sizeof(*of); k++) {
		size_t times = 0;

		if (state->quote && state->quote != of[k].quote)
			continue;
		for (size_t i = 0; i + 3 <= s.len; i++) {
			if (memcmp(s.ptr + i, of[k].sign, 3))
				continue;
			times++;
			i += 2;
			if (of[k].first)
				break;
		}
		if (!times || (of[k].first && !begins(s, of[k].sign)))
			continue;
		if (times & 1)
			state->quote = state->quote ? 0 : of[k].quote;
		return true;
	}
	return false;
}

static bool has(struct dlp_span s, const char *sign)
{
	const size_t len = strlen(sign);

	for (size_t i = 0; i + len <= s.len; i++)
		if (!memcmp(s.ptr + i, sign, len))
			return true;
	return false;
}

/* Lines of which the first signs say all. */
static enum dlp_program_line by_begin(struct dlp_program_state *state,
				      struct dlp_span s)
{
	static const char *const after_hash[] = {
		"include", "define", "if",     "ifdef", "ifndef", "endif",
		"else",    "elif",   "pragma", "undef", "region", NULL,
	};
	const char c = *s.ptr, next = at(s, 1);

	if (begins(s, "/*") || begins(s, "<!--")) {
		if (!has(s, "*/") && !has(s, "-->"))
			state->quote = c == '/' ? '*' : '<';
		return DLP_PROGRAM_COMMENT;
	}
	if (c == '#' && (next == '!' || next == '['))
		return DLP_PROGRAM_DECLARATION;
	if (c == '#')
		return dlp_program_is_one(first_name((struct dlp_span){
						  s.ptr + 1, s.len - 1 }),
					  after_hash)
			       ? DLP_PROGRAM_DECLARATION
			       : DLP_PROGRAM_COMMENT;
	if (begins(s, "//") || begins(s, "-- "))
		return DLP_PROGRAM_COMMENT;
	if (begins(s, "<?php"))
		return DLP_PROGRAM_DECLARATION;
	if (c == '|' && next != '|')
		return DLP_PROGRAM_DATA;
	if (c == '<' && (is_letter(next) || is_among(next, "/!?")))
		return DLP_PROGRAM_DATA;
	if ((c == '$' || c == '>' || c == '%') && next == ' ')
		return DLP_PROGRAM_DATA;
	if (begins(s, ">>>") || begins(s, "==") || begins(s, "--") ||
	    begins(s, "**"))
		return DLP_PROGRAM_PROSE;
	if (begins(s, ".. ") || begins(s, ".\\\"") ||
	    (c == '.' && next >= 'A' && next <= 'Z' && !is_name(at(s, 3))))
		return DLP_PROGRAM_PROSE;
	return DLP_PROGRAM_NONE;
}

/* A date or a time among the first signs: an entry of a log. */
static bool is_log(struct dlp_span s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.len && i < 28; i++) {
		const char c = s.ptr[i];

		if (is_digit(c)) {
			digits++;
			continue;
		}
		if (digits == 2 && c == ':' && is_digit(at(s, i + 1)) &&
		    is_digit(at(s, i + 2)) && at(s, i + 3) == ':')
			return true;
		if (digits == 4 && (c == '-' || c == '/') &&
		    is_digit(at(s, i + 1)) && is_digit(at(s, i + 2)))
			return true;
		if (c == '"' || c == '(' || c == '=')
			return false;
		digits = 0;
	}
	return false;
}

/* A statement of SQL, or a part of one that begins a line. */
static bool is_query(const struct glance *g)
{
	static const struct {
		const char *first, *second; /* NULL: any, in capitals */
	} of[] = {
		{ "select", NULL },     { "from", NULL },
		{ "where", NULL },      { "values", NULL },
		{ "insert", "into" },   { "create", NULL },
		{ "alter", NULL },      { "drop", NULL },
		{ "update", NULL },     { "delete", "from" },
		{ "create", "table" },  { "alter", "table" },
		{ "create", "index" },  { "drop", "table" },
		{ "left", "join" },     { "inner", "join" },
		{ "join", NULL },       { "group", "by" },
		{ "order", "by" },      { "primary", "key" },
		{ "foreign", "key" },   { "begin", NULL },
		{ "constraint", NULL }, { "end", NULL },
	};
	const struct dlp_span one = first_name(g->text);
	struct dlp_span two = { one.ptr + one.len, g->text.len - one.len };

	two = first_name(dlp_span_trim(two));
	for (size_t k = 0; k < sizeof(of) / sizeof(*of); k++) {
		if (one.len != strlen(of[k].first) ||
		    strncasecmp(one.ptr, of[k].first, one.len))
			continue;
		if (of[k].second ? two.len == strlen(of[k].second) &&
					   !strncasecmp(two.ptr, of[k].second,
							two.len)
				 : is_capitals(one))
			return true;
	}
	return false;
}

/* "key: value" and "- item", as YAML and the heads of mails have it. */
static bool is_entry(struct dlp_span s)
{
	size_t i = 0;

	if (begins(s, "- "))
		return true;
	while (is_name(at(s, i)) || at(s, i) == '-' || at(s, i) == '.' ||
	       at(s, i) == '/')
		i++;
	return i && at(s, i) == ':' &&
	       (i + 1 == s.len || s.ptr[i + 1] == ' ') &&
	       !is_among(last(s), ",;{(");
}

static bool is_prose(const struct glance *g)
{
	const char end = last(g->text);

	if (g->link)
		return true;
	if (end == '{')
		return false;
	if (g->longest > 4)
		return true;
	if (g->calls || g->operators || g->assigns ||
	    (end == ':' && dlp_program_is_keyword(first_name(g->text))))
		return false;
	return g->longest > 3 || (g->longest > 2 && is_among(end, ".,:?!"));
}

/* A column of a table that SQL declares: a name, its type. */
static bool is_column(const struct glance *g)
{
	static const char *const types[] = {
		"bigint", "bigserial", "blob",     "boolean", "bytea",
		"char",   "date",      "datetime", "integer", "int",
		"json",   "jsonb",     "numeric",  "serial",  "smallint",
		"text",   "timestamp", "uuid",     "varchar", NULL,
	};
	const struct dlp_span one = first_name(g->text);
	struct dlp_span two = { one.ptr + one.len, g->text.len - one.len };
	char small[10];

	two = first_name(dlp_span_trim(two));
	if (!one.len || !two.len || two.len >= sizeof(small))
		return false;
	for (size_t i = 0; i < two.len; i++)
		small[i] = (char)(two.ptr[i] | ' ');
	return dlp_program_is_one((struct dlp_span){ small, two.len }, types);
}

static enum dlp_program_line by_signs(const struct glance *g)
{
	const struct dlp_span s = g->text, word = first_name(s);
	const char end = last(s);

	if (is_query(g))
		return DLP_PROGRAM_STATEMENT;
	if (is_prose(g))
		return DLP_PROGRAM_PROSE;
	if (word.len == s.len && !dlp_program_is_keyword(word))
		return DLP_PROGRAM_NONE;
	if (dlp_program_is_keyword(word) && at(s, word.len) != ':' &&
	    (g->words < 4 || g->calls || g->operators || g->assigns ||
	     is_among(end, ":{;([\\")) &&
	    end != '.')
		return dlp_program_is_declaring(word) ? DLP_PROGRAM_DECLARATION
						      : DLP_PROGRAM_STATEMENT;
	if (g->calls && end == '{')
		return DLP_PROGRAM_DECLARATION;
	if (g->calls)
		return DLP_PROGRAM_CALL;
	if (end == ';' && s.len > 1)
		return DLP_PROGRAM_STATEMENT;
	if (*s.ptr == '@' && !g->blank)
		return DLP_PROGRAM_DECLARATION;
	if (g->key || is_entry(s))
		return DLP_PROGRAM_DATA;
	if ((g->operators && g->blank) || (g->index && g->assigns) ||
	    g->dollars)
		return DLP_PROGRAM_STATEMENT;
	if (is_column(g))
		return DLP_PROGRAM_DECLARATION;
	return g->rows > 2 ? DLP_PROGRAM_DATA : DLP_PROGRAM_NONE;
}

enum dlp_program_line dlp_program_line_of(struct dlp_program_state *state,
					  struct dlp_span line)
{
	const struct dlp_span s = dlp_span_trim(line);
	const bool indented = s.ptr != line.ptr;
	enum dlp_program_line is;
	struct glance g;

	if (!s.len)
		return DLP_PROGRAM_NONE;
	if (state->quote == '=') {
		if (has(s, "`"))
			state->quote = 0;
		return DLP_PROGRAM_COMMENT;
	}
	if (state->quote == '*' || state->quote == '<') {
		if (has(s, state->quote == '*' ? "*/" : "-->"))
			state->quote = 0;
		return DLP_PROGRAM_COMMENT;
	}
	if (turn_quote(state, s))
		return state->quote == '`' || state->quote == '~' ||
				       begins(s, "```") || begins(s, "~~~")
			       ? DLP_PROGRAM_PROSE
			       : DLP_PROGRAM_COMMENT;
	if (state->quote)
		return state->quote == '`' || state->quote == '~'
			       ? DLP_PROGRAM_NONE
			       : DLP_PROGRAM_COMMENT;
	if (state->indented && indented)
		return DLP_PROGRAM_NONE;
	state->indented =
		s.len > 2 && last(s) == ':' && s.ptr[s.len - 2] == ':';
	state->script |= begins(s, "#!");
	is = by_begin(state, s);
	if (is)
		return is;
	if (is_log(s))
		return DLP_PROGRAM_DATA;
	g = glance_at(s);
	if (!g.text.len)
		return DLP_PROGRAM_NONE;
	if (g.open)
		state->quote = '=';
	is = by_signs(&g);
	/* Commands are words in a row, too. */
	if (state->script && is == DLP_PROGRAM_PROSE)
		return g.option ? DLP_PROGRAM_STATEMENT : DLP_PROGRAM_NONE;
	return is;
}
