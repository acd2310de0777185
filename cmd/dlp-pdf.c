/* dlp-pdf: the text of one PDF as records; run by dlp-extract. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "cli.h"
#include "extract/sandbox.h"
#include "pdf/extract.h"
#include "pdf/mupdf.h"

struct opts {
	struct dlp_pdf_opts pdf;
	struct dlp_sandbox_limits limits;
	bool sandbox;
};

static void usage(void)
{
	puts("Usage: dlp-pdf [OPTION]... <FILE.pdf | ...\n"
	     "Write the text of the PDF on descriptor 0, a file, as records into\n"
	     "a pipe.  It is what dlp-extract runs for a PDF, and alone adds only\n"
	     "that no `document` record comes first.\n"
	     "\n"
	     "      --max-pages N    pages that are read (50000)\n"
	     "      --max-text SIZE  text that is written (512M)\n"
	     "      --chunk SIZE     text of one record (32K, at most 256K)\n"
	     "      --pictures       pages without text, as documents in PNG\n"
	     "      --memory SIZE    address space, beside the file (512M)\n"
	     "      --cpu TIME       processor time (60s)\n"
	     "      --no-sandbox     go on where the system has none\n"
	     "  -h, --help           print this help\n"
	     "  -V, --version        print the versions and the sandbox in force");
}

static void version(void)
{
	struct dlp_buf more;

	dlp_buf_init(&more, 0);
	dlp_buf_adds(&more, "MuPDF " FZ_VERSION "\nsandbox: ");
	dlp_sandbox_describe(&more);
	dlp_buf_add(&more, "\n", 2);
	if (more.status)
		cli_die_memory();
	cli_version(more.ptr);
}

static void parse_options(int argc, char **argv, struct opts *opts)
{
	enum {
		MAX_PAGES = 256,
		MAX_TEXT,
		CHUNK,
		PICTURES,
		MEMORY,
		CPU,
		NO_SANDBOX
	};
	static const struct option longs[] = {
		{ "max-pages", required_argument, NULL, MAX_PAGES },
		{ "max-text", required_argument, NULL, MAX_TEXT },
		{ "chunk", required_argument, NULL, CHUNK },
		{ "pictures", no_argument, NULL, PICTURES },
		{ "memory", required_argument, NULL, MEMORY },
		{ "cpu", required_argument, NULL, CPU },
		{ "no-sandbox", no_argument, NULL, NO_SANDBOX },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "hV", longs, NULL)) != -1) {
		switch (c) {
		case MAX_PAGES:
			opts->pdf.max_pages = cli_parse_number(
				"--max-pages", optarg, 1, 10000000);
			break;
		case MAX_TEXT:
			opts->pdf.max_text = cli_parse_size(
				"--max-text", optarg, 1, (uint64_t)1 << 40);
			break;
		case CHUNK:
			opts->pdf.chunk = (size_t)cli_parse_size(
				"--chunk", optarg, 16, DLP_RECORD_TEXT_MAX);
			break;
		case PICTURES:
			opts->pdf.pictures = true;
			break;
		case MEMORY:
			opts->limits.memory =
				cli_parse_size("--memory", optarg, 16 << 20,
					       (uint64_t)1 << 40);
			break;
		case CPU:
			opts->limits.cpu =
				cli_parse_seconds("--cpu", optarg, 1, 86400);
			break;
		case NO_SANDBOX:
			opts->sandbox = false;
			break;
		case 'h':
			usage();
			exit(cli_finish(CLI_OK));
		case 'V':
			version();
			break;
		default:
			cli_try_help();
		}
	}
	if (optind < argc) {
		cli_warn(0, "%s: no operand is expected",
			 cli_escape(argv[optind]));
		cli_try_help();
	}
}

struct output {
	struct dlp_buf line;
	size_t chunk;
	uint64_t docs; /* so far */
	bool trouble;  /* an `error` was told */
};

