#include "extract/eml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/line.h"
#include "extract/eml_part.h"
#include "extract/uu.h"

enum {
	GUESS = 16 << 10, /* bytes in which a boundary is looked for */
};

/* A multipart that we are in. */
struct level {
	struct dlp_buf boundary;
	bool digest, closed;
	unsigned parts;
	char section[DLP_EML_SECTION];
};

/* A part that is told as a document, behind all text. */
struct held {
	struct dlp_eml_part part;
	struct dlp_span body;
};

struct eml {
	struct dlp_input *input;
	struct dlp_charsets *charsets;
	struct level level[DLP_LIMIT_NESTING_MAX];
	size_t depths; /* there may be */
	size_t depth;
	struct held *held; /* of `most` */
	size_t helds, parts, most;
	bool many, deep, encrypted, cut; /* told */
};

/* Where one part ends and another may begin. */
struct delimiter {
	size_t start; /* of the line end before it */
	size_t next;  /* behind its line */
	size_t level;
	bool final;
};

static void tell_once(struct eml *eml, bool *told, enum dlp_code code,
		      const char *message)
{
	if (!*told)
		dlp_teller_error(eml->input->teller, code, message);
	*told = true;
}

/* What is cut once shows in more than one place. */
static void tell_cut(struct eml *eml, const char *message)
{
	tell_once(eml, &eml->cut, DLP_CODE_TRUNCATED, message);
}

/* Whether the line is the delimiter of a multipart, and of which. */
static bool is_delimiter(const struct eml *eml, struct dlp_span line,
			 struct delimiter *found)
{
	for (size_t i = eml->depth; i-- > 0;) {
		const struct dlp_buf *boundary = &eml->level[i].boundary;
		struct dlp_span rest;

		if (line.len < boundary->len + 2 ||
		    memcmp(line.ptr + 2, boundary->ptr, boundary->len) != 0)
			continue;
		rest = (struct dlp_span){ line.ptr + boundary->len + 2,
					  line.len - boundary->len - 2 };
		found->level = i;
		found->final = rest.len >= 2 && !memcmp(rest.ptr, "--", 2);
		if (found->final || !dlp_span_trim(rest).len)
			return true;
	}
	return false;
}

/* The first delimiter in `text`, which begins with a line. */
static bool find_delimiter(const struct eml *eml, struct dlp_span text,
			   struct delimiter *found)
{
	size_t at = 0;

	while (eml->depth && at < text.len) {
		const char *p = text.ptr + at;
		const char *end = memchr(p, '\n', text.len - at);
		size_t next = end ? (size_t)(end - text.ptr) + 1 : text.len;
		struct dlp_span line = { p, next - at - (end != NULL) };

		if (line.len > 2 && p[0] == '-' && p[1] == '-' &&
		    is_delimiter(eml, line, found)) {
			found->next = next;
			at -= at > 0;
			at -= at > 0 && text.ptr[at - 1] == '\r';
			found->start = at;
			return true;
		}
		at = next;
	}
	return false;
}

static void pop(struct eml *eml, size_t depth)
{
	while (eml->depth > depth) {
		struct level *level = &eml->level[--eml->depth];

		if (!level->parts && !eml->many)
			dlp_teller_error(eml->input->teller, DLP_CODE_CORRUPT,
					 "a multipart without parts");
		else if (!level->closed && !eml->many)
			tell_cut(eml, "a multipart without an end");
		dlp_buf_release(&level->boundary);
	}
}

/* A mail that does not say its boundary has a line that looks like one. */
static void guess_boundary(struct dlp_eml_part *part, struct dlp_span body)
{
	if (body.len > GUESS)
		body.len = GUESS;
	while (body.len && !part->boundary.len) {
		const char *end = memchr(body.ptr, '\n', body.len);
		size_t n = end ? (size_t)(end - body.ptr) : body.len;
		struct dlp_span line =
			dlp_span_trim((struct dlp_span){ body.ptr, n });

		if (line.len > 2 && !memcmp(line.ptr, "--", 2))
			dlp_buf_add(&part->boundary, line.ptr + 2,
				    line.len - 2);
		n += end != NULL;
		body.ptr += n;
		body.len -= n;
	}
}

