#include "extract/ber.h"
#include "extract/der.h"

const char *dlp_der_label(enum dlp_der kind)
{
	switch (kind) {
	case DLP_DER_PKCS1:
		return "RSA PRIVATE KEY";
	case DLP_DER_SEC1:
		return "EC PRIVATE KEY";
	case DLP_DER_PKCS8:
		return "PRIVATE KEY";
	case DLP_DER_PKCS8_ENCRYPTED:
		return "ENCRYPTED PRIVATE KEY";
	case DLP_DER_NONE:
	case DLP_DER_CERTIFICATE:
	case DLP_DER_PKCS12:
		break;
	}
	return NULL;
}

static bool begins(struct dlp_span text, struct dlp_span with)
{
	return text.len >= with.len && !memcmp(text.ptr, with.ptr, with.len);
}

/* What begins with a version. */
static enum dlp_der kind_by_version(struct dlp_span rest, unsigned version)
{
	struct dlp_ber value;

	if (!dlp_ber_next(&rest, &value))
		return DLP_DER_NONE;
	/* The modulus of a key is long. */
	if (value.tag == DLP_BER_INTEGER && version <= 1)
		return value.content.len >= 32 ? DLP_DER_PKCS1 : DLP_DER_NONE;
	if (value.tag == DLP_BER_OCTETS && version == 1)
		return value.content.len >= 16 ? DLP_DER_SEC1 : DLP_DER_NONE;
	if (value.tag != DLP_BER_SEQUENCE || value.content.len < 3 ||
	    value.content.ptr[0] != DLP_BER_OID)
		return DLP_DER_NONE;
	if (version == 3)
		return DLP_DER_PKCS12;
	return version <= 1 && dlp_ber_take(&rest, DLP_BER_OCTETS, &value)
		       ? DLP_DER_PKCS8
		       : DLP_DER_NONE;
}

/* How a password encrypts: PKCS#5 and #12, which Java has one of its own of. */
static bool is_scheme(struct dlp_span oid)
{
	return begins(oid, DLP_SPAN("\x2a\x86\x48\x86\xf7\x0d\1\5")) ||
	       begins(oid, DLP_SPAN("\x2a\x86\x48\x86\xf7\x0d\1\14\1")) ||
	       begins(oid, DLP_SPAN("\x2b\6\1\4\1\x2a\2"));
}

enum dlp_der dlp_der_kind(struct dlp_span head)
{
	struct dlp_ber all, value;
	struct dlp_span rest = head, inner;

	if (head.len < 32 || head.ptr[0] != 0x30 ||
	    !dlp_ber_take(&rest, DLP_BER_SEQUENCE, &all) ||
	    !dlp_ber_next(&all.content, &value))
		return DLP_DER_NONE;
	if (value.tag == DLP_BER_INTEGER && value.content.len == 1)
		return kind_by_version(all.content,
				       (unsigned char)value.content.ptr[0]);
	if (value.tag != DLP_BER_SEQUENCE)
		return DLP_DER_NONE;
	inner = value.content;
	if (!dlp_ber_next(&inner, &value))
		return DLP_DER_NONE;
	if (value.tag == DLP_BER_OID)
		return is_scheme(value.content) &&
				       dlp_ber_take(&all.content,
						    DLP_BER_OCTETS, &value)
			       ? DLP_DER_PKCS8_ENCRYPTED
			       : DLP_DER_NONE;
	/* [0] version 3, a serial number, an algorithm. */
	if (value.tag != DLP_BER_CONTEXT_0 || value.content.len != 3 ||
	    memcmp(value.content.ptr, "\2\1\2", 3) != 0)
		return DLP_DER_NONE;
	return dlp_ber_take(&inner, DLP_BER_INTEGER, &value) &&
			       dlp_ber_take(&inner, DLP_BER_SEQUENCE, &value)
		       ? DLP_DER_CERTIFICATE
		       : DLP_DER_NONE;
}
