#include "cfbmake.h"
#include "extract/cfb.h"
#include "extract/cfb_copy.h"
#include "suite.h"

/* Five bytes, and five thousand: one small stream, one large. */
static char large[5000];

static const struct cfb_entry entries[] = {
	{ .name = "Small", .bytes = { "hello", 5 } },
	{ .name = "Large", .bytes = { large, sizeof(large) } },
	{ .name = "Storage", .is_storage = true },
	{ .name = "Small", .bytes = { "inner", 5 }, .storage = 3 },
	{ .name = "Deep", .is_storage = true, .storage = 3 },
	{ .name = "Large", .bytes = { large, sizeof(large) }, .storage = 5 },
	{ .name = "Empty" },
	{ .name = "Gone", .bytes = { "deleted", 7 }, .lost = true },
};

static void make(struct dlp_buf *file)
{
	for (size_t i = 0; i < sizeof(large); i++)
		large[i] = (char)('a' + i % 23);
	dlp_buf_init(file, 0);
	cfb_make(file, entries, sizeof(entries) / sizeof(entries[0]));
}

static enum dlp_status open_bytes(struct dlp_cfb *cfb, struct dlp_view *view,
				  const struct dlp_buf *file)
{
	struct dlp_error err = { 0 };

	dlp_view_init_memory(view, dlp_buf_span(file));
	return dlp_cfb_open(cfb, view, &err);
}

static void expect(const struct dlp_cfb *cfb, int storage, const char *name,
		   struct dlp_span bytes)
{
	int entry = dlp_cfb_find(cfb, storage, name);
	struct dlp_error err = { 0 };
	struct dlp_buf out;

	ck_assert_int_ne(entry, DLP_CFB_NONE);
	ck_assert_int_eq(dlp_cfb_load(cfb, entry, 0, &out, &err), DLP_OK);
	ck_assert(dlp_span_eq(dlp_buf_span(&out), bytes));
	dlp_buf_release(&out);
}

START_TEST(streams_and_storages)
{
	struct dlp_cfb cfb;
	struct dlp_view view;
	struct dlp_buf file;
	int storage, deep;

	make(&file);
	ck_assert_int_eq(open_bytes(&cfb, &view, &file), DLP_OK);
	ck_assert(!cfb.cut);
	expect(&cfb, DLP_CFB_ROOT, "sMALL", DLP_SPAN("hello"));
	expect(&cfb, DLP_CFB_ROOT, "Large",
	       (struct dlp_span){ large, sizeof(large) });
	expect(&cfb, DLP_CFB_ROOT, "Empty", DLP_SPAN(""));
	storage = dlp_cfb_find(&cfb, DLP_CFB_ROOT, "Storage");
	expect(&cfb, storage, "Small", DLP_SPAN("inner"));
	deep = dlp_cfb_find(&cfb, storage, "Deep");
	expect(&cfb, deep, "Large", (struct dlp_span){ large, sizeof(large) });
	ck_assert_int_eq(dlp_cfb_find(&cfb, DLP_CFB_ROOT, "Gone"),
			 DLP_CFB_NONE);
	ck_assert(cfb.entry[8].lost);
	ck_assert_str_eq(cfb.entry[8].name, "Gone");
	ck_assert_int_eq(dlp_cfb_find(&cfb, storage, "Empty"), DLP_CFB_NONE);
	dlp_cfb_release(&cfb);
	dlp_buf_release(&file);
}
END_TEST

START_TEST(a_storage_copied)
{
	struct dlp_cfb cfb, copy;
	struct dlp_view view, copy_view;
	struct dlp_buf file, out;
	struct dlp_error err = { 0 };
	int storage;

	make(&file);
	ck_assert_int_eq(open_bytes(&cfb, &view, &file), DLP_OK);
	storage = dlp_cfb_find(&cfb, DLP_CFB_ROOT, "Storage");
	ck_assert_int_eq(dlp_cfb_copy(&cfb, storage, 1 << 20, &out, &err),
			 DLP_OK);
	ck_assert_int_eq(open_bytes(&copy, &copy_view, &out), DLP_OK);
	ck_assert(!copy.cut);
	expect(&copy, DLP_CFB_ROOT, "Small", DLP_SPAN("inner"));
	expect(&copy, dlp_cfb_find(&copy, DLP_CFB_ROOT, "Deep"), "Large",
	       (struct dlp_span){ large, sizeof(large) });
	ck_assert_int_eq(dlp_cfb_find(&copy, DLP_CFB_ROOT, "Empty"),
			 DLP_CFB_NONE);
	dlp_buf_release(&out);
	dlp_cfb_release(&copy);
	/* No room for it. */
	ck_assert_int_eq(dlp_cfb_copy(&cfb, storage, 8192, &out, &err),
			 DLP_SKIP);
	dlp_buf_release(&out);
	dlp_cfb_release(&cfb);
	dlp_buf_release(&file);
}
END_TEST

/* Every cut and every byte changed: an answer, and nothing outside is read. */
START_TEST(damaged)
{
	struct dlp_cfb cfb;
	struct dlp_view view;
	struct dlp_buf file, out;
	struct dlp_error err = { 0 };
	size_t len;

	make(&file);
	len = file.len;
	for (size_t i = 0; i < len; i += 1 + i / 512) {
		char was = file.ptr[i];

		file.ptr[i] = (char)(was ^ (i % 3 ? 0xff : 0x01));
		file.len = i % 2 ? i : len;
		if (open_bytes(&cfb, &view, &file) == DLP_OK) {
			for (int k = 0; k < cfb.entries; k++) {
				(void)!dlp_cfb_load(&cfb, k, 1 << 16, &out,
						    &err);
				ck_assert_uint_le(out.len, 1 << 16);
				dlp_buf_release(&out);
			}
		}
		dlp_cfb_release(&cfb);
		file.ptr[i] = was;
	}
	file.len = len;
	dlp_buf_release(&file);
}
END_TEST

/* A chain that bites its tail ends; a stream that is cut is there in part. */
START_TEST(a_chain_that_is_a_circle)
{
	struct dlp_cfb cfb;
	struct dlp_view view;
	struct dlp_buf file, out;
	struct dlp_error err = { 0 };
	int entry;

	make(&file);
	ck_assert_int_eq(open_bytes(&cfb, &view, &file), DLP_OK);
	entry = dlp_cfb_find(&cfb, DLP_CFB_ROOT, "Large");
	cfb.next[cfb.entry[entry].start] = cfb.entry[entry].start;
	cfb.entry[entry].size = 1 << 30;
	ck_assert_int_eq(dlp_cfb_load(&cfb, entry, 0, &out, &err), DLP_SKIP);
	ck_assert_uint_le(out.len, file.len + 512);
	dlp_buf_release(&out);
	ck_assert_int_eq(dlp_cfb_load(&cfb, entry, 100, &out, &err), DLP_SKIP);
	ck_assert_int_ne(out.status, DLP_OK);
	dlp_buf_release(&out);
	dlp_cfb_release(&cfb);
	dlp_buf_release(&file);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("cfb");

	tcase_add_test(tc, streams_and_storages);
	tcase_add_test(tc, a_storage_copied);
	tcase_add_test(tc, damaged);
	tcase_add_test(tc, a_chain_that_is_a_circle);
	return suite_run("cfb", tc);
}
