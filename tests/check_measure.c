#include "learn/measure.h"

#include "suite.h"

/* What is known of scores: '+' is one that is, '-' one that is not. */
static const struct {
	const char *is;
	double score[8];
	size_t missed;
	double area, average; /* by hand */
} cases[] = {
	{ "", { 0 }, 0, 0, 0 },
	{ "+", { 0.5 }, 0, 0, 1 },
	{ "-", { 0.5 }, 0, 0, 0 },
	{ "+-", { 0.9, 0.1 }, 0, 1, 1 },
	{ "-+", { 0.9, 0.1 }, 0, 0, 0.5 },
	/* Equals are told together: no order among them helps. */
	{ "+-", { 0.5, 0.5 }, 0, 0.5, 0.5 },
	{ "-+", { 0.5, 0.5 }, 0, 0.5, 0.5 },
	{ "+-+-", { 0.9, 0.8, 0.7, 0.6 }, 0, 0.75, (1 + 2.0 / 3) / 2 },
	{ "-+-+", { 0.6, 0.7, 0.8, 0.9 }, 0, 0.75, (1 + 2.0 / 3) / 2 },
	/* One that was missed is none of the area, and lowers the average. */
	{ "+-", { 0.9, 0.1 }, 1, 1, 0.5 },
	{ "++--", { 0.9, 0.5, 0.5, 0.1 }, 0, (2 + 1.5) / 4, (1 + 2.0 / 3) / 2 },
};

static struct dlp_measure measure_of(const char *is, const double *score,
				     size_t missed)
{
	struct dlp_measure m = { .missed = missed };

	for (size_t i = 0; is[i]; i++)
		ck_assert(!dlp_measure_add(&m, score[i], is[i] == '+'));
	dlp_measure_sort(&m);
	return m;
}

START_TEST(areas_are_those_counted_by_hand)
{
	struct dlp_measure m =
		measure_of(cases[_i].is, cases[_i].score, cases[_i].missed);

	ck_assert_double_eq_tol(dlp_measure_area(&m), cases[_i].area, 1e-12);
	ck_assert_double_eq_tol(dlp_measure_average(&m), cases[_i].average,
				1e-12);
	dlp_measure_release(&m);
}
END_TEST

START_TEST(a_threshold_takes_its_own_score_in)
{
	static const double score[] = { 0.9, 0.7, 0.7, 0.2 };
	struct dlp_measure m = measure_of("+-+-", score, 2);
	struct dlp_measure_told told = dlp_measure_told(&m, 0.7);

	ck_assert_uint_eq(told.right, 2);
	ck_assert_uint_eq(told.wrong, 1);
	ck_assert_double_eq_tol(dlp_measure_precision(&told), 2.0 / 3, 1e-12);
	ck_assert_double_eq_tol(dlp_measure_recall(&m, &told), 0.5, 1e-12);
	ck_assert_double_eq_tol(dlp_measure_f1(2.0 / 3, 0.5), 4.0 / 7, 1e-12);
	told = dlp_measure_told(&m, 0.95);
	ck_assert_uint_eq(told.right + told.wrong, 0);
	ck_assert_double_eq(dlp_measure_precision(&told), 0);
	ck_assert_double_eq(dlp_measure_f1(0, 0), 0);
	told = dlp_measure_told(&m, 0);
	ck_assert_uint_eq(told.right + told.wrong, 4);
	dlp_measure_release(&m);
}
END_TEST

START_TEST(tenths_have_their_lower_end_and_the_last_has_both)
{
	static const double score[] = { 0, 0.05, 0.1, 0.95, 1 };
	struct dlp_measure m = measure_of("--+++", score, 0);
	struct dlp_measure_bin bin[DLP_MEASURE_BINS];

	dlp_measure_bins(&m, bin);
	ck_assert_uint_eq(bin[0].points, 2);
	ck_assert_uint_eq(bin[0].is, 0);
	ck_assert_uint_eq(bin[1].points, 1);
	ck_assert_uint_eq(bin[9].points, 2);
	ck_assert_uint_eq(bin[9].is, 2);
	ck_assert_double_eq_tol(bin[9].sum, 1.95, 1e-12);
	ck_assert_uint_eq(bin[5].points, 0);
	dlp_measure_release(&m);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("measure");

	tcase_add_loop_test(tc, areas_are_those_counted_by_hand, 0,
			    CASES(cases));
	tcase_add_test(tc, a_threshold_takes_its_own_score_in);
	tcase_add_test(tc, tenths_have_their_lower_end_and_the_last_has_both);
	return suite_run("measure", tc);
}
