#include <string.h>

#include "validate/check.h"

#include "base/hex.h"

/*
 * Passwords in configurations of network devices that anybody can turn back:
 * they are checked by doing so, and nothing of it is kept.
 */

static bool is_text(unsigned c)
{
	return c >= 0x20 && c < 0x7f;
}

/*
 * Cisco IOS type 7: two digits say where in a key that is in every device the
 * exclusive or begins; then the password in hex.
 */
static enum dlp_verdict check_cisco7(const struct dlp_candidate *cand,
				     const struct dlp_validator_args *args)
{
	static const char key[] = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv"
				  "9873254k;fg87";
	struct dlp_span v = cand->value;
	size_t at, n = sizeof(key) - 1;

	(void)args;
	if (v.len < 4 || v.len % 2 || v.ptr[0] < '0' || v.ptr[0] > '5' ||
	    v.ptr[1] < '0' || v.ptr[1] > '9')
		return DLP_INVALID;
	at = (size_t)(v.ptr[0] - '0') * 10 + (size_t)(v.ptr[1] - '0');
	for (size_t i = 2; i < v.len; i += 2, at++) {
		int high = dlp_hex_digit(v.ptr[i]),
		    low = dlp_hex_digit(v.ptr[i + 1]);

		if (high < 0 || low < 0 ||
		    !is_text((unsigned)(high << 4 | low) ^
			     (unsigned char)key[at % n]))
			return DLP_INVALID;
	}
	return DLP_VALID;
}

/* Junos `$9$`: characters in four families; a first character of family f is
 * followed by 3 - f that mean nothing. */
static const char junos[] = "QzF3n6/9CAtpu0OB1IREhcSyrleKvMW8LXx"
			    "7N-dVbwsY2g4oaJZGUDjiHkq.mPf5T";

static size_t junos_fill(size_t place)
{
	return place < 15 ? 3 : place < 35 ? 2 : place < 55 ? 1 : 0;
}

/* The characters that make the i-th byte weigh this; 0 ends. */
static const unsigned char junos_weight[7][5] = {
	{ 1, 4, 32 }, { 1, 16, 32 },     { 1, 8, 32 },  { 1, 64 },
	{ 1, 32 },    { 1, 4, 16, 128 }, { 1, 32, 64 },
};

static size_t junos_place(char c)
{
	const char *p = c ? strchr(junos, c) : NULL;

	return p ? (size_t)(p - junos) : sizeof(junos);
}

/*
 * What stands behind `$9$`: each byte is the weighted sum of how far one
 * character is from the one before it, around a ring of 65.
 */
static enum dlp_verdict check_juniper9(const struct dlp_candidate *cand,
				       const struct dlp_validator_args *args)
{
	enum { RING = sizeof(junos) - 1 };
	struct dlp_span v = cand->value;
	size_t last, i, bytes = 0;

	(void)args;
	if (v.len > 3 && !memcmp(v.ptr, "$9$", 3))
		v.ptr += 3, v.len -= 3;
	last = v.len ? junos_place(v.ptr[0]) : RING;
	if (last >= RING)
		return DLP_INVALID;
	for (i = 1 + junos_fill(last); i < v.len; bytes++) {
		const unsigned char *w = junos_weight[bytes % 7];
		unsigned byte = 0;

		for (; *w; w++, i++) {
			size_t place = i < v.len ? junos_place(v.ptr[i]) : RING;

			if (place >= RING)
				return DLP_INVALID;
			byte += *w * (unsigned)((place + 2 * RING - last - 1) %
						RING);
			last = place;
		}
		if (!is_text(byte & 0xff))
			return DLP_INVALID;
	}
	return bytes ? DLP_VALID : DLP_INVALID;
}

const struct dlp_validator dlp_checks_device[] = {
	{ "cisco7", "", "Cisco type 7 password, which can be turned back",
	  check_cisco7 },
	{ "juniper9", "", "Junos $9$ password, which can be turned back",
	  check_juniper9 },
	{ 0 },
};
