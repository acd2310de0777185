#include "suite.h"

#include <string.h>

#include "sink/remask.h"

static const struct {
	void (*mask)(struct dlp_buf *out, struct dlp_span in);
	const char *in, *out;
} mask_case[] = {
	{ dlp_remask_match, "", "" },
	{ dlp_remask_match, "411111******1111", "411111******1111" },
	{ dlp_remask_match, "sk-********", "sk-********" },
	{ dlp_remask_match, "********789", "********789" },
	{ dlp_remask_match, "hunter", "********" },
	{ dlp_remask_match, "a**b", "********" },
	{ dlp_remask_match, "123-45-6789", "********" },

	{ dlp_remask_excerpt, "", "" },
	{ dlp_remask_excerpt, "nothing to see", "nothing to see" },
	{ dlp_remask_excerpt, "ssn 123-45-6789.", "ssn ********" },
	{ dlp_remask_excerpt, "card 4111 1111", "card ******** ********" },
	{ dlp_remask_excerpt, "card 411111******1111, ok",
	  "card 411111******1111, ok" },
	{ dlp_remask_excerpt, "password=hunter", "password=********" },
	{ dlp_remask_excerpt, "\"pass\": \"hunter\", \"a\"",
	  "\"pass\": \"********\", \"a\"" },
	{ dlp_remask_excerpt, "pass = ********", "pass = ********" },
	{ dlp_remask_excerpt, "abcdefghijklmnopqrst", "********" },
	{ dlp_remask_excerpt, "abcdefghijklmnopqrs", "abcdefghijklmnopqrs" },
	{ dlp_remask_excerpt, "a=\xff\xfe", "a=********" },
	{ dlp_remask_excerpt, "a:\nb c", "a:\n******** c" },
	{ dlp_remask_excerpt, "to jo@example.com", "to ********" },

	{ dlp_remask_text, "", "" },
	{ dlp_remask_text, "123-45-6789", "********" },
	{ dlp_remask_text, "x123-45-6789y", "x********y" },
	{ dlp_remask_text, "4111 1111 1111 1111.", "********." },
	{ dlp_remask_text, "line 123456 of 7", "line 123456 of 7" },
	{ dlp_remask_text, "5. 6. 7", "5. 6. 7" },
	{ dlp_remask_text, "abcdefghijklmnopqrst", "abcdefghijklmnopqrst" },
	{ dlp_remask_text, "abcdefghijklmnopqrs1", "********" },
	{ dlp_remask_text, "=abcdefghijklmnopqrs1=", "********" },
	{ dlp_remask_text, "record over 4194304 bytes",
	  "record over ******** bytes" },
	{ dlp_remask_text, "k: abcdefghijklmnopqr1\n",
	  "k: abcdefghijklmnopqr1\n" },
	{ dlp_remask_text,
	  "\xff"
	  "1234567\xff",
	  "\xff********\xff" },
};

START_TEST(masks)
{
	struct dlp_buf out = { 0 }, again = { 0 };

	mask_case[_i].mask(&out, (struct dlp_span){ mask_case[_i].in,
						    strlen(mask_case[_i].in) });
	mask_case[_i].mask(&again, dlp_buf_span(&out));
	dlp_buf_addc(&out, '\0');
	dlp_buf_addc(&again, '\0');
	ck_assert_int_eq(out.status, DLP_OK);
	ck_assert_str_eq(out.ptr, mask_case[_i].out);
	ck_assert_str_eq(again.ptr, mask_case[_i].out);
	dlp_buf_release(&out);
	dlp_buf_release(&again);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("remask");

	tcase_add_loop_test(tc, masks, 0, CASES(mask_case));
	return suite_run("remask", tc);
}
