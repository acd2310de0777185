#include "extract/keystore.h"

#include "base/utf8.h"
#include "extract/pem.h"
#include "extract/strings.h"
#include "extract/x509.h"

/* Bytes on their way; `cut` once more was wanted than there is. */
struct cursor {
	struct dlp_span rest;
	bool cut;
};

static struct dlp_span take(struct cursor *at, uint64_t n)
{
	struct dlp_span bytes = at->rest;

	if (n > at->rest.len) {
		at->cut = true;
		n = at->rest.len;
	}
	if (!n)
		return DLP_SPAN("");
	bytes.len = (size_t)n;
	at->rest.ptr += bytes.len;
	at->rest.len -= bytes.len;
	return bytes;
}

/* A number of `n` bytes, the most first. */
static uint64_t take_number(struct cursor *at, size_t n)
{
	struct dlp_span bytes = take(at, n);
	uint64_t v = 0;

	for (size_t i = 0; i < bytes.len; i++)
		v = v << 8 | (unsigned char)bytes.ptr[i];
	return bytes.len == n ? v : 0;
}

static void tell(struct dlp_input *input, struct dlp_buf *out)
{
	if (out->status)
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	else
		dlp_teller_text(input->teller, dlp_buf_span(out));
	dlp_buf_release(out);
}

static void add_certificate(struct cursor *at, struct dlp_buf *out)
{
	struct dlp_span bytes;

	take(at, take_number(at, 2)); /* "X.509" */
	bytes = take(at, take_number(at, 4));
	if (!dlp_x509_add(bytes, out))
		at->cut = true;
}

/* Whether an entry may begin here: its kind, its name, when it was made. */
static bool may_begin(struct dlp_span rest)
{
	struct cursor at = { .rest = rest };
	uint64_t tag = take_number(&at, 4);
	struct dlp_span name = take(&at, take_number(&at, 2));
	uint64_t time = take_number(&at, 8);

	if (at.cut || tag < 1 || tag > 3 || !name.len || name.len > 255 ||
	    time >> 44)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] < ' ')
			return false;
	return true;
}

/* An object of Java, of which only Java knows the end. */
static void add_secret(struct cursor *at, struct dlp_buf *out)
{
	struct dlp_span object = at->rest;

	while (at->rest.len && !may_begin(at->rest))
		take(at, 1);
	object.len -= at->rest.len;
	dlp_pem_add_head(out, "JCEKS SECRET", object);
	dlp_strings_add(object, out);
}

/* As sun.security.provider.JavaKeyStore writes it; false behind the last. */
static bool add_entry(struct cursor *at, struct dlp_buf *out)
{
	enum { KEY = 1, CERTIFICATE = 2, SECRET = 3 };
	uint64_t tag = take_number(at, 4), n;

	if (at->cut || tag < KEY || tag > SECRET) {
		at->cut = true;
		return false;
	}
	dlp_buf_adds(out, "name: ");
	dlp_utf8_mend(out, take(at, take_number(at, 2)));
	dlp_buf_addc(out, '\n');
	take(at, 8); /* when it was made */
	if (tag == CERTIFICATE) {
		add_certificate(at, out);
	} else if (tag == KEY) {
		dlp_pem_add(out, "ENCRYPTED PRIVATE KEY",
			    take(at, take_number(at, 4)));
		n = take_number(at, 4);
		for (uint64_t i = 0; i < n && i < DLP_JKS_ENTRIES && !at->cut;
		     i++)
			add_certificate(at, out);
	} else {
		add_secret(at, out);
	}
	return !at->cut;
}

void dlp_jks_read(struct dlp_input *input)
{
	struct cursor at = { .cut = false };
	struct dlp_buf mem, out;
	uint64_t entries;
	bool more = true;

	dlp_reading_begin(input, DLP_IS_JKS);
	dlp_reading_load(input, input->source, &mem);
	dlp_buf_init(&out, 0);
	at.rest = dlp_buf_span(&mem);
	take(&at, 8); /* magic and version */
	entries = take_number(&at, 4);
	for (uint64_t i = 0; i < entries && more && i < DLP_JKS_ENTRIES; i++)
		more = add_entry(&at, &out);
	tell(input, &out);
	if (entries > DLP_JKS_ENTRIES)
		dlp_teller_error(input->teller, DLP_CODE_TOO_MANY,
				 "too many entries");
	if (at.cut)
		dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
				 "the key store is damaged");
	dlp_buf_release(&mem);
	dlp_reading_end(input);
}

void dlp_keystore_read(struct dlp_input *input)
{
	const char *label = input->format == DLP_IS_KEEPASS ? "KEEPASS DATABASE"
			    : input->format == DLP_IS_BKS   ? "BKS KEYSTORE"
							    : "KEYCHAIN";
	struct dlp_buf mem, out;

	dlp_reading_begin(input, input->format);
	dlp_reading_load(input, input->source, &mem);
	dlp_buf_init(&out, 0);
	dlp_pem_add_head(&out, label, dlp_buf_span(&mem));
	if (input->format != DLP_IS_KEEPASS)
		dlp_strings_add(dlp_buf_span(&mem), &out);
	tell(input, &out);
	dlp_teller_error(input->teller, DLP_CODE_ENCRYPTED,
			 "the key store is encrypted");
	dlp_buf_release(&mem);
	dlp_reading_end(input);
}

/* Where a record of a wallet begins that holds a key; NULL for none. */
static const char *find_key(struct dlp_span bytes)
{
	static const struct dlp_span name[] = { { "\4ckey", 5 },
						{ "\3key\x21", 5 },
						{ "\3key\x41", 5 } };

	for (size_t i = 0; i + 5 <= bytes.len; i++) {
		const char *p = bytes.ptr + i;

		for (size_t k = 0; (*p == 3 || *p == 4) && k < 3; k++)
			if (!memcmp(p, name[k].ptr, 5))
				return p;
	}
	return NULL;
}

void dlp_berkeley_read(struct dlp_input *input)
{
	struct dlp_buf mem, out;
	struct dlp_span bytes;
	const char *key;

	dlp_reading_begin(input, DLP_IS_BERKELEY_DB);
	dlp_reading_load(input, input->source, &mem);
	bytes = dlp_buf_span(&mem);
	dlp_buf_init(&out, 0);
	key = find_key(bytes);
	/* The name and the public half. */
	if (key) {
		size_t left = bytes.len - (size_t)(key - bytes.ptr);

		dlp_pem_add(&out, "BITCOIN WALLET",
			    (struct dlp_span){ key, left < 48 ? left : 48 });
	}
	dlp_strings_add(bytes, &out);
	tell(input, &out);
	dlp_teller_error(input->teller, DLP_CODE_UNSUPPORTED,
			 "no reader for this format: its strings only");
	dlp_buf_release(&mem);
	dlp_reading_end(input);
}
