#include "pattern/import.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "match/engine.h"

enum { JOINED = DLP_RULE_REGEX_MAX - 64 }; /* bytes of several in one */

void dlp_import_fail(struct dlp_import *im)
{
	if (!im->status)
		im->status = dlp_error_set(im->err, DLP_FATAL, ENOMEM,
					   "out of memory");
}

struct dlp_span dlp_import_print(struct dlp_import *im, const char *fmt, ...)
{
	char text[400];
	struct dlp_span out = { 0 };
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n >= (int)sizeof(text))
		n = sizeof(text) - 1;
	if (n < 0 ||
	    !dlp_arena_copy(im->arena, (struct dlp_span){ text, (size_t)n },
			    &out))
		dlp_import_fail(im);
	return out;
}

void dlp_import_note(struct dlp_import *im, enum dlp_note_kind kind,
		     const struct dlp_tree *at, const char *fmt, ...)
{
	char text[400];
	struct dlp_note note = { .kind = kind,
				 .file = im->file,
				 .line = at->line,
				 .rule = im->rule.id,
				 .key = at->key };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	note.text = dlp_import_print(im, "%s", text);
	if (!im->status)
		im->status = im->calls->note(im->calls->arg, &note, im->err);
}

struct dlp_span dlp_import_text(struct dlp_import *im,
				const struct dlp_tree *node)
{
	if (node->type == DLP_TREE_TEXT)
		return node->text;
	dlp_import_note(im, DLP_NOTE_PART, node, "is no text: ignored");
	return (struct dlp_span){ 0 };
}

bool dlp_import_is_true(const struct dlp_tree *node)
{
	return node->type == DLP_TREE_TEXT && dlp_span_is(node->text, "true");
}

bool dlp_import_number(struct dlp_import *im, const struct dlp_tree *node,
		       uint32_t max, uint32_t *out)
{
	uint32_t v = 0;
	size_t i = 0;

	for (; i < node->text.len; i++) {
		unsigned digit = (unsigned)node->text.ptr[i] - '0';

		if (digit > 9 || v > (max - digit) / 10)
			break;
		v = v * 10 + digit;
	}
	if (node->text.len && i == node->text.len) {
		*out = v;
		return true;
	}
	dlp_import_note(im, DLP_NOTE_PART, node,
			"is no number up to %u: ignored", (unsigned)max);
	return false;
}

bool dlp_import_decimal(struct dlp_import *im, const struct dlp_tree *node)
{
	size_t digits = 0, dots = 0;

	for (size_t i = 0; i < node->text.len; i++) {
		digits += node->text.ptr[i] >= '0' && node->text.ptr[i] <= '9';
		dots += node->text.ptr[i] == '.';
	}
	if (digits && digits < 6 && dots < 2 &&
	    digits + dots == node->text.len && node->text.ptr[0] != '.' &&
	    node->text.ptr[node->text.len - 1] != '.')
		return true;
	dlp_import_note(im, DLP_NOTE_PART, node, "is no number: ignored");
	return false;
}

void dlp_import_append(struct dlp_import *im, struct dlp_list *list,
		       struct dlp_span item)
{
	struct dlp_span *grown;

	if (im->status)
		return;
	if (list->count == DLP_RULE_LIST_MAX) {
		im->status = dlp_error_set(
			im->err, DLP_SKIP, 0,
			"%.*s:%u: a list has over %d items",
			(int)(im->file.len > 60 ? 60 : im->file.len),
			im->file.ptr, im->rule.line, DLP_RULE_LIST_MAX);
		return;
	}
	if (list->count & (list->count - 1)) {
		memcpy(&grown, &list->item, sizeof(grown));
	} else {
		grown = dlp_arena_alloc(im->arena,
					list->count ? list->count * 2 : 1,
					sizeof(*grown));
		if (!grown) {
			dlp_import_fail(im);
			return;
		}
		if (list->count)
			memcpy(grown, list->item, list->count * sizeof(*grown));
		list->item = grown;
	}
	grown[list->count++] = item;
}

