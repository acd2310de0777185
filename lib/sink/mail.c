#include "sink/mail.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/base64.h"
#include "base/escape.h"
#include "base/utf8.h"

enum {
	LINE = 76,          /* of quoted-printable: RFC 2045, 6.7 */
	WORD = 45,          /* bytes in an encoded word: RFC 2047, 2 */
	PLAIN = 900,        /* a line that any MTA passes: RFC 5322, 2.1.1 */
	SUBJECT_MAX = 1024, /* bytes */
	SUBJECT_PLAIN = 200,
};

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

bool dlp_mail_address_ok(struct dlp_span address)
{
	/* Of RFC 5322's atext, without what a shell or an MTA may obey. */
	static const char special[] = ".!#%&'*+-/=?^_~@";
	size_t at = 0, n_at = 0;

	if (!address.len || address.len > DLP_MAIL_ADDRESS ||
	    !(is_alnum(*address.ptr) || *address.ptr == '_'))
		return false;
	for (size_t i = 0; i < address.len; i++) {
		char c = address.ptr[i];

		if (!is_alnum(c) && (!c || !strchr(special, c)))
			return false;
		if (c == '@') {
			at = i;
			n_at++;
		}
	}
	return n_at == 0 || (n_at == 1 && at > 0 && at + 1 < address.len);
}

static bool is_plain(struct dlp_span text)
{
	size_t line = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		line = c == '\n' ? 0 : line + 1;
		if ((c < ' ' && c != '\n') || c > '~' || line > PLAIN)
			return false;
	}
	return true;
}

/* Whether a reader would take a part of it for an encoded word. */
static bool has_word(struct dlp_span text)
{
	for (size_t i = 0; i + 1 < text.len; i++)
		if (text.ptr[i] == '=' && text.ptr[i + 1] == '?')
			return true;
	return false;
}

/* RFC 2047, in base64; no character is cut. */
static void add_encoded(struct dlp_buf *out, struct dlp_span text)
{
	while (text.len) {
		size_t n = text.len < WORD ? text.len : WORD;

		n = dlp_utf8_valid((struct dlp_span){ text.ptr, n });
		dlp_buf_adds(out, "=?UTF-8?B?");
		dlp_base64_encode(out, (struct dlp_span){ text.ptr, n });
		dlp_buf_adds(out, "?=");
		text.ptr += n;
		text.len -= n;
		if (text.len)
			dlp_buf_adds(out, "\n ");
	}
}

static void add_subject(struct dlp_buf *out, struct dlp_span subject)
{
	struct dlp_buf text = { 0 };
	struct dlp_span in;

	if (subject.len > SUBJECT_MAX)
		subject.len = SUBJECT_MAX;
	dlp_escape(&text, subject);
	if (text.status && !out->status)
		out->status = text.status;
	in = dlp_buf_span(&text);
	dlp_buf_adds(out, "Subject: ");
	if (in.len <= SUBJECT_PLAIN && is_plain(in) && !has_word(in))
		dlp_buf_addspan(out, in);
	else
		add_encoded(out, in);
	dlp_buf_addc(out, '\n');
	dlp_buf_release(&text);
}

static void add_date(struct dlp_buf *out, int64_t date)
{
	/* Not strftime(3): its names follow the locale. */
	static const char day[][4] = { "Sun", "Mon", "Tue", "Wed",
				       "Thu", "Fri", "Sat" };
	static const char month[][4] = { "Jan", "Feb", "Mar", "Apr",
					 "May", "Jun", "Jul", "Aug",
					 "Sep", "Oct", "Nov", "Dec" };
	time_t t = (time_t)date;
	struct tm tm;

	if (gmtime_r(&t, &tm))
		dlp_buf_addf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\n",
			     day[tm.tm_wday], tm.tm_mday, month[tm.tm_mon],
			     tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
			     tm.tm_sec);
}

/* RFC 2045, 6.7: soft breaks keep lines short. */
static void add_quoted(struct dlp_buf *out, struct dlp_span text)
{
	size_t column = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		bool last = i + 1 == text.len || text.ptr[i + 1] == '\n';
		bool plain = (c > ' ' && c <= '~' && c != '=') ||
			     (c == ' ' && !last);
		size_t width = plain ? 1 : 3;

		if (c == '\n') {
			dlp_buf_addc(out, '\n');
			column = 0;
			continue;
		}
		if (column + width > LINE - 1) {
			dlp_buf_adds(out, "=\n");
			column = 0;
		}
		if (plain)
			dlp_buf_addc(out, (char)c);
		else
			dlp_buf_addf(out, "=%02X", c);
		column += width;
	}
}

void dlp_mail_write(struct dlp_buf *out, const struct dlp_mail *mail)
{
	bool plain = is_plain(mail->body);

	dlp_buf_addf(out, "From: %s\n", mail->from);
	for (size_t i = 0; i < mail->tos; i++)
		dlp_buf_addf(out, "%s%s%s", i ? "" : "To: ", mail->to[i],
			     i + 1 < mail->tos ? ",\n " : "\n");
	add_subject(out, mail->subject);
	add_date(out, mail->date);
	dlp_buf_addf(out, "Message-ID: <%s@%s>\n", mail->id, mail->host);
	dlp_buf_addf(out,
		     "Auto-Submitted: auto-generated\n"
		     "MIME-Version: 1.0\n"
		     "Content-Type: text/plain; charset=utf-8\n"
		     "Content-Transfer-Encoding: %s\n\n",
		     plain ? "7bit" : "quoted-printable");
	if (plain)
		dlp_buf_addspan(out, mail->body);
	else
		add_quoted(out, mail->body);
}
