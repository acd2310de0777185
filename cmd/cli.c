#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/escape.h"
#include "record/record.h"

static const char *progname = "dlp";
static void (*hush)(bool begin);
static bool to_terminal; /* stdout, where there is a hush */

void cli_init(const char *name)
{
	const struct rlimit no_core = { 0, 0 };
	sigset_t set;
	int fd;

	progname = name;
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGPIPE, SIG_DFL);
	/* A file opened as descriptor 1 would receive the output. */
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
	setrlimit(RLIMIT_CORE, &no_core);
	prctl(PR_SET_DUMPABLE, 0);
}

void cli_hush(void (*fn)(bool begin))
{
	hush = fn;
	to_terminal = fn && isatty(STDOUT_FILENO);
}

const char *cli_name(void)
{
	return progname;
}

static void vwarn(int sys, const char *fmt, va_list ap) DLP_PRINTF(2, 0);
static void vwarn(int sys, const char *fmt, va_list ap)
{
	char line[4096];
	int n, size = sizeof(line) - 1;

	fflush(stdout);
	n = snprintf(line, sizeof(line), "%s: ", progname);
	n += vsnprintf(line + n, sizeof(line) - (size_t)n, fmt, ap);
	if (sys && n < size)
		n += snprintf(line + n, sizeof(line) - (size_t)n, ": %s",
			      strerror(sys));
	if (n > size)
		n = size;
	line[n++] = '\n';
	if (hush)
		hush(true);
	/* At once: others may write there too. */
	fwrite(line, 1, (size_t)n, stderr);
	if (hush)
		hush(false);
}

void cli_warn(int sys, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(sys, fmt, ap);
	va_end(ap);
}

void cli_die(int sys, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(sys, fmt, ap);
	va_end(ap);
	exit(CLI_TROUBLE);
}

void cli_die_memory(void)
{
	cli_die(0, "out of memory");
}

const char *cli_escape(const char *name)
{
	static struct dlp_buf out[2];
	static unsigned turn;
	struct dlp_buf *buf = &out[turn++ % 2];

	dlp_buf_clear(buf);
	dlp_escape(buf, (struct dlp_span){ name, strlen(name) });
	dlp_buf_addc(buf, '\0');
	return buf->status ? "(out of memory)" : buf->ptr;
}

void cli_try_help(void)
{
	fprintf(stderr, "Try '%s --help'.\n", progname);
	exit(CLI_TROUBLE);
}

static _Noreturn void bad_value(const char *option, const char *arg)
{
	cli_die(0, "%s: bad value: %s", option, cli_escape(arg));
}

/* Digits, then at most one letter of `units`, which multiplies by `by`. */
static uint64_t parse_units(const char *option, const char *arg,
			    const char *units, const uint64_t *by, uint64_t min,
			    uint64_t max)
{
	uint64_t v = 0, factor = 1;
	const char *p = arg, *unit;

	if (*p < '0' || *p > '9')
		bad_value(option, arg);
	for (; *p >= '0' && *p <= '9'; p++) {
		unsigned digit = (unsigned)*p - '0';

		if (v > (UINT64_MAX - digit) / 10)
			bad_value(option, arg);
		v = v * 10 + digit;
	}
	if (*p) {
		unit = strchr(units, *p);
		if (!unit || p[1])
			bad_value(option, arg);
		factor = by[unit - units];
	}
	if (v > UINT64_MAX / factor || v * factor < min || v * factor > max)
		cli_die(0, "%s: out of range: %s", option, cli_escape(arg));
	return v * factor;
}

uint64_t cli_parse_number(const char *option, const char *arg, uint64_t min,
			  uint64_t max)
{
	return parse_units(option, arg, "", NULL, min, max);
}

uint64_t cli_parse_size(const char *option, const char *arg, uint64_t min,
			uint64_t max)
{
	static const uint64_t by[] = { 1 << 10, 1 << 10, 1 << 20,
				       1 << 20, 1 << 30, 1 << 30 };

	return parse_units(option, arg, "KkMmGg", by, min, max);
}

