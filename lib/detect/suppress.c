#define _GNU_SOURCE /* memmem(3) is in POSIX since 2024 only */
#include "detect/suppress.h"
#include "pattern/glob.h"

#include <string.h>

static const char word[] = "dlp:allow";

enum { WORD = sizeof(word) - 1 };

struct dlp_span dlp_suppressed_label(const struct dlp_suppressed *suppressed)
{
	static const char *const name[] = { "", "rule", "allow", "inline",
					    "baseline" };
	const char *s = name[suppressed->by];

	return suppressed->allow ? suppressed->allow->label
				 : (struct dlp_span){ s, strlen(s) };
}

static bool is_alnum(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	       (c >= '0' && c <= '9');
}

/* Without the first run of bytes other than blanks, which is `*out`. */
static struct dlp_span next_word(struct dlp_span in, struct dlp_span *out)
{
	in = dlp_span_trim(in);
	*out = (struct dlp_span){ in.ptr, 0 };
	while (out->len < in.len && in.ptr[out->len] != ' ' &&
	       in.ptr[out->len] != '\t')
		out->len++;
	return (struct dlp_span){ in.ptr + out->len, in.len - out->len };
}

/* Whether what stands behind the word names the rule and gives a reason. */
static bool names(struct dlp_span rest, struct dlp_span id)
{
	struct dlp_span globs;
	char before = ',';

	if (!rest.len || (*rest.ptr != ' ' && *rest.ptr != '\t'))
		return false;
	rest = next_word(rest, &globs);
	for (size_t i = 0; i < globs.len; before = globs.ptr[i++])
		if (before == ',' && !is_alnum(globs.ptr[i]))
			return false;
	if (!globs.len || !dlp_rule_matches(id, globs))
		return false;
	/* The end of a comment is no reason. */
	for (size_t i = 0; i < rest.len; i++)
		if (is_alnum(rest.ptr[i]) || (unsigned char)rest.ptr[i] >= 0x80)
			return true;
	return false;
}

/* Whether a line says so; `alone`: in a comment with nothing before it. */
static bool line_allows(struct dlp_span line, bool alone, struct dlp_span id)
{
	const char *at;

	while ((at = memmem(line.ptr, line.len, word, WORD))) {
		size_t before = (size_t)(at - line.ptr);

		for (size_t i = 0; alone && i < before; i++)
			if (is_alnum(line.ptr[i]))
				return false;
		line.ptr = at + WORD;
		line.len -= before + WORD;
		if (names(line, id))
			return true;
	}
	return false;
}

/* The line around [start, end), as far as `from` and `to`. */
static struct dlp_span line_of(struct dlp_span text, size_t start, size_t end,
			       size_t from, size_t to)
{
	while (start > from && text.ptr[start - 1] != '\n')
		start--;
	while (end < to && text.ptr[end] != '\n')
		end++;
	return (struct dlp_span){ text.ptr + start, end - start };
}

bool dlp_suppress_inline(struct dlp_span text, size_t start, size_t end,
			 const struct dlp_rule *rule)
{
	size_t from = start, to = text.len;
	struct dlp_span line, before;

	if (rule->severity == DLP_SEVERITY_CRITICAL)
		return false;
	from -= from < DLP_SUPPRESS_REACH ? from : DLP_SUPPRESS_REACH;
	if (to - end > DLP_SUPPRESS_REACH)
		to = end + DLP_SUPPRESS_REACH;
	line = line_of(text, start, start, from, to);
	if (line_allows(line, false, rule->id))
		return true;
	start = (size_t)(line.ptr - text.ptr);
	line = line_of(text, end, end, from, to);
	if (line_allows(line, false, rule->id))
		return true;
	if (start == from)
		return false;
	before = line_of(text, start - 1, start - 1, from, start - 1);
	/* One that is cut at its beginning may hold anything before. */
	if (before.ptr == text.ptr + from && from && text.ptr[from - 1] != '\n')
		return false;
	return line_allows(before, true, rule->id);
}

struct dlp_suppressed
dlp_suppress_match(const struct dlp_suppress *s, const struct dlp_rule *rule,
		   const struct dlp_where *where, struct dlp_span relative,
		   struct dlp_span text, size_t start, size_t end)
{
	struct dlp_span value = { text.ptr + start, end - start };
	struct dlp_allow *allow =
		dlp_allowlist_match(s->allow, rule, where, relative, value);

	if (allow)
		return (struct dlp_suppressed){ DLP_SUPPRESS_ALLOW, allow };
	if (s->inline_allow && dlp_suppress_inline(text, start, end, rule))
		return (struct dlp_suppressed){ DLP_SUPPRESS_INLINE, NULL };
	return (struct dlp_suppressed){ DLP_SUPPRESS_NONE, NULL };
}

struct dlp_suppressed dlp_suppress_finding(const struct dlp_suppress *s,
					   struct dlp_span fingerprint)
{
	struct dlp_allow *allow = dlp_allowlist_find(s->allow, fingerprint);

	if (allow)
		return (struct dlp_suppressed){ DLP_SUPPRESS_ALLOW, allow };
	if (s->baseline && dlp_baseline_has(s->baseline, fingerprint))
		return (struct dlp_suppressed){ DLP_SUPPRESS_BASELINE, NULL };
	return (struct dlp_suppressed){ DLP_SUPPRESS_NONE, NULL };
}
