#include "extract/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "extract/archive_feed.h"
#include "extract/plain.h"
#include "extract/relay.h"

struct dlp_archive {
	struct dlp_input *input;
	struct archive *a;
	struct archive_entry *entry;
	bool opened; /* before that it has no format to ask */
	struct dlp_archive_feed feed;
	/* The member. */
	uint64_t number; /* from 1 */
	char name[DLP_RELAY_NAME];
	size_t name_len;
	bool has_source;
	struct dlp_source source;
	uint64_t bytes; /* of the member, unpacked */
	/* Of them what was not asked for yet: a block, behind a hole perhaps.
	 */
	const char *piece;
	size_t left;
	uint64_t hole;
	bool failed;         /* there is nothing behind it */
	bool counts, limits; /* them for the document, them for themselves */
};

/* Once, however often it is opened. */
static void tell_broken(struct dlp_input *input)
{
	input->broken = true;
	dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
			 "the container is broken");
}

/* Never libarchive's own words: they can hold bytes of the document. */
static void tell_failure(struct dlp_archive *archive)
{
	struct dlp_teller *teller = archive->input->teller;

	if (archive->input->reading->stop)
		dlp_teller_lacks(teller, DLP_END_PART, "a limit was passed");
	else if (archive->opened &&
		 archive_read_has_encrypted_entries(archive->a) > 0)
		dlp_teller_error(teller, DLP_CODE_ENCRYPTED,
				 "the container is encrypted");
	else if (archive_errno(archive->a) == ENOMEM)
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE,
				 "it takes too much memory to unpack");
	else if (!archive->input->broken)
		tell_broken(archive->input);
}

struct dlp_archive *dlp_archive_open(struct dlp_input *input)
{
	struct dlp_archive *archive = calloc(1, sizeof(*archive));
	int rc;

	if (!archive)
		goto out_of_memory;
	archive->input = input;
	archive->counts = archive->limits = true;
	archive->a = archive_read_new();
	if (!archive->a ||
	    dlp_archive_feed_init(&archive->feed, input, archive->a))
		goto out_of_memory;
	rc = archive_read_open1(archive->a);
	archive->opened = rc == ARCHIVE_OK || rc == ARCHIVE_WARN;
	if (archive->opened)
		return archive;
	tell_failure(archive);
	dlp_archive_close(archive);
	return NULL;
out_of_memory:
	dlp_archive_close(archive);
	dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE, "out of memory");
	return NULL;
}

static void release_member(struct dlp_archive *archive)
{
	if (archive->has_source)
		dlp_source_release(&archive->source);
	archive->has_source = false;
}

void dlp_archive_close(struct dlp_archive *archive)
{
	if (!archive)
		return;
	release_member(archive);
	if (archive->a)
		archive_read_free(archive->a);
	dlp_archive_feed_release(&archive->feed);
	free(archive);
}

static void set_name(struct dlp_archive *archive)
{
	const char *name = archive_entry_pathname(archive->entry);

	if (!name || !*name)
		name = archive_entry_pathname_utf8(archive->entry);
	if (!name || !*name)
		name = "(no name)";
	archive->name_len = strnlen(name, sizeof(archive->name));
	memcpy(archive->name, name, archive->name_len);
}

bool dlp_archive_next(struct dlp_archive *archive)
{
	/* Folders and links pass uncounted otherwise. */
	uint64_t most = archive->input->reading->task->limits.entries * 4;

	release_member(archive);
	while (!archive->input->reading->stop && archive->number < most) {
		int rc = archive_read_next_header(archive->a, &archive->entry);
		unsigned type;

		if (rc == ARCHIVE_EOF)
			return false;
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
			tell_failure(archive);
		if (rc == ARCHIVE_FATAL)
			return false;
		archive->number++;
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
			continue;
		type = archive_entry_filetype(archive->entry);
		if ((type && type != AE_IFREG) ||
		    archive_entry_hardlink(archive->entry))
			continue;
		set_name(archive);
		archive->bytes = archive->left = archive->hole = 0;
		archive->failed = false;
		return true;
	}
	if (archive->input->reading->stop)
		dlp_teller_lacks(archive->input->teller, DLP_END_PART,
				 "a limit was passed");
	else
		dlp_teller_error(archive->input->teller, DLP_CODE_TOO_MANY,
				 "too many entries");
	return false;
}

