#ifndef DLP_INCIDENT_H
#define DLP_INCIDENT_H

#include "base/buf.h"
#include "sink/store.h"

/*
 * Telling of what the store holds and was not told of.  An incident is a set
 * of findings and errors that are told together; each belongs to one at most,
 * which is why a job run twice tells once, and why what a killed run stored is
 * told by the next.
 */

enum {
	DLP_INCIDENT_RULES = 100,    /* lines of a report */
	DLP_INCIDENT_FINDINGS = 200, /* the same */
	DLP_INCIDENT_ERRORS = 50,    /* the same */
	DLP_INCIDENT_MAILS = 20,     /* an hour, default */
};

struct dlp_incident_opts {
	enum dlp_severity min_severity; /* below: stored, never told */
	uint64_t min_count; /* fewer findings wait for more to come */
	uint64_t max_mails; /* an hour, of all who use the database */
	bool mail;          /* else the incident only stands in the database */
};

struct dlp_incident {
	int64_t id;
	uint64_t findings, errors;
	uint64_t severity[DLP_SEVERITIES]; /* of the findings */
};

/*
 * How many findings and errors wait to be told, of the streams that this
 * process took records of.
 */
DLP_MUST_CHECK enum dlp_status
dlp_incident_waiting(struct dlp_store *store, enum dlp_severity min_severity,
		     uint64_t *findings, uint64_t *errors,
		     struct dlp_error *err);

/*
 * Begin a transaction and make an incident of all that waits.  DLP_EOF where
 * there is nothing to tell; DLP_SKIP where it must wait: the database is
 * locked, or max_mails were sent in the last hour (`*full` says which).  After
 * DLP_OK call dlp_incident_keep() or dlp_incident_drop().
 */
DLP_MUST_CHECK enum dlp_status
dlp_incident_begin(struct dlp_store *store,
		   const struct dlp_incident_opts *opts, int64_t now,
		   struct dlp_incident *incident, bool *full,
		   struct dlp_error *err);
DLP_MUST_CHECK enum dlp_status dlp_incident_keep(struct dlp_store *store,
						 struct dlp_error *err);
void dlp_incident_drop(struct dlp_store *store);

/*
 * The incident for people: UTF-8, lines of any length, everything from outside
 * escaped, no raw value.  `path` is the database's, for the hint where more is
 * to be found.
 */
DLP_MUST_CHECK enum dlp_status
dlp_incident_report(struct dlp_store *store,
		    const struct dlp_incident *incident, const char *path,
		    struct dlp_buf *out, struct dlp_error *err);

/* "3 findings, 1 error": what a subject says. */
void dlp_incident_title(const struct dlp_incident *incident,
			struct dlp_buf *out);

#endif
