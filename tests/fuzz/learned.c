/* Texts in pieces find what they find whole; a forged index harms nobody. */

#include <stdlib.h>
#include <string.h>

#include "learn/exact_scan.h"
#include "learn/passages.h"

static const struct dlp_span key = { "0123456789abcdef0123456789abcdef", 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was told, as a number. */
static void add(uint64_t *sum, uint64_t more)
{
	*sum = (*sum ^ more) * UINT64_C(0x9e3779b97f4a7c15);
}

static void on_passage(void *arg, const struct dlp_passage *p)
{
	add(arg, p->start);
	add(arg, p->end);
	add(arg, p->document);
	add(arg, p->prints);
}

static void on_hit(void *arg, const struct dlp_exact_hit *hit)
{
	add(arg, hit->row);
	add(arg, hit->cells);
	for (size_t i = 0; i < hit->parts; i++) {
		add(arg, hit->part[i].start);
		add(arg, hit->part[i].end);
	}
}

static uint64_t scan(const struct dlp_excerpts *excerpts,
		     const struct dlp_exact *exact, struct dlp_span text,
		     size_t piece)
{
	uint64_t found = 0, rows = 0;
	struct dlp_passages *p =
		excerpts ? dlp_passages_new(excerpts, on_passage, &found)
			 : NULL;
	struct dlp_exact_scan *s =
		exact ? dlp_exact_scan_new(exact, 64, 2, on_hit, &rows) : NULL;

	while (text.len) {
		struct dlp_span some = { text.ptr,
					 text.len < piece ? text.len : piece };

		if (p)
			dlp_passages_add(p, some);
		if (s)
			dlp_exact_scan_add(s, some);
		text.ptr += some.len, text.len -= some.len;
	}
	if (p)
		dlp_passages_end(p);
	if (s)
		dlp_exact_scan_end(s);
	dlp_passages_free(p);
	dlp_exact_scan_free(s);
	return found ^ rows;
}

static struct dlp_span aligned(const struct dlp_buf *buf)
{
	char *copy = aligned_alloc(DLP_MODEL_ALIGN,
				   (buf->len / DLP_MODEL_ALIGN + 1) *
					   DLP_MODEL_ALIGN);

	if (!copy)
		abort();
	memcpy(copy, buf->ptr, buf->len);
	return (struct dlp_span){ copy, buf->len };
}

/* The first half is learned, as a document and as rows of two cells. */
static void compare(struct dlp_span all)
{
	struct dlp_excerpts_draft *draft = calloc(1, sizeof(*draft));
	struct dlp_exact_draft cells = { .key = dlp_cell_key(key),
					 .check = dlp_cell_key_check(key) };
	struct dlp_span half = { all.ptr, all.len / 2 }, one, two;
	struct dlp_model a = { 0 }, b = { 0 };
	struct dlp_excerpts excerpts;
	struct dlp_exact exact;
	struct dlp_error err;
	struct dlp_buf out;

	if (!draft || dlp_excerpts_begin(draft, DLP_SPAN("x")) ||
	    dlp_excerpts_text(draft, half) || dlp_excerpts_end(draft))
		abort();
	for (size_t i = 0; i + 12 < half.len; i += 12) {
		struct dlp_span cell = { half.ptr + i, 6 + i % 7 };

		if (dlp_exact_add(&cells, (uint32_t)(i / 24), cell) ==
		    DLP_FATAL)
			abort();
	}
	dlp_buf_init(&out, 0);
	if (dlp_excerpts_write(draft, DLP_SPAN(""), &out))
		abort();
	one = aligned(&out);
	dlp_buf_clear(&out);
	if (dlp_exact_write(&cells, DLP_SPAN(""), &out))
		abort();
	two = aligned(&out);
	if (dlp_model_use(&a, one, DLP_MODEL_EXCERPTS, 0, &err) ||
	    dlp_excerpts_use(&excerpts, &a, &err) ||
	    dlp_model_use(&b, two, DLP_MODEL_EXACT, 0, &err) ||
	    dlp_exact_use(&exact, &b, key, &err))
		abort();
	if (scan(&excerpts, &exact, all, all.len + 1) !=
	    scan(&excerpts, &exact, all, 1 + all.len % 61))
		abort();
	dlp_excerpts_draft_release(draft);
	dlp_exact_draft_release(&cells);
	dlp_buf_release(&out);
	free(draft);
	free((void *)(uintptr_t)one.ptr);
	free((void *)(uintptr_t)two.ptr);
}

/* Sections that somebody made up, under a digest that is right. */
static void forge(const uint8_t *data, size_t size)
{
	static const char *const name[] = { "bucket", "rest",    "sieve",
					    "owner",  "names",   "name",
					    "total",  "lengths", "row" };
	const uint64_t check = dlp_cell_key_check(key);
	struct dlp_model_draft draft = { .kind = DLP_MODEL_EXACT };
	struct dlp_span bytes, text = { (const char *)data, size };
	struct dlp_excerpts excerpts;
	struct dlp_exact exact;
	struct dlp_model model = { 0 };
	struct dlp_error err;
	struct dlp_buf out;
	bool known, rows;

	dlp_model_add(&draft, "check", DLP_SECTION(&check, 1));
	for (size_t i = 0; i < sizeof(name) / sizeof(*name) && size > 1; i++) {
		size_t len = (size_t)data[0] | (size_t)data[1] << 8;

		data += 2, size -= 2;
		len = len < size ? len : size;
		dlp_model_add(&draft, name[i],
			      (struct dlp_span){ (const char *)data, len });
		data += len, size -= len;
	}
	dlp_buf_init(&out, 0);
	if (dlp_model_write(&draft, &out))
		abort();
	bytes = aligned(&out);
	if (dlp_model_use(&model, bytes, 0, 0, &err))
		abort();
	known = !dlp_excerpts_use(&excerpts, &model, &err);
	rows = !dlp_exact_use(&exact, &model, key, &err);
	scan(known ? &excerpts : NULL, rows ? &exact : NULL, text, 1000);
	dlp_buf_release(&out);
	free((void *)(uintptr_t)bytes.ptr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (*data & 1)
		forge(data + 1, size - 1);
	else
		compare((struct dlp_span){ (const char *)data + 1, size - 1 });
	return 0;
}