/* Enter the multipart that `part` is; false when it can't be. */
static bool push(struct eml *eml, struct dlp_eml_part *part,
		 struct dlp_span body)
{
	struct level *level;

	if (strncmp(part->type, "multipart/", 10) != 0)
		return false;
	if (eml->depth == eml->depths) {
		tell_once(eml, &eml->deep, DLP_CODE_TOO_DEEP,
			  "too many multiparts within one another");
		return false;
	}
	if (!part->boundary.len)
		guess_boundary(part, body);
	if (!part->boundary.len) {
		dlp_teller_error(eml->input->teller, DLP_CODE_CORRUPT,
				 "a multipart without a boundary");
		return false;
	}
	if (!strcmp(part->type, "multipart/encrypted"))
		tell_once(eml, &eml->encrypted, DLP_CODE_ENCRYPTED,
			  "the mail is encrypted");
	level = &eml->level[eml->depth++];
	*level = (struct level){ .boundary = part->boundary,
				 .digest = !strcmp(part->type,
						   "multipart/digest") };
	dlp_buf_init(&part->boundary, 0);
	memcpy(level->section, part->section, sizeof(level->section));
	return true;
}

static void tell_header(struct eml *eml, const struct dlp_eml_part *part,
			const struct dlp_mime_field *field)
{
	static const char *const parameter[] = { "filename", "name" };
	struct dlp_teller *teller = eml->input->teller;
	struct dlp_buf out;
	bool extended;

	dlp_buf_init(&out, 0);
	dlp_eml_part_at(part, "header", teller);
	dlp_buf_addspan(&out, field->name);
	dlp_buf_adds(&out, ": ");
	dlp_mime_decode(&out, field->value, eml->charsets);
	dlp_buf_addc(&out, '\n');
	dlp_teller_text(teller, dlp_buf_span(&out));
	/* What stands there in pieces, or coded, once more in clear. */
	for (size_t i = 0; i < 2 && (field->name.ptr[0] | 0x20) == 'c'; i++) {
		dlp_buf_clear(&out);
		dlp_buf_addf(&out, "%s: ", parameter[i]);
		if (!dlp_mime_parameter(&out, field->value, parameter[i],
					eml->charsets, &extended) ||
		    !extended)
			continue;
		dlp_buf_addc(&out, '\n');
		dlp_teller_text(teller, dlp_buf_span(&out));
	}
	dlp_buf_release(&out);
}

/* A line of a header that is none; `rest` goes on behind it. */
static void tell_stray(struct eml *eml, const struct dlp_eml_part *part,
		       struct dlp_span line)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_eml_part_at(part, "header", eml->input->teller);
	dlp_mime_decode(&out, line, eml->charsets);
	dlp_buf_addc(&out, '\n');
	dlp_teller_text(eml->input->teller, dlp_buf_span(&out));
	dlp_buf_release(&out);
}

static void skip(struct dlp_span *text, size_t n)
{
	text->ptr += n;
	text->len -= n;
}

/* The header in front of `rest`, which is left behind it. */
static void read_header(struct eml *eml, struct dlp_eml_part *part,
			struct dlp_span *rest)
{
	struct dlp_mime_field field;

	for (;;) {
		struct dlp_span before = *rest, line, ahead;

		if (dlp_mime_next(rest, &field)) {
			tell_header(eml, part, &field);
			dlp_eml_part_field(part, &field, eml->charsets);
			continue;
		}
		if (rest->ptr != before.ptr || !rest->len)
			return;
		/* No field: the body, unless more fields follow. */
		line = dlp_line_first(*rest);
		ahead = *rest;
		skip(&ahead, line.len);
		if (!dlp_mime_next(&ahead, &field))
			return;
		tell_stray(eml, part, line);
		skip(rest, line.len);
	}
}

/* Keep a part for later; what it holds is taken. */
static void hold(struct eml *eml, struct dlp_eml_part *part,
		 struct dlp_span body)
{
	if (eml->helds == eml->most)
		return;
	eml->held[eml->helds++] = (struct held){ *part, body };
	dlp_buf_init(&part->charset, 0);
	dlp_buf_init(&part->boundary, 0);
	dlp_buf_init(&part->name, 0);
}