uint64_t cli_parse_seconds(const char *option, const char *arg, uint64_t min,
			   uint64_t max)
{
	static const uint64_t by[] = { 1, 60, 3600 };

	return parse_units(option, arg, "smh", by, min, max);
}

const char *cli_parse_languages(const char *option, const char *arg)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_+-";
	size_t n;

	if (!arg)
		return "eng";
	n = strspn(arg, letters);
	if (!n || arg[n] || n > 200)
		bad_value(option, arg);
	return arg;
}

int cli_parse_word(const char *option, const char *arg,
		   const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (!strcmp(words[i], arg))
			return i;
	bad_value(option, arg);
}

const char *cli_operand(struct cli_operands *operands)
{
	ssize_t n;

	if (*operands->argv)
		return *operands->argv++;
	if (!operands->from || operands->failed)
		return NULL;
	if (!operands->file)
		operands->file = strcmp(operands->from, "-")
					 ? fopen(operands->from, "re")
					 : stdin;
	if (!operands->file) {
		cli_warn(errno, "%s: cannot open", cli_escape(operands->from));
		operands->failed = true;
		return NULL;
	}
	do {
		errno = 0;
		n = getdelim(&operands->name, &operands->cap, operands->delim,
			     operands->file);
		if (n < 0) {
			if (ferror((FILE *)operands->file)) {
				cli_warn(errno, "%s: cannot read",
					 cli_escape(operands->from));
				operands->failed = true;
			}
			return NULL;
		}
		if (operands->name[n - 1] == operands->delim)
			operands->name[--n] = '\0';
	} while (!n);
	/* With newlines between them a name may not hold NUL: it would be cut.
	 */
	if (strlen(operands->name) != (size_t)n) {
		cli_warn(0, "%s: a name holds NUL; is -0 missing?",
			 cli_escape(operands->from));
		operands->failed = true;
		return NULL;
	}
	return operands->name;
}

void cli_operands_release(struct cli_operands *operands)
{
	if (operands->file && operands->file != stdin)
		fclose(operands->file);
	free(operands->name);
}

static _Noreturn void output_lost(int sys)
{
	cli_warn(sys, "cannot write the output");
	_exit(CLI_TROUBLE);
}

void cli_write(struct dlp_buf *buf)
{
	if (buf->status)
		cli_die(0, buf->status == DLP_SKIP
				   ? "a record is over the limit"
				   : "out of memory");
	if (to_terminal)
		hush(true);
	if (buf->len && fwrite(buf->ptr, 1, buf->len, stdout) != buf->len)
		output_lost(errno);
	dlp_buf_clear(buf);
	if (!to_terminal)
		return;
	cli_flush();
	hush(false);
}

void cli_flush(void)
{
	if (fflush(stdout))
		output_lost(errno);
}

/* `dir`/`program` when it can be run. */
static char *program_in(const char *dir, size_t len, const char *program)
{
	size_t size = len + 1 + strlen(program) + 1;
	char *path = malloc(size);

	if (!path)
		cli_die_memory();
	snprintf(path, size, "%.*s/%s", (int)len, dir, program);
	if (!access(path, X_OK))
		return path;
	free(path);
	return NULL;
}

char *cli_sibling(const char *program)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *path = NULL;

	if (n > 0) {
		self[n] = '\0';
		path = program_in(self, (size_t)(strrchr(self, '/') - self),
				  program);
	}
	if (!path)
		path = program_in(DLP_LIBEXECDIR, strlen(DLP_LIBEXECDIR),
				  program);
	return path;
}

void cli_version(const char *more)
{
	printf("%s (dlp) %s\n%s", progname, DLP_VERSION, more ? more : "");
	exit(cli_finish(CLI_OK));
}

void cli_schema(void)
{
	struct dlp_buf buf;

	dlp_buf_init(&buf, 0);
	dlp_record_schema(&buf);
	cli_write(&buf);
	dlp_buf_release(&buf);
	exit(cli_finish(CLI_OK));
}

int cli_finish(int status)
{
	int failed = ferror(stdout);

	errno = 0;
	if (fclose(stdout))
		failed = 1;
	if (!failed)
		return status;
	cli_warn(errno, "cannot write the output");
	return CLI_TROUBLE;
}
