#include "extract/epub.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "extract/archive.h"
#include "extract/epub_package.h"
#include "extract/html.h"

/* A page, or other markup of the book, as the zip has it. */
struct page {
	struct dlp_buf name, bytes;
	bool encrypted;
	bool told;
};

struct epub {
	struct dlp_input *input;
	struct dlp_buf pages; /* of struct page *, sorted by name */
	uint64_t held;        /* bytes */
	bool encrypted;       /* told */
};

static bool has_suffix(struct dlp_span name, const char *suffix)
{
	size_t n = strlen(suffix);

	return name.len >= n && !memcmp(name.ptr + name.len - n, suffix, n);
}

static bool is_page(struct dlp_span name)
{
	static const char *const suffix[] = { ".xhtml", ".html", ".htm",
					      ".xml",   ".opf",  ".ncx" };

	for (size_t i = 0; i < sizeof(suffix) / sizeof(suffix[0]); i++)
		if (has_suffix(name, suffix[i]))
			return true;
	return false;
}

static size_t count(const struct epub *epub)
{
	return epub->pages.len / sizeof(struct page *);
}

static struct page *page_at(const struct epub *epub, size_t i)
{
	struct page *const *pages = (const void *)epub->pages.ptr;

	return pages[i];
}

static int compare_pages(const void *a, const void *b)
{
	const struct page *const *left = a, *const *right = b;
	struct dlp_span x = dlp_buf_span(&(*left)->name);
	struct dlp_span y = dlp_buf_span(&(*right)->name);
	int order = memcmp(x.ptr, y.ptr, x.len < y.len ? x.len : y.len);

	return order ? order : (x.len > y.len) - (x.len < y.len);
}

static void free_page(struct page *page)
{
	dlp_buf_release(&page->name);
	dlp_buf_release(&page->bytes);
	free(page);
}

static void out_of_memory(struct epub *epub)
{
	dlp_teller_error(epub->input->teller, DLP_CODE_TOO_LARGE,
			 "out of memory");
}

static void hold(struct epub *epub, struct dlp_archive *archive)
{
	struct page *page = calloc(1, sizeof(*page));
	struct dlp_source *source;

	if (!page || dlp_archive_source(archive, &source)) {
		free(page);
		out_of_memory(epub);
		return;
	}
	dlp_buf_init(&page->name, 0);
	dlp_buf_addspan(&page->name, dlp_archive_name(archive));
	dlp_reading_load(epub->input, source, &page->bytes);
	epub->held += page->bytes.len;
	if (page->name.status ||
	    dlp_buf_add(&epub->pages, &page, sizeof(page))) {
		free_page(page);
		out_of_memory(epub);
	}
}

/* Whether there is room for more pages. */
static bool has_room(const struct epub *epub)
{
	return epub->held <= dlp_reading_memory(epub->input);
}

static void hold_pages(struct epub *epub)
{
	struct dlp_input *input = epub->input;
	struct dlp_archive *archive = dlp_archive_open(input);

	while (archive && !input->teller->status && has_room(epub) &&
	       dlp_archive_next(archive)) {
		if (!is_page(dlp_archive_name(archive)))
			continue;
		if (!dlp_reading_may_read(input))
			break;
		hold(epub, archive);
	}
	dlp_archive_close(archive);
	if (count(epub))
		qsort(epub->pages.ptr, count(epub), sizeof(struct page *),
		      compare_pages);
}

static struct page *find_page(const struct epub *epub, struct dlp_span name)
{
	size_t low = 0, high = name.len ? count(epub) : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct page *page = page_at(epub, middle);
		struct dlp_span at = dlp_buf_span(&page->name);
		int order = memcmp(name.ptr, at.ptr,
				   name.len < at.len ? name.len : at.len);

		if (!order)
			order = (name.len > at.len) - (name.len < at.len);
		if (!order)
			return page;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void tell_bytes(struct epub *epub, const struct page *page,
		       const struct dlp_html_how *how)
{
	struct dlp_source source;
	struct dlp_view view;

	dlp_view_init_memory(&view, dlp_buf_span(&page->bytes));
	if (dlp_source_init_view(&source, &view))
		out_of_memory(epub);
	else
		dlp_html_tell_source(epub->input, &source, how);
	dlp_source_release(&source);
}

static void tell_page(struct epub *epub, struct page *page, const char *part)
{
	struct dlp_html_how how = { .xml = true };
	struct dlp_buf at;

	if (page->told)
		return;
	page->told = true;
	if (page->encrypted) {
		if (!epub->encrypted)
			dlp_teller_error(epub->input->teller,
					 DLP_CODE_ENCRYPTED,
					 "pages of the book are encrypted");
		epub->encrypted = true;
		return;
	}
	dlp_buf_init(&at, 0);
	dlp_json_open(&at, '{');
	if (part)
		dlp_json_add_text(&at, "part",
				  (struct dlp_span){ part, strlen(part) });
	dlp_json_add_text(&at, "section", dlp_buf_span(&page->name));
	dlp_json_close(&at, '}');
	how.own = dlp_buf_span(&at);
	if (!part)
		how.besides = (struct dlp_span){ at.ptr + 1, at.len - 2 };
	tell_bytes(epub, page, &how);
	dlp_buf_release(&at);
}

static void tell_named(void *arg, struct dlp_span name)
{
	struct epub *epub = arg;
	struct page *page = find_page(epub, name);

	if (page)
		tell_page(epub, page, NULL);
}

static void mark_encrypted(void *arg, struct dlp_span name)
{
	struct page *page = find_page(arg, name);

	if (page)
		page->encrypted = true;
}

static void tell_pages(struct epub *epub)
{
	struct page *page =
		find_page(epub, DLP_SPAN("META-INF/encryption.xml"));

	if (page)
		dlp_epub_encrypted(dlp_buf_span(&page->bytes), mark_encrypted,
				   epub);
	for (size_t i = 0; i < count(epub); i++) {
		page = page_at(epub, i);
		if (!has_suffix(dlp_buf_span(&page->name), ".opf"))
			continue;
		tell_page(epub, page, "property");
		if (!page->encrypted &&
		    !dlp_epub_spine(dlp_buf_span(&page->bytes),
				    dlp_buf_span(&page->name), tell_named,
				    epub))
			out_of_memory(epub);
	}
	for (size_t i = 0; i < count(epub); i++)
		tell_page(epub, page_at(epub, i), NULL);
}

/* What is no page, and the pages for which there was no room. */
static void tell_members(struct epub *epub)
{
	struct dlp_input *input = epub->input;
	struct dlp_archive *archive;
	size_t pages = 0;

	if (input->reading->stop)
		return;
	dlp_teller_flush(input->teller);
	archive = dlp_archive_open(input);
	while (archive && !input->teller->status && dlp_archive_next(archive)) {
		struct dlp_span name = dlp_archive_name(archive);

		if (dlp_span_is(name, "mimetype"))
			continue;
		/* The pages that are held were the first ones. */
		if (is_page(name) && pages++ < count(epub))
			continue;
		if (!dlp_reading_may_enter(input))
			break;
		dlp_archive_tell(archive);
	}
	dlp_archive_close(archive);
}

void dlp_epub_read(struct dlp_input *input)
{
	struct epub epub = { .input = input };

	dlp_buf_init(&epub.pages, 0);
	hold_pages(&epub);
	tell_pages(&epub);
	tell_members(&epub);
	for (size_t i = 0; i < count(&epub); i++)
		free_page(page_at(&epub, i));
	dlp_buf_release(&epub.pages);
}
