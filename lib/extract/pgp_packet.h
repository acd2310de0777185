#ifndef DLP_PGP_PACKET_H
#define DLP_PGP_PACKET_H

#include <stdbool.h>

#include "base/span.h"

/* Packets of OpenPGP (RFC 9580, 4.2), as files of keys are made of them. */

enum {
	DLP_PGP_SECRET_KEY = 5,
	DLP_PGP_SECRET_SUBKEY = 7,
	DLP_PGP_USER_ID = 13,
};

struct dlp_pgp_packet {
	unsigned tag;
	struct dlp_span content; /* as much as there is */
	bool cut;                /* that is less than it says */
	bool open;               /* it goes to the end of the file */
};

/* Take the packet at the start of `rest`; false for none, or one in pieces. */
bool dlp_pgp_take(struct dlp_span *rest, struct dlp_pgp_packet *packet);

/* Whether these are the first bytes of a secret key. */
bool dlp_pgp_begins(struct dlp_span head);

#endif