/* Straight to the pipe: a reader with a deadline has all that was found. */
static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	struct output *out = arg;
	struct dlp_buf *line = &out->line;
	struct dlp_error err = { 0 };

	out->trouble |= record->type == DLP_RECORD_ERROR;
	dlp_buf_clear(line);
	dlp_record_write(line, record);
	if (line->status ||
	    dlp_io_write(STDOUT_FILENO, line->ptr, line->len, &err)) {
		cli_warn(err.sys, "cannot write the output");
		return DLP_FATAL;
	}
	return DLP_OK;
}

/* The file on descriptor 0, mapped; its pages are not the process's memory. */
static struct dlp_span map_input(void)
{
	struct stat st;
	void *p;

	if (fstat(STDIN_FILENO, &st))
		cli_die(errno, "cannot read the input");
	if (!S_ISREG(st.st_mode))
		cli_die(0, "the input is no file: dlp-extract reads the rest");
	if (!st.st_size)
		return (struct dlp_span){ "", 0 };
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, STDIN_FILENO,
		 0);
	if (p == MAP_FAILED)
		cli_die(errno, "cannot map the input");
	return (struct dlp_span){ p, (size_t)st.st_size };
}

/* The sandbox lets nothing be written to a file. */
static void check_output(void)
{
	struct stat st;

	if (!fstat(STDOUT_FILENO, &st) && S_ISREG(st.st_mode))
		cli_die(0, "the output is a file: it has to be a pipe");
}

/* Nothing was read: say why, and end the document. */
static void tell_refused(struct output *out, struct dlp_error *err)
{
	struct dlp_teller teller;
	const struct dlp_where itself = { .doc = 1 };

	dlp_teller_init(&teller, tell, out, DLP_RECORD_TEXT, &itself);
	dlp_teller_error_sys(&teller, DLP_CODE_SANDBOX, err);
	dlp_teller_end(&teller, NULL);
	dlp_teller_release(&teller);
}

/*
 * A file in the document: its bytes, for whoever reads us to read as any other
 * document (extract/relay.h).
 */
static enum dlp_status attach(void *arg, struct dlp_span name,
			      struct dlp_span bytes)
{
	struct output *out = arg;
	struct dlp_teller teller;
	struct dlp_where where = { .doc = ++out->docs, .members = 1 };
	struct dlp_document document = { .format = DLP_SPAN("raw"),
					 .has_size = true,
					 .size = bytes.len };
	enum dlp_status status;

	where.member[0] = name.len ? name : DLP_SPAN("attachment");
	dlp_teller_init(&teller, tell, out, out->chunk, &where);
	dlp_teller_begin(&teller, &document);
	dlp_teller_text(&teller, bytes);
	dlp_teller_end(&teller, NULL);
	status = teller.status;
	dlp_teller_release(&teller);
	return status;
}

int main(int argc, char **argv)
{
	struct output out = { .docs = 1 };
	struct opts opts = {
		.pdf = { .max_pages = DLP_PDF_PAGES,
			 .max_text = DLP_PDF_TEXT,
			 .chunk = DLP_RECORD_TEXT,
			 .tell = tell,
			 .attach = attach,
			 .arg = &out },
		.limits = { DLP_SANDBOX_MEMORY, DLP_SANDBOX_CPU },
		.sandbox = true,
	};
	struct dlp_error err = { 0 };
	struct dlp_span file;
	enum dlp_status status;

	cli_init("dlp-pdf");
	parse_options(argc, argv, &opts);
	check_output();
	file = map_input();
	out.chunk = opts.pdf.chunk;
	opts.limits.memory += file.len;
	status = dlp_sandbox_enter(&opts.limits, &err);
	if (status == DLP_FATAL || (status && opts.sandbox)) {
		tell_refused(&out, &err);
		_exit(CLI_TROUBLE);
	}
	status = dlp_pdf_extract(file, &opts.pdf);
	/* Nothing is buffered, and what runs at exit would meet the sandbox. */
	_exit(status || out.trouble ? CLI_TROUBLE : CLI_OK);
}
