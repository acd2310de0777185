#include <string.h>

#include "validate/check.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/*
 * The machine readable zone of passports, visas and cards: ICAO Doc 9303,
 * parts 3 to 6.  Three lines of 30 (TD1), two of 36 (TD2) or 44 (TD3).
 */

enum { ZONE_MAX = 90 };

/* A part of the zone, half-open. */
struct part {
	unsigned char from, to;
};

struct layout {
	size_t len;
	struct part birth, expiry;
	/* Parts with their check digit behind them; the last may be empty. */
	struct part single[4];
	/* Parts that the digit at `check` is of, together. */
	struct part all[4];
	unsigned char check;
};

static const struct layout layout[] = {
	{ 90,
	  { 30, 36 },
	  { 38, 44 },
	  { { 5, 14 }, { 30, 36 }, { 38, 44 }, { 0, 0 } },
	  { { 5, 30 }, { 30, 37 }, { 38, 45 }, { 48, 59 } },
	  59 },
	{ 72,
	  { 49, 55 },
	  { 57, 63 },
	  { { 36, 45 }, { 49, 55 }, { 57, 63 }, { 0, 0 } },
	  { { 36, 46 }, { 49, 56 }, { 57, 71 }, { 0, 0 } },
	  71 },
	{ 88,
	  { 57, 63 },
	  { 65, 71 },
	  { { 44, 53 }, { 57, 63 }, { 65, 71 }, { 72, 86 } },
	  { { 44, 54 }, { 57, 64 }, { 65, 87 }, { 0, 0 } },
	  87 },
};

/* Weights 7 3 1 in turn over the parts; a filler counts nothing. */
static unsigned sum_parts(const char *zone, const struct part *part, size_t n)
{
	static const unsigned char weight[] = { 7, 3, 1 };
	unsigned sum = 0;
	size_t at = 0;

	for (size_t p = 0; p < n; p++)
		for (size_t i = part[p].from; i < part[p].to; i++, at++)
			if (zone[i] != '<')
				sum += dlp_sum_digit(zone[i]) * weight[at % 3];
	return sum % 10;
}

/* A filler stands for the 0 of a part that is empty. */
static bool is_digit_of(char c, unsigned sum)
{
	return c == (char)('0' + sum) || (c == '<' && sum == 0);
}

static bool is_date(const char *zone, struct part part)
{
	for (size_t i = part.from; i < part.to; i++)
		if (zone[i] < '0' || zone[i] > '9')
			return false;
	return dlp_is_yymmdd(zone + part.from);
}

static bool fits(const char *zone, const struct layout *l)
{
	for (size_t i = 0; i < 4; i++)
		if (l->single[i].to &&
		    !is_digit_of(zone[l->single[i].to],
				 sum_parts(zone, &l->single[i], 1)))
			return false;
	return is_date(zone, l->birth) && is_date(zone, l->expiry) &&
	       is_digit_of(zone[l->check], sum_parts(zone, l->all, 4));
}

static enum dlp_verdict check_mrz(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	char zone[ZONE_MAX];
	size_t n = 0;

	(void)args;
	for (size_t i = 0; i < cand->value.len; i++) {
		char c = cand->value.ptr[i];

		if (c == '\n' || c == '\r')
			continue;
		if (n == ZONE_MAX || (c != '<' && dlp_sum_digit(c) > 35))
			return DLP_INVALID;
		zone[n++] = c;
	}
	for (size_t i = 0; i < sizeof(layout) / sizeof(*layout); i++)
		if (layout[i].len == n && fits(zone, &layout[i]))
			return DLP_VALID;
	return DLP_INVALID;
}

const struct dlp_validator dlp_checks_mrz[] = {
	{ "mrz", "", "passport or card, machine readable (ICAO 9303)",
	  check_mrz },
	{ 0 },
};
