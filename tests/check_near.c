#include "detect/near.h"

#include <stdint.h>

#include "suite.h"

/* A sight of rule 7 at 1000-1010, lines 10-11, and one that waits. */
static const struct {
	size_t rule;
	uint32_t lines;
	uint64_t start, end, line, last_line;
	bool near;
} near_case[] = {
	{ 7, 0, 1020, 1030, 11, 11, true },
	{ 8, 0, 1020, 1030, 11, 11, false },
	{ 7, 0, 1005, 1006, 10, 10, true },
	{ 7, 0, 1020, 1030, 12, 12, false },
	{ 7, 1, 1020, 1030, 12, 12, true },
	{ 7, 1, 900, 910, 9, 9, true },
	{ 7, 1, 900, 910, 8, 8, false },
	{ 7, 0, 900, 999, 8, 10, true },
	/* A kilobyte between the two, either way. */
	{ 7, 50, 1010 + DLP_NEAR_REACH, 9000, 11, 11, true },
	{ 7, 50, 1011 + DLP_NEAR_REACH, 9000, 11, 11, false },
	{ 7, 50, 0, 0, 11, 11, true },
};

START_TEST(lines_and_bytes_count)
{
	const struct dlp_sight sight = { 7, 1000, 1010, 10, 11 };
	const struct dlp_pending pending = {
		.start = near_case[_i].start,
		.end = near_case[_i].end,
		.line = near_case[_i].line,
		.last_line = near_case[_i].last_line,
	};
	struct dlp_sights sights = { 0 };

	ck_assert(!dlp_sights_near(&sights, near_case[_i].rule, 100, &pending));
	ck_assert_int_eq(dlp_sights_add(&sights, &sight), DLP_OK);
	ck_assert(dlp_sights_near(&sights, near_case[_i].rule,
				  near_case[_i].lines,
				  &pending) == near_case[_i].near);
	dlp_sights_release(&sights);
}
END_TEST

/* What nothing can be near to any more is forgotten, and nothing else. */
START_TEST(sights_are_forgotten)
{
	struct dlp_sights sights = { 0 };

	for (uint64_t i = 0; i < 500; i++) {
		const struct dlp_sight sight = { 1, i * 100, i * 100 + 10, i,
						 i };

		ck_assert_int_eq(dlp_sights_add(&sights, &sight), DLP_OK);
	}
	dlp_sights_forget(&sights, DLP_NEAR_REACH);
	ck_assert_uint_eq(sights.count, 500);
	dlp_sights_forget(&sights, DLP_NEAR_REACH + 10);
	ck_assert_uint_eq(sights.count, 500);
	dlp_sights_forget(&sights, DLP_NEAR_REACH + 11);
	ck_assert_uint_eq(sights.count, 499);
	ck_assert_uint_eq(sights.sight[0].start, 100);
	dlp_sights_forget(&sights, UINT64_MAX);
	ck_assert_uint_eq(sights.count, 0);
	dlp_sights_release(&sights);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("near");

	tcase_add_loop_test(tc, lines_and_bytes_count, 0, CASES(near_case));
	tcase_add_test(tc, sights_are_forgotten);
	return suite_run("near", tc);
}
