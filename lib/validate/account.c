#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

#include <string.h>

/* Bank accounts of one country, with checks of their own. */

/* CFONB: letters count 1 to 9, S and what follows from 2 on. */
static char rib_digit(char c)
{
	if (c < 'A')
		return c;
	return (char)(c < 'S' ? '1' + (c - 'A') % 9 : '2' + c - 'S');
}

/* Bank, branch, account and key: 97 divides 89, 15, 3 times the first three
 * and the key. */
static bool rib(const char *s, size_t len)
{
	unsigned long long account = 0;

	(void)len;
	for (size_t i = 10; i < 21; i++)
		account = account * 10 + (unsigned)(rib_digit(s[i]) - '0');
	return (89 * dlp_digits_value(s, 5) + 15 * dlp_digits_value(s + 5, 5) +
		3 * account + dlp_two(s + 21)) %
		       97 ==
	       0;
}

DLP_SCHEME(fr_rib, .shape = "ddddddddddxxxxxxxxxxxdd", .also = rib)

/*
 * Inland Revenue of New Zealand, RWT and NRWT specification, appendix on bank
 * account validation: banks and their branches, and what each checks.
 */
enum nz_check { NZ_NONE, NZ_COMMON, NZ_D, NZ_E, NZ_F, NZ_G };

static const struct {
	unsigned char bank;
	unsigned char check; /* enum nz_check */
	unsigned short first, last;
} nz_branch[] = {
	{ 1, NZ_COMMON, 1, 999 },      { 1, NZ_COMMON, 1100, 1199 },
	{ 1, NZ_COMMON, 1800, 1899 },  { 2, NZ_COMMON, 1, 999 },
	{ 2, NZ_COMMON, 1200, 1299 },  { 3, NZ_COMMON, 1, 999 },
	{ 3, NZ_COMMON, 1300, 1399 },  { 3, NZ_COMMON, 1500, 1599 },
	{ 3, NZ_COMMON, 1700, 1799 },  { 3, NZ_COMMON, 1900, 1999 },
	{ 6, NZ_COMMON, 1, 999 },      { 6, NZ_COMMON, 1400, 1499 },
	{ 8, NZ_D, 6500, 6599 },       { 9, NZ_E, 0, 0 },
	{ 11, NZ_COMMON, 5000, 6499 }, { 11, NZ_COMMON, 6600, 8999 },
	{ 12, NZ_COMMON, 3000, 3299 }, { 12, NZ_COMMON, 3400, 3499 },
	{ 12, NZ_COMMON, 3600, 3699 }, { 13, NZ_COMMON, 4900, 4999 },
	{ 14, NZ_COMMON, 4700, 4799 }, { 15, NZ_COMMON, 3900, 3999 },
	{ 16, NZ_COMMON, 4400, 4499 }, { 17, NZ_COMMON, 3300, 3399 },
	{ 18, NZ_COMMON, 3500, 3599 }, { 19, NZ_COMMON, 4600, 4649 },
	{ 20, NZ_COMMON, 4100, 4199 }, { 21, NZ_COMMON, 4800, 4899 },
	{ 22, NZ_COMMON, 4000, 4049 }, { 23, NZ_COMMON, 3700, 3799 },
	{ 24, NZ_COMMON, 4300, 4349 }, { 25, NZ_F, 2500, 2599 },
	{ 26, NZ_G, 2600, 2699 },      { 27, NZ_COMMON, 3800, 3849 },
	{ 28, NZ_G, 2100, 2149 },      { 29, NZ_G, 2150, 2299 },
	{ 30, NZ_COMMON, 2900, 2949 }, { 31, NZ_NONE, 2800, 2849 },
	{ 33, NZ_F, 6700, 6799 },      { 35, NZ_COMMON, 2400, 2499 },
	{ 38, NZ_COMMON, 9000, 9499 }, { 88, NZ_COMMON, 8800, 8805 },
};

/* Products of two digits count as the sum of them, twice over. */
static unsigned crossed_sum(const char *s, const unsigned char *weight)
{
	unsigned sum = 0;

	for (size_t i = 0; i < 18; i++) {
		unsigned p = (unsigned)(s[i] - '0') * weight[i];

		p = p / 10 + p % 10;
		sum += p / 10 + p % 10;
	}
	return sum;
}

