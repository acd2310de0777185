#include "told.h"

#include "extract/eml.h"

#define HEAD "From: a@x\nTo: b@x\nSubject: s\n"
#define HEADER(section) "{\"part\":\"header\",\"section\":\"" section "\"}"
#define TEXT(section) "{\"part\":\"text\",\"section\":\"" section "\"}"
#define HIDDEN "{\"part\":\"hidden\",\"hidden\":true}"
#define HIDDEN_IN(section) \
	"{\"part\":\"hidden\",\"hidden\":true,\"section\":\"" section "\"}"
#define TOP "{\"part\":\"header\"}" HEAD
#define MIXED "Content-Type: multipart/mixed; boundary=b\n"

static const struct {
	const char *mail, *text, *members, *inner, *codes;
} mail_case[] = {
	{ HEAD "\nHello\n", TOP TEXT("1") "Hello\n", "", "", "" },
	{ HEAD "\nno end", TOP TEXT("1") "no end\n", "", "", "" },
	{ HEAD, TOP, "", "", "" },
	{ "\r\n" HEAD "\nx\n", TOP TEXT("1") "x\n", "", "", "" },
	{ "From a@x Sat Nov 21 18:00:00 2026\n" HEAD "\nx\n",
	  "{\"part\":\"header\"}From a@x Sat Nov 21 18:00:00 2026\n" HEAD TEXT(
		  "1") "x\n",
	  "", "", "" },
	{ "33\n" HEAD "\nx\n\n<?xml", TOP TEXT("1") "x\n\n" HIDDEN "<?xml\n",
	  "", "", "" },
	/* A line that is no field: more fields, or the body. */
	{ HEAD "oops\nX: y\n\nz\n", TOP "oops\nX: y\n" TEXT("1") "z\n", "", "",
	  "" },
	{ HEAD "oops\nz\n", TOP TEXT("1") "oops\nz\n", "", "", "" },
	/* Encodings and charsets. */
	{ HEAD "Content-Transfer-Encoding: quoted-printable\n\nca=66=C3=A9=\n"
	       "s\n",
	  TOP "Content-Transfer-Encoding: quoted-printable\n" TEXT(
		  "1") "caf\u00e9s\n",
	  "", "", "" },
	{ HEAD "Content-Type: text/plain; charset=koi8-r\n\n\xf0\xd2\n",
	  TOP "Content-Type: text/plain; charset=koi8-r\n" TEXT(
		  "1") "\u041f\u0440\n",
	  "", "", "" },
	{ HEAD "Content-Transfer-Encoding: base64\n\nSGVsbG8=\n",
	  TOP "Content-Transfer-Encoding: base64\n" TEXT("1") "Hello\n", "", "",
	  "" },
	{ HEAD "Content-Transfer-Encoding: base64\n\nSGVsbG8=\n!A\n",
	  TOP "Content-Transfer-Encoding: base64\n" TEXT(
		  "1") "Hello\n" HIDDEN_IN("1") "SGVsbG8=\n!A\n",
	  "", "", "corrupt" },
	{ HEAD "Content-Type: text/plain; format=flowed\n\none \ntwo\n> a \n> b"
	       "\nc \n-- \nd\n",
	  TOP "Content-Type: text/plain; format=flowed\n" TEXT(
		  "1") "one two\n> a b\nc -- \nd\n",
	  "", "", "" },
	{ HEAD "Content-Type: text/plain; format=flowed; delsp=yes\n\none \n"
	       "two\n",
	  TOP "Content-Type: text/plain; format=flowed; delsp=yes\n" TEXT(
		  "1") "onetwo\n",
	  "", "", "" },
	/* Parts. */
	{ HEAD MIXED "\npre\n--b\n\none\n--b\nContent-Type: image/x; "
		     "name=\"n\"\n\nJKL\n--b--\nepi\n",
	  TOP MIXED HIDDEN "pre\n" TEXT("1") "one\n" HEADER(
		  "2") "Content-Type: image/x; name=\"n\"\n" HIDDEN "epi\n",
	  "n|", "JKL", "" },
	{ HEAD MIXED
	  "\n--b\nContent-Disposition: attachment;\n"
	  " filename*0*=utf-8''%C3%A9; filename*1=.txt\n\nJKL\n--b--",
	  TOP MIXED HEADER("1") "Content-Disposition: attachment; "
				"filename*0*=utf-8''%C3%A9; filename*1=.txt\n"
				"filename: \u00e9.txt\n",
	  "\u00e9.txt|", "JKL", "" },
	{ HEAD MIXED "\n--b\nContent-Type: text/plain; charset=koi8-r\n"
		     "Content-Disposition: attachment\n\n\xf0\xd2\n--b--\n",
	  TOP MIXED HEADER("1") "Content-Type: text/plain; charset=koi8-r\n"
				"Content-Disposition: attachment\n",
	  "part 1|", "\u041f\u0440", "" },
	{ HEAD MIXED "\n--b\nContent-Type: multipart/alternative; boundary=bb\n"
		     "\n--bb\n\none\n--bb\n\ntwo\n--b\n\nthree\n--b--\n",
	  TOP MIXED HEADER("1") "Content-Type: multipart/alternative; "
				"boundary=bb\n" TEXT("1.1") "one\n" TEXT(
					"1.2") "two\n" TEXT("2") "three\n",
	  "", "", "truncated" },
	/* A page, in what its meta says where the part says nothing. */
	{ HEAD MIXED "\n--b\nContent-Type: text/html\n\n<meta charset=koi8-r>"
		     "<p>\xf0<b>\xd2</b>&#33;<!--c--><a href=d></a>\n--b--\n",
	  TOP MIXED HEADER(
		  "1") "Content-Type: text/html\n"
		       "{\"part\":\"html\",\"section\":\"1\"}\u041f\u0440!\n" HIDDEN_IN(
			       "1") "c\n"
				    "{\"part\":\"link\",\"section\":\"1\"}d\n",
	  "", "", "" },
	{ HEAD MIXED "\n--b\nContent-Type: message/rfc822\n\nA: b\n\nbody\n"
		     "--b--\n",
	  TOP MIXED HEADER("1") "Content-Type: message/rfc822\n", "part 1|",
	  "A: b\nbody\n", "" },
	{ HEAD "Content-Type: multipart/digest; boundary=b\n\n--b\n\nA: b\n\n"
	       "body\n--b--\n",
	  TOP "Content-Type: multipart/digest; boundary=b\n", "part 1|",
	  "A: b\nbody\n", "" },
	{ HEAD MIXED "\n--b\nContent-Type: message/delivery-status\n\nX: y\n"
		     "--b--\n",
	  TOP MIXED HEADER("1") "Content-Type: message/delivery-status\n" TEXT(
		  "1") "X: y\n",
	  "", "", "" },
	/* Damage. */
	{ HEAD MIXED "\n--b\n\ncut", TOP MIXED TEXT("1") "cut\n", "", "",
	  "truncated" },
	{ HEAD MIXED "\n--b\n\none\n--b-", TOP MIXED TEXT("1") "one\n--b-\n",
	  "", "", "truncated" },
	/* One record, wherever it shows: delimiters, base64, uuencode. */
	{ HEAD MIXED "\n--b\nContent-Type: multipart/x; boundary=c\n\n--c\n"
		     "Content-Transfer-Encoding: base64\n\nSGVsbG",
	  TOP MIXED HEADER("1") "Content-Type: multipart/x; boundary=c\n" HEADER(
		  "1.1") "Content-Transfer-Encoding: base64\n" TEXT("1.1") "Hell\n",
	  "", "", "truncated" },
	{ HEAD "Content-Transfer-Encoding: base64\n\nSGVsbG",
	  TOP "Content-Transfer-Encoding: base64\n" TEXT("1") "Hell\n", "", "",
	  "truncated" },
	{ HEAD "Content-Type: image/x\nContent-Transfer-Encoding: base64\n\n"
	       "SktMS",
	  TOP "Content-Type: image/x\n"
	      "Content-Transfer-Encoding: base64\n",
	  "part 1|", "JKL", "truncated" },
	{ HEAD "\nbegin 644 x\n#0V%T\n", TOP, "x|", "Cat", "truncated" },
	/* A forwarded mail without its end is cut, that around it is not. */
	{ HEAD MIXED "\n--b\nContent-Type: message/rfc822\n\nA: b\n"
		     "Content-Type: multipart/mixed; boundary=c\n"
		     "\n--c\n\ninner\n--b--\n",
	  TOP MIXED HEADER("1") "Content-Type: message/rfc822\n", "part 1|",
	  "A: b\nContent-Type: multipart/mixed; boundary=c\ninner\n", "" },
	{ HEAD MIXED "\n--c\n\nnone\n", TOP MIXED HIDDEN "--c\n\nnone\n", "",
	  "", "corrupt" },
	{ HEAD "Content-Type: multipart/mixed\n\n--x\n\none\n--x--\n",
	  TOP "Content-Type: multipart/mixed\n" TEXT("1") "one\n", "", "", "" },
	{ HEAD "Content-Type: multipart/mixed\n\nnone\n",
	  TOP "Content-Type: multipart/mixed\n" HIDDEN_IN("1") "none\n", "", "",
	  "corrupt" },
	{ HEAD MIXED "\n--b\n\none\n--b \t\n\ntwo\n--bx\n--b--x\n",
	  TOP MIXED TEXT("1") "one\n" TEXT("2") "two\n--bx\n", "", "", "" },
	/* Files in a text, and what is encrypted. */
	{ HEAD "\none\nbegin 644 a b.txt\n#0V%T\n`\nend\ntwo\n",
	  TOP TEXT("1") "one\ntwo\n", "a b.txt|", "Cat", "" },
	{ HEAD "\nbegin 644 x\n#0V%T\nthen this\n", TOP TEXT("1") "then this\n",
	  "x|", "Cat", "truncated" },
	{ HEAD "Content-Transfer-Encoding: x-uuencode\n\nnot here\n",
	  TOP "Content-Transfer-Encoding: x-uuencode\n" TEXT("1") "not here\n",
	  "", "", "" },
	{ HEAD "\nbegin 1 now\nbegin 644 x\n",
	  TOP TEXT("1") "begin 1 now\nbegin 644 x\n", "", "", "" },
	{ HEAD "\n-----BEGIN PGP "
	       "MESSAGE-----\nx\n",
	  TOP TEXT("1") "-----BEGIN PGP "
			"MESSAGE-----\nx\n",
	  "", "", "encrypted" },
	{ HEAD "Content-Type: multipart/encrypted; boundary=b\n\n--b\n"
	       "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b--\n",
	  TOP "Content-Type: multipart/encrypted; boundary=b\n" HEADER(
		  "1") "Content-Type: application/pgp-encrypted\n",
	  "part 1|", "Version: 1", "encrypted" },
	{ "", "", "", "", "" },
};

