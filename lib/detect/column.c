#include "detect/column.h"

static bool is_alpha(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_alnum(char c)
{
	return is_alpha(c) || (c >= '0' && c <= '9');
}

void dlp_column_set(struct dlp_column *column, struct dlp_span name)
{
	if (name.len > DLP_COLUMN_MAX)
		name.len = DLP_COLUMN_MAX;
	column->name = name;
	column->lettered = column->read = false;
}

/* What a byte may be around a key. */
enum {
	BETWEEN = 1 << 0,   /* it and its value */
	SEPARATOR = 1 << 1, /* which one of them must be */
	OF_KEY = 1 << 2,    /* a letter or digit aside */
};

static const unsigned char kind_of[256] = {
	[' '] = BETWEEN | OF_KEY,
	['\t'] = BETWEEN,
	['"'] = BETWEEN,
	['\''] = BETWEEN,
	['`'] = BETWEEN,
	['('] = BETWEEN,
	[':'] = BETWEEN | SEPARATOR,
	['='] = BETWEEN | SEPARATOR,
	['>'] = BETWEEN | SEPARATOR,
	['_'] = OF_KEY,
	['-'] = OF_KEY,
	['.'] = OF_KEY,
};

static bool is_of_key(char c)
{
	return is_alnum(c) || kind_of[(unsigned char)c] & OF_KEY;
}

struct dlp_span dlp_column_key(struct dlp_span text, size_t at)
{
	size_t p = at, start, end;
	unsigned kinds = 0;
	bool blanks;

	for (; p && at - p < DLP_COLUMN_MAX; p--) {
		unsigned kind = kind_of[(unsigned char)text.ptr[p - 1]];

		if (!(kind & BETWEEN))
			break;
		kinds |= kind;
	}
	if (!(kinds & SEPARATOR))
		return (struct dlp_span){ 0 };
	end = p;
	/* What stands right before an equal sign is a name without blanks. */
	blanks = text.ptr[end] != '=';
	while (p && end - p < DLP_COLUMN_MAX && is_of_key(text.ptr[p - 1]) &&
	       (blanks || text.ptr[p - 1] != ' '))
		p--;
	/* Numbers before it are the value of another: 12 user=34. */
	for (start = p; start < end && !is_alpha(text.ptr[start]);)
		start++;
	while (start > p && start < end && is_alnum(text.ptr[start - 1]))
		start--;
	return (struct dlp_span){ text.ptr + start, end - start };
}

/* Lower-case letters and digits of `in` alone. */
static size_t squeeze(struct dlp_span in, char out[DLP_COLUMN_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < in.len && n < DLP_COLUMN_MAX; i++)
		if (is_alnum(in.ptr[i]))
			out[n++] = is_alpha(in.ptr[i]) ? in.ptr[i] | 0x20
						       : in.ptr[i];
	return n;
}

static bool says(const struct dlp_column *column, struct dlp_span name)
{
	enum { DISTINCT = 5 }; /* letters that stand in no other word */
	char want[DLP_COLUMN_MAX];
	const char *have = column->squeezed;
	size_t n;

	if (dlp_words_has(&column->words, name))
		return true;
	if (column->len < DISTINCT)
		return false;
	n = squeeze(name, want);
	for (size_t j = 0; n >= DISTINCT && n + j <= column->len; j++)
		if (have[j] == *want && !memcmp(have + j, want, n))
			return true;
	return false;
}

const struct dlp_span *dlp_column_find(struct dlp_column *column,
				       struct dlp_list names,
				       const struct dlp_letters *letters)
{
	if (!column->lettered && names.count) {
		column->letters = dlp_letters_of(column->name);
		column->lettered = true;
	}
	for (size_t i = 0; i < names.count; i++) {
		if (dlp_letters_lack(&column->letters, &letters[i]))
			continue;
		if (!column->read) {
			dlp_words_find(&column->words, column->name);
			column->len = squeeze(column->name, column->squeezed);
			column->read = true;
		}
		if (says(column, names.item[i]))
			return &names.item[i];
	}
	return NULL;
}
