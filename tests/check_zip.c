#include "extract/behind.h"
#include "told.h"
#include "zipmake.h"

#define PART(root, text)                                           \
	"<w:" root " xmlns:w=\"http://schemas.openxmlformats.org/" \
	"wordprocessingml/2006/main\"><w:p><w:r><w:t>" text        \
	"</w:t></w:r></w:p></w:" root ">"

static void add_body(struct zipmake *zip)
{
	zipmake_add(zip, DLP_SPAN("word/document.xml"),
		    DLP_SPAN(PART("document", "body")), true);
}

/* What the directory does not know is told, and read as a document apart. */
START_TEST(hidden_entry)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };

	if (_i == 1)
		zipmake_add(&zip, DLP_SPAN("word/header1.xml"),
			    DLP_SPAN(PART("hdr", "unlisted")), false);
	add_body(&zip);
	if (_i == 2)
		zipmake_add(&zip, DLP_SPAN("x"), DLP_SPAN("y"), false);
	zipmake_end(&zip);
	if (_i == 3)
		dlp_buf_adds(&zip.out, "tail");
	if (_i == 4)
		zipmake_add(&zip, DLP_SPAN("z"), DLP_SPAN("behind"), false);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_str_eq(told.text.ptr, "body\n");
	ck_assert_str_eq(told.codes.ptr, _i ? "gap" : "");
	ck_assert_int_eq(told.end, _i ? DLP_END_PART : DLP_END_WHOLE);
	ck_assert_str_eq(told.members.ptr, _i == 1   ? "word/header1.xml|"
					   : _i == 2 ? "x|"
					   : _i == 4 ? "z|"
						     : "");
	ck_assert_int_eq(strstr(told.inner.ptr, "unlisted") != NULL, _i == 1);
	ck_assert_int_eq(strstr(told.inner.ptr, "behind") != NULL, _i == 4);
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

/* What stands before an archive moves what it says of its places. */
START_TEST(moved)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };
	struct dlp_buf all;

	add_body(&zip);
	zipmake_end(&zip);
	dlp_buf_init(&all, 0);
	dlp_buf_adds(&all, "a stub of some program");
	dlp_buf_addspan(&all, dlp_buf_span(&zip.out));
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&all), &told_limits);
	ck_assert_str_eq(told.format, "docx");
	ck_assert_str_eq(told.text.ptr,
			 "{\"offset\":0}a stub of some program\nbody\n");
	ck_assert_str_eq(told.codes.ptr, "");
	dlp_buf_release(&all);
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

/* A comment, which no program shows. */
START_TEST(comment)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };

	add_body(&zip);
	zipmake_end(&zip);
	zip.out.ptr[zip.out.len - 2] = 4;
	dlp_buf_adds(&zip.out, "note");
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_str_eq(told.text.ptr, "{\"part\":\"comment\"}note\nbody\n");
	ck_assert_str_eq(told.codes.ptr, "");
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

/*
 * Behind a program: its strings come first and are no gap; what the directory
 * says may count from the program's start or from its own.
 */
static const bool adjusted[] = { false, true };

START_TEST(behind_program)
{
	const struct dlp_span program =
		DLP_SPAN("\x7f"
			 "ELF\2\1\1\0\0\0usage: unpack\0\0\0");
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };
	struct dlp_buf all;
	struct dlp_view view;

	dlp_buf_init(&all, 0);
	if (adjusted[_i])
		dlp_buf_addspan(&zip.out, program);
	else
		dlp_buf_addspan(&all, program);
	zipmake_add(&zip, DLP_SPAN("a.txt"), DLP_SPAN("within"), true);
	zipmake_end(&zip);
	dlp_buf_addspan(&all, dlp_buf_span(&zip.out));
	dlp_view_init_memory(&view, dlp_buf_span(&all));
	ck_assert_int_eq(dlp_behind_format(DLP_IS_EXECUTABLE, &view),
			 DLP_IS_ZIP);
	ck_assert_int_eq(dlp_behind_format(DLP_IS_TEXT, &view), DLP_IS_TEXT);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&all), &told_limits);
	ck_assert_str_eq(told.inner.ptr, "within");
	ck_assert_ptr_nonnull(strstr(told.text.ptr, "usage: unpack\n"));
	ck_assert_str_eq(told.codes.ptr, "");
	/* Without its last byte there is no directory. */
	view.size--;
	ck_assert_int_eq(dlp_behind_format(DLP_IS_EXECUTABLE, &view),
			 DLP_IS_EXECUTABLE);
	dlp_buf_release(&all);
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

/* A member whose sum is wrong is read, and told to be damaged. */
START_TEST(damaged)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };

	zipmake_add(&zip, DLP_SPAN("a"), DLP_SPAN("text"), true);
	memcpy(strstr(zip.out.ptr + 30, "text"), "next", 4);
	zipmake_end(&zip);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_str_eq(told.inner.ptr, "next");
	ck_assert_uint_eq(told.inner_errors, 1);
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

/* Names are told as they are; one may be there twice. */
START_TEST(names)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };

	zipmake_add(&zip, DLP_SPAN("../../up"), DLP_SPAN("1"), true);
	zipmake_add(&zip, DLP_SPAN("/abs"), DLP_SPAN("2"), true);
	zipmake_add(&zip, DLP_SPAN("twice"), DLP_SPAN("3"), true);
	zipmake_add(&zip, DLP_SPAN("twice"), DLP_SPAN("4"), true);
	zipmake_add(&zip, DLP_SPAN("cut\0off"), DLP_SPAN("5"), true);
	zipmake_end(&zip);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_str_eq(told.members.ptr, "../../up|/abs|twice|twice|cut|");
	ck_assert_str_eq(told.inner.ptr, "12345");
	ck_assert_str_eq(told.codes.ptr, "");
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

/* Cut anywhere: an end, never `whole`, and what it was while that shows. */
START_TEST(truncated)
{
	struct zipmake zip = { .entries = 0 };
	size_t body;

	add_body(&zip);
	body = zip.out.len;
	zipmake_end(&zip);
	for (size_t n = 4; n < zip.out.len; n++) {
		struct told told = { .end = DLP_END_WHOLE };

		told_read(&told, DLP_IS_ZIP,
			  (struct dlp_span){ zip.out.ptr, n }, &told_limits);
		ck_assert_int_ne(told.end, DLP_END_WHOLE);
		ck_assert_uint_gt(told.codes.len, 1);
		if (n >= body) {
			ck_assert_str_eq(told.format, "docx");
			ck_assert_str_eq(told.text.ptr, "body\n");
		}
		told_release(&told);
	}
	zipmake_release(&zip);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("zip");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, hidden_entry, 0, 5);
	tcase_add_test(tc, moved);
	tcase_add_test(tc, comment);
	tcase_add_loop_test(tc, behind_program, 0, 2);
	tcase_add_test(tc, damaged);
	tcase_add_test(tc, names);
	tcase_add_test(tc, truncated);
	return suite_run("zip", tc);
}
