#include "extract/pgp_packet.h"

static size_t number_at(struct dlp_span s, size_t at, size_t n)
{
	size_t v = 0;

	for (size_t i = 0; i < n && at + i < s.len; i++)
		v = v << 8 | (unsigned char)s.ptr[at + i];
	return v;
}

bool dlp_pgp_take(struct dlp_span *rest, struct dlp_pgp_packet *packet)
{
	unsigned c = (unsigned)number_at(*rest, 0, 1), size;
	size_t head = 2, length;

	if (rest->len < 2 || !(c & 0x80))
		return false;
	*packet = (struct dlp_pgp_packet){ .cut = false };
	length = number_at(*rest, 1, 1);
	if (c & 0x40) {
		packet->tag = c & 0x3f;
		if (length == 255) {
			length = number_at(*rest, 2, 4);
			head = 6;
		} else if (length >= 224) {
			return false; /* in pieces, as no key is */
		} else if (length >= 192) {
			length = ((length - 192) << 8) +
				 number_at(*rest, 2, 1) + 192;
			head = 3;
		}
	} else {
		packet->tag = c >> 2 & 0xf;
		size = 1U << (c & 3);
		packet->open = size == 8;
		head = packet->open ? 1 : 1 + size;
		length = packet->open ? rest->len - 1
				      : number_at(*rest, 1, size);
	}
	if (head > rest->len)
		return false;
	packet->cut = length > rest->len - head;
	if (packet->cut)
		length = rest->len - head;
	packet->content = (struct dlp_span){ rest->ptr + head, length };
	rest->ptr += head + length;
	rest->len -= head + length;
	return true;
}

bool dlp_pgp_begins(struct dlp_span head)
{
	struct dlp_pgp_packet packet;
	unsigned version, algorithm;

	if (!dlp_pgp_take(&head, &packet) || packet.open ||
	    (packet.tag != DLP_PGP_SECRET_KEY &&
	     packet.tag != DLP_PGP_SECRET_SUBKEY) ||
	    packet.content.len < 40)
		return false;
	version = (unsigned)number_at(packet.content, 0, 1);
	algorithm = (unsigned)number_at(packet.content, 5, 1);
	return version >= 4 && version <= 6 && algorithm &&
	       (algorithm <= 3 || (algorithm >= 16 && algorithm <= 35));
}