static void read_mail(struct told *told, const char *mail)
{
	told_read(told, DLP_IS_EML, (struct dlp_span){ mail, strlen(mail) },
		  &told_limits);
}

START_TEST(mails)
{
	struct told told = { .bytes = 0 };

	read_mail(&told, mail_case[_i].mail);
	ck_assert_str_eq(told.format, "eml");
	ck_assert_str_eq(told.text.ptr, mail_case[_i].text);
	ck_assert_str_eq(told.members.ptr, mail_case[_i].members);
	ck_assert_str_eq(told.inner.ptr, mail_case[_i].inner);
	ck_assert_str_eq(told.codes.ptr, mail_case[_i].codes);
	told_release(&told);
}
END_TEST

/* Nothing that a mail can be cut to is lost: the end is there. */
START_TEST(cut_anywhere)
{
	const char *mail = mail_case[14].mail;

	for (size_t n = 0; n < strlen(mail); n++) {
		struct told told = { .bytes = 0 };

		told_read(&told, DLP_IS_EML, (struct dlp_span){ mail, n },
			  &told_limits);
		ck_assert_str_eq(told.format, "eml");
		told_release(&told);
	}
}
END_TEST

START_TEST(deeper_than_the_limit)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf mail;

	dlp_buf_init(&mail, 0);
	dlp_buf_adds(&mail, HEAD);
	for (unsigned i = 0; i <= DLP_LIMIT_NESTING; i++)
		dlp_buf_addf(&mail,
			     "Content-Type: multipart/mixed; boundary=b%u\n\n"
			     "--b%u\n",
			     i, i);
	dlp_buf_adds(&mail, "\nlast words");
	dlp_buf_addc(&mail, '\0');
	read_mail(&told, mail.ptr);
	ck_assert_str_eq(told.codes.ptr, "too-deeptruncated");
	ck_assert_ptr_nonnull(strstr(told.text.ptr, "last words"));
	dlp_buf_release(&mail);
	told_release(&told);
}
END_TEST

