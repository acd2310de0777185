/*
 * How long a response of an API takes to be redacted within a process that has
 * its rules and redactor ready, as a server would: response FILE [TIMES].
 *
 * Prints, in nanoseconds of CPU time, which is elapsed time without the turns
 * of others on the machine: the median, the 99th of a hundred, and the first
 * one, from nothing: rules, redactor and its answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "match/engine.h"
#include "redact/raw.h"

enum { TIMES = 10000 };

struct server {
	struct dlp_catalog *catalog;
	struct dlp_engine *engine;
	struct dlp_raw *raw;
	struct dlp_buf out;
};

static const struct dlp_where where = { .doc = 1, .path = { "-", 1 } };

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "response: %s\n", what);
	exit(2);
}

static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	(void)arg;
	(void)record;
	return DLP_OK;
}

static void open_server(struct server *s)
{
	static const struct dlp_scanner_opts scanner = {
		.min_confidence = DLP_CONFIDENCE_MEDIUM, .bare = true
	};
	static const struct dlp_operator_opts operators = {
		.keep = DLP_OPERATOR_KEEP
	};
	struct dlp_raw_opts opts = { .kind = DLP_RAW_JSON,
				     .replace = true,
				     .operators = &operators,
				     .scanner = &scanner,
				     .tell = tell };
	struct dlp_error err;

	s->catalog = dlp_catalog_new(true);
	if (!s->catalog || dlp_engine_new(s->catalog, &s->engine, &err))
		die("no rules");
	opts.engine = s->engine;
	s->raw = dlp_raw_new(&opts, &where, &err);
	if (!s->raw)
		die(err.msg);
	dlp_buf_init(&s->out, 0);
}

static void close_server(struct server *s)
{
	dlp_raw_free(s->raw);
	dlp_engine_free(s->engine);
	dlp_catalog_free(s->catalog);
	dlp_buf_release(&s->out);
}

static void answer(struct server *s, struct dlp_span response)
{
	struct dlp_error err;

	dlp_buf_clear(&s->out);
	if (dlp_raw_feed(s->raw, response, &s->out, &err) ||
	    dlp_raw_end(s->raw, &s->out, &err))
		die(err.msg);
	if (dlp_raw_reset(s->raw, &where, &err))
		die(err.msg);
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static char text[1 << 20];
	size_t times = argc > 2 ? strtoul(argv[2], NULL, 10) : TIMES;
	long long *took, start, first;
	struct dlp_span response = { text, 0 };
	struct server server;
	FILE *f;

	f = argc > 1 ? fopen(argv[1], "r") : NULL;
	if (!f)
		die("which response?");
	response.len = fread(text, 1, sizeof(text), f);
	fclose(f);
	took = calloc(times + 1, sizeof(*took));
	if (!took)
		die("out of memory");
	start = now();
	open_server(&server);
	answer(&server, response);
	first = now() - start;
	for (size_t i = 0; i < times; i++) {
		start = now();
		answer(&server, response);
		took[i] = now() - start;
	}
	qsort(took, times, sizeof(*took), by_size);
	printf("%lld %lld %lld\n", took[times / 2], took[times * 99 / 100],
	       first);
	free(took);
	close_server(&server);
	return 0;
}
