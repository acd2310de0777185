#include "learn_records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "config.h"
#include "extractor.h"
#include "record/reader.h"

struct source {
	const struct learn_calls *calls;
	struct learn_seen *seen;
	uint64_t doc; /* whose text is at hand; 0 for none */
	struct dlp_unit unit;
	struct dlp_buf name;
};

/* The text at hand is at its end. */
static void close_unit(struct source *s)
{
	if (s->unit.open && s->calls->unit)
		s->calls->unit(s->calls->arg, &s->unit);
	s->unit.open = false;
}

static void close_document(struct source *s)
{
	if (!s->doc)
		return;
	close_unit(s);
	s->doc = 0;
	if (s->calls->end)
		s->calls->end(s->calls->arg);
}

static void open_document(struct source *s, const struct dlp_where *where)
{
	close_document(s);
	s->doc = where->doc;
	s->seen->documents++;
	dlp_unit_reset(&s->unit);
	dlp_buf_clear(&s->name);
	dlp_where_text(&s->name, where);
	if (s->name.status)
		cli_die_memory();
	if (s->calls->begin)
		s->calls->begin(s->calls->arg, dlp_buf_span(&s->name));
}

static void take_text(struct source *s, const struct dlp_record *record)
{
	const struct dlp_text *text = &record->text;
	bool fresh;

	if (!text->text.len)
		return;
	if (s->doc != record->where.doc)
		open_document(s, &record->where);
	fresh = !dlp_unit_continues(&s->unit, text);
	if (fresh)
		close_unit(s);
	if (fresh ? dlp_unit_begin(&s->unit, text)
		  : dlp_unit_add(&s->unit, text))
		cli_die_memory();
	if (!s->calls->text)
		return;
	s->calls->text(s->calls->arg, text->text, fresh);
	dlp_unit_drop(&s->unit, s->unit.text.len);
}

static void take_fault(struct source *s, const struct dlp_record *record)
{
	struct dlp_buf line;

	dlp_buf_init(&line, 0);
	if (record->where.path.len) {
		dlp_where_text(&line, &record->where);
		dlp_buf_adds(&line, ": ");
	}
	dlp_buf_addspan(&line, record->error.message);
	if (dlp_buf_addc(&line, '\0'))
		cli_die_memory();
	cli_warn(0, "%s", cli_escape(line.ptr));
	dlp_buf_release(&line);
	s->seen->faults++;
}

static void take(struct source *s, const struct dlp_record *record)
{
	switch (record->type) {
	case DLP_RECORD_TEXT_PIECE:
		take_text(s, record);
		break;
	case DLP_RECORD_ERROR:
		take_fault(s, record);
		break;
	case DLP_RECORD_END:
		close_document(s);
		break;
	default:
		break;
	}
}

static void read_stream(struct source *s, int fd, uint64_t max_record)
{
	struct dlp_reader *reader = dlp_reader_new(fd, max_record, NULL, NULL);
	const struct dlp_record *record;
	enum dlp_status status;
	struct dlp_error err = { 0 };

	if (!reader)
		cli_die_memory();
	while ((status = dlp_reader_next(reader, &record, &err)) != DLP_EOF) {
		if (status == DLP_OK) {
			take(s, record);
			continue;
		}
		cli_warn(err.sys, "line %llu of the records: %s",
			 (unsigned long long)dlp_reader_line(reader), err.msg);
		s->seen->faults++;
		if (status == DLP_FATAL)
			break;
	}
	close_document(s);
	dlp_reader_free(reader);
}

/* The command line; the first words are literals. */
static char **make_words(char *const *names)
{
	static char name[] = "dlp-extract", quiet[] = "--quiet",
		    no_config[] = "--no-config", last[] = "--";
	size_t n = 0, i = 0;
	char **word;

	while (names[n])
		n++;
	word = calloc(n + 5, sizeof(*word));
	if (!word)
		cli_die_memory();
	word[i++] = name;
	word[i++] = quiet;
	if (!cli_config_wanted())
		word[i++] = no_config;
	word[i++] = last;
	memcpy(word + i, names, n * sizeof(*names));
	return word;
}

/* Start it; where its records are to be read. */
static int start(char *const *names, pid_t *pid)
{
	char **word = make_words(names);
	const int fd = extractor_run(word, "documents", pid);

	free(word);
	return fd;
}

void learn_records(char *const *names, uint64_t max_record,
		   const struct learn_calls *calls, struct learn_seen *seen)
{
	struct source s = { .calls = calls, .seen = seen };
	const bool records = !names[0] || (!strcmp(names[0], "-") && !names[1]);
	const uint64_t faults = seen->faults;
	int fd = STDIN_FILENO, how = 0;
	pid_t pid = 0;

	dlp_unit_init(&s.unit);
	dlp_buf_init(&s.name, 0);
	if (!records)
		fd = start(names, &pid);
	read_stream(&s, fd, max_record);
	if (!records) {
		close(fd);
		while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
			;
		/* What it could not read stands in its records. */
		if (how && seen->faults == faults) {
			cli_warn(0, "dlp-extract failed");
			seen->faults++;
		}
	}
	dlp_unit_release(&s.unit);
	dlp_buf_release(&s.name);
}
