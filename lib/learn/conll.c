#include "learn/conll.h"

#include "learn/name_marks.h"

bool dlp_conll_kind(struct dlp_span tag, enum dlp_name_kind *kind)
{
	static const char *const tags[DLP_NAME_KINDS] = {
		[DLP_NAME_PERSON] = "PER",
		[DLP_NAME_ADDRESS] = "ADDR",
		[DLP_NAME_LOCATION] = "LOC",
		[DLP_NAME_ORGANIZATION] = "ORG",
	};

	for (size_t k = 0; k < DLP_NAME_KINDS; k++)
		if (dlp_span_is(tag, tags[k])) {
			*kind = (enum dlp_name_kind)k;
			return true;
		}
	return false;
}

/* The same of B-PER or I-PER. */
static bool kind_of(struct dlp_span tag, enum dlp_name_kind *kind)
{
	if (tag.len < 3 || tag.ptr[1] != '-')
		return false;
	tag.ptr += 2, tag.len -= 2;
	return dlp_conll_kind(tag, kind);
}

/* Whether the last word is an @: what follows is the handle of an account, one
 * word with it, and no name. */
static bool is_at(struct dlp_span text)
{
	return text.len && text.ptr[text.len - 1] == '@' &&
	       (text.len == 1 || text.ptr[text.len - 2] == ' ');
}

/* A word of the sentence; `open`: the one before is marked, and this may go on
 * with that.  Returns that for the next. */
static bool add_word(struct dlp_conll *c, struct dlp_span line, bool open)
{
	const char *tab = memchr(line.ptr, '\t', line.len);
	size_t len = tab ? (size_t)(tab - line.ptr) : line.len, start;
	struct dlp_span tag = { line.ptr + len, line.len - len };
	enum dlp_name_kind kind;
	bool handle;
	struct dlp_name *last = c->marks ? &c->mark[c->marks - 1] : NULL;

	tag.ptr += tab != NULL, tag.len -= tab != NULL;
	handle = is_at(dlp_buf_span(&c->text));
	if (c->text.len && !handle)
		dlp_buf_addc(&c->text, ' ');
	start = c->text.len;
	dlp_buf_add(&c->text, line.ptr, len);
	if (handle || !kind_of(tag, &kind))
		return false;
	if (open && *tag.ptr == 'I' && last->kind == kind) {
		last->end = c->text.len;
		return true;
	}
	if (c->marks == DLP_CONLL_MARKS)
		return false;
	c->mark[c->marks++] = (struct dlp_name){ kind, start, c->text.len, 1 };
	return true;
}

bool dlp_conll_next(struct dlp_conll *c)
{
	bool open = false;

	dlp_buf_clear(&c->text);
	c->marks = 0;
	while (c->rest.len) {
		const char *end = memchr(c->rest.ptr, '\n', c->rest.len);
		struct dlp_span line = { c->rest.ptr, c->rest.len };

		if (end)
			line.len = (size_t)(end - line.ptr);
		c->rest.ptr += line.len + (end != NULL);
		c->rest.len -= line.len + (end != NULL);
		line = dlp_span_trim(line);
		if (line.len)
			open = add_word(c, line, open);
		else if (c->text.len)
			break;
	}
	c->marks =
		dlp_name_marks_tidy(dlp_buf_span(&c->text), c->mark, c->marks);
	return c->text.len && !c->text.status;
}

void dlp_conll_release(struct dlp_conll *c)
{
	dlp_buf_release(&c->text);
}

void dlp_conll_labels(const struct dlp_name *mark, size_t marks,
		      const struct dlp_word *word, size_t words, uint8_t *label)
{
	static const struct {
		uint8_t first, other;
	} of[DLP_NAME_KINDS] = {
		[DLP_NAME_PERSON] = { DLP_LABEL_PERSON_FIRST,
				      DLP_LABEL_PERSON },
		[DLP_NAME_ADDRESS] = { DLP_LABEL_ADDRESS_FIRST,
				       DLP_LABEL_ADDRESS },
		[DLP_NAME_LOCATION] = { DLP_LABEL_LOCATION,
					DLP_LABEL_LOCATION },
		[DLP_NAME_ORGANIZATION] = { DLP_LABEL_ORGANIZATION,
					    DLP_LABEL_ORGANIZATION },
	};
	size_t m = 0, begun = marks;

	for (size_t i = 0; i < words; i++) {
		label[i] = DLP_LABEL_NONE;
		while (m < marks && mark[m].end <= word[i].start)
			m++;
		if (m == marks || mark[m].start >= word[i].end)
			continue;
		label[i] = begun == m ? of[mark[m].kind].other
				      : of[mark[m].kind].first;
		begun = m;
	}
}
