#include "extract/teller.h"

#include <string.h>

#include "base/json.h"
#include "base/line.h"
#include "base/utf8.h"

void dlp_teller_init(struct dlp_teller *teller, dlp_record_fn *fn, void *arg,
		     size_t chunk, const struct dlp_where *where)
{
	*teller = (struct dlp_teller){
		.fn = fn, .arg = arg, .chunk = chunk, .where = *where, .line = 1
	};
	dlp_buf_init(&teller->text, 0);
	dlp_buf_init(&teller->marks, 0);
	dlp_buf_init(&teller->at, 0);
}

void dlp_teller_release(struct dlp_teller *teller)
{
	dlp_buf_release(&teller->text);
	dlp_buf_release(&teller->marks);
	dlp_buf_release(&teller->at);
}

static void tell(struct dlp_teller *teller, const struct dlp_record *record)
{
	if (teller->status == DLP_OK &&
	    teller->fn(teller->arg, record) == DLP_FATAL)
		teller->status = DLP_FATAL;
}

void dlp_teller_begin(struct dlp_teller *teller,
		      const struct dlp_document *document)
{
	struct dlp_record record = {
		.type = DLP_RECORD_DOCUMENT,
		.where = teller->where,
		.document = *document,
	};

	teller->begun = true;
	tell(teller, &record);
}

/* From this offset on. */
struct mark {
	uint64_t offset, line;
};

void dlp_teller_line(struct dlp_teller *teller, uint64_t line)
{
	const struct mark mark = { teller->offset + teller->text.len, line };

	if (dlp_buf_add(&teller->marks, &mark, sizeof(mark)))
		teller->status = DLP_FATAL;
}

/*
 * Take the marks within `text`, the next piece: one at its start is its line,
 * the others go to `lines`.  Returns the line behind it.
 */
static uint64_t take_marks(struct dlp_teller *teller, struct dlp_span text,
			   struct dlp_buf *lines)
{
	uint64_t line = teller->line;
	size_t taken = 0, from = 0;
	struct mark mark;

	while (taken < teller->marks.len) {
		memcpy(&mark, teller->marks.ptr + taken, sizeof(mark));
		if (mark.offset >= teller->offset + text.len)
			break;
		taken += sizeof(mark);
		from = (size_t)(mark.offset - teller->offset);
		line = mark.line;
		if (!from) {
			teller->line = line;
			continue;
		}
		dlp_json_open(lines, '[');
		dlp_json_number(lines, from);
		dlp_json_number(lines, line);
		dlp_json_close(lines, ']');
	}
	dlp_buf_consume(&teller->marks, taken);
	return line + dlp_line_count((struct dlp_span){ text.ptr + from,
							text.len - from });
}

static void tell_piece(struct dlp_teller *teller, struct dlp_span text)
{
	uint64_t line;
	struct dlp_buf lines;

	dlp_buf_init(&lines, 0);
	/* Most have none, and rows of a sheet are many pieces. */
	if (teller->marks.len)
		dlp_json_open(&lines, '[');
	line = take_marks(teller, text, &lines);
	if (lines.len)
		dlp_json_close(&lines, ']');
	if (lines.status) {
		teller->status = DLP_FATAL;
	} else {
		struct dlp_record record = {
			.type = DLP_RECORD_TEXT_PIECE,
			.where = teller->where,
			.text = { .offset = teller->offset,
				  .line = teller->line,
				  .text = text,
				  .at = dlp_buf_span(&teller->at) },
		};

		if (lines.len > 2)
			record.text.lines = dlp_buf_span(&lines);
		tell(teller, &record);
	}
	teller->offset += text.len;
	teller->line = line;
	dlp_buf_release(&lines);
}

/* Where to cut the first `max` bytes of a longer text. */
static size_t cut(const char *text, size_t max)
{
	size_t back = 1;

	for (size_t n = max; n > 0; n--)
		if (text[n - 1] == '\n')
			return n;
	/* No line ends here: spare the last character at least. */
	while (back < DLP_UTF8_MAX && back < max) {
		struct dlp_span last = { text + max - back, back };

		if (dlp_utf8_partial(last))
			return max - back;
		back++;
	}
	return max;
}

