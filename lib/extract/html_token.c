#include "extract/html_token.h"

#include <string.h>

static bool begins(struct dlp_span text, const char *with)
{
	size_t n = strlen(with);

	return text.len >= n && !memcmp(text.ptr, with, n);
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool dlp_html_is(struct dlp_span name, const char *word)
{
	size_t i = 0;

	while (i < name.len && word[i] && lower(name.ptr[i]) == word[i])
		i++;
	return i == name.len && !word[i];
}

struct dlp_span dlp_html_trim(struct dlp_span text)
{
	while (text.len && dlp_html_blank(text.ptr[text.len - 1]))
		text.len--;
	while (text.len && dlp_html_blank(*text.ptr)) {
		text.ptr++;
		text.len--;
	}
	return text;
}

/* Where `end` begins in `text`; text.len without it. */
static size_t find(struct dlp_span text, const char *end)
{
	size_t n = strlen(end), at = 0;

	while (at + n <= text.len) {
		const char *p =
			memchr(text.ptr + at, end[0], text.len - at - n + 1);

		if (!p)
			break;
		at = (size_t)(p - text.ptr);
		if (!memcmp(p, end, n))
			return at;
		at++;
	}
	return text.len;
}

static bool may_begin_name(const struct dlp_html_tokens *tokens, char c)
{
	return is_letter(c) ||
	       (tokens->xml && (c == '_' || c == ':' || (c & 0x80)));
}

/* Whether markup begins at the `<` that `text` begins with. */
static bool is_markup(const struct dlp_html_tokens *tokens,
		      struct dlp_span text)
{
	if (text.len < 2)
		return false;
	if (text.ptr[1] == '!' || text.ptr[1] == '?')
		return true;
	if (text.ptr[1] == '/')
		return text.len > 2;
	return may_begin_name(tokens, text.ptr[1]);
}

static size_t skip_blanks(struct dlp_span text, size_t at)
{
	while (at < text.len &&
	       (dlp_html_blank(text.ptr[at]) || text.ptr[at] == '/'))
		at++;
	return at;
}

/*
 * An attribute (13.2.5.33 to 13.2.5.39) at `at`, which is no blank: where it
 * ends.  `text` need not have the `>` of its tag; text.len when a quote is not
 * closed.
 */
static size_t read_attribute(struct dlp_span text, size_t at,
			     struct dlp_span *name, struct dlp_span *value)
{
	size_t start = at, behind;
	const char *end;

	while (at < text.len && !dlp_html_blank(text.ptr[at]) &&
	       text.ptr[at] != '>' && text.ptr[at] != '/' &&
	       (text.ptr[at] != '=' || at == start))
		at++;
	*name = (struct dlp_span){ text.ptr + start, at - start };
	*value = (struct dlp_span){ "", 0 };
	behind = at;
	while (behind < text.len && dlp_html_blank(text.ptr[behind]))
		behind++;
	if (behind == text.len || text.ptr[behind] != '=')
		return at;
	at = behind + 1;
	while (at < text.len && dlp_html_blank(text.ptr[at]))
		at++;
	if (at < text.len && (text.ptr[at] == '"' || text.ptr[at] == '\'')) {
		char quote = text.ptr[at++];

		end = memchr(text.ptr + at, quote, text.len - at);
		*value = (struct dlp_span){ text.ptr + at, text.len - at };
		if (!end)
			return text.len;
		value->len = (size_t)(end - value->ptr);
		return at + value->len + 1;
	}
	start = at;
	while (at < text.len && !dlp_html_blank(text.ptr[at]) &&
	       text.ptr[at] != '>')
		at++;
	*value = (struct dlp_span){ text.ptr + start, at - start };
	return at;
}

bool dlp_html_attribute(struct dlp_span *attributes, struct dlp_span *name,
			struct dlp_span *value)
{
	size_t at = skip_blanks(*attributes, 0);
	bool is = at < attributes->len;

	/* A `>` stands between quotes only. */
	if (is)
		at = read_attribute(*attributes, at, name, value);
	attributes->ptr += at;
	attributes->len -= at;
	return is;
}

static struct dlp_html_token text_token(struct dlp_span all, bool literal)
{
	return (struct dlp_html_token){ .kind = DLP_HTML_TEXT,
					.all = all,
					.text = all,
					.literal = literal };
}

/* Elements in which there is no markup, in HTML. */
static void enter_raw(struct dlp_html_tokens *tokens, struct dlp_span name)
{
	static const char *const literal[] = { "script",   "style",
					       "xmp",      "iframe",
					       "noembed",  "noframes",
					       "plaintext" };

	tokens->literal = false;
	if (dlp_html_is(name, "title") || dlp_html_is(name, "textarea"))
		tokens->raw = name;
	for (size_t i = 0; i < sizeof(literal) / sizeof(literal[0]); i++)
		if (dlp_html_is(name, literal[i])) {
			tokens->raw = name;
			tokens->literal = true;
		}
}

/* A tag at the start of `text`, whose name begins at `start`. */
static struct dlp_html_token read_tag(struct dlp_html_tokens *tokens,
				      struct dlp_span text, size_t start)
{
	struct dlp_html_token token = { .kind = start == 1 ? DLP_HTML_OPEN
							   : DLP_HTML_CLOSE };
	struct dlp_span name, value;
	size_t at = start;

	while (at < text.len && !dlp_html_blank(text.ptr[at]) &&
	       text.ptr[at] != '/' && text.ptr[at] != '>')
		at++;
	token.name = (struct dlp_span){ text.ptr + start, at - start };
	start = at;
	for (;;) {
		at = skip_blanks(text, at);
		if (at == text.len)
			return text_token(text, false);
		if (text.ptr[at] == '>')
			break;
		at = read_attribute(text, at, &name, &value);
	}
	token.all = (struct dlp_span){ text.ptr, at + 1 };
	token.text = (struct dlp_span){ text.ptr + start, at - start };
	token.closed = text.ptr[at - 1] == '/';
	if (token.kind == DLP_HTML_OPEN && !tokens->xml)
		enter_raw(tokens, token.name);
	return token;
}

/* What is between `open` bytes and `end`, the document's where it lacks. */
static struct dlp_html_token delimited(enum dlp_html_kind kind,
				       struct dlp_span text, size_t open,
				       const char *end)
{
	struct dlp_html_token token = { .kind = kind, .literal = true };
	struct dlp_span within = { text.ptr + open, text.len - open };

	token.all = text;
	token.text = within;
	token.text.len = find(within, end);
	if (token.text.len < within.len)
		token.all.len = open + token.text.len + strlen(end);
	return token;
}

static struct dlp_html_token read_comment(const struct dlp_html_tokens *tokens,
					  struct dlp_span text)
{
	struct dlp_html_token token =
		delimited(DLP_HTML_COMMENT, text, 4, "-->");
	struct dlp_span other;

	if (tokens->xml)
		return token;
	/* `<!-->` and `<!--->` are comments as well. */
	for (size_t n = 4; n < 6 && n < text.len; n++) {
		if (text.ptr[n] == '>') {
			token.all.len = n + 1;
			token.text.len = 0;
			return token;
		}
		if (text.ptr[n] != '-')
			break;
	}
	other = token.text;
	other.len = find(token.text, "--!>");
	if (other.len < token.text.len) {
		token.text = other;
		token.all.len = 4 + other.len + 4;
	}
	return token;
}

/* `<!DOCTYPE`, with an internal subset perhaps, whose quotes and comments may
 * hold anything. */
static struct dlp_html_token
read_declaration(const struct dlp_html_tokens *tokens, struct dlp_span text)
{
	struct dlp_html_token token =
		delimited(DLP_HTML_DECLARATION, text, 2, ">");
	struct dlp_span rest = { text.ptr + 2, text.len - 2 };
	bool subset = false;
	size_t at = 0, n;

	if (!tokens->xml)
		return token;
	while (at < rest.len && (subset || rest.ptr[at] != '>')) {
		struct dlp_span here = { rest.ptr + at, rest.len - at };
		char c = rest.ptr[at], quote[2] = { c, '\0' };

		subset = (subset || c == '[') && c != ']';
		n = 0;
		if (begins(here, "<!--"))
			n = find(here, "-->");
		else if (begins(here, "<?"))
			n = find(here, "?>");
		else if (c == '"' || c == '\'')
			n = 1 + find((struct dlp_span){ here.ptr + 1,
							here.len - 1 },
				     quote);
		at += n < here.len ? n + 1 : here.len;
	}
	token.all.len = 2 + at + (at < rest.len);
	token.text = (struct dlp_span){ rest.ptr, at };
	return token;
}

static struct dlp_html_token read_markup(struct dlp_html_tokens *tokens,
					 struct dlp_span text)
{
	if (begins(text, "<!--"))
		return read_comment(tokens, text);
	if (begins(text, "<![CDATA[")) {
		struct dlp_html_token token =
			delimited(DLP_HTML_TEXT, text, 9, "]]>");

		return token;
	}
	if (begins(text, "<!"))
		return read_declaration(tokens, text);
	if (begins(text, "<?"))
		return delimited(DLP_HTML_INSTRUCTION, text, 2,
				 tokens->xml ? "?>" : ">");
	if (text.ptr[1] != '/')
		return read_tag(tokens, text, 1);
	if (may_begin_name(tokens, text.ptr[2]))
		return read_tag(tokens, text, 2);
	return delimited(DLP_HTML_COMMENT, text, 2, ">");
}

/* Where the end tag of the raw element begins; text.len without it. */
static size_t find_raw_end(const struct dlp_html_tokens *tokens,
			   struct dlp_span text)
{
	size_t n = tokens->raw.len, at = 0;

	while (at < text.len) {
		const char *p = memchr(text.ptr + at, '<', text.len - at);
		size_t i = 0;

		if (!p)
			break;
		at = (size_t)(p - text.ptr);
		if (text.len - at < n + 3)
			break;
		while (p[1] == '/' && i < n &&
		       lower(p[2 + i]) == lower(tokens->raw.ptr[i]))
			i++;
		if (i == n && (dlp_html_blank(p[2 + n]) || p[2 + n] == '>' ||
			       p[2 + n] == '/'))
			return at;
		at++;
	}
	return text.len;
}

/* Text up to the next markup. */
static size_t find_markup(const struct dlp_html_tokens *tokens,
			  struct dlp_span text)
{
	size_t at = 0;

	while (at < text.len) {
		const char *p = memchr(text.ptr + at, '<', text.len - at);

		if (!p)
			break;
		at = (size_t)(p - text.ptr);
		if (is_markup(tokens, (struct dlp_span){ p, text.len - at }))
			return at;
		at++;
	}
	return text.len;
}

struct dlp_html_token dlp_html_next(struct dlp_html_tokens *tokens)
{
	struct dlp_html_token token = { .kind = DLP_HTML_END };
	bool raw = tokens->raw.len > 0, literal = raw && tokens->literal;
	struct dlp_span rest = tokens->document;
	size_t n;

	if (tokens->at == rest.len)
		return token;
	rest.ptr += tokens->at;
	rest.len -= tokens->at;
	n = raw ? find_raw_end(tokens, rest) : find_markup(tokens, rest);
	if (raw)
		tokens->raw.len = 0;
	if (n)
		token = text_token((struct dlp_span){ rest.ptr, n }, literal);
	else
		token = read_markup(tokens, rest);
	tokens->at += token.all.len;
	return token;
}

struct dlp_span dlp_html_root(struct dlp_span document)
{
	struct dlp_html_tokens tokens = { .document = document, .xml = true };
	struct dlp_html_token token;
	const char *colon;

	do
		token = dlp_html_next(&tokens);
	while (token.kind && token.kind != DLP_HTML_OPEN);
	if (!token.name.len)
		return token.name;
	colon = memchr(token.name.ptr, ':', token.name.len);
	if (colon) {
		token.name.len -= (size_t)(colon + 1 - token.name.ptr);
		token.name.ptr = colon + 1;
	}
	return token.name;
}
