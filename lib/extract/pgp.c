#include "base/utf8.h"
#include "extract/keystore.h"
#include "extract/pem.h"
#include "extract/pgp_packet.h"

/* From a key up to the next one. */
static void add_key(struct dlp_buf *out, const char *from, const char *to)
{
	if (to > from)
		dlp_pem_add(out, "PGP PRIVATE KEY BLOCK",
			    (struct dlp_span){ from, (size_t)(to - from) });
}

void dlp_pgp_read(struct dlp_input *input)
{
	struct dlp_buf mem, out;
	struct dlp_span rest;
	struct dlp_pgp_packet packet = { .cut = false };
	const char *from, *at;

	dlp_reading_begin(input, DLP_IS_PGP);
	dlp_reading_load(input, input->source, &mem);
	dlp_buf_init(&out, 0);
	rest = dlp_buf_span(&mem);
	for (at = from = rest.ptr; dlp_pgp_take(&rest, &packet);
	     at = rest.ptr) {
		if (packet.tag == DLP_PGP_SECRET_KEY) {
			add_key(&out, from, at);
			from = at;
		} else if (packet.tag == DLP_PGP_USER_ID) {
			dlp_buf_adds(&out, "user id: ");
			dlp_utf8_mend(&out, packet.content);
			dlp_buf_addc(&out, '\n');
		}
	}
	add_key(&out, from, at);
	if (out.status)
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	else
		dlp_teller_text(input->teller, dlp_buf_span(&out));
	if (packet.cut || rest.len)
		dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
				 "the key ring is damaged");
	dlp_buf_release(&out);
	dlp_buf_release(&mem);
	dlp_reading_end(input);
}
