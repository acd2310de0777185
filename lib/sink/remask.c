#include "sink/remask.h"

#include <stdbool.h>
#include <string.h>

static const char stars[] = "********";

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool in_token(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '+' || c == '/' || c == '_' ||
	       c == '=';
}

/* The length of a token at the start of `in` that is to be masked, or 0. */
static size_t token(struct dlp_span in)
{
	size_t n = 0;
	bool digit = false;

	while (n < in.len && in_token(in.ptr[n]))
		digit |= is_digit(in.ptr[n++]);
	return digit && n >= DLP_REMASK_TOKEN ? n : 0;
}

/* The same of a number, which ends in its last digit. */
static size_t number(struct dlp_span in)
{
	size_t digits = 0, last = 0, gap = 0;

	for (size_t i = 0; i < in.len && gap < 3; i++) {
		char c = in.ptr[i];

		if (is_digit(c)) {
			digits++;
			last = i + 1;
			gap = 0;
		} else if (digits && (c == ' ' || c == '-' || c == '.')) {
			gap++;
		} else {
			break;
		}
	}
	return digits >= DLP_REMASK_DIGITS ? last : 0;
}

void dlp_remask_text(struct dlp_buf *out, struct dlp_span in)
{
	bool inside = false; /* behind the start of a token or number */

	while (in.len) {
		size_t n = inside ? 0 : token(in);

		/* Digits may begin anywhere: a letter before hides nothing. */
		if (!n && is_digit(*in.ptr))
			n = number(in);
		if (n) {
			dlp_buf_adds(out, stars);
			inside = false;
		} else {
			inside = in_token(*in.ptr);
			n = 1;
			dlp_buf_addc(out, *in.ptr);
		}
		in.ptr += n;
		in.len -= n;
	}
}

/* Whether it was masked: three stars in a row, as in every mask of ours. */
static bool has_stars(struct dlp_span in)
{
	for (size_t i = 0; i + 3 <= in.len; i++)
		if (!memcmp(in.ptr + i, stars, 3))
			return true;
	return false;
}

void dlp_remask_match(struct dlp_buf *out, struct dlp_span in)
{
	if (in.len && !has_stars(in))
		dlp_buf_adds(out, stars);
	else
		dlp_buf_addspan(out, in);
}

static bool ends_word(char c)
{
	return (unsigned char)c <= ' ' || strchr("\"'`()[]{}<>,;=:|&", c);
}

static bool tells(struct dlp_span word, bool assigned)
{
	bool digit = false;

	for (size_t i = 0; i < word.len; i++)
		digit |= is_digit(word.ptr[i]) || word.ptr[i] == '@';
	return (digit || assigned || word.len >= DLP_REMASK_TOKEN) &&
	       !has_stars(word);
}

void dlp_remask_excerpt(struct dlp_buf *out, struct dlp_span in)
{
	bool assigned = false;

	while (in.len) {
		struct dlp_span word = { in.ptr, 0 };

		while (word.len < in.len && !ends_word(in.ptr[word.len]))
			word.len++;
		if (!word.len) {
			assigned |= *in.ptr == '=' || *in.ptr == ':';
			dlp_buf_addc(out, *in.ptr);
			word.len = 1;
		} else {
			if (tells(word, assigned))
				dlp_buf_adds(out, stars);
			else
				dlp_buf_addspan(out, word);
			assigned = false;
		}
		in.ptr += word.len;
		in.len -= word.len;
	}
}
