#include <stdint.h>

#include "extract/inodes.h"
#include "suite.h"

enum { N = 5000 };

/* Numbers as file systems give them: in a row, far apart, with high bits. */
static const struct {
	uint64_t first, step;
} numbers[] = {
	{ 1, 1 },
	{ 0, 64 },
	{ UINT64_C(1) << 32, UINT64_C(1) << 32 },
	{ UINT64_C(0xffffffff00000000), 1 },
};

START_TEST(each_is_added_once)
{
	struct dlp_inodes set = { 0 };

	for (int round = 0; round < 2; round++)
		for (uint64_t i = 0; i < N; i++)
			for (dev_t dev = 0; dev < 3; dev++)
				ck_assert_int_eq(
					dlp_inodes_add(
						&set, dev,
						numbers[_i].first +
							i * numbers[_i].step),
					!round);
	ck_assert_uint_eq(set.devices, 3);
	dlp_inodes_release(&set);
	ck_assert_int_eq(dlp_inodes_add(&set, 0, 0), 1);
	ck_assert_int_eq(dlp_inodes_add(&set, 0, 0), 0);
	dlp_inodes_release(&set);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("inodes");

	tcase_add_loop_test(tc, each_is_added_once, 0, CASES(numbers));
	return suite_run("inodes", tc);
}