struct dlp_span dlp_archive_name(const struct dlp_archive *archive)
{
	return (struct dlp_span){ archive->name, archive->name_len };
}

/* The next block of the member; false when there is none, `*rc` says why. */
static bool next_block(struct dlp_archive *archive, int *rc)
{
	const void *piece = NULL;
	size_t len = 0;
	la_int64_t at = 0;

	*rc = archive->failed
		      ? ARCHIVE_FAILED
		      : archive_read_data_block(archive->a, &piece, &len, &at);
	/* A zip whose sum is wrong says so with the last block. */
	if (*rc == ARCHIVE_FAILED || *rc == ARCHIVE_WARN)
		archive->failed = true;
	if (*rc != ARCHIVE_OK &&
	    (!archive->failed || !piece || !len ||
	     archive_format(archive->a) != ARCHIVE_FORMAT_ZIP))
		return false;
	if (at < (la_int64_t)archive->bytes) {
		*rc = ARCHIVE_FATAL;
		return false;
	}
	archive->piece = piece;
	archive->left = len;
	archive->hole = (uint64_t)at - archive->bytes;
	return true;
}

/* As archive_read_data(), which forgets what it has when it fails. */
static la_ssize_t read_data(struct dlp_archive *archive, char *buf, size_t len)
{
	int rc;

	while (!archive->left)
		if (!next_block(archive, &rc))
			return rc == ARCHIVE_EOF ? 0 : ARCHIVE_FATAL;
	if (archive->hole) {
		if (len > archive->hole)
			len = (size_t)archive->hole;
		memset(buf, 0, len);
		archive->hole -= len;
		return (la_ssize_t)len;
	}
	if (len > archive->left)
		len = archive->left;
	memcpy(buf, archive->piece, len);
	archive->piece += len;
	archive->left -= len;
	return (la_ssize_t)len;
}

static ssize_t pass_limit(struct dlp_archive *archive, const char *limit,
			  struct dlp_error *err)
{
	dlp_error_set(err, DLP_SKIP, 0, "%s", limit);
	archive->source.code = DLP_CODE_TOO_LARGE;
	archive->source.limit = limit;
	return -1;
}

static ssize_t read_member(void *arg, char *buf, size_t len,
			   struct dlp_error *err)
{
	struct dlp_archive *archive = arg;
	struct dlp_reading *reading = archive->input->reading;
	uint64_t left = reading->task->limits.entry - archive->bytes;
	la_ssize_t n;

	if (reading->stop)
		return pass_limit(archive,
				  reading->passed ? reading->passed
						  : "a limit was passed",
				  err);
	if (archive->limits && len > left)
		len = (size_t)left + 1;
	n = read_data(archive, buf, len);
	if (n < 0) {
		dlp_error_set(err, DLP_SKIP, 0, "cannot be unpacked");
		archive->source.code = DLP_CODE_CORRUPT;
		if (archive_entry_is_encrypted(archive->entry))
			archive->source.code = DLP_CODE_ENCRYPTED;
		return -1;
	}
	archive->bytes += (uint64_t)n;
	if (archive->limits && archive->bytes > reading->task->limits.entry)
		return pass_limit(archive, "a member is over --max-entry", err);
	if (archive->counts && !dlp_reading_count(reading, (uint64_t)n,
						  &archive->source.code, err))
		return pass_limit(archive, reading->passed, err);
	return n;
}

enum dlp_status dlp_archive_source(struct dlp_archive *archive,
				   struct dlp_source **source)
{
	if (dlp_source_init(&archive->source, read_member, archive))
		return DLP_FATAL;
	archive->has_source = true;
	*source = &archive->source;
	return DLP_OK;
}

static void tell_encrypted(struct dlp_archive *archive,
			   const struct dlp_document *document)
{
	struct dlp_input *input = archive->input;
	struct dlp_where where = input->teller->where;
	struct dlp_teller teller;

	dlp_teller_flush(input->teller);
	input->teller->members = true;
	where.doc = ++input->reading->docs;
	where.member[where.members++] = dlp_archive_name(archive);
	dlp_teller_init(&teller, input->teller->fn, input->teller->arg,
			input->teller->chunk, &where);
	dlp_teller_begin(&teller, document);
	dlp_teller_error(&teller, DLP_CODE_ENCRYPTED,
			 "the member is encrypted");
	dlp_teller_end(&teller, NULL);
	dlp_teller_release(&teller);
}