static void hold_uu(struct eml *eml, const struct dlp_eml_part *around,
		    const struct dlp_uu_file *file)
{
	struct dlp_eml_part part;

	dlp_eml_part_init(&part, false);
	memcpy(part.type, "application/octet-stream",
	       sizeof("application/octet-stream"));
	memcpy(part.section, around->section, sizeof(part.section));
	part.transfer = DLP_TRANSFER_UU;
	dlp_mime_decode(&part.name, file->name, eml->charsets);
	hold(eml, &part, file->bytes);
	dlp_eml_part_release(&part);
}

static bool has_pgp(struct dlp_span text)
{
	const struct dlp_span armor = DLP_SPAN("-----BEGIN PGP MESSAGE-----");

	while (text.len >= armor.len) {
		if (!memcmp(text.ptr, armor.ptr, armor.len))
			return true;
		skip(&text, dlp_line_first(text).len);
	}
	return false;
}

static void tell_piece(struct eml *eml, const struct dlp_eml_part *part,
		       struct dlp_span text)
{
	if (!dlp_eml_part_text(part, text, eml->input))
		tell_cut(eml, "the encoding of a part without an end");
}

static void tell_text(struct eml *eml, const struct dlp_eml_part *part,
		      struct dlp_span body)
{
	struct dlp_uu_file file;

	if (has_pgp(body))
		tell_once(eml, &eml->encrypted, DLP_CODE_ENCRYPTED,
			  "the mail is encrypted");
	while (part->transfer == DLP_TRANSFER_NONE && eml->helds < eml->most &&
	       dlp_uu_find(body, &file)) {
		size_t start = (size_t)(file.bytes.ptr - body.ptr);

		tell_piece(eml, part, (struct dlp_span){ body.ptr, start });
		hold_uu(eml, part, &file);
		skip(&body, start + file.bytes.len);
	}
	tell_piece(eml, part, body);
}

static void end_part(struct eml *eml, struct dlp_eml_part *part,
		     struct dlp_span body)
{
	struct dlp_uu_file file;

	/* Nothing would be read of it. */
	if (part->transfer == DLP_TRANSFER_UU && !dlp_uu_find(body, &file))
		part->transfer = DLP_TRANSFER_NONE;
	if (dlp_eml_part_is_text(part))
		tell_text(eml, part, body);
	else if (!strncmp(part->type, "multipart/", 10))
		dlp_eml_part_hidden(part, body, eml->input);
	else
		hold(eml, part, body);
}

/* The number of the next part of the innermost multipart. */
static void number(struct eml *eml, struct dlp_eml_part *part)
{
	struct level *level = &eml->level[eml->depth - 1];
	size_t n = strlen(level->section);

	level->parts++;
	memcpy(part->section, level->section, n);
	snprintf(part->section + n, sizeof(part->section) - n, "%s%u",
		 n ? "." : "", level->parts);
}

/* All parts of the mail in `rest`: text is told, the others are held. */
static void walk(struct eml *eml, struct dlp_span rest)
{
	struct dlp_eml_part part;
	struct delimiter found;
	bool body;

	dlp_eml_part_init(&part, false);
	read_header(eml, &part, &rest);
	body = !push(eml, &part, rest);
	if (body)
		memcpy(part.section, "1", 2);
	while (!eml->input->teller->status &&
	       find_delimiter(eml, rest, &found)) {
		struct dlp_span content = { rest.ptr, found.start };

		if (body)
			end_part(eml, &part, content);
		else
			dlp_eml_part_hidden(&part, content, eml->input);
		skip(&rest, found.next);
		eml->level[found.level].closed = found.final;
		pop(eml, found.level + !found.final);
		dlp_eml_part_release(&part);
		dlp_eml_part_init(&part,
				  eml->depth && !found.final &&
					  eml->level[found.level].digest);
		body = false;
		if (found.final)
			continue;
		if (++eml->parts > eml->most) {
			tell_once(eml, &eml->many, DLP_CODE_TOO_MANY,
				  "too many parts");
			break;
		}
		number(eml, &part);
		read_header(eml, &part, &rest);
		body = !push(eml, &part, rest);
	}
	if (body)
		end_part(eml, &part, rest);
	else
		dlp_eml_part_hidden(&part, rest, eml->input);
	dlp_eml_part_release(&part);
	pop(eml, 0);
}

