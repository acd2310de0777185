#include "alert_opts.h"

#include <getopt.h>
#include <pwd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "config.h"

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static void set_host(char host[ALERT_HOST])
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

	if (gethostname(host, ALERT_HOST - 1))
		host[0] = '\0';
	host[ALERT_HOST - 1] = '\0';
	for (char *p = host; *p; p++)
		if (!strchr(ok, *p))
			*p = '-';
	if (!*host)
		snprintf(host, ALERT_HOST, "localhost");
}

static char *join(const char *a, const char *b)
{
	size_t size = strlen(a) + strlen(b) + 1;
	char *s = malloc(size);

	if (!s)
		cli_die_memory();
	snprintf(s, size, "%s%s", a, b);
	return s;
}

/* mkdir -p, private; a failure shows when a file is opened there. */
static void make_folders(char *path)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
	mkdir(path, 0700);
}

/* Where things are kept when nobody says where. */
static void set_places(struct alert_opts *opts)
{
	const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (opts->db && opts->spool)
		return;
	if (xdg && *xdg == '/')
		opts->folder = join(xdg, "/dlp");
	else if (!geteuid())
		opts->folder = join("/var/lib", "/dlp");
	else if (home && *home == '/')
		opts->folder = join(home, "/.local/state/dlp");
	else
		cli_die(0, "no HOME: say --db and --spool");
	if (!opts->dry_run)
		make_folders(opts->folder);
	if (!opts->db)
		opts->db = opts->made_db = join(opts->folder, "/alert.db");
	if (!opts->spool)
		opts->spool = opts->made_spool = join(opts->folder, "/spool");
}

static void set_from(struct alert_opts *opts)
{
	struct passwd *user = getpwuid(geteuid());
	char *name;

	if (!opts->from) {
		name = join(user ? user->pw_name : "dlp-alert", "@");
		opts->from = opts->made_from = join(name, opts->host);
		free(name);
	}
	if (!dlp_mail_address_ok(span_of(opts->from)))
		cli_die(0, "--from: not an address: %s",
			cli_escape(opts->from));
	if (opts->dry_run && !opts->tos)
		opts->to[opts->tos++] = opts->from;
}

/* A comma list; may be given again. */
static void add_recipients(struct alert_opts *opts, char *arg)
{
	char *rest = arg, *comma;

	do {
		char *one = rest + strspn(rest, " ");

		comma = strchr(one, ',');
		if (comma) {
			*comma = '\0';
			rest = comma + 1;
		}
		if (!dlp_mail_address_ok(span_of(one)))
			cli_die(0, "--to: not an address: %s", cli_escape(one));
		if (opts->tos == DLP_MAIL_RECIPIENTS)
			cli_die(0, "--to: more than %d addresses",
				DLP_MAIL_RECIPIENTS);
		opts->to[opts->tos++] = one;
	} while (comma);
}

static _Noreturn void usage(void)
{
	printf("Usage: dlp-alert [OPTION]... [FILE]...\n"
	       "Keep findings of a record stream in a database, tell of new "
	       "ones by mail.\n\n"
	       "  --db=FILE             database (state folder, alert.db)\n"
	       "  --durable             survive a power cut\n"
	       "  --wait=TIME           for other writers (30s)\n"
	       "  --policy=NAME         of this job (default)\n"
	       "  --min-severity=LEVEL  low, medium, high, critical (medium)\n"
	       "  --min-count=N         findings that make an incident (1)\n"
	       "  --to=ADDRESS,...      send mail; without it none is sent\n"
	       "  --from=ADDRESS        sender (user@host)\n"
	       "  --subject=TEXT        of the mail (counts and host)\n"
	       "  --every=TIME          mail as the stream goes on, not at its "
	       "end\n"
	       "  --max-mails=N         an hour, the rest waits (%d)\n"
	       "  --sendmail=PROGRAM    (/usr/sbin/sendmail)\n"
	       "  --timeout=TIME        of sendmail (60s)\n"
	       "  --spool=DIR           of mails (state folder, spool)\n"
	       "  --flush               send what is due in the spool, read "
	       "nothing\n"
	       "  --dry-run             print the mail, write nothing\n"
	       "  --max-record=SIZE     longest record (4M)\n"
	       "  --summary             end with a summary record\n"
	       "  --schema              JSON Schema of the records\n"
	       "  -c, --config=FILE     options from FILE, not from /etc/dlp\n"
	       "  --no-config           no options from files\n"
	       "  -q, --quiet           only trouble on the standard error\n"
	       "  -v, --verbose         also what was told\n"
	       "  -h, --help            this text\n"
	       "  -V, --version         version\n",
	       DLP_INCIDENT_MAILS);
	exit(cli_finish(CLI_OK));
}

static _Noreturn void version(void)
{
	char line[80];

	snprintf(line, sizeof(line), "SQLite %s\n", sqlite3_libversion());
	cli_version(line);
}

/* What an option's value is, and where it goes in struct alert_opts. */
enum kind { FLAG, TEXT, NUMBER, SIZE, SECONDS };

