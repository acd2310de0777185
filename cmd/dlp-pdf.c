/* dlp-pdf: the text of one PDF as records; run by dlp-extract. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli.h"
#include "cost.h"
#include "extract/sandbox.h"
#include "extract/teller.h"
#include "pdf/extract.h"
#include "pdf/mupdf.h"
#include "single.h"

struct opts {
	struct dlp_pdf_opts pdf;
	struct cli_cost cost;
};

enum { MAX_PAGES = 256, MAX_TEXT, PICTURES };

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

static _Noreturn void version(void)
{
	struct dlp_buf more;

	dlp_buf_init(&more, 0);
	dlp_buf_adds(&more, "MuPDF " FZ_VERSION "\n");
	cli_cost_version(&more);
}

static void parse_option(struct opts *opts, int c, const char *arg)
{
	switch (c) {
	case MAX_PAGES:
		opts->pdf.max_pages =
			cli_parse_number("--max-pages", arg, 1, 10000000);
		break;
	case MAX_TEXT:
		opts->pdf.max_text =
			cli_parse_size("--max-text", arg, 1, (uint64_t)1 << 40);
		break;
	case PICTURES:
		opts->pdf.pictures = true;
		break;
	case 'h':
		usage();
		exit(cli_finish(CLI_OK));
	case 'V':
		version();
	default:
		cli_try_help();
	}
}

static void parse_options(int argc, char **argv, struct opts *opts)
{
	static const struct option longs[] = {
		{ "max-pages", required_argument, NULL, MAX_PAGES },
		{ "max-text", required_argument, NULL, MAX_TEXT },
		{ "pictures", no_argument, NULL, PICTURES },
		{ "cpu", required_argument, NULL, CLI_COST_CPU },
		CLI_COST_OPTIONS,
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "hV", longs, NULL)) != -1)
		if (!cli_cost_option(&opts->cost, c, optarg))
			parse_option(opts, c, optarg);
	single_operands(argv + optind);
	opts->pdf.chunk = opts->cost.chunk;
}

struct output {
	size_t chunk;
	uint64_t docs; /* so far */
	bool trouble;  /* an `error` was told */
};

static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	struct output *out = arg;

	out->trouble |= record->type == DLP_RECORD_ERROR;
	return single_tell(NULL, record);
}

/* The file on descriptor 0, mapped; its pages are not the process's memory. */
static struct dlp_span map_input(void)
{
	uint64_t size = single_input();
	void *p;

	if (!size)
		return (struct dlp_span){ "", 0 };
	p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
	if (p == MAP_FAILED)
		cli_die(errno, "cannot map the input");
	return (struct dlp_span){ p, (size_t)size };
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
			 .tell = tell,
			 .attach = attach,
			 .arg = &out },
	};
	struct dlp_sandbox_limits limits;
	struct dlp_error err = { 0 };
	struct dlp_span file;
	enum dlp_status status;

	cli_init("dlp-pdf");
	cli_cost_init(&opts.cost);
	parse_options(argc, argv, &opts);
	file = map_input();
	out.chunk = opts.pdf.chunk;
	limits.memory = opts.cost.limits.memory + file.len;
	limits.cpu = opts.cost.limits.seconds;
	status = dlp_sandbox_enter(&limits, &err);
	if (status == DLP_FATAL || (status && !opts.cost.no_sandbox))
		single_refuse(DLP_CODE_SANDBOX, &err);
	status = dlp_pdf_extract(file, &opts.pdf);
	/* Nothing is buffered, and what runs at exit would meet the sandbox. */
	_exit(status || out.trouble ? CLI_TROUBLE : CLI_OK);
}
