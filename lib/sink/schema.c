#include "sink/schema.h"

/* What was seen. */
static const char seen[] =
	"CREATE TABLE stream ("
	" id INTEGER PRIMARY KEY,"
	" host TEXT NOT NULL,"
	" policy TEXT NOT NULL,"
	" first_seen INTEGER NOT NULL,"
	" last_seen INTEGER NOT NULL,"
	" UNIQUE (host, policy)) STRICT;"

	"CREATE TABLE run ("
	" id INTEGER PRIMARY KEY,"
	" stream INTEGER NOT NULL REFERENCES stream,"
	" tool TEXT NOT NULL,"
	" rules TEXT NOT NULL,"
	" started INTEGER NOT NULL,"
	" ended INTEGER," /* NULL: it is running, or was cut */
	" documents INTEGER NOT NULL DEFAULT 0,"
	" findings INTEGER NOT NULL DEFAULT 0,"
	" errors INTEGER NOT NULL DEFAULT 0) STRICT;"

	"CREATE TABLE document ("
	" id INTEGER PRIMARY KEY,"
	" stream INTEGER NOT NULL REFERENCES stream,"
	" path TEXT NOT NULL,"
	" path_bytes BLOB NOT NULL,"
	" member TEXT NOT NULL,"
	" format TEXT NOT NULL,"
	" size INTEGER,"
	" digest TEXT NOT NULL,"
	" status TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" run INTEGER NOT NULL REFERENCES run," /* the last */
	" first_seen INTEGER NOT NULL,"
	" last_seen INTEGER NOT NULL,"
	" UNIQUE (stream, path, path_bytes, member)) STRICT;"

	"CREATE TABLE finding ("
	" id INTEGER PRIMARY KEY,"
	" document INTEGER NOT NULL REFERENCES document,"
	" fingerprint TEXT NOT NULL,"
	" rule TEXT NOT NULL,"
	" name TEXT NOT NULL,"
	" category TEXT NOT NULL,"
	" severity TEXT NOT NULL,"
	" confidence TEXT NOT NULL,"
	" match TEXT NOT NULL,"
	" excerpt TEXT NOT NULL,"
	" value_id TEXT NOT NULL,"
	" place TEXT NOT NULL,"
	" line INTEGER NOT NULL,"
	" \"column\" INTEGER NOT NULL,"
	" offset INTEGER NOT NULL,"
	" length INTEGER NOT NULL,"
	" suppressed TEXT NOT NULL,"
	" run INTEGER NOT NULL REFERENCES run," /* the last */
	" first_seen INTEGER NOT NULL,"
	" last_seen INTEGER NOT NULL,"
	" count INTEGER NOT NULL,"
	" UNIQUE (document, fingerprint)) STRICT;"
	"CREATE INDEX finding_rule ON finding (rule);"
	"CREATE INDEX finding_value ON finding (value_id)"
	" WHERE value_id <> '';"

	/* One that belongs to no document is of its run: `only` is the run
	 * there, else 0. */
	"CREATE TABLE error ("
	" id INTEGER PRIMARY KEY,"
	" stream INTEGER NOT NULL REFERENCES stream,"
	" path TEXT NOT NULL,"
	" path_bytes BLOB NOT NULL,"
	" member TEXT NOT NULL,"
	" code TEXT NOT NULL,"
	" only INTEGER NOT NULL,"
	" message TEXT NOT NULL,"
	" line INTEGER NOT NULL,"
	" run INTEGER NOT NULL REFERENCES run," /* the last */
	" first_seen INTEGER NOT NULL,"
	" last_seen INTEGER NOT NULL,"
	" count INTEGER NOT NULL,"
	" UNIQUE (stream, path, path_bytes, member, code, only)) STRICT;";

/* What was told of it. */
static const char told[] =
	"CREATE TABLE incident ("
	" id INTEGER PRIMARY KEY,"
	" policy TEXT NOT NULL,"
	" action TEXT NOT NULL," /* mail, store */
	" created INTEGER NOT NULL,"
	" findings INTEGER NOT NULL,"
	" errors INTEGER NOT NULL,"
	" delivered INTEGER," /* when sendmail took it */
	" reason TEXT NOT NULL DEFAULT '') STRICT;"
	"CREATE INDEX incident_created ON incident (created);"

	"ALTER TABLE finding ADD COLUMN incident INTEGER REFERENCES incident;"
	"ALTER TABLE error ADD COLUMN incident INTEGER REFERENCES incident;"
	"CREATE INDEX finding_untold ON finding (document)"
	" WHERE incident IS NULL;"
	"CREATE INDEX finding_told ON finding (incident)"
	" WHERE incident IS NOT NULL;"
	"CREATE INDEX error_untold ON error (stream) WHERE incident IS NULL;"
	"CREATE INDEX error_told ON error (incident)"
	" WHERE incident IS NOT NULL;"

	/* A mail on its way; `next_try` NULL: it will not be tried again. */
	"CREATE TABLE spool ("
	" name TEXT PRIMARY KEY,"
	" incident INTEGER NOT NULL REFERENCES incident,"
	" sender TEXT NOT NULL,"
	" recipients TEXT NOT NULL," /* one a line */
	" created INTEGER NOT NULL,"
	" tries INTEGER NOT NULL DEFAULT 0,"
	" next_try INTEGER,"
	" reason TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;"

	/* Names this database among those that share a spool. */
	"CREATE TABLE self (id TEXT NOT NULL) STRICT;"
	"INSERT INTO self VALUES (lower(hex(randomblob(8))));"

	"CREATE VIEW report AS SELECT f.id, f.incident, s.host, d.path,"
	" d.member, f.place, f.line, f.rule, f.severity, f.confidence,"
	" f.match, f.excerpt, f.count,"
	" datetime(f.first_seen, 'unixepoch') AS first_seen,"
	" datetime(f.last_seen, 'unixepoch') AS last_seen"
	" FROM finding f JOIN document d ON d.id = f.document"
	" JOIN stream s ON s.id = d.stream;";

const char *const dlp_schema_step[DLP_SCHEMA_STEPS] = { seen, told };
