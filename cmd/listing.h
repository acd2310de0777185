#ifndef DLP_CMD_LISTING_H
#define DLP_CMD_LISTING_H

#include "match/engine.h"
#include "pattern/catalog.h"

/* What dlp-scan tells about its rules instead of scanning. */

/* A line a rule: id, severity, confidence, category, where it is from. */
void listing_rules(const struct dlp_catalog *catalog);
/* One rule, whole.  CLI_TROUBLE when there is none of that id. */
int listing_explain(const struct dlp_catalog *catalog, const char *id);
void listing_validators(void);

/*
 * Run the examples and counter-examples of every rule, and time each on plain
 * text.  Failures go to stderr; CLI_TROUBLE when there was one.
 */
int listing_check(struct dlp_engine *engine, bool verbose);

#endif
