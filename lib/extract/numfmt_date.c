#include "extract/numfmt_date.h"

#include <stdint.h>
#include <string.h>

/* A moment, as the parts of a code show it. */
struct moment {
	unsigned year, month, day, weekday, hour, minute, second, milli;
	uint64_t hours, minutes, seconds; /* all of them since the beginning */
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Brackets that count hours, minutes or seconds beyond a day's: their letter.
 */
static char elapsed(struct dlp_span part, size_t at, size_t size)
{
	char c = size > 2 ? lower(part.ptr[at + 1]) : '\0';

	if (part.ptr[at] != '[' || !strchr("hms", c))
		return '\0';
	for (size_t i = at + 1; i + 1 < at + size; i++)
		if (lower(part.ptr[i]) != c)
			return '\0';
	return c;
}

bool dlp_numfmt_is_date(struct dlp_span part)
{
	bool date = false;

	for (size_t at = 0; at < part.len;) {
		size_t size = dlp_numfmt_token(part, at);
		char c = part.ptr[at];

		/* General has letters of a date, and is none. */
		if (c == '0' && !date)
			return false;
		if (c == '#' || c == '?' || c == '@' ||
		    (size == 1 && lower(c) == 'g'))
			return false;
		date = date || elapsed(part, at, size) ||
		       (size == 1 && c && strchr("ymdhs", lower(c)));
		at += size;
	}
	return date;
}

/*
 * The calendar date of a day, counted from 1970 (a date is the inverse of
 * days-from-civil in "chrono-Compatible Low-Level Date Algorithms", H.
 * Hinnant).
 */
static void set_date(struct moment *m, int64_t day)
{
	int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153;

	m->day = doy - (153 * mp + 2) / 5 + 1;
	m->month = mp < 10 ? mp + 3 : mp - 9;
	m->year = (unsigned)(yoe + era * 400) + (m->month <= 2);
	m->weekday = (unsigned)((day + 4) % 7 + 7) % 7;
}

static bool set_moment(struct moment *m, double value, bool from_1904,
		       bool millis)
{
	enum { LAST = 2958466, UNIX_1900 = 25569, UNIX_1904 = 24107, DAY = 60 };
	uint64_t all;
	int64_t day;

	if (!(value >= 0 && value < LAST))
		return false;
	all = (uint64_t)(value * 86400e3 + 0.5);
	if (!millis)
		all = (all + 500) / 1000 * 1000;
	m->milli = (unsigned)(all % 1000);
	m->seconds = all / 1000;
	m->minutes = m->seconds / 60;
	m->hours = m->minutes / 60;
	m->second = (unsigned)(m->seconds % 60);
	m->minute = (unsigned)(m->minutes % 60);
	m->hour = (unsigned)(m->hours % 24);
	day = (int64_t)(m->hours / 24);
	if (from_1904) {
		set_date(m, day - UNIX_1904);
	} else if (day == DAY) {
		/* A day that only this calendar has: 1900 was no leap year. */
		set_date(m, day - UNIX_1900);
		m->month = 2;
		m->day = 29;
	} else {
		set_date(m, day - UNIX_1900 + (day < DAY));
	}
	return true;
}

/* Whether `m` at `at` is minutes: hours are before it, or seconds behind. */
static bool is_minutes(struct dlp_span part, size_t at, char before)
{
	if (before == 'h')
		return true;
	while (at < part.len) {
		size_t size = dlp_numfmt_token(part, at);
		char c = elapsed(part, at, size);

		if (size == 1)
			c = lower(part.ptr[at]);
		if (c == 's')
			return true;
		if (c && strchr("ydh", c))
			return false;
		at += size;
	}
	return false;
}

/* With zeros before it, up to `width` digits. */
static void add_number(uint64_t value, size_t width, struct dlp_buf *out)
{
	char digit[20], *end = digit + sizeof(digit), *p = end;

	do
		*--p = (char)('0' + value % 10);
	while (value /= 10);
	while ((size_t)(end - p) < width && p > digit)
		*--p = '0';
	dlp_buf_add(out, p, (size_t)(end - p));
}

static void add_name(const char *name, size_t n, struct dlp_buf *out)
{
	if (n == 5)
		dlp_buf_addc(out, *name);
	else if (n == 3)
		dlp_buf_add(out, name, 3);
	else
		dlp_buf_adds(out, name);
}

static void add_day(const struct moment *m, size_t n, struct dlp_buf *out)
{
	static const char *const name[] = { "Sunday",    "Monday",   "Tuesday",
					    "Wednesday", "Thursday", "Friday",
					    "Saturday" };

	if (n > 2)
		add_name(name[m->weekday], n, out);
	else
		add_number(m->day, n, out);
}

static void add_month(const struct moment *m, size_t n, struct dlp_buf *out)
{
	static const char *const name[] = {
		"January",   "February", "March",    "April",
		"May",       "June",     "July",     "August",
		"September", "October",  "November", "December",
	};

	if (n > 2)
		add_name(name[m->month - 1], n, out);
	else
		add_number(m->month, n, out);
}

/* `n` letters of the same kind; `twelve` is the clock of them. */
static void add_part(const struct moment *m, char letter, size_t n, bool twelve,
		     struct dlp_buf *out)
{
	unsigned hour = twelve ? (m->hour + 11) % 12 + 1 : m->hour;
	size_t width = n > 1 ? 2 : 1;

