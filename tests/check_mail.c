#include "suite.h"

#include <string.h>

#include "base/base64.h"
#include "sink/mail.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static const struct {
	const char *address;
	bool ok;
} address_case[] = {
	{ "a@b.c", true },
	{ "root", true },
	{ "first.last+tag@mail.example.com", true },
	{ "", false },
	{ "@b", false },
	{ "a@", false },
	{ "a@b@c", false },
	{ "-a@b.c", false },
	{ "-oQ/tmp", false },
	{ "a b@c.d", false },
	{ "a@b.c\nBcc: x@y.z", false },
	{ "a@b.c\r", false },
	{ "a\"b@c.d", false },
	{ "<a@b.c>", false },
	{ "a,b@c.d", false },
	{ "a;b@c.d", false },
	{ "|/bin/sh", false },
	{ "/etc/passwd", false },
	{ "a|b@c.d", false },
	{ "a$b@c.d", false },
	{ "a`b@c.d", false },
	{ "j\xc3\xb6@b.c", false },
};

START_TEST(addresses)
{
	ck_assert_int_eq(dlp_mail_address_ok(span(address_case[_i].address)),
			 address_case[_i].ok);
}
END_TEST

START_TEST(long_addresses)
{
	char address[DLP_MAIL_ADDRESS + 2];

	memset(address, 'a', sizeof(address));
	ck_assert(dlp_mail_address_ok(
		(struct dlp_span){ address, DLP_MAIL_ADDRESS }));
	ck_assert(!dlp_mail_address_ok(
		(struct dlp_span){ address, DLP_MAIL_ADDRESS + 1 }));
}
END_TEST

static char *written(struct dlp_buf *out, const char *subject, const char *body)
{
	static const char *const to[] = { "x@y.z", "u@v.w" };
	const struct dlp_mail mail = {
		.from = "a@b.c",
		.to = to,
		.tos = 2,
		.subject = span(subject),
		.body = span(body),
		.id = "1.2.3",
		.host = "h",
		.date = 1795293505,
	};

	dlp_mail_write(out, &mail);
	dlp_buf_addc(out, '\0');
	ck_assert_int_eq(out->status, DLP_OK);
	return out->ptr;
}

START_TEST(a_plain_mail_byte_for_byte)
{
	struct dlp_buf out = { 0 };

	ck_assert_str_eq(written(&out, "s", "body = 1\n.\n"),
			 "From: a@b.c\n"
			 "To: x@y.z,\n"
			 " u@v.w\n"
			 "Subject: s\n"
			 "Date: Sat, 21 Nov 2026 20:38:25 +0000\n"
			 "Message-ID: <1.2.3@h>\n"
			 "Auto-Submitted: auto-generated\n"
			 "MIME-Version: 1.0\n"
			 "Content-Type: text/plain; charset=utf-8\n"
			 "Content-Transfer-Encoding: 7bit\n"
			 "\n"
			 "body = 1\n"
			 ".\n");
	dlp_buf_release(&out);
}
END_TEST

/* Subjects that would be a header, a body or an encoding of their own. */
static const char *const subject_case[] = {
	"x\nBcc: evil@example.com",
	"x\r\nBcc: evil@example.com",
	"x\r\n\r\nbody",
	"x\342\200\250Bcc: evil@example.com",
	"=?UTF-8?Q?=0ABcc:?=",
	"Gr\303\274\303\237e",
	"\xf0\x9f\x94\x91 \xff\xfe",
	"\x1b[2J",
	"",
	"a very long subject, a very long subject, a very long subject, "
	"a very long subject, a very long subject, a very long subject, "
	"a very long subject, a very long subject, a very long subject",
};