START_TEST(more_parts_than_the_limit)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf mail;

	dlp_buf_init(&mail, 0);
	dlp_buf_adds(&mail, HEAD MIXED "\n");
	for (unsigned i = 0; i <= DLP_LIMIT_PARTS + 1; i++)
		dlp_buf_addf(&mail, "--b\n\ntext %u\n", i);
	dlp_buf_addc(&mail, '\0');
	read_mail(&told, mail.ptr);
	ck_assert_str_eq(told.codes.ptr, "too-many");
	ck_assert_ptr_nonnull(strstr(told.text.ptr, HIDDEN "\ntext 1000\n"));
	ck_assert_ptr_nonnull(strstr(told.text.ptr, "text 1001\n"));
	dlp_buf_release(&mail);
	told_release(&told);
}
END_TEST

/* Both are the task's to set. */
START_TEST(limits_that_are_set)
{
	const char *mail = HEAD MIXED
		"\n--b\n\none\n--b\nContent-Type: multipart/x; boundary=c\n\n"
		"--c\n\ntwo\n--c--\n--b--\n";
	const struct dlp_span span = { mail, strlen(mail) };
	struct dlp_limits limits = told_limits;
	struct told told = { .bytes = 0 }, deep = { .bytes = 0 },
		    all = { .bytes = 0 };

	limits.parts = 3;
	limits.nesting = 2;
	told_read(&all, DLP_IS_EML, span, &limits);
	ck_assert_str_eq(all.codes.ptr, "");
	limits.parts = 2;
	told_read(&told, DLP_IS_EML, span, &limits);
	ck_assert_str_eq(told.codes.ptr, "too-many");
	ck_assert_ptr_nonnull(strstr(told.text.ptr, "two"));
	limits.parts = 3;
	limits.nesting = 1;
	told_read(&deep, DLP_IS_EML, span, &limits);
	ck_assert_str_eq(deep.codes.ptr, "too-deep");
	ck_assert_ptr_nonnull(strstr(deep.text.ptr, "two"));
	told_release(&told);
	told_release(&deep);
	told_release(&all);
}
END_TEST

