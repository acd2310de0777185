#include "extract/archive_feed.h"

#include <archive.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK = 64 << 10 };

static la_ssize_t read_source(struct archive *a, void *arg, const void **buf)
{
	struct dlp_archive_feed *feed = arg;
	struct dlp_source *source = feed->input->source;
	struct dlp_error err = { 0 };
	struct dlp_span bytes;

	dlp_source_take(source, feed->given);
	feed->given = 0;
	if (dlp_source_peek(source, 1, &bytes, &err) && !bytes.len) {
		archive_set_error(a, EIO, "%s", err.msg);
		return ARCHIVE_FATAL;
	}
	feed->given = bytes.len;
	*buf = bytes.ptr;
	return (la_ssize_t)bytes.len;
}

static la_ssize_t read_view(struct archive *a, void *arg, const void **buf)
{
	struct dlp_archive_feed *feed = arg;
	ssize_t n =
		dlp_view_read(feed->input->view, feed->block, BLOCK, feed->at);

	if (n < 0) {
		archive_set_error(a, errno, "cannot read");
		return ARCHIVE_FATAL;
	}
	feed->at += (uint64_t)n;
	*buf = feed->block;
	return n;
}

static la_int64_t seek_view(struct archive *a, void *arg, la_int64_t offset,
			    int whence)
{
	struct dlp_archive_feed *feed = arg;
	la_int64_t size = (la_int64_t)feed->input->view->size, at;

	(void)a;
	at = whence == SEEK_SET   ? 0
	     : whence == SEEK_CUR ? (la_int64_t)feed->at
				  : size;
	if (offset > size || offset < -size || at + offset < 0 ||
	    at + offset > size)
		return ARCHIVE_FATAL;
	feed->at = (uint64_t)(at + offset);
	return at + offset;
}

static la_int64_t skip_view(struct archive *a, void *arg, la_int64_t want)
{
	struct dlp_archive_feed *feed = arg;
	uint64_t left = feed->input->view->size - feed->at;

	(void)a;
	if (want <= 0)
		return 0;
	if ((uint64_t)want > left)
		want = (la_int64_t)left;
	feed->at += (uint64_t)want;
	return want;
}

/* The format, and the filter in front of it. */
static int support(struct archive *a, enum dlp_format format)
{
	switch (format) {
	case DLP_IS_GZIP:
		archive_read_support_filter_gzip(a);
		return archive_read_support_format_raw(a);
	case DLP_IS_XZ:
		archive_read_support_filter_xz(a);
		return archive_read_support_format_raw(a);
	case DLP_IS_ZSTD:
		archive_read_support_filter_zstd(a);
		return archive_read_support_format_raw(a);
	case DLP_IS_BZIP2:
		archive_read_support_filter_bzip2(a);
		return archive_read_support_format_raw(a);
	case DLP_IS_LZMA:
		archive_read_support_filter_lzma(a);
		return archive_read_support_format_raw(a);
	case DLP_IS_LZ4:
		archive_read_support_filter_lz4(a);
		return archive_read_support_format_raw(a);
	case DLP_IS_COMPRESS:
		archive_read_support_filter_compress(a);
		return archive_read_support_format_raw(a);
	case DLP_IS_TAR:
		return archive_read_support_format_tar(a);
	case DLP_IS_CPIO:
		return archive_read_support_format_cpio(a);
	case DLP_IS_AR:
		return archive_read_support_format_ar(a);
	case DLP_IS_7Z:
		return archive_read_support_format_7zip(a);
	case DLP_IS_RAR:
		archive_read_support_format_rar5(a);
		return archive_read_support_format_rar(a);
	case DLP_IS_CAB:
		return archive_read_support_format_cab(a);
	case DLP_IS_ISO9660:
		return archive_read_support_format_iso9660(a);
	default:
		return archive_read_support_format_zip(a);
	}
}

enum dlp_status dlp_archive_feed_init(struct dlp_archive_feed *feed,
				      struct dlp_input *input,
				      struct archive *a)
{
	*feed = (struct dlp_archive_feed){ .input = input };
	support(a, input->format);
	archive_read_set_callback_data(a, feed);
	if (!input->view) {
		archive_read_set_read_callback(a, read_source);
		return DLP_OK;
	}
	feed->block = malloc(BLOCK);
	archive_read_set_read_callback(a, read_view);
	archive_read_set_seek_callback(a, seek_view);
	archive_read_set_skip_callback(a, skip_view);
	return feed->block ? DLP_OK : DLP_FATAL;
}

void dlp_archive_feed_release(struct dlp_archive_feed *feed)
{
	if (feed->input && !feed->input->view)
		dlp_source_take(feed->input->source, feed->given);
	free(feed->block);
	*feed = (struct dlp_archive_feed){ 0 };
}