void dlp_import_texts(struct dlp_import *im, const struct dlp_tree *node,
		      struct dlp_list *out)
{
	if (node->type == DLP_TREE_TEXT && node->text.len)
		dlp_import_append(im, out, node->text);
	if (node->type != DLP_TREE_LIST)
		return;
	for (const struct dlp_tree *t = node->child; t; t = t->next)
		if (t->type == DLP_TREE_TEXT && t->text.len)
			dlp_import_append(im, out, t->text);
		else if (t->type != DLP_TREE_TEXT)
			dlp_import_note(im, DLP_NOTE_PART, node,
					"has what is no text: ignored");
}

/* In a-z 0-9 - _ and dots, as ids are here. */
static struct dlp_span make_id(struct dlp_import *im, const char *prefix,
			       struct dlp_span id)
{
	char text[65];
	size_t n = 0;
	bool dot = id.len && memchr(id.ptr, '.', id.len) && prefix[0] != 'g';

	if (!dot)
		n = (size_t)snprintf(text, sizeof(text), "%s.", prefix);
	for (size_t i = 0; i < id.len && n < sizeof(text) - 1; i++) {
		char c = id.ptr[i];
		bool apart;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (!c || !strchr("abcdefghijklmnopqrstuvwxyz0123456789-_.", c))
			c = '-';
		apart = c == '-' || c == '_' || c == '.';
		if (apart && (!n || text[n - 1] == '.'))
			continue;
		text[n++] = c;
	}
	while (n && text[n - 1] == '.')
		n--;
	return dlp_import_print(im, "%.*s", (int)n, text);
}

void dlp_import_begin(struct dlp_import *im, const struct dlp_tree *table,
		      const char *prefix, struct dlp_span id)
{
	im->rule = (struct dlp_rule){
		.category = DLP_CATEGORY_SECRET,
		.severity = DLP_SEVERITY_HIGH,
		.confidence = DLP_CONFIDENCE_MEDIUM,
		.window = DLP_RULE_WINDOW,
		.file = im->file,
		.line = table->line,
		.foreign = true,
	};
	im->rule.id = make_id(im, prefix, id);
}

/* The translation behind what stands in `buf`; it compiles. */
static enum dlp_status translate(struct dlp_import *im,
				 const struct dlp_tree *node,
				 struct dlp_buf *buf, bool *utf,
				 struct dlp_error *why)
{
	struct dlp_regex *regex = NULL;
	enum dlp_status status =
		dlp_dialect_translate(im->dialect, node->text, buf, utf, why);

	if (!status)
		status = dlp_regex_compile(dlp_buf_span(buf),
					   *utf ? DLP_REGEX_UTF : 0u, &regex,
					   why);
	dlp_regex_free(regex);
	return status;
}

bool dlp_import_compiles(struct dlp_import *im, const struct dlp_tree *node)
{
	struct dlp_error why;
	enum dlp_status status;
	struct dlp_buf buf;
	bool utf;

	dlp_buf_init(&buf, DLP_RULE_REGEX_MAX);
	status = translate(im, node, &buf, &utf, &why);
	dlp_buf_release(&buf);
	return !status;
}

bool dlp_import_translate(struct dlp_import *im, enum dlp_note_kind kind,
			  const struct dlp_tree *node, struct dlp_span *out,
			  bool *utf)
{
	struct dlp_error why = { 0 };
	enum dlp_status status;
	struct dlp_buf buf;

	dlp_buf_init(&buf, DLP_RULE_REGEX_MAX);
	status = translate(im, node, &buf, utf, &why);
	if (!status && !dlp_arena_copy(im->arena, dlp_buf_span(&buf), out))
		status = DLP_FATAL;
	dlp_buf_release(&buf);
	if (status == DLP_FATAL)
		dlp_import_fail(im);
	else if (status)
		dlp_import_note(im, kind, node, "%s: %s",
				kind == DLP_NOTE_OUT ? "left out" : "ignored",
				why.msg);
	return !status;
}

