#include <arpa/inet.h>
#include <string.h>

#include "validate/check.h"

/* Addresses of machines. */

enum { IPV6_MAX = 48 }; /* bytes of text, INET6_ADDRSTRLEN and more */

/* RFC 4291, section 2.2; a zone or prefix length behind it does not matter. */
static enum dlp_verdict check_ipv6(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	char text[IPV6_MAX];
	struct in6_addr address;
	size_t n = 0;

	(void)args;
	while (n < cand->value.len && n < sizeof(text) &&
	       !strchr("%/", cand->value.ptr[n]) && cand->value.ptr[n])
		n++;
	if (n == sizeof(text))
		return DLP_INVALID;
	memcpy(text, cand->value.ptr, n);
	text[n] = '\0';
	return inet_pton(AF_INET6, text, &address) == 1 ? DLP_VALID
							: DLP_INVALID;
}

/* IEEE 802: six bytes, neither none of them nor everybody's. */
static enum dlp_verdict check_mac(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	size_t digits = 0, zeros = 0, ones = 0;

	(void)args;
	for (size_t i = 0; i < cand->value.len; i++) {
		char c = cand->value.ptr[i], lower = c | 0x20;

		if (c == ':' || c == '-' || c == '.')
			continue;
		if (!(c >= '0' && c <= '9') && !(lower >= 'a' && lower <= 'f'))
			return DLP_INVALID;
		digits++;
		zeros += c == '0';
		ones += lower == 'f';
	}
	return digits == 12 && zeros < 12 && ones < 12 ? DLP_VALID
						       : DLP_INVALID;
}

const struct dlp_validator dlp_checks_address[] = {
	{ "ipv6", "", "address of a machine (RFC 4291)", check_ipv6 },
	{ "mac", "", "address of an interface (IEEE 802)", check_mac },
	{ 0 },
};
