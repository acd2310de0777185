#include "learn/human.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHORTEST = 4,
	LONGEST = 9,
};

static bool is_word(struct dlp_span word)
{
	if (word.len < SHORTEST || word.len > LONGEST)
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] < 'a' || word.ptr[i] > 'z')
			return false;
	return true;
}

/* The next line of `rest`, which becomes what is behind. */
static struct dlp_span next_line(struct dlp_span *rest)
{
	const char *end = memchr(rest->ptr, '\n', rest->len);
	struct dlp_span line = *rest;
	size_t taken = rest->len;

	if (end) {
		line.len = (size_t)(end - line.ptr);
		taken = line.len + 1;
	}
	rest->ptr += taken;
	rest->len -= taken;
	return line;
}

static bool read_all(const char *path, struct dlp_buf *text)
{
	FILE *f = fopen(path, "r");
	char piece[4096];
	size_t n;
	bool ok;

	if (!f)
		return false;
	while ((n = fread(piece, 1, sizeof(piece), f)))
		dlp_buf_add(text, piece, n);
	ok = !ferror(f) && !text->status;
	fclose(f);
	return ok;
}

bool dlp_human_open(struct dlp_human *human, const char *path)
{
	struct dlp_span rest;
	size_t lines = 1;

	*human = (struct dlp_human){ .state = UINT64_C(0x9e3779b97f4a7c15) };
	dlp_buf_init(&human->text, 0);
	if (!read_all(path, &human->text)) {
		dlp_human_release(human);
		return false;
	}
	rest = dlp_buf_span(&human->text);
	for (size_t i = 0; i < rest.len; i++)
		lines += rest.ptr[i] == '\n';
	human->words = calloc(lines, sizeof(*human->words));
	while (human->words && rest.len) {
		struct dlp_span word = next_line(&rest);

		if (is_word(word))
			human->words[human->count++] = word;
	}
	if (human->count)
		return true;
	dlp_human_release(human);
	errno = EINVAL;
	return false;
}

void dlp_human_release(struct dlp_human *human)
{
	dlp_buf_release(&human->text);
	free(human->words);
	human->words = NULL;
	human->count = 0;
}

/* Less than `n`: xorshift64 (Marsaglia, 2003). */
static size_t lot(struct dlp_human *human, size_t n)
{
	human->state ^= human->state << 13;
	human->state ^= human->state >> 7;
	human->state ^= human->state << 17;
	return (size_t)((human->state >> 11) % n);
}

/* One of five, say. */
static bool one_of(struct dlp_human *human, size_t n)
{
	return !lot(human, n);
}

static char as_digit(char c)
{
	static const char from[] = "aeios", to[] = "43105";
	const char *at = strchr(from, c);

	return c && at ? to[at - from] : c;
}

void dlp_human_password(struct dlp_human *human, struct dlp_buf *out)
{
	struct dlp_span word = human->words[lot(human, human->count)];
	const bool capital = one_of(human, 5), digits = one_of(human, 5);

	for (size_t i = 0; i < word.len; i++) {
		char c = digits ? as_digit(word.ptr[i]) : word.ptr[i];

		if (!i && capital && c >= 'a')
			c = (char)(c - 'a' + 'A');
		dlp_buf_addc(out, c);
	}
	if (one_of(human, 5)) {
		dlp_buf_addc(out, "_-.@"[lot(human, 4)]);
		dlp_buf_addspan(out, human->words[lot(human, human->count)]);
	}
	if (!one_of(human, 3))
		dlp_buf_addf(out, "%zu", lot(human, 10000) >> lot(human, 12));
	if (one_of(human, 4))
		dlp_buf_addc(out, "!@#$.?"[lot(human, 6)]);
}