static const struct {
	const char *name;
	enum kind kind;
	size_t offset;
	uint64_t min, max;
} simple[] = {
	{ "--db", TEXT, offsetof(struct alert_opts, db), 0, 0 },
	{ "--durable", FLAG, offsetof(struct alert_opts, durable), 0, 0 },
	{ "--wait", SECONDS, offsetof(struct alert_opts, wait), 0, 3600 },
	{ "--policy", TEXT, offsetof(struct alert_opts, policy), 0, 0 },
	{ "--min-count", NUMBER, offsetof(struct alert_opts, min_count), 1,
	  INT32_MAX },
	{ "--from", TEXT, offsetof(struct alert_opts, from), 0, 0 },
	{ "--subject", TEXT, offsetof(struct alert_opts, subject), 0, 0 },
	{ "--every", SECONDS, offsetof(struct alert_opts, every), 1, 604800 },
	{ "--max-mails", NUMBER, offsetof(struct alert_opts, max_mails), 1,
	  INT32_MAX },
	{ "--sendmail", TEXT, offsetof(struct alert_opts, sendmail), 0, 0 },
	{ "--timeout", SECONDS, offsetof(struct alert_opts, timeout), 1, 3600 },
	{ "--spool", TEXT, offsetof(struct alert_opts, spool), 0, 0 },
	{ "--flush", FLAG, offsetof(struct alert_opts, flush), 0, 0 },
	{ "--dry-run", FLAG, offsetof(struct alert_opts, dry_run), 0, 0 },
	{ "--max-record", SIZE, offsetof(struct alert_opts, max_record), 1024,
	  1 << 30 },
	{ "--summary", FLAG, offsetof(struct alert_opts, summary), 0, 0 },
	{ "--quiet", FLAG, offsetof(struct alert_opts, quiet), 0, 0 },
	{ "--verbose", FLAG, offsetof(struct alert_opts, verbose), 0, 0 },
};

enum { SIMPLE = sizeof(simple) / sizeof(simple[0]), LETTERS = 256 };

static void set_simple(struct alert_opts *opts, size_t i, const char *arg)
{
	char *field = (char *)opts + simple[i].offset;
	const char *name = simple[i].name;
	uint64_t min = simple[i].min, max = simple[i].max, n = 0;

	switch (simple[i].kind) {
	case FLAG:
		*(bool *)field = true;
		return;
	case TEXT:
		memcpy(field, &arg, sizeof(arg));
		return;
	case NUMBER:
		n = cli_parse_number(name, arg, min, max);
		break;
	case SIZE:
		n = cli_parse_size(name, arg, min, max);
		break;
	case SECONDS:
		n = cli_parse_seconds(name, arg, min, max);
		break;
	}
	memcpy(field, &n, sizeof(n));
}

static void parse_options(int argc, char ***argv, struct alert_opts *opts)
{
	enum { TO = LETTERS + SIMPLE, SEVERITY, SCHEMA };
	/* The rest of it is zero: the end. */
	struct option longs[SIMPLE + 6] = {
		{ "to", 1, 0, TO },         { "min-severity", 1, 0, SEVERITY },
		{ "schema", 0, 0, SCHEMA }, { "help", 0, 0, 'h' },
		{ "version", 0, 0, 'V' },
	};
	int c;

	for (int i = 0; i < SIMPLE; i++)
		longs[5 + i] = (struct option){ simple[i].name + 2,
						simple[i].kind != FLAG, 0,
						LETTERS + i };
	cli_config(&argc, argv, longs);
	while ((c = getopt_long(argc, *argv, "qvhV", longs, NULL)) != -1) {
		if (c == 'q')
			opts->quiet = true;
		else if (c == 'v')
			opts->verbose = true;
		else if (c == 'h')
			usage();
		else if (c == 'V')
			version();
		else if (c == SCHEMA)
			cli_schema();
		else if (c == TO)
			add_recipients(opts, optarg);
		else if (c == SEVERITY &&
			 !dlp_severity_parse(span_of(optarg),
					     &opts->min_severity))
			cli_die(0, "--min-severity: bad value: %s",
				cli_escape(optarg));
		else if (c >= LETTERS && c < LETTERS + SIMPLE)
			set_simple(opts, (size_t)c - LETTERS, optarg);
		else if (c != SEVERITY)
			cli_try_help();
	}
}

void alert_opts_parse(struct alert_opts *opts, int argc, char ***argv)
{
	*opts = (struct alert_opts){
		.policy = "default",
		.sendmail = "/usr/sbin/sendmail",
		.min_severity = DLP_SEVERITY_MEDIUM,
		.min_count = 1,
		.max_mails = DLP_INCIDENT_MAILS,
		.timeout = DLP_SENDMAIL_TIMEOUT,
		.wait = DLP_STORE_WAIT_MS / 1000,
		.max_record = DLP_RECORD_MAX,
	};
	parse_options(argc, argv, opts);
	if (opts->flush && ((*argv)[optind] || opts->dry_run))
		cli_die(0, "--flush takes no FILE and no --dry-run");
	set_host(opts->host);
	set_places(opts);
	set_from(opts);
	if (getcwd(opts->cwd_of, sizeof(opts->cwd_of)))
		opts->cwd = strcmp(opts->cwd_of, "/") ? opts->cwd_of : "";
}

void alert_opts_release(struct alert_opts *opts)
{
	free(opts->folder);
	free(opts->made_db);
	free(opts->made_spool);
	free(opts->made_from);
}