/* The bytes of `text` that are decided: pieces with more text behind them. */
static size_t tell_pieces(struct dlp_teller *teller, struct dlp_span text)
{
	size_t done = 0;

	while (text.len - done > teller->chunk && !teller->status) {
		struct dlp_span piece = { text.ptr + done, 0 };

		piece.len = cut(piece.ptr, teller->chunk);
		tell_piece(teller, piece);
		done += piece.len;
	}
	return done;
}

void dlp_teller_text(struct dlp_teller *teller, struct dlp_span text)
{
	struct dlp_buf *held = &teller->text;
	size_t done;

	while (held->len && text.len && !teller->status) {
		/* Fill up to one byte more than a piece: then it is decided. */
		size_t n = teller->chunk + 1 - held->len;

		if (n > text.len)
			n = text.len;
		if (dlp_buf_add(held, text.ptr, n)) {
			teller->status = DLP_FATAL;
			return;
		}
		text.ptr += n;
		text.len -= n;
		done = tell_pieces(teller, dlp_buf_span(held));
		dlp_buf_consume(held, done);
		if (held->len > teller->chunk)
			return; /* stopped */
		/* What is left is of `text`: tell it from there. */
		if (done && held->len <= n) {
			text.ptr -= held->len;
			text.len += held->len;
			dlp_buf_clear(held);
		}
	}
	if (teller->status || !text.len)
		return;
	done = tell_pieces(teller, text);
	if (dlp_buf_add(held, text.ptr + done, text.len - done))
		teller->status = DLP_FATAL;
}

void dlp_teller_flush(struct dlp_teller *teller)
{
	if (teller->text.len)
		tell_piece(teller, dlp_buf_span(&teller->text));
	dlp_buf_clear(&teller->text);
}

void dlp_teller_at(struct dlp_teller *teller, struct dlp_span at)
{
	if (dlp_span_eq(at, dlp_buf_span(&teller->at)))
		return;
	dlp_teller_flush(teller);
	dlp_buf_clear(&teller->at);
	if (dlp_buf_addspan(&teller->at, at))
		teller->status = DLP_FATAL;
}

void dlp_teller_lacks(struct dlp_teller *teller, enum dlp_end_status end,
		      const char *reason)
{
	if (end > teller->end)
		teller->end = end;
	if (!teller->reason)
		teller->reason = reason;
}

void dlp_teller_error(struct dlp_teller *teller, enum dlp_code code,
		      const char *message)
{
	struct dlp_record record =
		dlp_record_error(&teller->where, code, message);

	dlp_teller_lacks(teller, DLP_END_PART, message);
	tell(teller, &record);
}

void dlp_teller_error_sys(struct dlp_teller *teller, enum dlp_code code,
			  const struct dlp_error *err)
{
	struct dlp_record record =
		dlp_record_error(&teller->where, code, err->msg);
	struct dlp_buf message;

	dlp_buf_init(&message, 0);
	dlp_buf_adds(&message, err->msg);
	if (err->sys)
		dlp_buf_addf(&message, ": %s", strerror(err->sys));
	if (!message.status)
		record.error.message = dlp_buf_span(&message);
	dlp_teller_lacks(teller, DLP_END_PART, dlp_code_name(code));
	tell(teller, &record);
	dlp_buf_release(&message);
}

void dlp_teller_end(struct dlp_teller *teller, const struct dlp_source *source)
{
	char digest[DLP_DIGEST_SIZE + 1] = "";
	struct dlp_record record = {
		.type = DLP_RECORD_END,
		.where = teller->where,
	};

	dlp_teller_flush(teller);
	if (teller->end == DLP_END_PART && !teller->offset && !teller->members)
		teller->end = DLP_END_NONE;
	record.end.status = teller->end;
	record.end.bytes = teller->offset;
	if (teller->reason)
		record.end.reason = (struct dlp_span){ teller->reason,
						       strlen(teller->reason) };
	if (source) {
		dlp_source_digest(source, digest);
		record.end.digest =
			(struct dlp_span){ digest, DLP_DIGEST_SIZE };
	}
	tell(teller, &record);
}