void dlp_archive_tell(struct dlp_archive *archive)
{
	struct dlp_document document = { 0 };
	char mtime[DLP_MTIME_SIZE];
	struct dlp_source *source;
	struct tm tm;
	time_t t;

	if (archive_entry_size_is_set(archive->entry)) {
		document.has_size = true;
		document.size = (uint64_t)archive_entry_size(archive->entry);
	}
	t = archive_entry_mtime(archive->entry);
	if (archive_entry_mtime_is_set(archive->entry) && t > 0 &&
	    gmtime_r(&t, &tm) &&
	    strftime(mtime, sizeof(mtime), "%Y-%m-%dT%H:%M:%SZ", &tm))
		document.mtime = (struct dlp_span){ mtime, strlen(mtime) };
	if (archive_entry_is_encrypted(archive->entry)) {
		tell_encrypted(archive, &document);
	} else if (dlp_archive_source(archive, &source)) {
		dlp_teller_error(archive->input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	} else {
		dlp_reading_member(archive->input, source,
				   dlp_archive_name(archive), &document);
	}
}

static void tell_members(struct dlp_archive *archive)
{
	while (dlp_archive_next(archive)) {
		if (!dlp_reading_may_enter(archive->input))
			break;
		dlp_archive_tell(archive);
	}
}

void dlp_archive_read_members(struct dlp_input *input)
{
	struct dlp_archive *archive;

	dlp_reading_begin(input, input->format);
	archive = dlp_archive_open(input);
	if (archive)
		tell_members(archive);
	dlp_archive_close(archive);
	dlp_reading_end(input);
}

/* The name of what is packed: without folders and the packer's suffix. */
static struct dlp_span unpacked_name(struct dlp_span name)
{
	static const char *const suffix[] = { ".gz",  ".xz",   ".zst", ".bz2",
					      ".lz4", ".lzma", ".Z" };

	for (size_t i = name.len; i-- > 0;) {
		if (name.ptr[i] != '/')
			continue;
		name = (struct dlp_span){ name.ptr + i + 1, name.len - i - 1 };
		break;
	}
	for (size_t i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++) {
		size_t n = strlen(suffix[i]);

		if (name.len > n &&
		    !memcmp(name.ptr + name.len - n, suffix[i], n)) {
			name.len -= n;
			return name;
		}
	}
	return DLP_SPAN("data");
}

/* A tar in the stream that `packed` unpacks: its members, not itself. */
static void tell_packed_tar(struct dlp_archive *packed,
			    struct dlp_source *source)
{
	struct dlp_input tar = *packed->input;
	struct dlp_archive *archive;

	tar.format = DLP_IS_TAR;
	tar.source = source;
	archive = dlp_archive_open(&tar);
	if (archive) {
		/* The stream around them counts them. */
		archive->counts = false;
		tell_members(archive);
	}
	dlp_archive_close(archive);
}

static void tell_packed(struct dlp_archive *packed)
{
	static const struct dlp_document nothing = { .has_size = false };
	struct dlp_input *input = packed->input;
	struct dlp_source *source;
	struct dlp_error err = { 0 };
	struct dlp_span head;

	if (dlp_archive_source(packed, &source)) {
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
		return;
	}
	packed->limits = false;
	(void)!dlp_source_peek(source, DLP_SNIFF_HEAD, &head, &err);
	if (dlp_sniff(head) == DLP_IS_TAR) {
		tell_packed_tar(packed, source);
	} else if (dlp_reading_may_enter(input)) {
		packed->limits = true;
		dlp_reading_member(input, source, unpacked_name(input->name),
				   &nothing);
	}
}

void dlp_archive_read_packed(struct dlp_input *input)
{
	struct dlp_archive *packed;

	dlp_reading_begin(input, input->format);
	/* A stream, also where it could be read otherwise. */
	input->view = NULL;
	packed = dlp_archive_open(input);
	if (packed && dlp_archive_next(packed))
		tell_packed(packed);
	dlp_archive_close(packed);
	dlp_reading_end(input);
}
