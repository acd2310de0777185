#include "detect/weak.h"

#include <stdio.h>

#include "suite.h"

/*
 * What is added, as it comes: `-` for a value that is not told, `+` for one
 * that is, each with its start and end; `|` settles up to an offset and says
 * how many were counted then.
 */
static const struct {
	const char *name, *steps;
} weak_case[] = {
	{ "none", "|9=0" },
	{ "one", "-2,5 |9=1" },
	{ "two that touch are two", "-2,5 -5,8 |9=2" },
	{ "two that overlap are one", "-2,5 -4,8 |9=1" },
	{ "so are three by the one between", "-2,5 -7,9 -4,8 |9=1" },
	{ "equal ones are one", "-2,5 -2,5 -2,5 |9=1" },
	{ "one within another", "-2,9 -3,4 -8,12 |20=1" },
	{ "what is told covers it", "-2,5 +4,8 |9=0" },
	{ "and all that overlap", "-2,5 -4,9 +8,12 |20=0" },
	{ "but not what only touches", "-2,5 +5,8 -8,9 |9=2" },
	{ "told before",
	  "+0,20 -2,5 |9=0 -9,11 |15=0 -19,22 |30=0 -30,31 |40=1" },
	{ "a short one told within a long one", "+0,20 +3,4 -10,12 |30=0" },
	{ "not before it is settled", "-2,5 |4=0 |5=1 |9=0" },
	{ "nor before what it joins", "-2,5 -4,9 |6=0 -8,12 |12=1" },
	{ "what comes late covers it yet", "-2,5 |4=0 +3,6 |9=0" },
	{ "out of order", "-12,15 -2,5 -7,8 |20=3" },
};

START_TEST(weak_ones_are_counted_once)
{
	struct dlp_weak weak = { 0 };
	unsigned long long a, b;
	int n;

	/* The second time as another document. */
	for (int round = 0; round < 2; round++) {
		const char *p = weak_case[_i].steps;

		for (; sscanf(p, " -%llu,%llu%n", &a, &b, &n) == 2 ||
		       sscanf(p, " +%llu,%llu%n", &a, &b, &n) == 2 ||
		       sscanf(p, " |%llu=%llu%n", &a, &b, &n) == 2;
		     p += n) {
			const char *step = p + (*p == ' ');

			if (*step == '-')
				ck_assert(dlp_weak_add(&weak, a, b));
			else if (*step == '+')
				ck_assert(dlp_weak_cover(&weak, a, b));
			else
				ck_assert_msg(dlp_weak_settle(&weak, a) == b,
					      "%s: %s", weak_case[_i].name,
					      step);
		}
		ck_assert_str_eq(p, "");
		dlp_weak_add(&weak, 0, 100);
		dlp_weak_cover(&weak, 0, 100);
		dlp_weak_clear(&weak);
	}
	dlp_weak_release(&weak);
}
END_TEST

/* Counted in steps as at once, in whatever steps. */
START_TEST(steps_change_nothing)
{
	unsigned seed = (unsigned)_i;
	struct dlp_weak whole = { 0 }, stepped = { 0 };
	uint64_t at = 0, count = 0;

	for (int i = 0; i < 300; i++) {
		uint64_t start, end;
		bool told;

		seed = seed * 1103515245 + 12345;
		start = at + (seed >> 16) % 16;
		end = start + 1 + (seed >> 20) % 9;
		told = (seed >> 25) % 3 == 0;
		ck_assert(told ? dlp_weak_cover(&whole, start, end)
			       : dlp_weak_add(&whole, start, end));
		ck_assert(told ? dlp_weak_cover(&stepped, start, end)
			       : dlp_weak_add(&stepped, start, end));
		at += (seed >> 27) % 16;
		count += dlp_weak_settle(&stepped, at);
	}
	count += dlp_weak_settle(&stepped, UINT64_MAX);
	ck_assert_uint_eq(count, dlp_weak_settle(&whole, UINT64_MAX));
	ck_assert_uint_gt(count, 5);
	dlp_weak_release(&whole);
	dlp_weak_release(&stepped);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("weak");

	tcase_add_loop_test(tc, weak_ones_are_counted_once, 0,
			    CASES(weak_case));
	tcase_add_loop_test(tc, steps_change_nothing, 1, 40);
	return suite_run("weak", tc);
}
