#include <stdint.h>
#include <string.h>

#include "base/pages.h"
#include "suite.h"

START_TEST(pages_are_zeros_to_the_last)
{
	static const size_t sizes[] = { 0, 1, 63, 4032, 4033, 1 << 20 };

	for (size_t i = 0; i < CASES(sizes); i++) {
		unsigned char *p = dlp_pages_new(sizes[i], 3), any = 0;

		ck_assert_ptr_nonnull(p);
		ck_assert_uint_eq((uintptr_t)p % 16, 0);
		for (size_t j = 0; j < sizes[i] * 3; j++)
			any |= p[j];
		ck_assert_uint_eq(any, 0);
		memset(p, 0xff, sizes[i] * 3);
		dlp_pages_free(p);
	}
	dlp_pages_free(NULL);
}
END_TEST

/* What there was before is not seen again. */
START_TEST(pages_are_zeros_anew)
{
	for (size_t i = 0; i < 8; i++) {
		unsigned char *p = dlp_pages_new(10000, 1);

		ck_assert_ptr_nonnull(p);
		ck_assert_uint_eq(p[0] | p[4095] | p[9999], 0);
		memset(p, 0xff, 10000);
		dlp_pages_free(p);
	}
}
END_TEST

START_TEST(pages_have_a_limit)
{
	ck_assert_ptr_null(dlp_pages_new(SIZE_MAX, 1));
	ck_assert_ptr_null(dlp_pages_new(SIZE_MAX / 2, 3));
	ck_assert_ptr_null(dlp_pages_new(SIZE_MAX / 64, 64));
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("pages");

	tcase_add_test(tc, pages_are_zeros_to_the_last);
	tcase_add_test(tc, pages_are_zeros_anew);
	tcase_add_test(tc, pages_have_a_limit);
	return suite_run("pages", tc);
}