	switch (letter) {
	case 'y':
		if (n > 2)
			add_number(m->year, 4, out);
		else
			add_number(m->year % 100, 2, out);
		break;
	case 'm':
		add_month(m, n, out);
		break;
	case 'd':
		add_day(m, n, out);
		break;
	case 'h':
		add_number(hour, width, out);
		break;
	case 'n':
		add_number(m->minute, width, out);
		break;
	case 's':
		add_number(m->second, width, out);
		break;
	default:
		break;
	}
}

static void add_elapsed(const struct moment *m, char letter, size_t n,
			struct dlp_buf *out)
{
	uint64_t all = letter == 'h'   ? m->hours
		       : letter == 'm' ? m->minutes
				       : m->seconds;

	add_number(all, n > 3 ? 2 : 1, out);
}

static bool begins(struct dlp_span part, size_t at, const char *word)
{
	size_t n = strlen(word);

	if (part.len - at < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(part.ptr[at + i]) != word[i])
			return false;
	return true;
}

static bool has(struct dlp_span part, const char *word)
{
	for (size_t at = 0; at < part.len; at += dlp_numfmt_token(part, at))
		if (begins(part, at, word))
			return true;
	return false;
}

/* Digits of a second behind a point; how many bytes of the code they are. */
static size_t add_fraction(struct dlp_span part, size_t at,
			   const struct moment *m, struct dlp_buf *out)
{
	unsigned unit = 100;
	size_t n = 1;

	dlp_buf_addc(out, '.');
	for (; at + n < part.len && part.ptr[at + n] == '0'; n++, unit /= 10)
		dlp_buf_addc(out,
			     unit ? (char)('0' + m->milli / unit % 10) : '0');
	return n;
}

/* The letters at `at`, all that are the same. */
static size_t letters(struct dlp_span part, size_t at)
{
	size_t n = 1;

	while (at + n < part.len &&
	       lower(part.ptr[at + n]) == lower(part.ptr[at]))
		n++;
	return n;
}

bool dlp_numfmt_add_date(struct dlp_span part, double value, bool from_1904,
			 struct dlp_buf *out)
{
	bool twelve = has(part, "am/pm") || has(part, "a/p");
	struct moment m;
	char before = '\0'; /* the last letter */

	if (!set_moment(&m, value, from_1904, has(part, ".0")))
		return false;
	for (size_t at = 0, n; at < part.len; at += n) {
		char c = lower(part.ptr[at]);
		char all;

		n = dlp_numfmt_token(part, at);
		all = elapsed(part, at, n);
		if (begins(part, at, "am/pm") || begins(part, at, "a/p")) {
			n = begins(part, at, "a/p") ? 3 : 5;
			dlp_buf_add(out, m.hour < 12 ? "AM" : "PM",
				    n == 3 ? 1 : 2);
		} else if (begins(part, at, ".0")) {
			n = add_fraction(part, at, &m, out);
		} else if (all) {
			add_elapsed(&m, all, n, out);
			before = all;
		} else if (n == 1 && c && strchr("ymdhs", c)) {
			n = letters(part, at);
			add_part(
				&m,
				c == 'm' && n < 3 &&
						is_minutes(part, at + n, before)
					? 'n'
					: c,
				n, twelve, out);
			before = c;
		} else {
			dlp_numfmt_add_literal(
				(struct dlp_span){ part.ptr + at, n }, out);
		}
	}
	return true;
}