START_TEST(larger_than_the_limit)
{
	struct told told = { .bytes = 0 };
	struct dlp_limits limits = told_limits;

	limits.entry = sizeof(HEAD "\nabc") - 1;
	told_read(&told, DLP_IS_EML, DLP_SPAN(HEAD "\nabcdef\n"), &limits);
	ck_assert_str_eq(told.text.ptr, TOP TEXT("1") "abc\n");
	ck_assert_str_eq(told.codes.ptr, "too-large");
	ck_assert_int_eq(told.end, DLP_END_PART);
	told_release(&told);
}
END_TEST

#define FROM "From a@x Sat Nov 21 18:00:00 2026\n"
#define INNER FROM "A: b\n"

static const struct {
	const char *mbox, *members, *inner, *codes;
} mbox_case[] = {
	{ INNER "\none\n\n" INNER "\ntwo\n", "message 1|message 2|",
	  INNER "one\n\n" INNER "two\n", "" },
	/* A date needs no empty line, nor an empty line a date. */
	{ INNER "\none\n" INNER "\ntwo\n", "message 1|message 2|",
	  INNER "one\n" INNER "two\n", "" },
	{ INNER "\none\n\nFrom b\nC: d\n\ntwo", "message 1|message 2|",
	  INNER "one\n\nFrom b\nC: d\ntwo\n", "truncated" },
	{ "From a\r\nA: b\r\n\r\none\r\n\r\nFrom b\r\nC: d\r\n\r\ntwo\r\n",
	  "message 1|message 2|",
	  "From a\nA: b\none\r\n\r\nFrom b\nC: d\ntwo\r\n", "" },
	/* What is text. */
	{ INNER "\none\n\nFrom here on\nit goes\n", "message 1|",
	  INNER "one\n\nFrom here on\nit goes\n", "" },
	{ INNER "\none\nFrom here\nA: b\n>" FROM "A: b\n", "message 1|",
	  INNER "one\nFrom here\nA: b\n>" FROM "A: b\n", "" },
	/* A length, if it is one. */
	{ FROM "Content-Length: 49\n\none\n\n" INNER "five\n\n" INNER "\ntwo\n",
	  "message 1|message 2|",
	  FROM "Content-Length: 49\none\n\n" INNER "five\n\n" INNER "two\n",
	  "" },
	{ FROM "Content-Length: 9\n\none\n\n" INNER "\ntwo\n",
	  "message 1|message 2|",
	  FROM "Content-Length: 9\none\n\n" INNER "two\n", "" },
	{ "From", "message 1|", "From\n", "truncated" },
	{ "", "", "", "" },
	/* It is longer than what is there, unless lengths say nothing. */
	{ FROM "Content-Length: 9\n\none\n", "message 1|",
	  FROM "Content-Length: 9\none\n", "truncated" },
	{ FROM "Content-Length: 9\n\none\n\n" FROM "Content-Length: 9\n\ntwo\n",
	  "message 1|message 2|",
	  FROM "Content-Length: 9\none\n\n" FROM "Content-Length: 9\ntwo\n",
	  "" },
	/* The message tells it as well. */
	{ INNER MIXED "\n--b\n\none", "message 1|", INNER MIXED "one\n",
	  "truncated" },
};

