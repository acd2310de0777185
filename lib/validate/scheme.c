#include "validate/scheme.h"

#include "validate/compact.h"
#include "validate/sum.h"

static bool is(char c, char class)
{
	bool digit = c >= '0' && c <= '9', letter = c >= 'A' && c <= 'Z';

	switch (class) {
	case 'd':
		return digit;
	case 'a':
		return letter;
	case 'x':
		return digit || letter;
	default:
		return c == class;
	}
}

/* Whether `s` has one of the forms of `shape`. */
static bool has_shape(const char *s, size_t len, const char *shape)
{
	for (;;) {
		size_t n = 0;

		while (n < len && shape[n] && shape[n] != '|' &&
		       is(s[n], shape[n]))
			n++;
		if (n == len && (!shape[n] || shape[n] == '|'))
			return true;
		shape = strchr(shape, '|');
		if (!shape)
			return false;
		shape++;
	}
}

static unsigned product(const struct dlp_scheme *scheme, char c,
			unsigned char w)
{
	unsigned p = dlp_sum_digit(c) * w;

	return scheme->cross ? p / 10 + p % 10 : p;
}

static bool sum_fits(const struct dlp_scheme *scheme, const char *s, size_t len)
{
	size_t at = scheme->at ? scheme->at - 1U : len - 1, alphabet;
	unsigned sum = 0, r;

	if (scheme->right)
		for (size_t i = 0; i < at; i++)
			sum += product(scheme, s[at - 1 - i],
				       scheme->w[i % scheme->n]);
	else
		for (size_t i = 0; i < scheme->n && scheme->from + i < len; i++)
			sum += product(scheme, s[scheme->from + i],
				       scheme->w[i]);
	r = sum % scheme->modulus;
	if (!scheme->as_is)
		r = (scheme->modulus - r) % scheme->modulus;
	alphabet = strlen(scheme->alphabet);
	return r < alphabet && scheme->alphabet[r] == s[at];
}

enum dlp_verdict dlp_scheme_check(const struct dlp_scheme *scheme,
				  struct dlp_span value)
{
	size_t skip = scheme->prefix ? strlen(scheme->prefix) : 0;
	struct dlp_compact n;
	const char *s = n.c;

	if (!dlp_compact(&n, value))
		return DLP_INVALID;
	if (skip && n.len > skip && !memcmp(s, scheme->prefix, skip)) {
		s += skip;
		n.len -= skip;
	}
	if (!has_shape(s, n.len, scheme->shape) ||
	    (scheme->modulus && !sum_fits(scheme, s, n.len)) ||
	    (scheme->also && !scheme->also(s, n.len)))
		return DLP_INVALID;
	return DLP_VALID;
}

unsigned dlp_two(const char *s)
{
	return (unsigned)(s[0] - '0') * 10 + (unsigned)(s[1] - '0');
}

bool dlp_is_date(unsigned year, unsigned month, unsigned day)
{
	static const unsigned char days[] = { 31, 29, 31, 30, 31, 30,
					      31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] && (month != 2 || day < 29 || leap);
}

bool dlp_is_yymmdd(const char *s)
{
	/* 2000 was a leap year as 1900 was not: the wider answer. */
	return dlp_is_date(2000 + dlp_two(s), dlp_two(s + 2), dlp_two(s + 4));
}

bool dlp_is_ddmmyy(const char *s)
{
	return dlp_is_date(2000 + dlp_two(s + 4), dlp_two(s + 2), dlp_two(s));
}
