#include <string.h>

#include "extract/html.h"
#include "extract/media_walk.h"

/* Walkers by what a file begins with, where its format does not say. */
static const struct {
	struct dlp_span bytes;
	unsigned at;
	dlp_media_walk_fn *walk;
} magic[] = {
#define AT(at, s, walk)                        \
	{                                      \
		{ s, sizeof(s) - 1 }, at, walk \
	}
	AT(0, "\xff\xd8\xff", dlp_jpeg_walk),
	AT(0, "\x89PNG\r\n\x1a\n", dlp_png_walk),
	AT(0, "GIF8", dlp_gif_walk),
	AT(0, "II*\0", dlp_exif_walk),
	AT(0, "MM\0*", dlp_exif_walk),
	AT(0, "RIFF", dlp_riff_walk),
	AT(4, "ftyp", dlp_bmff_walk),
	AT(0, "8BPS\0\1", dlp_psd_walk),
	AT(0, "ID3", dlp_id3_walk),
	AT(0, "fLaC", dlp_flac_walk),
	AT(0, "OggS", dlp_ogg_walk),
#undef AT
};

static void walk(struct dlp_media *media, struct dlp_region region)
{
	for (size_t i = 0; i < sizeof(magic) / sizeof(magic[0]); i++) {
		if (!dlp_media_is(media, region, magic[i].at, magic[i].bytes))
			continue;
		magic[i].walk(media, region);
		return;
	}
}

void dlp_media_picture(struct dlp_media *media, struct dlp_region bytes)
{
	bool cut = media->cut;

	if (media->depth == DLP_MEDIA_DEPTH || !dlp_media_step(media))
		return;
	media->depth++;
	walk(media, bytes);
	media->depth--;
	/* A small picture in what describes a large one is often short. */
	media->cut = cut;
}

/* The bytes of a region, as a source. */
struct part {
	struct dlp_region rest;
};

static ssize_t read_part(void *arg, char *buf, size_t len,
			 struct dlp_error *err)
{
	struct part *part = arg;
	ssize_t n;

	if (len > part->rest.len)
		len = (size_t)part->rest.len;
	n = dlp_view_read(part->rest.view, buf, len, part->rest.at);
	if (n < 0)
		dlp_error_set(err, DLP_SKIP, 0, "cannot read");
	else
		part->rest =
			dlp_region_cut(part->rest, (uint64_t)n, part->rest.len);
	return n;
}

static void tell_file(struct dlp_media *media, const char *name,
		      struct dlp_region bytes)
{
	struct part part = { bytes };
	struct dlp_document document = { .has_size = true, .size = bytes.len };
	struct dlp_source source;

	if (!dlp_reading_may_enter(media->input))
		return;
	if (dlp_source_init(&source, read_part, &part))
		dlp_teller_error(media->input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	else
		dlp_reading_member(media->input, &source,
				   (struct dlp_span){ name, strlen(name) },
				   &document);
	dlp_source_release(&source);
}

static void tell_xmp(struct dlp_media *media)
{
	const struct dlp_html_how how = {
		.own = DLP_SPAN("{\"part\":\"property\"}"), .xml = true
	};
	struct dlp_source source;
	struct dlp_view view;

	if (media->xmp.status)
		dlp_teller_error(media->input->teller, DLP_CODE_TOO_LARGE,
				 "too much XMP");
	if (!media->xmp.len)
		return;
	dlp_view_init_memory(&view, dlp_buf_span(&media->xmp));
	if (dlp_source_init_view(&source, &view))
		dlp_teller_error(media->input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	else
		dlp_html_tell_source(media->input, &source, &how);
	dlp_source_release(&source);
}

static bool is_picture(enum dlp_format format)
{
	return dlp_format_info(format)->class == DLP_FORMAT_PICTURE;
}

/* What was not read of it, which is what it is for. */
static void tell_rest(struct dlp_media *media)
{
	struct dlp_input *input = media->input;
	struct dlp_error err = { 0 };

	if (media->sys) {
		dlp_error_set(&err, DLP_SKIP, media->sys, "cannot read");
		dlp_teller_error_sys(input->teller, DLP_CODE_IO, &err);
	} else if (media->cut) {
		dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
				 "the file is cut");
	}
	if (!is_picture(input->format))
		dlp_teller_lacks(input->teller, DLP_END_NONE,
				 "sound or film: no text");
	else if (!input->reading->task->see)
		dlp_teller_lacks(input->teller, DLP_END_NONE,
				 "picture: no OCR");
}

void dlp_media_read(struct dlp_input *input)
{
	struct dlp_media media = { .input = input };
	struct dlp_region whole = { input->view, 0, input->view->size };
	const struct dlp_task *task = input->reading->task;

	dlp_reading_begin(input, input->format);
	dlp_flow_init(&media.flow, input->teller);
	dlp_buf_init(&media.value, 0);
	dlp_buf_init(&media.xmp, DLP_MEDIA_VALUE);
	walk(&media, whole);
	if (task->see && is_picture(input->format))
		task->see(task->see_arg, input, media.orientation);
	dlp_flow_finish(&media.flow);
	tell_xmp(&media);
	tell_rest(&media);
	dlp_teller_flush(input->teller);
	for (size_t i = 0; i < media.files && !input->reading->stop; i++)
		tell_file(&media, media.file_name[i], media.file[i]);
	dlp_buf_release(&media.value);
	dlp_buf_release(&media.xmp);
	dlp_reading_end(input);
}
