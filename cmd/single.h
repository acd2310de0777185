#ifndef DLP_CMD_SINGLE_H
#define DLP_CMD_SINGLE_H

#include "record/record.h"

/*
 * A program that dlp-extract runs for one document, dlp-pdf or dlp-ocr: the
 * file on descriptor 0, its records into the pipe on descriptor 1.
 */

/* Ends the process where the command line has an operand. */
void single_operands(char *const *operand);

/*
 * The size of the file in bytes.  Ends the process where the input is none, or
 * the output is one: the sandbox lets nothing be written to a file.
 */
uint64_t single_input(void);

/*
 * A dlp_record_fn, without argument.  Nothing is buffered: a reader with a
 * deadline has all that was found.  DLP_FATAL when it can't be written, which
 * was said.
 */
DLP_MUST_CHECK enum dlp_status single_tell(void *arg,
					   const struct dlp_record *record);

/* Nothing was read: tell why, and end the document and the process. */
_Noreturn void single_refuse(enum dlp_code code, const struct dlp_error *err);

#endif
