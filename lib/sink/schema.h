#ifndef DLP_SCHEMA_H
#define DLP_SCHEMA_H

/*
 * The tables, as steps from one version to the next: the first makes version
 * 1 of an empty database.  A step that was released is never changed.
 * Times are seconds since 1970, UTC.  `member` is a JSON array of names, `[]`
 * for a document that is no member.  A path that is not UTF-8 has its bytes in
 * `path_bytes`.
 */
enum { DLP_SCHEMA_STEPS = 2 };

extern const char *const dlp_schema_step[DLP_SCHEMA_STEPS];

#endif