/* Bank 2, branch 4, account 8 and suffix 4 digits. */
static bool nz_fits(const char *s, enum nz_check check)
{
	static const unsigned char a[18] = { 0, 0, 6, 3, 7, 9, 0, 0, 10,
					     5, 8, 4, 2, 1, 0, 0, 0, 0 };
	static const unsigned char b[18] = { 0, 0, 0, 0, 0, 0, 0, 0, 10,
					     5, 8, 4, 2, 1, 0, 0, 0, 0 };
	static const unsigned char d[18] = { 0, 0, 0, 0, 0, 0, 0, 7, 6,
					     5, 4, 3, 2, 1, 0, 0, 0, 0 };
	static const unsigned char e[18] = { 0, 0, 0, 0, 0, 0, 0, 0, 0,
					     0, 5, 4, 3, 2, 0, 0, 0, 1 };
	static const unsigned char f[18] = { 0, 0, 0, 0, 0, 0, 0, 1, 7,
					     3, 1, 7, 3, 1, 0, 0, 0, 0 };
	static const unsigned char g[18] = { 0, 0, 0, 0, 0, 0, 0, 1, 3,
					     7, 1, 3, 7, 1, 0, 3, 7, 1 };

	switch (check) {
	case NZ_NONE:
		return true;
	case NZ_COMMON:
		return dlp_sum_weighted(
			       s, 18,
			       dlp_digits_value(s + 6, 8) < 990000 ? a : b) %
			       11 ==
		       0;
	case NZ_D:
		return dlp_sum_weighted(s, 18, d) % 11 == 0;
	case NZ_E:
		return crossed_sum(s, e) % 11 == 0;
	case NZ_F:
		return dlp_sum_weighted(s, 18, f) % 10 == 0;
	case NZ_G:
		return crossed_sum(s, g) % 10 == 0;
	}
	return false;
}

/* The digits that stand from in.ptr[*at] on, at the end of `width` zeros. */
static bool nz_field(struct dlp_span in, size_t *at, char *out, size_t width)
{
	size_t n = 0;

	while (*at < in.len && (in.ptr[*at] == '-' || in.ptr[*at] == ' '))
		++*at;
	while (*at + n < in.len && in.ptr[*at + n] >= '0' &&
	       in.ptr[*at + n] <= '9')
		n++;
	if (!n || n > width)
		return false;
	memset(out, '0', width - n);
	memcpy(out + width - n, in.ptr + *at, n);
	*at += n;
	return true;
}

/* Its parts are told apart by what stands between them; otherwise they have
 * 2, 4, 7 and 2 or 3 digits. */
static bool nz_read(struct dlp_span in, char out[18])
{
	size_t at = 0;

	if (in.len == 15 || in.len == 16) {
		if (!dlp_all_digits(in.ptr, in.len))
			goto parts;
		memcpy(out, in.ptr, 6);
		out[6] = '0';
		memcpy(out + 7, in.ptr + 6, 7);
		memcpy(out + 14, "0000", 4);
		memcpy(out + 18 - (in.len - 13), in.ptr + 13, in.len - 13);
		return true;
	}
parts:
	return nz_field(in, &at, out, 2) && nz_field(in, &at, out + 2, 4) &&
	       nz_field(in, &at, out + 6, 8) &&
	       nz_field(in, &at, out + 14, 4) && at == in.len;
}

static enum dlp_verdict nz_bankaccount(const struct dlp_candidate *cand,
				       const struct dlp_validator_args *args)
{
	unsigned bank, branch;
	char s[18];

	(void)args;
	if (!nz_read(cand->value, s))
		return DLP_INVALID;
	bank = dlp_two(s);
	branch = (unsigned)dlp_digits_value(s + 2, 4);
	for (size_t i = 0; i < sizeof(nz_branch) / sizeof(*nz_branch); i++)
		if (nz_branch[i].bank == bank && branch >= nz_branch[i].first &&
		    branch <= nz_branch[i].last)
			return nz_fits(s, nz_branch[i].check) ? DLP_VALID
							      : DLP_INVALID;
	return DLP_INVALID;
}

/*
 * Czech National Bank, decree 169/2011, and Slovakia alike: a prefix of up to
 * six digits, a number of up to ten, a bank; 11 divides the weighted sum of
 * each of the first two.
 */
static bool cz_part(const char *s, size_t len)
{
	static const unsigned char w[] = { 6, 3, 7, 9, 10, 5, 8, 4, 2, 1 };

	return len <= sizeof(w) &&
	       dlp_sum_weighted(s, len, w + (sizeof(w) - len)) % 11 == 0;
}

static enum dlp_verdict cz_account(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	enum { BANK = 5, LEAST = 2, PREFIX = 6 };
	struct dlp_span s = cand->value;
	const char *dash;

	(void)args;
	if (s.len < BANK + LEAST || s.ptr[s.len - BANK] != '/' ||
	    !dlp_all_digits(s.ptr + s.len - BANK + 1, BANK - 1))
		return DLP_INVALID;
	s.len -= BANK;
	dash = memchr(s.ptr, '-', s.len);
	if (dash) {
		size_t n = (size_t)(dash - s.ptr);

		if (n > PREFIX || !dlp_all_digits(s.ptr, n) ||
		    !cz_part(s.ptr, n))
			return DLP_INVALID;
		s = (struct dlp_span){ dash + 1, s.len - n - 1 };
	}
	return s.len >= LEAST && dlp_all_digits(s.ptr, s.len) &&
			       !dlp_all_same(s.ptr, s.len) &&
			       cz_part(s.ptr, s.len)
		       ? DLP_VALID
		       : DLP_INVALID;
}

const struct dlp_validator dlp_checks_account[] = {
	{ "cz.account", "", "Czech or Slovak bank account", cz_account },
	{ "fr.rib", "", "French bank account", fr_rib },
	{ "nz.bankaccount", "", "New Zealand bank account", nz_bankaccount },
	{ 0 },
};
