#include "detect/places.h"
#include "suite.h"

START_TEST(counts_equal_places)
{
	struct dlp_places places = { 0 };

	ck_assert_uint_eq(dlp_places_add(&places, 7), 0);
	ck_assert_uint_eq(dlp_places_add(&places, 7), 1);
	/* Of the same slot, and of none before it. */
	ck_assert_uint_eq(dlp_places_add(&places, 7 + DLP_PLACES_SLOTS), 0);
	ck_assert_uint_eq(dlp_places_add(&places, 7), 2);
	ck_assert_uint_eq(dlp_places_add(&places, 7 + DLP_PLACES_SLOTS), 1);
	/* Round the end of the table. */
	ck_assert_uint_eq(dlp_places_add(&places, DLP_PLACES_SLOTS - 1), 0);
	ck_assert_uint_eq(dlp_places_add(&places, 2 * DLP_PLACES_SLOTS - 1), 0);
	ck_assert_uint_eq(dlp_places_add(&places, 2 * DLP_PLACES_SLOTS - 1), 1);
	dlp_places_clear(&places);
	ck_assert_uint_eq(dlp_places_add(&places, 7), 0);
	dlp_places_release(&places);
}
END_TEST

START_TEST(stops_at_the_largest_count)
{
	struct dlp_places places = { 0 };

	for (unsigned i = 0; i < UINT16_MAX; i++)
		dlp_places_add(&places, 1);
	ck_assert_uint_eq(dlp_places_add(&places, 1), UINT16_MAX - 1);
	dlp_places_release(&places);
}
END_TEST

START_TEST(a_full_table_knows_what_is_in_it)
{
	struct dlp_places places = { 0 };

	for (uint64_t i = 0; i < DLP_PLACES_MAX; i++)
		ck_assert_uint_eq(dlp_places_add(&places, i), 0);
	/* No room: every further one is the first. */
	ck_assert_uint_eq(dlp_places_add(&places, UINT64_MAX), 0);
	ck_assert_uint_eq(dlp_places_add(&places, UINT64_MAX), 0);
	ck_assert_uint_eq(dlp_places_add(&places, 3), 1);
	dlp_places_release(&places);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("places");

	tcase_add_test(tc, counts_equal_places);
	tcase_add_test(tc, stops_at_the_largest_count);
	tcase_add_test(tc, a_full_table_knows_what_is_in_it);
	return suite_run("places", tc);
}
