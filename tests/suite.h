#ifndef DLP_TESTS_SUITE_H
#define DLP_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

/* The number of elements of a table of cases, for tcase_add_loop_test(). */
#define CASES(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Run a suite of one test case, as main's last statement. */
static inline int suite_run(const char *name, TCase *tc)
{
	Suite *suite = suite_create(name);
	SRunner *runner;
	int failed;

	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