static void tell_members(struct eml *eml)
{
	struct dlp_input *input = eml->input;

	dlp_teller_flush(input->teller);
	for (size_t i = 0; i < eml->helds; i++) {
		struct held *held = &eml->held[i];

		if (!input->teller->status && dlp_reading_may_enter(input) &&
		    !dlp_eml_part_member(&held->part, held->body, input))
			tell_cut(eml, "the encoding of a part without an end");
		dlp_eml_part_release(&held->part);
	}
}

/* What some put in front of a mail, and some behind it. */
static struct dlp_span read_envelope(struct eml *eml, struct dlp_span mail,
				     struct dlp_span *behind)
{
	struct dlp_eml_part part;
	struct dlp_span line;
	uint64_t count = 0;
	size_t n = 0;

	if (mail.len >= 3 && !memcmp(mail.ptr, "\xef\xbb\xbf", 3))
		skip(&mail, 3);
	while (mail.len &&
	       (mail.ptr[0] == ' ' || (mail.ptr[0] >= 9 && mail.ptr[0] <= 13)))
		skip(&mail, 1);
	line = dlp_line_first(mail);
	dlp_eml_part_init(&part, false);
	if (line.len > 5 && !memcmp(line.ptr, "From ", 5)) {
		tell_stray(eml, &part, line);
		skip(&mail, line.len);
	}
	dlp_eml_part_release(&part);
	/* EMLX: the bytes of the mail, and properties behind it. */
	while (n < line.len && n < 12 && line.ptr[n] >= '0' &&
	       line.ptr[n] <= '9')
		count = count * 10 + (uint64_t)(line.ptr[n++] - '0');
	line.len -= line.len && line.ptr[line.len - 1] == '\n';
	if (!n || dlp_span_trim(line).len != n)
		return mail;
	skip(&mail, line.len + (line.len < mail.len));
	if (count < mail.len) {
		*behind = mail;
		skip(behind, (size_t)count);
		mail.len = (size_t)count;
	}
	return mail;
}

static void read_mail(struct eml *eml, struct dlp_span mail)
{
	struct dlp_span behind = { NULL, 0 };
	struct dlp_eml_part part;

	mail = read_envelope(eml, mail, &behind);
	walk(eml, mail);
	dlp_eml_part_init(&part, false);
	dlp_eml_part_hidden(&part, behind, eml->input);
	dlp_eml_part_release(&part);
	tell_members(eml);
}

/* A limit as it was set, or its default. */
static size_t limit(uint64_t set, size_t by_default, size_t most)
{
	if (!set)
		return by_default;
	return set < most ? (size_t)set : most;
}

void dlp_eml_read(struct dlp_input *input)
{
	const struct dlp_limits *limits = &input->reading->task->limits;
	const size_t most =
		limit(limits->parts, DLP_LIMIT_PARTS, DLP_LIMIT_PARTS_MAX);
	struct eml *eml = calloc(1, sizeof(*eml));
	struct held *held = calloc(most, sizeof(*held));
	struct dlp_buf mem;

	dlp_reading_begin(input, DLP_IS_EML);
	dlp_buf_init(&mem, 0);
	if (eml && held) {
		eml->input = input;
		eml->charsets = input->reading->task->charsets;
		eml->held = held;
		eml->most = most;
		eml->depths = limit(limits->nesting, DLP_LIMIT_NESTING,
				    DLP_LIMIT_NESTING_MAX);
		dlp_reading_load(input, input->source, &mem);
		read_mail(eml, mem.len ? dlp_buf_span(&mem) : DLP_SPAN(""));
	} else {
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	}
	dlp_buf_release(&mem);
	free(held);
	free(eml);
	dlp_reading_end(input);
}
