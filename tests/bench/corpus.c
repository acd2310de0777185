/*
 * Makes what the benchmarks read: the same bytes on every machine.
 *
 *   corpus dense MIB     log lines, CSV and JSON, most of them numbers, and
 *                        one in a few lines a finding
 *   corpus numbers MIB   the same with one in hundreds
 *   corpus log MIB       a log as programs write them
 *   corpus code MIB      lines of source text
 *   corpus prose MIB     sentences, with a name in one of five
 *   corpus order BYTES   one JSON object, as an API answers: an order
 *   corpus people BYTES  likewise: a list of people, each with an address
 *   corpus source MIB DIR FILE...    files below DIR, put together of FILEs
 *
 * `source` is text that people wrote, but all of it about one matter: this
 * one, so that it has more words like "token" and "card" than other programs.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	LINE = 1024,          /* bytes; the longest is not half of it */
	BATCH = 400,          /* lines of one kind in a row */
	PIECE = 4096,         /* bytes of source text taken at once */
	FILES_A_FOLDER = 200, /* and then another */
};

static uint64_t state = 88172645463325252;

/* Marsaglia, Xorshift RNGs (2003): 0 to n - 1. */
static unsigned draw(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 20) % n);
}

static const char *some_person(void)
{
	static const char *const person[] = { "anna",  "ben",   "carla",
					      "david", "eva",   "frank",
					      "gina",  "hugo",  "irena",
					      "jonas", "karim", "lucia" };

	return person[draw(sizeof(person) / sizeof(*person))];
}

/*
 * What logs and programs talk of.  Keywords of rules are among them as often
 * as in logs and source text that were looked at: 4 to 8 in a kilobyte.
 */
static const char *some_word(void)
{
	static const char *const word[] = {
		"request",  "handler",  "returned",  "status",   "user",
		"session",  "cache",    "miss",      "token",    "refresh",
		"database", "server",   "host",      "path",     "index",
		"key",      "value",    "error",     "warning",  "buffer",
		"length",   "offset",   "stream",    "record",   "context",
		"result",   "parse",    "config",    "option",   "default",
		"client",   "timeout",  "retry",     "queue",    "worker",
		"thread",   "channel",  "message",   "order",    "amount",
		"invoice",  "total",    "address",   "country",  "language",
		"password", "login",    "callback",  "element",  "node",
		"child",    "parent",   "width",     "height",   "visible",
		"enabled",  "started",  "finished",  "pending",  "version",
		"received", "sending",  "bytes",     "cleanup",  "allocate",
		"entry",    "lookup",   "failed",    "success",  "written",
		"reading",  "process",  "signature", "verify",   "compress",
		"packet",   "header",   "footer",    "frame",    "counter",
		"maximum",  "minimum",  "average",   "duration", "elapsed",
		"interval", "schedule", "trigger",   "listener", "dispatch",
		"pipeline", "filter",   "sorted",    "column",   "pointer",
		"array",    "matrix",   "string",    "number",   "boolean",
		"integer",  "decimal",  "format",    "locale",   "encoding",
		"charset",  "parser",   "writer",    "reader",   "closed",
		"opened",   "ignored",  "skipped",   "replaced", "removed",
		"inserted", "selected", "visited",   "expected", "observed",
		"missing",  "balance",  "shipment",  "delivery", "supplier",
		"quantity", "weight",   "colour",    "margin",   "border",
		"padding",  "button",   "dialogue",  "layout",   "sidebar",
		"toolbar",  "cursor",   "pixel",     "texture",  "shader",
		"camera",   "mesh",     "normal",    "kernel",   "driver",
		"socket",   "adapter",  "bridge",    "firmware", "sensor",
		"voltage",  "battery",
	};

	return word[draw(sizeof(word) / sizeof(*word))];
}

static size_t put_text(char *out, const char *text)
{
	return (size_t)(stpcpy(out, text) - out);
}

static size_t put_digits(char *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (char)('0' + draw(10));
	return n;
}

static size_t put_number(char *out, unsigned n, size_t width)
{
	char digit[12];
	size_t len = 0;

	do
		digit[len++] = (char)('0' + n % 10);
	while ((n /= 10) || len < width);
	for (size_t i = 0; i < len; i++)
		out[i] = digit[len - 1 - i];
	return len;
}

static size_t put_hex(char *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = "0123456789abcdef"[draw(16)];
	return n;
}

