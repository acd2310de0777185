#include "extract/x509.h"

#include "base/utf8.h"
#include "extract/ber.h"

enum {
	UTF8 = 0x0c,
	PRINTABLE = 0x13,
	TELETEX = 0x14,
	IA5 = 0x16,
	UTC_TIME = 0x17,
	TIME = 0x18,
	BMP = 0x1e,
	EXTENSIONS = DLP_BER_CONTEXT_0 + 3,
	/* Alternative names. */
	EMAIL = DLP_BER_CONTEXT_0 + 1,
	DNS = DLP_BER_CONTEXT_0 + 2,
	URI = DLP_BER_CONTEXT_0 + 6,
	IP = DLP_BER_CONTEXT_0 + 7,
};

#define OID(s, n)                       \
	{                               \
		{ s, sizeof(s) - 1 }, n \
	}

static const struct {
	struct dlp_span oid;
	const char *name;
} attribute[] = {
	OID("\x55\4\3", "CN"),
	OID("\x55\4\4", "SN"),
	OID("\x55\4\5", "serialNumber"),
	OID("\x55\4\6", "C"),
	OID("\x55\4\7", "L"),
	OID("\x55\4\10", "ST"),
	OID("\x55\4\11", "street"),
	OID("\x55\4\12", "O"),
	OID("\x55\4\13", "OU"),
	OID("\x55\4\14", "title"),
	OID("\x55\4\52", "GN"),
	OID("\x2a\x86\x48\x86\xf7\x0d\1\11\1", "emailAddress"),
	OID("\x09\x92\x26\x89\x93\xf2\x2c\x64\1\1", "UID"),
	OID("\x09\x92\x26\x89\x93\xf2\x2c\x64\1\31", "DC"),
};

#undef OID

void dlp_x509_add_string(const struct dlp_ber *value, struct dlp_buf *out)
{
	struct dlp_span text = value->content;

	switch (value->tag) {
	case UTF8:
	case PRINTABLE:
	case IA5:
		dlp_utf8_mend(out, text);
		break;
	case TELETEX:
		for (size_t i = 0; i < text.len; i++)
			dlp_utf8_add(out, (unsigned char)text.ptr[i]);
		break;
	case BMP:
		for (size_t i = 0; i + 1 < text.len; i += 2)
			dlp_utf8_add(out,
				     (uint32_t)(unsigned char)text.ptr[i] << 8 |
					     (unsigned char)text.ptr[i + 1]);
		break;
	default:
		break;
	}
}

static const char *name_of(struct dlp_span oid)
{
	for (size_t i = 0; i < sizeof(attribute) / sizeof(attribute[0]); i++)
		if (dlp_span_eq(attribute[i].oid, oid))
			return attribute[i].name;
	return "other";
}

/* Sets of pairs of a kind and a string. */
static void add_name(const char *what, struct dlp_span name,
		     struct dlp_buf *out)
{
	const char *between = ": ";
	struct dlp_ber set, pair, oid, value;

	dlp_buf_adds(out, what);
	while (dlp_ber_take(&name, DLP_BER_SET, &set))
		while (dlp_ber_take(&set.content, DLP_BER_SEQUENCE, &pair)) {
			if (!dlp_ber_take(&pair.content, DLP_BER_OID, &oid) ||
			    !dlp_ber_next(&pair.content, &value))
				continue;
			dlp_buf_addf(out, "%s%s=", between,
				     name_of(oid.content));
			dlp_x509_add_string(&value, out);
			between = ", ";
		}
	dlp_buf_addc(out, '\n');
}

static void add_line(const char *what, struct dlp_span text,
		     struct dlp_buf *out)
{
	dlp_buf_addf(out, "%s: ", what);
	dlp_utf8_mend(out, text);
	dlp_buf_addc(out, '\n');
}

static void add_address(struct dlp_span ip, struct dlp_buf *out)
{
	const unsigned char *p = (const unsigned char *)ip.ptr;

	if (ip.len == 4)
		dlp_buf_addf(out, "address: %u.%u.%u.%u\n", p[0], p[1], p[2],
			     p[3]);
	for (size_t i = 0; ip.len == 16 && i < 16; i += 2)
		dlp_buf_addf(out, "%s%x%s", i ? ":" : "address: ",
			     (unsigned)p[i] << 8 | p[i + 1],
			     i == 14 ? "\n" : "");
}

/* SubjectAltName (4.2.1.6). */
static void add_alternatives(struct dlp_span octets, struct dlp_buf *out)
{
	struct dlp_ber names, name;

	if (!dlp_ber_take(&octets, DLP_BER_SEQUENCE, &names))
		return;
	while (dlp_ber_next(&names.content, &name)) {
		if (name.tag == EMAIL)
			add_line("e-mail", name.content, out);
		else if (name.tag == DNS)
			add_line("host", name.content, out);
		else if (name.tag == URI)
			add_line("address", name.content, out);
		else if (name.tag == IP)
			add_address(name.content, out);
	}
}

static void add_extensions(struct dlp_span rest, struct dlp_buf *out)
{
	struct dlp_ber all, one, oid, value;

	if (!dlp_ber_take(&rest, DLP_BER_SEQUENCE, &all))
		return;
	while (dlp_ber_take(&all.content, DLP_BER_SEQUENCE, &one)) {
		if (!dlp_ber_take(&one.content, DLP_BER_OID, &oid) ||
		    !dlp_span_eq(oid.content, DLP_SPAN("\x55\x1d\x11")))
			continue;
		/* It may say first whether it is critical. */
		while (dlp_ber_next(&one.content, &value))
			if (value.tag == DLP_BER_OCTETS)
				add_alternatives(value.content, out);
	}
}

static void add_validity(struct dlp_span rest, struct dlp_buf *out)
{
	static const char *const what[] = { "not before", "not after" };
	struct dlp_ber time;

	for (unsigned i = 0; i < 2 && dlp_ber_next(&rest, &time); i++)
		if (time.tag == UTC_TIME || time.tag == TIME)
			add_line(what[i], time.content, out);
}

bool dlp_x509_add(struct dlp_span rest, struct dlp_buf *out)
{
	struct dlp_ber certificate, body, algorithm, value;
	struct dlp_span in;

	if (!dlp_ber_take(&rest, DLP_BER_SEQUENCE, &certificate) ||
	    !dlp_ber_take(&certificate.content, DLP_BER_SEQUENCE, &body))
		return false;
	in = body.content;
	if (!dlp_ber_next(&in, &value) ||
	    (value.tag == DLP_BER_CONTEXT_0 && !dlp_ber_next(&in, &value)) ||
	    value.tag != DLP_BER_INTEGER)
		return false;
	dlp_buf_adds(out, "serial number: ");
	for (size_t i = 0; i < value.content.len && i < 64; i++)
		dlp_buf_addf(out, "%02x", (unsigned char)value.content.ptr[i]);
	dlp_buf_addc(out, '\n');
	if (!dlp_ber_take(&in, DLP_BER_SEQUENCE, &algorithm) ||
	    !dlp_ber_take(&in, DLP_BER_SEQUENCE, &value))
		return false;
	add_name("issuer", value.content, out);
	if (!dlp_ber_take(&in, DLP_BER_SEQUENCE, &value))
		return false;
	add_validity(value.content, out);
	if (!dlp_ber_take(&in, DLP_BER_SEQUENCE, &value))
		return false;
	add_name("subject", value.content, out);
	while (dlp_ber_next(&in, &value))
		if (value.tag == EXTENSIONS)
			add_extensions(value.content, out);
	return !certificate.cut;
}