START_TEST(a_subject_is_one_header)
{
	struct dlp_buf out = { 0 };
	char *mail = written(&out, subject_case[_i], "b\n");
	char *line = mail, *end;
	int headers = 0;

	for (; (end = strchr(line, '\n')) && end != line; line = end + 1) {
		ck_assert_int_le(end - line, 250);
		headers += *line != ' ';
		ck_assert_int_ne(strncmp(line, "Bcc", 3), 0);
		for (char *p = line; p < end; p++)
			ck_assert(*p >= ' ' && *p <= '~');
	}
	ck_assert_int_eq(headers, 9);
	ck_assert_str_eq(line, "\nb\n");
	dlp_buf_release(&out);
}
END_TEST

START_TEST(encoded_words_say_the_subject)
{
	static const char subject[] =
		"\xc3\xa4\xc3\xb6\xc3\xbc \xe2\x82\xac \xf0\x9f\x94\x91 and so "
		"on until it is longer than one word can be \xc3\xa4\xc3\xb6";
	struct dlp_buf out = { 0 }, text = { 0 };
	char *p = strstr(written(&out, subject, "b"), "Subject: ");

	ck_assert_ptr_nonnull(p);
	p += strlen("Subject: ");
	while (!strncmp(p, "=?UTF-8?B?", 10)) {
		char *end = strstr(p, "?=");

		ck_assert_ptr_nonnull(end);
		ck_assert_int_le(end + 2 - p, 75);
		ck_assert(dlp_base64_decode(
			&text,
			(struct dlp_span){ p + 10, (size_t)(end - p - 10) }));
		p = end + 2;
		if (!strncmp(p, "\n ", 2))
			p += 2;
	}
	ck_assert_int_eq(*p, '\n');
	dlp_buf_addc(&text, '\0');
	ck_assert_str_eq(text.ptr, subject);
	dlp_buf_release(&out);
	dlp_buf_release(&text);
}
END_TEST

/* Back from quoted-printable. */
static void decode(struct dlp_buf *out, const char *p)
{
	while (*p) {
		unsigned byte;

		if (*p != '=') {
			dlp_buf_addc(out, *p++);
		} else if (p[1] == '\n') {
			p += 2;
		} else {
			char hex[3] = { p[1], p[2], '\0' };

			byte = (unsigned)strtoul(hex, NULL, 16);
			dlp_buf_addc(out, (char)byte);
			p += 3;
		}
	}
}

static const char *const body_case[] = {
	"Gr\303\274\303\237e = 1\n",
	"trailing \n\xc3\xbc \n",
	"\x01\t\x7f\n",
	"\xc3\xbc no newline",
};

START_TEST(bodies_come_back)
{
	struct dlp_buf out = { 0 }, text = { 0 };
	char *body = strstr(written(&out, "s", body_case[_i]), "\n\n");

	ck_assert_ptr_nonnull(strstr(out.ptr, ": quoted-printable\n"));
	decode(&text, body + 2);
	dlp_buf_addc(&text, '\0');
	ck_assert_str_eq(text.ptr, body_case[_i]);
	dlp_buf_release(&out);
	dlp_buf_release(&text);
}
END_TEST

START_TEST(long_lines_are_cut)
{
	struct dlp_buf out = { 0 }, text = { 0 };
	char body[5001], *p, *line, *end;

	memset(body, 'x', 5000);
	body[5000] = '\0';
	p = strstr(written(&out, "s", body), "\n\n") + 2;
	for (line = p; (end = strchr(line, '\n')); line = end + 1)
		ck_assert_int_le(end - line, 76);
	decode(&text, p);
	dlp_buf_addc(&text, '\0');
	ck_assert_str_eq(text.ptr, body);
	dlp_buf_release(&out);
	dlp_buf_release(&text);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("mail");

	tcase_add_loop_test(tc, addresses, 0, CASES(address_case));
	tcase_add_test(tc, long_addresses);
	tcase_add_test(tc, a_plain_mail_byte_for_byte);
	tcase_add_loop_test(tc, a_subject_is_one_header, 0,
			    CASES(subject_case));
	tcase_add_test(tc, encoded_words_say_the_subject);
	tcase_add_loop_test(tc, bodies_come_back, 0, CASES(body_case));
	tcase_add_test(tc, long_lines_are_cut);
	return suite_run("mail", tc);
}