START_TEST(mboxes)
{
	struct told told = { .bytes = 0 };
	const char *mbox = mbox_case[_i].mbox;

	told_read(&told, DLP_IS_MBOX, (struct dlp_span){ mbox, strlen(mbox) },
		  &told_limits);
	ck_assert_str_eq(told.format, "mbox");
	ck_assert_str_eq(told.members.ptr, mbox_case[_i].members);
	ck_assert_str_eq(told.inner.ptr, mbox_case[_i].inner);
	ck_assert_str_eq(told.codes.ptr, mbox_case[_i].codes);
	told_release(&told);
}
END_TEST

/* More messages than entries are allowed to, and larger than a first look. */
START_TEST(many_and_large)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf mbox;

	dlp_buf_init(&mbox, 0);
	for (unsigned i = 0; i < 150; i++) {
		dlp_buf_adds(&mbox, INNER "\n");
		for (unsigned j = 0; j < (i == 100 ? 10000 : 10); j++)
			dlp_buf_adds(&mbox, "twenty bytes a line\n");
	}
	told_read(&told, DLP_IS_MBOX, dlp_buf_span(&mbox), &told_limits);
	ck_assert_str_eq(told.codes.ptr, "");
	ck_assert_ptr_nonnull(strstr(told.members.ptr, "|message 150|"));
	ck_assert_ptr_null(strstr(told.members.ptr, "|message 151|"));
	dlp_buf_release(&mbox);
	told_release(&told);
}
END_TEST

START_TEST(a_message_over_the_limit)
{
	struct told told = { .bytes = 0 };
	struct dlp_limits limits = told_limits;
	struct dlp_buf mbox;

	limits.entry = 100 << 10;
	dlp_buf_init(&mbox, 0);
	dlp_buf_adds(&mbox, INNER "\n");
	for (unsigned j = 0; j < 10000; j++)
		dlp_buf_adds(&mbox, "twenty bytes a line\n");
	dlp_buf_adds(&mbox, INNER "\nlast words\n");
	told_read(&told, DLP_IS_MBOX, dlp_buf_span(&mbox), &limits);
	ck_assert_ptr_nonnull(strstr(told.codes.ptr, "too-large"));
	ck_assert_ptr_nonnull(strstr(told.inner.ptr, "last words"));
	dlp_buf_release(&mbox);
	told_release(&told);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("eml");

	tcase_add_loop_test(tc, mails, 0, CASES(mail_case));
	tcase_add_test(tc, cut_anywhere);
	tcase_add_test(tc, deeper_than_the_limit);
	tcase_add_test(tc, more_parts_than_the_limit);
	tcase_add_test(tc, limits_that_are_set);
	tcase_add_test(tc, larger_than_the_limit);
	tcase_add_loop_test(tc, mboxes, 0, CASES(mbox_case));
	tcase_add_test(tc, many_and_large);
	tcase_add_test(tc, a_message_over_the_limit);
	return suite_run("eml", tc);
}
