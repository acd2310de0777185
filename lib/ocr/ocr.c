#include "ocr/ocr.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

#include "base/json.h"

struct dlp_ocr {
	TessBaseAPI *api;
};

/* No way out of the folder of its data. */
static bool is_name(const char *languages)
{
	size_t n = strspn(languages, "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789_+-");

	return n && !languages[n] && n <= DLP_OCR_LANGUAGES;
}

struct dlp_ocr *dlp_ocr_new(const char *languages, struct dlp_error *err)
{
	struct dlp_ocr *ocr = calloc(1, sizeof(*ocr));

	setMsgSeverity(L_SEVERITY_NONE);
	if (ocr)
		ocr->api = TessBaseAPICreate();
	if (!ocr || !ocr->api) {
		dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	} else if (!is_name(languages) ||
		   TessBaseAPIInit3(ocr->api, NULL, languages)) {
		dlp_error_set(err, DLP_SKIP, 0, "no data for these languages");
	} else {
		TessBaseAPISetPageSegMode(ocr->api, PSM_AUTO);
		return ocr;
	}
	dlp_ocr_free(ocr);
	return NULL;
}

void dlp_ocr_free(struct dlp_ocr *ocr)
{
	if (ocr && ocr->api)
		TessBaseAPIDelete(ocr->api);
	free(ocr);
}

/* As Exif has it, upright again; takes `pix`. */
static PIX *turn(PIX *pix, unsigned orientation)
{
	static const struct {
		bool flip;
		int quarters; /* clockwise, after it */
	} how[] = { [2] = { true, 0 }, [3] = { false, 2 }, [4] = { true, 2 },
		    [5] = { true, 3 }, [6] = { false, 1 }, [7] = { true, 1 },
		    [8] = { false, 3 } };
	PIX *turned;

	if (orientation < 2 || orientation >= sizeof(how) / sizeof(how[0]))
		return pix;
	if (how[orientation].flip)
		pixFlipLR(pix, pix);
	turned = pixRotateOrth(pix, how[orientation].quarters);
	pixDestroy(&pix);
	return turned;
}

/* Tell the text of a page; false when it could not be read. */
static bool see_page(struct dlp_ocr *ocr, struct dlp_input *input, PIX *pix,
		     uint64_t page)
{
	struct dlp_teller *teller = input->teller;
	struct dlp_buf at;
	char *text;
	int sure;

	TessBaseAPISetImage2(ocr->api, pix);
	text = TessBaseAPIGetUTF8Text(ocr->api);
	sure = TessBaseAPIMeanTextConf(ocr->api);
	if (!text)
		return false;
	dlp_buf_init(&at, 0);
	dlp_json_open(&at, '{');
	dlp_json_add_number(&at, "page", page);
	dlp_json_add_text(&at, "part", DLP_SPAN("ocr"));
	dlp_json_add_number(&at, "confidence", sure > 0 ? (uint64_t)sure : 0);
	dlp_json_close(&at, '}');
	if (at.status)
		teller->status = DLP_FATAL;
	dlp_teller_at(teller, dlp_buf_span(&at));
	dlp_teller_text(teller, (struct dlp_span){ text, strlen(text) });
	dlp_teller_flush(teller);
	dlp_buf_release(&at);
	TessDeleteText(text);
	TessBaseAPIClear(ocr->api);
	return true;
}

static bool is_read(enum dlp_format format)
{
	switch (format) {
	case DLP_IS_JPEG:
	case DLP_IS_PNG:
	case DLP_IS_TIFF:
	case DLP_IS_GIF:
	case DLP_IS_WEBP:
	case DLP_IS_BMP:
		return true;
	default:
		return false;
	}
}

/* Whether a page of this size may be decoded; it is told where not. */
static bool is_small(struct dlp_input *input, const l_uint8 *data, size_t len,
		     int page)
{
	l_int32 w = 0, h = 0, format = 0, bits = 0, samples = 0, palette = 0;
	l_int32 bad;

	if (input->format == DLP_IS_TIFF)
		bad = readHeaderMemTiff(data, len, page, &w, &h, &bits,
					&samples, NULL, &palette, &format);
	else
		bad = pixReadHeaderMem(data, len, &format, &w, &h, &bits,
				       &samples, &palette);
	if (bad || w <= 0 || h <= 0) {
		dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
				 "the picture is damaged");
		return false;
	}
	if ((uint64_t)w * (uint64_t)h > DLP_OCR_PIXELS) {
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "the picture has too many pixels");
		return false;
	}
	return true;
}

/* Each page of a TIFF; the one of any other. */
static void see_pages(struct dlp_ocr *ocr, struct dlp_input *input,
		      struct dlp_span bytes, unsigned orientation)
{
	const l_uint8 *data = (const l_uint8 *)bytes.ptr;
	bool many = input->format == DLP_IS_TIFF;
	size_t offset = 0;

	for (int page = 0; !input->teller->status && !input->reading->stop;
	     page++) {
		PIX *pix;
		bool seen;

		if (page == DLP_OCR_PAGES) {
			dlp_teller_error(input->teller, DLP_CODE_TOO_MANY,
					 "too many pages");
			return;
		}
		if (!is_small(input, data, bytes.len, page))
			return;
		if (many)
			pix = pixReadMemFromMultipageTiff(data, bytes.len,
							  &offset);
		else
			pix = pixReadMem(data, bytes.len);
		/* Leptonica turns a TIFF itself. */
		if (pix && !many)
			pix = turn(pix, orientation);
		seen = pix && see_page(ocr, input, pix, (uint64_t)page + 1);
		pixDestroy(&pix);
		if (!seen) {
			dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
					 "the picture can't be decoded");
			return;
		}
		if (!many || !offset)
			return;
	}
}

void dlp_ocr_see(void *arg, struct dlp_input *input, unsigned orientation)
{
	struct dlp_source source;
	struct dlp_buf mem;

	if (!is_read(input->format)) {
		dlp_teller_lacks(input->teller, DLP_END_NONE,
				 "picture: no OCR of this format");
		return;
	}
	if (dlp_source_init_view(&source, input->view)) {
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	} else {
		dlp_reading_load(input, &source, &mem);
		see_pages(arg, input, dlp_buf_span(&mem), orientation);
		dlp_buf_release(&mem);
	}
	dlp_source_release(&source);
}

void dlp_ocr_describe(struct dlp_buf *out)
{
	char *leptonica = getLeptonicaVersion();

	dlp_buf_addf(out, "Tesseract %s\n%s\n", TessVersion(),
		     leptonica ? leptonica : "Leptonica");
	lept_free(leptonica);
}
