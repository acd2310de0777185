#include "detect/naming.h"
#include "scan.h"
#include "suite.h"

#define PLACE "name = a\nshape = learned location\ncategory = pii\n"
#define EXAMPLE "example = She moved to Berlin.\nreject = She moved.\n"
#define NUMBER                                                         \
	"[t.number]\nname = a\nkeywords = no-\nregex = no-\\d{4}\n"    \
	"near = t.place within 2 lines\ncategory = pii\nexample = no-" \
	"1234 Berlin\nreject = no-1\n"

static void count(void *arg, const struct dlp_naming_found *found)
{
	size_t *n = arg;

	(void)found;
	++*n;
}

static const struct {
	const char *rules;
	bool hidden, found;
} want_case[] = {
	{ "[t.place]\n" PLACE EXAMPLE, false, true },
	{ "[t.place]\n" PLACE "visible = no\n" EXAMPLE, false, false },
	{ "[t.place]\n" PLACE "visible = no\n" EXAMPLE, true, true },
	/* Another one wants it nearby. */
	{ "[t.place]\n" PLACE "visible = no\n" EXAMPLE NUMBER, false, true },
	{ "[t.word]\nname = a\nkeywords = none\nregex = zz\\d+\n"
	  "category = pii\nexample = zz1\nreject = z\n",
	  true, false },
};

/* What nobody is told costs nothing. */
START_TEST(only_what_is_wanted_is_looked_for)
{
	const struct dlp_scanner_opts opts = { .hidden = want_case[_i].hidden };
	const struct dlp_text text = {
		.text = DLP_SPAN("She moved from Berlin to London last "
				 "summer, and then to Paris in France.\n")
	};
	struct dlp_error err = { 0 };
	struct dlp_naming *naming;
	struct dlp_unit unit;
	struct scan scan;
	uint64_t first = UINT64_MAX;
	size_t found = 0;

	scan_open(&scan, false, want_case[_i].rules, &opts);
	naming = dlp_naming_new(scan.engine, &opts);
	ck_assert_ptr_nonnull(naming);
	dlp_unit_init(&unit);
	ck_assert_int_eq(dlp_unit_begin(&unit, &text), DLP_OK);
	dlp_naming_document(naming, DLP_SPAN("letter.txt"));
	dlp_naming_begin(naming, &unit);
	ck_assert_int_eq(dlp_naming_scan(naming, &unit, text.text.len, true,
					 &first, count, &found, &err),
			 DLP_OK);
	ck_assert_int_eq(found != 0, want_case[_i].found);
	dlp_unit_release(&unit);
	dlp_naming_free(naming);
	scan_close(&scan);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("naming");

	tcase_add_loop_test(tc, only_what_is_wanted_is_looked_for, 0,
			    CASES(want_case));
	return suite_run("naming", tc);
}
