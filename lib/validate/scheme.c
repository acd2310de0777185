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

/* Whether `s`, all digits, goes along the form of `shape`; how far. */
static size_t digits_along(const char *s, size_t len, const char *shape)
{
	size_t n = 0;

	while (n < len &&
	       (shape[n] == 'd' || shape[n] == s[n] || shape[n] == 'x'))
		n++;
	return n;
}

static size_t along(const char *s, size_t len, const char *shape)
{
	size_t n = 0;

	while (n < len && shape[n] && shape[n] != '|' && is(s[n], shape[n]))
		n++;
	return n;
}

/* Whether `s` has one of the forms of `shape`. */
static bool has_shape(const char *s, size_t len, bool digits, const char *shape)
{
	for (;;) {
		size_t n = digits ? digits_along(s, len, shape)
				  : along(s, len, shape);

		if (n == len && (!shape[n] || shape[n] == '|'))
			return true;
		shape = strchr(shape + n, '|');
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

/* The weighted sum from left to right. */
static unsigned sum_left(const struct dlp_scheme *scheme, const char *s,
			 size_t len, bool digits)
{
	size_t n = scheme->n;
	unsigned sum = 0;

	s += scheme->from;
	len -= scheme->from;
	n = n < len ? n : len;
	if (digits && !scheme->cross)
		for (size_t i = 0; i < n; i++)
			sum += (unsigned)(s[i] - '0') * scheme->w[i];
	else
		for (size_t i = 0; i < n; i++)
			sum += product(scheme, s[i], scheme->w[i]);
	return sum;
}

static bool sum_fits(const struct dlp_scheme *scheme, const char *s, size_t len,
		     bool digits)
{
	size_t at = scheme->at ? scheme->at - 1U : len - 1;
	unsigned sum = 0, r;

	if (scheme->right)
		for (size_t i = 0; i < at; i++)
			sum += product(scheme, s[at - 1 - i],
				       scheme->w[i % scheme->n]);
	else
		sum = sum_left(scheme, s, len, digits);
	r = sum % scheme->modulus;
	if (!scheme->as_is)
		r = (scheme->modulus - r) % scheme->modulus;
	/* None of those that it has not is a character of a number. */
	return r < sizeof(scheme->alphabet) && scheme->alphabet[r] == s[at];
}

enum dlp_verdict dlp_scheme_check(const struct dlp_scheme *scheme,
				  const struct dlp_candidate *cand)
{
	size_t skip = scheme->prefix ? strlen(scheme->prefix) : 0, len;
	const struct dlp_compact *n = cand->compact;
	struct dlp_compact own;
	const char *s;

	if (!n) {
		n = &own;
		if (!dlp_compact(&own, cand->value))
			return DLP_INVALID;
	}
	s = n->c;
	len = n->len;
	if (skip && len > skip && !memcmp(s, scheme->prefix, skip)) {
		s += skip;
		len -= skip;
	}
	if (!has_shape(s, len, n->digits, scheme->shape) ||
	    (scheme->modulus && !sum_fits(scheme, s, len, n->digits)) ||
	    (scheme->also && !scheme->also(s, len)))
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