/* A number that passes as one of a card, plain or in fours. */
static size_t put_card(char *out)
{
	unsigned sum = 0, fours = draw(2);
	char digit[16];
	size_t n = 0;

	put_digits(digit, 15);
	*digit = (char)('4' + draw(2));
	for (size_t i = 0; i < 15; i++) {
		unsigned d = (unsigned)(digit[i] - '0') << (i % 2 == 0);

		sum += d > 9 ? d - 9 : d;
	}
	digit[15] = (char)('0' + (10 - sum % 10) % 10);
	for (size_t i = 0; i < 16; i++) {
		if (fours && i && i % 4 == 0)
			out[n++] = ' ';
		out[n++] = digit[i];
	}
	return n;
}

/* Of `percent` lines a card, else as many digits. */
static size_t put_maybe_card(char *out, unsigned percent)
{
	return draw(100) < percent ? put_card(out) : put_digits(out, 16);
}

/*
 * What stands between < and > in a form, a letter and a number:
 *   d digits, h hex digits: so many
 *   n a number below that; z with as many digits as that less 1
 *   w as many words, W fewer; p the name of a person, P with a capital
 *   c a card in so many of a hundred lines; i the number of the line
 */
static size_t put_field(char *out, char kind, unsigned n, unsigned nth)
{
	char width[12];
	size_t len = 0;

	switch (kind) {
	case 'd':
		return put_digits(out, n);
	case 'h':
		return put_hex(out, n);
	case 'n':
		return put_number(out, draw(n), 1);
	case 'z':
		return put_number(out, draw(n), put_number(width, n - 1, 1));
	case 'W':
		n = 5 + draw(n);
		/* fall through */
	case 'w':
		for (unsigned i = 0; i < n; i++) {
			if (i)
				out[len++] = ' ';
			len += put_text(out + len, some_word());
		}
		return len;
	case 'p':
		return put_text(out, some_person());
	case 'P':
		len = put_text(out, some_person());
		*out = (char)(*out - 'a' + 'A');
		return len;
	case 'c':
		return put_maybe_card(out, n);
	default:
		return put_number(out, nth, 1);
	}
}

/* A form with its fields filled in; how many bytes, terminated. */
static size_t fill(char *out, const char *form, unsigned nth)
{
	size_t len = 0;

	while (*form) {
		char *end;
		unsigned n;

		if (*form != '<') {
			out[len++] = *form++;
			continue;
		}
		n = (unsigned)strtoul(form + 2, &end, 10);
		len += put_field(out + len, form[1], n, nth);
		form = end + 1;
	}
	out[len] = '\0';
	return len;
}

/* The forms of a kind of text; of a hundred lines, `weight` are of one. */
struct form {
	unsigned weight;
	const char *text;
};

#define STAMP "2026-1<n3>-<n3><n10>T<z24>:<z60>:<z60>"
#define DENSE                                                                   \
	STAMP ".<z1000>Z host<n20> app[<n9999>]: order=<d10> user=<p>@corp"     \
	      "<n99>.example dur=<n9999> ip=10.<n256>.<n256>.<n256> ref <d12> " \
	      "amount <n999>.<z100>"
#define DENSE_ROW ",<c20>,<d10>,2026-0<n9>-1<n10>,<n9999>.<z100>,<d13>\n"
#define DENSE_OBJECT                                                          \
	"{\"id\":<i>,\"account\":\"<d11>\",\"created\":17<d8>,\"customer\":{" \
	"\"name\":\"<p>\",\"phone\":\"<d10>\"},\"items\":["
#define PLAIN STAMP ",<z1000> INFO [worker-<n16>] <W9>"

