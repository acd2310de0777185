#include "match/place.h"

#include "pattern/rule.h"

/* Letters in a run of nothing else, where others are joined to it. */
enum { LETTERS = 3 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_capital((char)(c & ~0x20));
}

static bool is_counted(char c)
{
	return is_digit(c) || is_letter(c);
}

static bool is_dash(char c)
{
	return c == '-' || c == '.' || c == '/';
}

/* Whether something goes before that what begins at `pos` belongs to.  A dot
 * behind a letter ends a word: No.A123. */
static bool goes_before(struct dlp_span text, size_t pos)
{
	const char *p = text.ptr + pos;

	if (!pos)
		return false;
	if (is_counted(p[-1]) || p[-1] == '_')
		return true;
	return pos > 1 && is_dash(p[-1]) &&
	       (is_digit(p[-2]) || (p[-1] != '.' && is_letter(p[-2])));
}

/* Whether what ends at `end` goes on. */
static bool goes_on(struct dlp_span text, size_t end)
{
	const char *p = text.ptr + end;

	if (end == text.len)
		return false;
	if (is_counted(*p) || *p == '_')
		return true;
	return end + 1 < text.len && is_dash(*p) &&
	       (is_digit(p[1]) || (*p != '.' && is_letter(p[1])));
}

/* The T between a date and a time of day (RFC 3339), as in each line of many
 * a log. */
static bool is_stamp(struct dlp_span text, size_t pos)
{
	enum { DATE = 10 }; /* 2026-11-28 */
	const char *p = text.ptr + pos;

	return *p == 'T' && pos >= DATE && text.len - pos > 3 &&
	       is_digit(p[1]) && is_digit(p[2]) && p[3] == ':' &&
	       p[-6] == '-' && p[-3] == '-' && is_digit(p[-10]) &&
	       is_digit(p[-9]) && is_digit(p[-8]) && is_digit(p[-7]) &&
	       is_digit(p[-5]) && is_digit(p[-4]) && is_digit(p[-2]) &&
	       is_digit(p[-1]);
}

size_t dlp_place_id_starts(struct dlp_span text, size_t pos,
			   size_t start[DLP_PLACE_ID_STARTS])
{
	const char *p = text.ptr;
	size_t n = 0, at = pos;

	if (is_stamp(text, pos))
		return 0;

	/* Runs of the kind that is not the one at `pos`, backwards. */
	while (n < DLP_PLACE_ID_STARTS && at) {
		bool letters = is_letter(p[pos]) ? false : true, joined;
		size_t end = at;

		joined = p[at - 1] == ' ' || is_dash(p[at - 1]);
		if (joined)
			end = --at;
		while (at && pos - at < 2 * DLP_RULE_DIGITS_MAX &&
		       (letters ? is_letter(p[at - 1]) : is_digit(p[at - 1])))
			at--;
		if (at == end || (!joined && end != pos) ||
		    (letters && joined && end - at > LETTERS) ||
		    (at && is_counted(p[at - 1])))
			break;
		if (!goes_before(text, at))
			start[n++] = at;
	}
	return n;
}

/* A layout is written three bits for each byte. */
static uint64_t add_kind(uint64_t layout, char c)
{
	unsigned kind;

	if (layout == UINT64_MAX || layout >> 60)
		return UINT64_MAX;
	if (is_digit(c))
		kind = 1;
	else if (is_capital(c))
		kind = 2;
	else if (is_letter(c))
		kind = 3;
	else
		kind = c == ' ' ? 4 : c == '-' ? 5 : c == '.' ? 6 : 7;
	return layout << 3 | kind;
}

/* What stands from `pos` on, up to something else than letters and digits. */
struct run {
	size_t digits, capitals, small;
	size_t head; /* letters that it begins with */
};

static size_t read_run(struct dlp_span text, size_t pos, struct run *run,
		       uint64_t *layout)
{
	const char *p = text.ptr;
	size_t end = pos;

	*run = (struct run){ 0 };
	for (; end < text.len && is_counted(p[end]) &&
	       end - pos <= DLP_RULE_DIGITS_MAX;
	     end++) {
		run->head += is_letter(p[end]) && run->head == end - pos;
		if (is_digit(p[end]))
			run->digits++;
		else if (is_capital(p[end]))
			run->capitals++;
		else
			run->small++;
		*layout = add_kind(*layout, p[end]);
	}
	return end - pos;
}

/* Whether a run may be joined to others, by `join` to the one before. */
static bool may_join(const struct run *run, char join)
{
	if (run->head > LETTERS)
		return false;
	return !run->small || (run->small == 1 && is_dash(join) &&
			       !run->capitals && !run->digits);
}

void dlp_place_id(struct dlp_span text, size_t pos, struct dlp_place *place)
{
	const char *p = text.ptr;
	bool digit = false, letter = false, joins = true;
	uint64_t layout = 0;
	size_t count = 0;

	place->start = pos;
	place->ends = 0;
	while (place->ends < DLP_PLACE_ENDS) {
		const char join = pos > place->start ? p[pos - 1] : '\0';
		struct run run;
		size_t len = read_run(text, pos, &run, &layout);

		pos += len;
		count += len;
		if (!len || count > DLP_RULE_DIGITS_MAX ||
		    (join && !(joins && may_join(&run, join))))
			return;
		joins = join ? joins : may_join(&run, join);
		digit |= run.digits != 0;
		letter |= run.digits != len;
		if (digit && letter && !goes_on(text, pos)) {
			place->end[place->ends] = pos;
			place->layout[place->ends] =
				layout == UINT64_MAX ? 0 : layout;
			place->digits[place->ends++] = (unsigned char)count;
		}
		if (!joins || pos == text.len ||
		    !(p[pos] == ' ' || is_dash(p[pos])))
			return;
		layout = add_kind(layout, p[pos++]);
	}
}
