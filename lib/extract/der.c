#include "extract/der.h"

#include "extract/ber.h"
#include "extract/pem.h"
#include "extract/x509.h"

/* A PKCS#12 file on its way. */
struct store {
	struct dlp_input *input;
	struct dlp_buf *out;
	bool key;       /* one was told */
	bool encrypted; /* a part of it is */
	bool corrupt;
};

enum { NESTED = 8 }; /* safes within one another */

/* 1.2.840.113549.1.7.1, and .6; .12.10.1 and a number for a bag. */
#define DATA DLP_SPAN("\x2a\x86\x48\x86\xf7\x0d\1\7\1")
#define BAG DLP_SPAN("\x2a\x86\x48\x86\xf7\x0d\1\14\12\1")

/* What it is called by people: 1.2.840.113549.1.9.20. */
static void add_names(struct store *store, struct dlp_span rest)
{
	struct dlp_ber set, pair, values, value;

	if (!dlp_ber_take(&rest, DLP_BER_SET, &set))
		return;
	while (dlp_ber_take(&set.content, DLP_BER_SEQUENCE, &pair)) {
		if (!dlp_ber_take(&pair.content, DLP_BER_OID, &value) ||
		    !dlp_span_eq(
			    value.content,
			    DLP_SPAN("\x2a\x86\x48\x86\xf7\x0d\1\11\24")) ||
		    !dlp_ber_take(&pair.content, DLP_BER_SET, &values) ||
		    !dlp_ber_next(&values.content, &value))
			continue;
		dlp_buf_adds(store->out, "name: ");
		dlp_x509_add_string(&value, store->out);
		dlp_buf_addc(store->out, '\n');
	}
}

static void add_key(struct store *store, enum dlp_der kind,
		    struct dlp_span bytes)
{
	dlp_pem_add(store->out, dlp_der_label(kind), bytes);
	store->key = true;
}

/* CertBag: a type, and [0] the certificate in octets. */
static void add_certificate(struct store *store, struct dlp_span bag)
{
	struct dlp_ber all, value, octets;

	if (!dlp_ber_take(&bag, DLP_BER_SEQUENCE, &all) ||
	    !dlp_ber_take(&all.content, DLP_BER_OID, &value) ||
	    !dlp_ber_take(&all.content, DLP_BER_CONTEXT_0, &value) ||
	    !dlp_ber_take(&value.content, DLP_BER_OCTETS, &octets) ||
	    !dlp_x509_add(octets.content, store->out))
		store->corrupt = true;
}

static void add_bags(struct store *store, struct dlp_span rest, unsigned depth)
{
	struct dlp_ber all, bag, oid, value;

	if (depth == NESTED || !dlp_ber_take(&rest, DLP_BER_SEQUENCE, &all)) {
		store->corrupt = true;
		return;
	}
	while (dlp_ber_take(&all.content, DLP_BER_SEQUENCE, &bag)) {
		if (!dlp_ber_take(&bag.content, DLP_BER_OID, &oid) ||
		    !dlp_ber_take(&bag.content, DLP_BER_CONTEXT_0, &value) ||
		    oid.content.len != BAG.len + 1 ||
		    memcmp(oid.content.ptr, BAG.ptr, BAG.len) != 0) {
			store->corrupt = true;
			continue;
		}
		add_names(store, bag.content);
		switch (oid.content.ptr[BAG.len]) {
		case 1:
			add_key(store, DLP_DER_PKCS8, value.content);
			break;
		case 2:
			add_key(store, DLP_DER_PKCS8_ENCRYPTED, value.content);
			break;
		case 3:
			add_certificate(store, value.content);
			break;
		case 6:
			add_bags(store, value.content, depth + 1);
			break;
		default:
			dlp_pem_add_head(store->out, "PKCS12 SECRET",
					 value.content);
			break;
		}
	}
	store->corrupt = store->corrupt || all.content.len || all.cut;
}

/* ContentInfo: what it is, and in [0] its octets; false for other kinds. */
static bool take_data(struct store *store, struct dlp_span *rest,
		      struct dlp_buf *octets)
{
	struct dlp_ber info, oid, value, data;

	dlp_buf_init(octets, 0);
	if (!dlp_ber_take(rest, DLP_BER_SEQUENCE, &info) ||
	    !dlp_ber_take(&info.content, DLP_BER_OID, &oid)) {
		store->corrupt = true;
		rest->len = 0;
		return false;
	}
	store->corrupt = store->corrupt || info.cut;
	if (!dlp_span_eq(oid.content, DATA)) {
		store->encrypted = true;
		return false;
	}
	if (!dlp_ber_take(&info.content, DLP_BER_CONTEXT_0, &value) ||
	    !dlp_ber_take(&value.content, DLP_BER_OCTETS, &data)) {
		store->corrupt = true;
		return false;
	}
	dlp_ber_octets(&data, octets);
	return !octets->status;
}

static void add_store(struct store *store, struct dlp_span bytes)
{
	struct dlp_span rest = bytes;
	struct dlp_buf safes, bags;
	struct dlp_ber all, value;

	dlp_buf_init(&safes, 0);
	if (!dlp_ber_take(&rest, DLP_BER_SEQUENCE, &all) ||
	    !dlp_ber_take(&all.content, DLP_BER_INTEGER, &value)) {
		store->corrupt = true;
	} else if (take_data(store, &all.content, &safes)) {
		rest = dlp_buf_span(&safes);
		if (!dlp_ber_take(&rest, DLP_BER_SEQUENCE, &all))
			all.content.len = 0;
		while (all.content.len) {
			if (take_data(store, &all.content, &bags))
				add_bags(store, dlp_buf_span(&bags), 0);
			dlp_buf_release(&bags);
		}
	}
	dlp_buf_release(&safes);
	/* Its keys are in what is encrypted, if it has any.  All begin alike,
	 * so the middle stands for it. */
	if (!store->key)
		dlp_pem_add_head(
			store->out, "PKCS12",
			(struct dlp_span){ bytes.ptr + bytes.len / 2,
					   bytes.len - bytes.len / 2 });
}

static void tell_faults(const struct store *store)
{
	struct dlp_teller *teller = store->input->teller;

	if (store->out->status)
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE, "out of memory");
	if (store->encrypted)
		dlp_teller_error(teller, DLP_CODE_ENCRYPTED,
				 "a part of the key store is encrypted");
	if (store->corrupt)
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "the key or certificate is damaged");
}

void dlp_der_read(struct dlp_input *input)
{
	struct dlp_buf mem, out;
	struct store store = { .input = input, .out = &out };
	struct dlp_span bytes, rest;
	struct dlp_ber value;
	enum dlp_der kind;

	dlp_reading_begin(input, DLP_IS_DER);
	dlp_reading_load(input, input->source, &mem);
	dlp_buf_init(&out, 0);
	bytes = rest = dlp_buf_span(&mem);
	kind = dlp_der_kind(bytes);
	/* What stands behind it is no part of it. */
	if (bytes.len && dlp_ber_next(&rest, &value)) {
		store.corrupt = value.cut;
		bytes.len -= rest.len;
	}
	if (kind == DLP_DER_PKCS12)
		add_store(&store, bytes);
	else if (dlp_der_label(kind))
		add_key(&store, kind, bytes);
	else if (!dlp_x509_add(bytes, &out))
		store.corrupt = true;
	if (!out.status)
		dlp_teller_text(input->teller, dlp_buf_span(&out));
	tell_faults(&store);
	dlp_buf_release(&out);
	dlp_buf_release(&mem);
	dlp_reading_end(input);
}
