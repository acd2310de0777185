#ifndef DLP_SCHEME_H
#define DLP_SCHEME_H

#include "validate/validator.h"

/*
 * Numbers that authorities give out, written down as what they have in common:
 * a shape, a weighted sum with its check character, and a rule of their own
 * where there is one.  Separators and case do not matter.
 */
struct dlp_scheme {
	/*
	 * What it looks like without separators: `d` a digit, `a` a letter,
	 * `x` either, everything else itself; `|` between the forms it has.
	 */
	const char *shape;
	const char *prefix; /* may stand in front, as a country's letters do */

	/* The sum; modulus 0 where there is none. */
	unsigned char modulus;
	unsigned char n, w[20]; /* weights, from `from` on */
	unsigned char from;     /* of the first weighted character */
	bool right; /* weights go from right to left, again and again */
	bool cross; /* of a product of two digits their sum counts */
	bool as_is; /* the remainder is the check, not what it lacks */
	/* The check character of each remainder; one it has not is invalid. */
	char alphabet[20];
	unsigned char at; /* where it stands, from 1; 0 for last */

	/* Anything else; of the number in upper case, without prefix. */
	bool (*also)(const char *s, size_t len);
};

enum dlp_verdict dlp_scheme_check(const struct dlp_scheme *scheme,
				  const struct dlp_candidate *cand);

/* Define a check function of that name. */
#define DLP_SCHEME(name, ...)                                               \
	static enum dlp_verdict name(const struct dlp_candidate *cand,      \
				     const struct dlp_validator_args *args) \
	{                                                                   \
		static const struct dlp_scheme scheme = { __VA_ARGS__ };    \
                                                                            \
		(void)args;                                                 \
		return dlp_scheme_check(&scheme, cand);                     \
	}

/* Alphabets: ten is not issued, is 0, is X. */
#define DLP_TEN_NONE "0123456789"
#define DLP_TEN_ZERO "01234567890"
#define DLP_TEN_X "0123456789X"

/* A list of weights for dlp_sum_weighted(). */
#define DLP_WEIGHTS(...) ((const unsigned char[]){ __VA_ARGS__ })

/* Two digits as a number. */
unsigned dlp_two(const char *s);

/* Whether the day is in the calendar (leap years are). */
bool dlp_is_date(unsigned year, unsigned month, unsigned day);

/* Six digits, YYMMDD or DDMMYY, as a day of some century. */
bool dlp_is_yymmdd(const char *s);
bool dlp_is_ddmmyy(const char *s);

#endif