void dlp_import_regexes(struct dlp_import *im, const struct dlp_tree *list,
			struct dlp_list *out)
{
	const struct dlp_tree *t = list->child;
	struct dlp_buf joined;

	dlp_buf_init(&joined, 0);
	while (t && !im->status) {
		dlp_buf_clear(&joined);
		for (; t && !im->status; t = t->next) {
			struct dlp_tree named = *t;
			struct dlp_span one;
			bool utf;

			named.key = list->key;
			if (t->type != DLP_TREE_TEXT ||
			    !dlp_import_translate(im, DLP_NOTE_PART, &named,
						  &one, &utf))
				continue;
			if (utf) {
				dlp_import_note(im, DLP_NOTE_PART, &named,
						"characters beyond ASCII: "
						"ignored");
				continue;
			}
			if (joined.len && joined.len + one.len > JOINED)
				break;
			dlp_buf_adds(&joined, joined.len ? "|(?:" : "(?:");
			dlp_buf_addspan(&joined, one);
			dlp_buf_addc(&joined, ')');
		}
		if (joined.len && !joined.status) {
			struct dlp_span text = { 0 };

			if (!dlp_arena_copy(im->arena, dlp_buf_span(&joined),
					    &text))
				dlp_import_fail(im);
			dlp_import_append(im, out, text);
		}
	}
	if (joined.status)
		dlp_import_fail(im);
	dlp_buf_release(&joined);
}

void dlp_import_path(struct dlp_import *im, const struct dlp_tree *node)
{
	struct dlp_span regex;
	bool utf;

	if (!dlp_import_translate(im, DLP_NOTE_PART, node, &regex, &utf))
		return;
	if (utf)
		dlp_import_note(im, DLP_NOTE_PART, node,
				"characters beyond ASCII: ignored");
	else
		dlp_import_append(im, &im->rule.path_regex, regex);
}

/* Alternatives, each of which is some, as few: rules take no more. */
static void merge(struct dlp_import *im, struct dlp_list *list)
{
	struct dlp_list out = { 0 };
	struct dlp_buf joined;

	if (list->count < 2)
		return;
	dlp_buf_init(&joined, 0);
	for (size_t i = 0; i < list->count; i++) {
		struct dlp_span text = { 0 };

		dlp_buf_adds(&joined, joined.len ? "|" : "");
		dlp_buf_addspan(&joined, list->item[i]);
		if (i + 1 < list->count &&
		    joined.len + list->item[i + 1].len < JOINED)
			continue;
		if (joined.status ||
		    !dlp_arena_copy(im->arena, dlp_buf_span(&joined), &text))
			dlp_import_fail(im);
		dlp_import_append(im, &out, text);
		dlp_buf_clear(&joined);
	}
	dlp_buf_release(&joined);
	*list = out;
}

/* At most `most` of a list, and a note where it was more. */
static size_t limit(struct dlp_import *im, struct dlp_list *list, size_t most,
		    const char *what)
{
	const struct dlp_tree at = { .line = im->rule.line };

	if (list->count > most) {
		list->count = most;
		dlp_import_note(im, DLP_NOTE_PART, &at, "too many %s: ignored",
				what);
	}
	return list->count;
}

void dlp_import_end(struct dlp_import *im)
{
	struct dlp_list *allows[] = { &im->rule.allow_regex,
				      &im->rule.allow_match,
				      &im->rule.allow_line };
	size_t left = DLP_ENGINE_ALLOWS;

	limit(im, &im->rule.validators, DLP_ENGINE_VALIDATORS, "tests");
	for (size_t i = 0; i < 3; i++) {
		merge(im, allows[i]);
		left -= limit(im, allows[i], left, "regexes that let pass");
	}
	if (!im->status)
		im->status =
			im->calls->rule(im->calls->arg, &im->rule, im->err);
}
