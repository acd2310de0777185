#include "extract/html_value.h"

#include <string.h>

#include "extract/html_element.h"
#include "extract/html_entity.h"

bool dlp_html_find_value(struct dlp_span attributes, const char *name,
			 struct dlp_span *value)
{
	struct dlp_span found;

	while (dlp_html_attribute(&attributes, &found, value))
		if (dlp_html_is(found, name))
			return true;
	*value = (struct dlp_span){ "", 0 };
	return false;
}

/* Styles that leave nothing to see, without blanks, in lower case. */
static bool hides(struct dlp_span style)
{
	static const char *const nothing[] = {
		"display:none", "visibility:hidden", "mso-hide:all",
		"font-size:0;", "font-size:0px",     "font-size:0pt"
	};
	enum { ENOUGH = 4096 };
	char folded[ENOUGH + 2];
	size_t n = 0;

	for (size_t i = 0; i < style.len && n < ENOUGH; i++)
		if (!dlp_html_blank(style.ptr[i]))
			folded[n++] = (char)(style.ptr[i] >= 'A' &&
							     style.ptr[i] <= 'Z'
						     ? style.ptr[i] | 0x20
						     : style.ptr[i]);
	folded[n++] = ';';
	folded[n] = '\0';
	for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
		if (strstr(folded, nothing[i]))
			return true;
	return false;
}

/* A picture or font as a link to itself: its name is all that is text. */
static struct dlp_span without_data(struct dlp_span target)
{
	static const char *const opaque[] = { "data:image/", "data:font/",
					      "data:audio/", "data:video/" };
	const char *comma =
		target.len ? memchr(target.ptr, ',', target.len) : NULL;

	for (size_t i = 0; comma && i < sizeof(opaque) / sizeof(opaque[0]);
	     i++) {
		size_t n = strlen(opaque[i]), head;

		head = (size_t)(comma - target.ptr);
		if (head > n + 7 && !strncmp(target.ptr, opaque[i], n) &&
		    !memcmp(comma - 7, ";base64", 7))
			target.len = head;
	}
	return target;
}

struct taker {
	struct dlp_flow *flow;
	struct dlp_html_lines *lines;
	struct dlp_buf *scratch;
	const struct dlp_html_token *token;
};

static void take(const struct taker *taker, enum dlp_aside into,
		 struct dlp_span name, struct dlp_span value)
{
	struct dlp_buf *out = taker->scratch;
	bool blank = true;

	for (size_t i = 0; i < value.len && blank; i++)
		blank = dlp_html_blank(value.ptr[i]);
	if (blank)
		return;
	dlp_buf_clear(out);
	if (name.len) {
		dlp_html_decode(out, name, DLP_HTML_IN_ATTRIBUTE);
		dlp_buf_adds(out, ": ");
	}
	dlp_html_decode(out, value, DLP_HTML_IN_ATTRIBUTE);
	taker->flow->place = dlp_html_lines_at(taker->lines, value.ptr);
	dlp_flow_add_line(taker->flow, into, dlp_buf_span(out));
}

/* What a value belongs to. */
static struct dlp_span subject(const struct dlp_html_token *token)
{
	static const char *const by[] = { "name", "property", "http-equiv",
					  "itemprop", "id" };
	struct dlp_span name = { "", 0 };

	for (size_t i = 0; i < sizeof(by) / sizeof(by[0]); i++)
		if (dlp_html_find_value(token->text, by[i], &name) && name.len)
			break;
	return name;
}

/* Whether it is a field that shows its value, and if not, hides it. */
static bool is_field(const struct dlp_html_token *token, bool *hidden)
{
	struct dlp_span type;

	if (!dlp_html_is(token->name, "input"))
		return false;
	dlp_html_find_value(token->text, "type", &type);
	*hidden = dlp_html_is(type, "hidden");
	return !*hidden && !dlp_html_is(type, "checkbox") &&
	       !dlp_html_is(type, "radio");
}

static void take_value(const struct taker *taker, struct dlp_span value,
		       struct dlp_span *shown)
{
	bool hidden = false;

	if (is_field(taker->token, &hidden) && shown)
		*shown = value;
	else
		take(taker, hidden ? DLP_ASIDE_HIDDEN : DLP_ASIDE_PROPERTY,
		     subject(taker->token), value);
}

bool dlp_html_values(struct dlp_flow *flow, struct dlp_html_lines *lines,
		     const struct dlp_html_token *token,
		     struct dlp_buf *scratch, struct dlp_span *shown)
{
	const struct taker taker = { flow, lines, scratch, token };
	const struct dlp_span none = { "", 0 };
	struct dlp_span rest = token->text, name, value;
	bool hidden = false, valued = false;

	while (dlp_html_attribute(&rest, &name, &value)) {
		switch (dlp_html_words(name)) {
		case DLP_HTML_NONE:
			hidden = hidden || dlp_html_is(name, "hidden");
			break;
		case DLP_HTML_WORDS:
			take(&taker, DLP_ASIDE_PROPERTY, none, value);
			break;
		case DLP_HTML_NAMED:
			take(&taker, DLP_ASIDE_PROPERTY, name, value);
			break;
		case DLP_HTML_TARGET:
			take(&taker, DLP_ASIDE_LINK, none, without_data(value));
			break;
		case DLP_HTML_STYLE:
			hidden = hidden || hides(value);
			if (value.len && memchr(value.ptr, '(', value.len))
				take(&taker, DLP_ASIDE_LINK, none, value);
			break;
		case DLP_HTML_VALUE:
			/* Those behind the first count for nothing. */
			if (!valued)
				take_value(&taker, value, shown);
			else
				take(&taker, DLP_ASIDE_PROPERTY, name, value);
			valued = true;
			break;
		case DLP_HTML_MARKUP:
			take(&taker, DLP_ASIDE_HIDDEN, none, value);
			break;
		}
	}
	return hidden;
}
