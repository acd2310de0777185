#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Documents of persons, and the subscription that their telephones have. */

/* Act XX of 1996, annex 2: weights rise, from births of 1997 on they fall. */
static bool szemelyi(const char *s, size_t len)
{
	unsigned year = dlp_two(s + 1), sum;
	bool late = strchr("34", s[0]) || (strchr("12", s[0]) && year > 96);

	(void)len;
	if (!dlp_is_yymmdd(s + 1))
		return false;
	sum = late ? dlp_sum_weighted(
			     s, 10, DLP_WEIGHTS(10, 9, 8, 7, 6, 5, 4, 3, 2, 1))
		   : dlp_sum_weighted(
			     s, 10, DLP_WEIGHTS(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
	return s[0] >= '1' && s[0] <= '8' && sum % 11 < 10 &&
	       s[10] == (char)('0' + sum % 11);
}

DLP_SCHEME(hu_szemelyi, .shape = "ddddddddddd", .also = szemelyi)

/* A digit of sex and century, the birth, a region, a serial number. */
static bool by_person(const char *s, size_t len)
{
	(void)len;
	return s[0] >= '1' && s[0] <= '8' && dlp_is_ddmmyy(s + 1);
}

DLP_SCHEME(by_id, .shape = "dddddddadddaad", .modulus = 10, .n = 13,
	   .w = { 7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7 }, .as_is = true,
	   .alphabet = DLP_TEN_NONE, .also = by_person)

/* Ten digits, their check, and how often it was issued anew. */
DLP_SCHEME(jp_licence, .shape = "dddddddddddd", .modulus = 11, .n = 10,
	   .w = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 }, .at = 11,
	   .alphabet = DLP_TEN_ZERO)

/* RAMQ: letters of the name and a birth, of women 50 months later.  How the
 * last digit comes about is not published. */
static bool ramq(const char *s, size_t len)
{
	unsigned month = dlp_two(s + 6);

	(void)len;
	return dlp_is_date(2000 + dlp_two(s + 4),
			   month > 50 ? month - 50 : month, dlp_two(s + 8));
}

DLP_SCHEME(ca_ramq, .shape = "aaaadddddddd", .also = ramq)

/* INE: letters of the names, a birth, one of 32 states or abroad, the sex. */
static bool elector(const char *s, size_t len)
{
	unsigned state = dlp_two(s + 12);

	(void)len;
	return dlp_is_yymmdd(s + 6) &&
	       ((state >= 1 && state <= 33) || state == 87 || state == 88) &&
	       (s[14] == 'H' || s[14] == 'M');
}

DLP_SCHEME(mx_ine, .shape = "aaaaaaddddddddaddd", .also = elector)

/* Mobile country codes in use (ITU-T E.212, annex to the Operational
 * Bulletin): the first and the last of each run. */
static const unsigned short mobile_country[][2] = {
	{ 1, 1 },     { 202, 202 }, { 204, 204 }, { 206, 206 }, { 208, 208 },
	{ 212, 214 }, { 216, 216 }, { 218, 222 }, { 225, 226 }, { 228, 228 },
	{ 230, 232 }, { 234, 235 }, { 238, 238 }, { 240, 240 }, { 242, 242 },
	{ 244, 244 }, { 246, 248 }, { 250, 250 }, { 255, 255 }, { 257, 257 },
	{ 259, 260 }, { 262, 262 }, { 266, 266 }, { 268, 268 }, { 270, 270 },
	{ 272, 272 }, { 274, 274 }, { 276, 276 }, { 278, 278 }, { 280, 280 },
	{ 282, 284 }, { 286, 286 }, { 288, 290 }, { 292, 295 }, { 297, 297 },
	{ 302, 302 }, { 308, 308 }, { 310, 316 }, { 330, 330 }, { 332, 332 },
	{ 334, 334 }, { 338, 338 }, { 340, 340 }, { 342, 342 }, { 344, 344 },
	{ 346, 346 }, { 348, 348 }, { 350, 350 }, { 352, 352 }, { 354, 354 },
	{ 356, 356 }, { 358, 358 }, { 360, 360 }, { 362, 366 }, { 368, 368 },
	{ 370, 370 }, { 372, 372 }, { 374, 374 }, { 376, 376 }, { 400, 402 },
	{ 404, 406 }, { 410, 410 }, { 412, 422 }, { 424, 432 }, { 434, 434 },
	{ 436, 438 }, { 440, 441 }, { 450, 450 }, { 452, 452 }, { 454, 457 },
	{ 460, 461 }, { 466, 467 }, { 470, 470 }, { 472, 472 }, { 502, 502 },
	{ 505, 505 }, { 510, 510 }, { 514, 515 }, { 520, 520 }, { 525, 525 },
	{ 528, 528 }, { 530, 530 }, { 536, 537 }, { 539, 555 }, { 602, 643 },
	{ 645, 655 }, { 657, 659 }, { 702, 702 }, { 704, 704 }, { 706, 706 },
	{ 708, 708 }, { 710, 710 }, { 712, 712 }, { 714, 714 }, { 716, 716 },
	{ 722, 722 }, { 724, 724 }, { 730, 730 }, { 732, 732 }, { 734, 734 },
	{ 736, 736 }, { 738, 738 }, { 740, 740 }, { 742, 742 }, { 744, 744 },
	{ 746, 746 }, { 748, 748 }, { 750, 750 }, { 901, 901 },
};

static bool mobile(const char *s, size_t len)
{
	unsigned code = (unsigned)dlp_digits_value(s, 3);

	(void)len;
	for (size_t i = 0; i < sizeof(mobile_country) / sizeof(*mobile_country);
	     i++)
		if (code >= mobile_country[i][0] &&
		    code <= mobile_country[i][1])
			return true;
	return false;
}

DLP_SCHEME(imsi, .shape = "dddddddddddddd|ddddddddddddddd", .also = mobile)

const struct dlp_validator dlp_checks_document[] = {
	{ "hu.szemelyi", "", "Hungarian person", hu_szemelyi },
	{ "by.id", "", "Belarusian person", by_id },
	{ "jp.licence", "", "Japanese driver", jp_licence },
	{ "ca.ramq", "", "Quebec health, by the date", ca_ramq },
	{ "mx.ine", "", "Mexican voter, by date and state", mx_ine },
	{ "imsi", "", "mobile subscriber (ITU-T E.212), by country", imsi },
	{ 0 },
};