static const struct form dense_log[] = {
	{ 95, DENSE "\n" },
	{ 5, DENSE " card <c100>\n" },
	{ 0 },
};
static const struct form dense_csv[] = {
	{ 72, "<i>,<p>,<d9>" DENSE_ROW },
	{ 18, "<i>,<p>,<d9>,<c20>,+1 <n7>1<n10>-<n7>55-<d4>,<d13>\n" },
	{ 10, "<i>,<p>,<n6>1<n10>-<n9>1-<d4>" DENSE_ROW },
	{ 0 },
};
/* As many numbers, and hardly one that is a finding. */
static const struct form number_log[] = {
	{ 100, DENSE "\n" },
	{ 0 },
};
static const struct form number_csv[] = {
	{ 100,
	  "<i>,<p>,<d9>,<c1>,<d10>,2026-0<n9>-1<n10>,<n9999>.<z100>,<d13>\n" },
	{ 0 },
};
static const struct form dense_json[] = {
	{ 25, DENSE_OBJECT "<d8>],\"total\":<n999>.<z100>}\n" },
	{ 50, DENSE_OBJECT "<d8>,<d8>,<d8>],\"total\":<n999>.<z100>}\n" },
	{ 25, DENSE_OBJECT "<d8>,<d8>,<d8>,<d8>,<d8>],\"total\":<n999>}\n" },
	{ 0 },
};
static const struct form plain_log[] = {
	{ 70, PLAIN "\n" },
	{ 27, PLAIN " id=<d9> dur=<n9999>ms ip=10.<n256>.<n256>.<n256>\n" },
	{ 2, PLAIN " from <p><n9999>@corp.example\n" },
	{ 1, PLAIN " card <c20>\n" },
	{ 0 },
};
static const struct form code[] = {
	{ 9, "\tif (<w1>->flags & <w1>_MAX)\n" },
	{ 8, "\t\treturn <w1>_<w1>(<w1>, &<w1>);\n" },
	{ 9, "/* The <w1> of a <w1>, until its <w1> has <w3>. */\n" },
	{ 8, "static int <w1>_<w1>(struct <w1> *<w1>)\n{\n" },
	{ 8, "\tconst <w1> = await this.<w1>.<w1>({ <w1>: true });\n" },
	{ 8, "    self.<w1>_<w1> = <w1>.get('<w1>', None)\n" },
	{ 8, "  <w1>-<w1>: \"https://<w1>.example/<w1>\"\n" },
	{ 9, "\t<w1>.<w1> = <w1>.<w1>;\n" },
	{ 8, "#include \"<w1>/<w1>_<w1>.h\"\n" },
	{ 8, "export <w1>_<w1>=${<w1>:-<w1>}\n" },
	{ 8, "\tassert(<w1>[0].<w1> == 0x<h8>);\n" },
	{ 7, "}\n\n<w1>_<w1>(<w1>, <w1>)\n" },
	{ 1, "\t<w1>_<w1> = \"<h40>\"; // <w4>\n" },
	{ 1, "\t<w1>_key: \"<h24><d8>\"\n" },
	{ 0 },
};

/* `size` bytes, whole lines but for the last, to the standard output. */
static void write_lines(const struct form *const *kind, uint64_t size)
{
	char line[LINE];

	for (size_t k = 0; size; k = kind[k + 1] ? k + 1 : 0)
		for (unsigned i = 0; i < BATCH && size; i++) {
			const struct form *form = kind[k];
			unsigned pick = draw(100);
			size_t n;

			while (pick >= form->weight)
				pick -= form++->weight;
			n = fill(line, form->text, i);
			if (n > size)
				n = (size_t)size;
			fwrite(line, 1, n, stdout);
			size -= n;
		}
}

static const struct form prose[] = {
	{ 30, "The <w1> of the <w1> is not <w1> until a <w1> has a <w1> of its "
	      "own, and nobody knows why. " },
	{ 30, "When the <w1> was <w1>, we wrote to the <w1> and waited for a "
	      "<w1> of the <w1>.\n" },
	{ 20, "What the <w1> needs is less of a <w1>; more of it would do no "
	      "good.\n\n" },
	{ 15,
	  "Yesterday <P> Miller called about the <w1>, and the <w1> was <w1> "
	  "again.\n" },
	{ 5,
	  "Please send it to <P> at 4<n10> Maple Street, Springfield, before "
	  "the <w1> is <w1>.\n" },
	{ 0 },
};

static const char order_head[] =
	"{\"status\":\"ok\",\"customer\":{\"name\":\"<p>\",\"email\":"
	"\"<p><n99>@corp.example\",\"phone\":\"+1 212-555-01<z100>\","
	"\"card\":\"<c100>\"},\"items\":[";
static const char order_row[] =
	"%{\"id\":10<i>,\"sku\":\"<h10>\",\"title\":\"<w3>\",\"quantity\":<n9>,"
	"\"price\":<n999>.<z100>,\"state\":\"<w1>\",\"note\":\"<w2>\\n<w2>\","
	"\"shipped\":\"" STAMP "Z\",\"gift\":false}";
