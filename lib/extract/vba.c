#include "extract/vba.h"

#include "extract/le.h"

enum {
	CHUNK = 4096,      /* bytes that a chunk unpacks to, at most */
	SOURCE = 16 << 20, /* bytes of all modules */
};

/* A chunk of tokens: eight of them behind a byte of flags, each a byte as it is
 * or a copy of bytes of this chunk (2.4.1.3.5). */
static bool unpack_chunk(struct dlp_span tokens, struct dlp_buf *out)
{
	size_t start = out->len, at = 0;

	while (at < tokens.len && !out->status) {
		unsigned flags = dlp_le8(tokens, at++);

		for (unsigned i = 0; i < 8 && at < tokens.len; i++) {
			size_t done = out->len - start, offset, length;
			unsigned token, bits = 4;

			if (!(flags >> i & 1)) {
				dlp_buf_addc(out, tokens.ptr[at++]);
				continue;
			}
			token = dlp_le16(tokens, at);
			at += 2;
			/* The more is there, the more bits of the offset. */
			while (((size_t)1 << bits) < done)
				bits++;
			offset = (token >> (16 - bits)) + 1;
			length = (token & (0xffffU >> bits)) + 3;
			if (offset > done || done + length > CHUNK)
				return false;
			while (length-- && !out->status)
				dlp_buf_addc(out, out->ptr[out->len - offset]);
		}
		if (out->len - start > CHUNK)
			return false;
	}
	return !out->status;
}

bool dlp_vba_unpack(struct dlp_span packed, struct dlp_buf *out)
{
	size_t at = 1;

	if (dlp_le8(packed, 0) != 1)
		return false;
	while (at + 2 < packed.len) {
		unsigned header = dlp_le16(packed, at);
		size_t size = (header & 0xfff) + (size_t)1;
		struct dlp_span bytes = dlp_le_cut(packed, at + 2, size);

		if ((header >> 12 & 7) != 3)
			return false;
		if (!(header >> 15))
			dlp_buf_addspan(out, bytes);
		else if (!unpack_chunk(bytes, out))
			return false;
		at += 2 + size;
	}
	return !out->status;
}

/* A module, as the records of `dir` tell it one after another. */
struct module {
	struct dlp_span name, stream;
	bool wide; /* the stream's name */
	uint32_t offset;
};

static void tell_module(struct dlp_compound *compound, int storage,
			const struct module *module, struct dlp_buf *lines)
{
	struct dlp_buf name, stream, source;

	dlp_buf_init(&name, 0);
	dlp_buf_init(&stream, 0);
	dlp_buf_init(&source, SOURCE);
	dlp_compound_convert(compound,
			     module->wide ? DLP_CHARSET_UTF16LE
					  : compound->charset,
			     module->stream, &name);
	dlp_buf_addc(&name, '\0');
	if (!dlp_compound_load_named(compound, storage, name.ptr, &stream) ||
	    !dlp_vba_unpack(dlp_le_cut(dlp_buf_span(&stream), module->offset,
				       stream.len),
			    &source))
		dlp_teller_error(compound->input->teller, DLP_CODE_CORRUPT,
				 "a macro is damaged");
	dlp_compound_convert(compound, compound->charset, module->name, lines);
	dlp_buf_addc(lines, '\n');
	/* The content of a buffer that is full is not to be used. */
	if (!source.status)
		dlp_compound_convert(compound, compound->charset,
				     dlp_buf_span(&source), lines);
	dlp_buf_release(&name);
	dlp_buf_release(&stream);
	dlp_buf_release(&source);
}

/* Text of the project that is no source: descriptions, constants, paths. */
static void add_line(struct dlp_compound *compound, struct dlp_span text,
		     struct dlp_buf *lines)
{
	if (!text.len)
		return;
	dlp_compound_convert(compound, compound->charset, text, lines);
	dlp_buf_addc(lines, '\n');
}

/* The records of `dir` (2.3.4.2): a number, a size and as many bytes. */
static void read_dir(struct dlp_compound *compound, int storage,
		     struct dlp_span dir, struct dlp_buf *lines)
{
	enum {
		CODE_PAGE = 0x03,
		DESCRIPTION = 0x05,
		HELP_FILE = 0x06,
		VERSION = 0x09,
		CONSTANTS = 0x0c,
		NAME = 0x19,
		STREAM = 0x1a,
		MODULE_END = 0x2b,
		OFFSET = 0x31,
		STREAM_WIDE = 0x32,
	};
	struct module module = { .offset = 0 };
	unsigned modules = 0;

	for (size_t at = 0;
	     at + 6 <= dir.len &&
	     modules < compound->input->reading->task->limits.entries;) {
		unsigned id = dlp_le16(dir, at);
		uint64_t size = dlp_le32(dir, at + 2);
		struct dlp_span bytes = dlp_le_cut(dir, at + 6, size);
		enum dlp_charset charset;

		/* Its size says 4, and 6 bytes follow. */
		if (id == VERSION)
			size = 6;
		switch (id) {
		case CODE_PAGE:
			charset = dlp_charset_by_page(dlp_le16(bytes, 0));
			if (charset)
				compound->charset = charset;
			break;
		case DESCRIPTION:
		case HELP_FILE:
		case CONSTANTS:
			add_line(compound, bytes, lines);
			break;
		case NAME:
			module = (struct module){ .name = bytes };
			break;
		case STREAM:
			module.stream = bytes;
			break;
		case STREAM_WIDE:
			module.stream = bytes;
			module.wide = true;
			break;
		case OFFSET:
			module.offset = dlp_le32(bytes, 0);
			break;
		case MODULE_END:
			if (module.stream.len)
				tell_module(compound, storage, &module, lines);
			module = (struct module){ .offset = 0 };
			modules++;
			break;
		default:
			break;
		}
		if (size > dir.len)
			break;
		at += 6 + (size_t)size;
	}
}

void dlp_vba_tell(struct dlp_compound *compound, int storage)
{
	struct dlp_teller *teller = compound->input->teller;
	enum dlp_charset charset = compound->charset;
	struct dlp_buf packed, dir, lines;

	dlp_buf_init(&dir, SOURCE);
	dlp_buf_init(&lines, SOURCE);
	if (dlp_compound_load_named(compound, storage, "dir", &packed)) {
		if (!dlp_vba_unpack(dlp_buf_span(&packed), &dir))
			dlp_teller_error(teller, DLP_CODE_CORRUPT,
					 "the list of macros is damaged");
		if (!dir.status)
			read_dir(compound, storage, dlp_buf_span(&dir), &lines);
		dlp_compound_tell(compound, DLP_SPAN("{\"part\":\"macro\"}"),
				  &lines);
	}
	compound->charset = charset;
	dlp_buf_release(&packed);
	dlp_buf_release(&dir);
	dlp_buf_release(&lines);
}
