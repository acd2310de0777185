#include "single.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "cli.h"
#include "extract/teller.h"

void single_operands(char *const *operand)
{
	if (!*operand)
		return;
	cli_warn(0, "%s: no operand is expected", cli_escape(*operand));
	cli_try_help();
}

uint64_t single_input(void)
{
	struct stat st;

	if (!fstat(STDOUT_FILENO, &st) && S_ISREG(st.st_mode))
		cli_die(0, "the output is a file: it has to be a pipe");
	if (fstat(STDIN_FILENO, &st))
		cli_die(errno, "cannot read the input");
	if (!S_ISREG(st.st_mode))
		cli_die(0, "the input is no file: dlp-extract reads the rest");
	return (uint64_t)st.st_size;
}

enum dlp_status single_tell(void *arg, const struct dlp_record *record)
{
	struct dlp_error err = { 0 };
	struct dlp_buf line;
	enum dlp_status status;

	(void)arg;
	dlp_buf_init(&line, 0);
	dlp_record_write(&line, record);
	status = line.status ? line.status
			     : dlp_io_write(STDOUT_FILENO, line.ptr, line.len,
					    &err);
	dlp_buf_release(&line);
	if (!status)
		return DLP_OK;
	cli_warn(err.sys, "cannot write the output");
	return DLP_FATAL;
}

_Noreturn void single_refuse(enum dlp_code code, const struct dlp_error *err)
{
	const struct dlp_where itself = { .doc = 1 };
	struct dlp_teller teller;

	dlp_teller_init(&teller, single_tell, NULL, DLP_RECORD_TEXT, &itself);
	dlp_teller_error_sys(&teller, code, err);
	dlp_teller_end(&teller, NULL);
	_exit(CLI_TROUBLE);
}
