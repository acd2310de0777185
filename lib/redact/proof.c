#define _GNU_SOURCE /* memmem(3) is in POSIX since 2024 only */
#include "redact/proof.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"

/* How much of a value is compared with what a rule finds in its place. */
enum { VALUE = 64 * 1024 };

struct check {
	const struct dlp_proof *proof;
	size_t cover, edit; /* the first that may still matter */
	bool left;          /* a value, or a part of one */
	bool blind;         /* a rule gave up */
};

static bool read_at(int fd, struct dlp_buf *buf, uint64_t from, uint64_t len)
{
	dlp_buf_clear(buf);
	if (dlp_buf_reserve(buf, len))
		return false;
	while (buf->len < len) {
		ssize_t n = pread(fd, buf->ptr + buf->len, len - buf->len,
				  (off_t)(from + buf->len));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		buf->len += (size_t)n;
	}
	return true;
}

/* Whether [at, end) of a replacement is a part of what it replaced. */
static bool same_bytes(const struct dlp_proof *proof,
		       const struct dlp_edit *edit, uint64_t at, uint64_t end)
{
	struct dlp_buf old = { 0 }, found = { 0 };
	uint64_t len = edit->to - edit->from;
	bool same = true;

	/* What can't be read or compared counts as left. */
	if (len <= VALUE && end - at <= VALUE &&
	    read_at(proof->source, &old, edit->from, len) &&
	    read_at(proof->output, &found, at, end - at))
		same = memmem(old.ptr, old.len, found.ptr, found.len);
	dlp_buf_release(&old);
	dlp_buf_release(&found);
	return same;
}

/* Whether this rule was to remove something in [from, to) of the source. */
static bool was_removed(struct check *check, uint64_t from, uint64_t to,
			struct dlp_span rule)
{
	const struct dlp_proof *proof = check->proof;

	while (check->cover < proof->covers &&
	       proof->cover[check->cover].end <= from)
		check->cover++;
	for (size_t i = check->cover; i < proof->covers; i++) {
		const struct dlp_cover *cover = &proof->cover[i];
		const char *id = proof->ids->entry[cover->rule].rule;

		if (cover->start >= to)
			break;
		if (cover->end > from && strlen(id) == rule.len &&
		    !memcmp(id, rule.ptr, rule.len))
			return true;
	}
	return false;
}

/* The first half of an escape, which the rewriter spares. */
static bool is_backslash(const struct dlp_proof *proof, uint64_t at,
			 uint64_t end)
{
	struct dlp_buf byte = { 0 };
	bool is = end - at == 1 && read_at(proof->output, &byte, at, 1) &&
		  *byte.ptr == '\\';

	dlp_buf_release(&byte);
	return is;
}

/*
 * A finding of the output, piece by piece: what stands in a replacement, and
 * what was copied from the source, whose place there is told by the
 * replacement before it.
 */
static bool is_left(struct check *check, const struct dlp_finding *finding)
{
	const struct dlp_proof *proof = check->proof;
	const uint64_t end = finding->offset + finding->length;
	uint64_t at = finding->offset;
	size_t i = check->edit;

	/* Findings come by offset. */
	while (i < proof->edits && proof->edit[i].end <= at)
		i++;
	check->edit = i;
	while (at < end) {
		const struct dlp_edit *edit = NULL;
		uint64_t from = at, stop = end;

		if (i < proof->edits && proof->edit[i].at < end)
			edit = &proof->edit[i];
		if (edit && edit->at <= at) {
			stop = edit->end < end ? edit->end : end;
			if (stop > at &&
			    was_removed(check, edit->from, edit->to,
					finding->rule) &&
			    same_bytes(proof, edit, at, stop))
				return true;
			i++;
		} else {
			if (edit)
				stop = edit->at;
			if (i > 0)
				from = at - proof->edit[i - 1].end +
				       proof->edit[i - 1].to;
			if (was_removed(check, from, from + (stop - at),
					finding->rule) &&
			    !is_backslash(proof, at, stop))
				return true;
		}
		at = stop;
	}
	return false;
}

static enum dlp_status take_record(void *arg, const struct dlp_record *record)
{
	struct check *check = arg;

	if (record->type == DLP_RECORD_ERROR)
		check->blind = true;
	if (record->type == DLP_RECORD_FINDING)
		check->left |= is_left(check, &record->finding);
	return DLP_OK;
}

static enum dlp_status scan(struct dlp_scanner *scanner, int fd,
			    struct dlp_error *err)
{
	char *buf = malloc(DLP_IO_CHUNK);
	struct dlp_text text = { 0 };
	enum dlp_status status = DLP_OK;
	ssize_t n;

	if (!buf)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	for (;;) {
		n = pread(fd, buf, DLP_IO_CHUNK, (off_t)text.offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			status = dlp_error_set(err, DLP_SKIP, errno,
					       "cannot read the output again");
		if (n <= 0)
			break;
		text.text = (struct dlp_span){ buf, (size_t)n };
		status = dlp_scanner_feed(scanner, &text, err);
		if (status)
			break;
		text.offset += (uint64_t)n;
	}
	free(buf);
	return status ? status : dlp_scanner_end(scanner, err);
}

enum dlp_status dlp_proof_run(const struct dlp_proof *proof,
			      const struct dlp_where *where,
			      struct dlp_error *err)
{
	/* The lowest thresholds: those of the stream are not known here. */
	const struct dlp_scanner_opts opts = { .learned = proof->learned };
	struct check check = { .proof = proof };
	struct dlp_scanner *scanner;
	enum dlp_status status;

	scanner = dlp_scanner_new(proof->engine, &opts, take_record, &check);
	if (!scanner)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	status = dlp_scanner_begin(scanner, where, err);
	if (!status)
		status = scan(scanner, proof->output, err);
	dlp_scanner_free(scanner);
	if (status == DLP_FATAL)
		return status;
	if (check.left)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "a value is left in the output");
	if (status || check.blind)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "the output could not be scanned whole");
	return DLP_OK;
}