static const char people_head[] = "{\"status\":\"ok\",\"page\":1,\"results\":[";
static const char people_row[] =
	"%{\"id\":10<i>,\"name\":\"<p>\",\"email\":\"<p><n99>@corp.example\","
	"\"account\":\"<d11>\",\"phone\":\"<d10>\",\"note\":\"<w2>\\n<w2>\","
	"\"total\":<n999>.<z100>,\"active\":true}";

/* What an API answers: a head and rows of one kind. */
static void write_json(const char *head, const char *row, size_t size)
{
	char line[LINE];
	size_t n;

	n = fill(line, head, 0);
	fputs(line, stdout);
	for (unsigned i = 0; n + LINE / 4 < size; i++) {
		n += fill(line, row, i);
		*line = i ? ',' : ' ';
		fputs(line, stdout);
	}
	puts("]}");
}

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "corpus: %s: %s\n", what, strerror(errno));
	exit(2);
}

struct source {
	char *text;
	size_t len;
};

static struct source read_source(const char *path)
{
	struct source source = { NULL, 0 };
	FILE *f = fopen(path, "r");
	size_t cap = 0, n;

	if (!f)
		die(path);
	do {
		if (cap - source.len < PIECE)
			source.text = realloc(source.text, cap += 16 * PIECE);
		if (!source.text)
			die(path);
		n = fread(source.text + source.len, 1, PIECE, f);
		source.len += n;
	} while (n);
	fclose(f);
	return source;
}

/* Some paragraphs of a source; how many bytes. */
static size_t copy_piece(const struct source *source, FILE *out)
{
	size_t from = 0, end;

	if (source->len > PIECE)
		from = draw((unsigned)(source->len - PIECE));
	end = from + PIECE < source->len ? from + PIECE : source->len;
	while (from > 1 && from < end &&
	       memcmp(source->text + from - 2, "\n\n", 2))
		from++;
	while (end < source->len && source->text[end - 1] != '\n')
		end++;
	fwrite(source->text + from, 1, end - from, out);
	return end - from;
}

/* 1 to 64 KiB, most of them small. */
static uint64_t some_size(void)
{
	uint64_t size = UINT64_C(1024) << draw(6);

	return size + draw((unsigned)size);
}

static void write_source(uint64_t size, const char *dir, char **paths,
			 unsigned count)
{
	struct source *source = calloc(count, sizeof(*source));

	if (!source)
		die(dir);
	for (unsigned i = 0; i < count; i++)
		source[i] = read_source(paths[i]);
	for (unsigned i = 0; size; i++) {
		uint64_t left = some_size();
		char name[4096];
		FILE *out;

		snprintf(name, sizeof(name), "%s/%03u", dir,
			 i / FILES_A_FOLDER);
		if (i % FILES_A_FOLDER == 0 && mkdir(name, 0777) &&
		    errno != EEXIST)
			die(name);
		snprintf(name, sizeof(name), "%s/%03u/%03u.c", dir,
			 i / FILES_A_FOLDER, i % FILES_A_FOLDER);
		out = fopen(name, "w");
		if (!out)
			die(name);
		if (left > size)
			left = size;
		size -= left;
		while (left) {
			size_t n = copy_piece(&source[draw(count)], out);

			left -= n < left ? n : left;
		}
		if (fclose(out))
			die(name);
	}
	for (unsigned i = 0; i < count; i++)
		free(source[i].text);
	free(source);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		const struct form *form[4];
	} kinds[] = {
		{ "dense", { dense_log, dense_csv, dense_json } },
		{ "numbers", { number_log, number_csv, dense_json } },
		{ "log", { plain_log } },
		{ "code", { code } },
		{ "prose", { prose } },
	};
	enum { KINDS = sizeof(kinds) / sizeof(*kinds) };
	const char *kind = argc > 2 ? argv[1] : "";
	uint64_t size = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	size_t i = 0;

	while (i < KINDS && strcmp(kind, kinds[i].name))
		i++;
	if (i < KINDS)
		write_lines(kinds[i].form, size << 20);
	else if (!strcmp(kind, "order"))
		write_json(order_head, order_row, (size_t)size);
	else if (!strcmp(kind, "people"))
		write_json(people_head, people_row, (size_t)size);
	else if (!strcmp(kind, "source") && argc > 4)
		write_source(size << 20, argv[3], argv + 4, (unsigned)argc - 4);
	else {
		fputs("corpus: what, and how much of it?\n", stderr);
		return 2;
	}
	if (fflush(stdout) || ferror(stdout))
		die("standard output");
	return 0;
}
