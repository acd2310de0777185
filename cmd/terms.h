#ifndef DLP_CMD_TERMS_H
#define DLP_CMD_TERMS_H

#include "extract/converter.h"
#include "learned.h"
#include "rules.h"
#include "state/journal.h"
#include "suppress.h"

/*
 * What findings depend on besides the bytes of a file, as a digest: version,
 * rules in force, the options that change what is found or how it is told,
 * allowlists, baseline, models, indexes and key, the folder that paths start
 * at, the languages of OCR, the converters and their programs, the programs
 * beside us that read documents, and the system's options for them.
 */
void terms_digest(const struct cli_rules *rules,
		  const struct cli_suppress *suppress,
		  const struct cli_learned *learned, bool raw,
		  const char *languages, const struct dlp_converter *converters,
		  unsigned char out[DLP_JOURNAL_KEY]);

#endif
