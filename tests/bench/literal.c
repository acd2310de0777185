/*
 * How fast literals are found: `literal LITERALS TEXT...`, one literal a
 * line; a line of figures a path and text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "match/literal_build.h"

enum { WINDOW = 16 << 10, TURNS = 15 };

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct dlp_span slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *p = NULL;
	size_t len = 0, cap = 0, n;

	if (!f) {
		perror(path);
		exit(2);
	}
	do {
		if (cap - len < 1 << 20)
			p = realloc(p, cap = 2 * cap + (1 << 20));
		if (!p)
			exit(2);
		n = fread(p + len, 1, cap - len, f);
		len += n;
	} while (n);
	fclose(f);
	return (struct dlp_span){ p, len };
}

static size_t lines(struct dlp_span text, struct dlp_span *out, size_t cap)
{
	size_t n = 0;

	while (text.len && n < cap) {
		const char *nl = memchr(text.ptr, '\n', text.len);
		size_t len = nl ? (size_t)(nl - text.ptr) : text.len;

		if (len >= DLP_LITERAL_MIN && len <= DLP_LITERAL_MAX)
			out[n++] = (struct dlp_span){ text.ptr, len };
		len += nl != NULL;
		text.ptr += len;
		text.len -= len;
	}
	return n;
}

struct way {
	const struct dlp_literals *set;
	const char *how;
	enum dlp_literal_path path;
	double best;
	size_t found;
};

static void run(struct way *way, struct dlp_span text)
{
	struct dlp_literal_hits hits = { 0 };
	double t = cpu();

	way->found = 0;
	for (size_t at = 0; at < text.len; at += WINDOW) {
		hits.count = 0;
		if (dlp_literals_scan_by(way->path, way->set, text, at,
					 at + WINDOW, &hits))
			exit(2);
		way->found += hits.count;
	}
	t = cpu() - t;
	if (way->best == 0 || t < way->best)
		way->best = t;
	dlp_literal_hits_release(&hits);
}

/* In turn: what slows the machine for a while slows all of them. */
static void run_all(const char *name, struct dlp_span text,
		    const struct dlp_literals *const *set)
{
	struct way way[2 * DLP_LITERAL_PATHS];
	size_t ways = 0;

	for (unsigned p = 0; p < DLP_LITERAL_PATHS; p++)
		for (unsigned j = 0; j < 2 && dlp_literal_path_works(p); j++)
			way[ways++] =
				(struct way){ set[j], j ? "gone over" : "new",
					      p, 0, 0 };
	for (unsigned turn = 0; turn < TURNS; turn++)
		for (size_t w = 0; w < ways; w++)
			run(&way[w], text);
	for (size_t w = 0; w < ways; w++)
		printf("%-9s path %d %-28s %6.0f MB/s %8zu hits\n", way[w].how,
		       way[w].path, name, (double)text.len / way[w].best / 1e6,
		       way[w].found);
}

int main(int argc, char **argv)
{
	static struct dlp_span literal[1 << 16];
	const struct dlp_literals *set[2];
	size_t n;
	double t;

	if (argc < 3)
		return 2;
	n = lines(slurp(argv[1]), literal, 1 << 16);
	for (unsigned i = 0; i < 2; i++) {
		t = cpu();
		set[i] = dlp_literals_build(literal, n, i ? 3 : 0);
		printf("%zu literals, %u passes: built in %.1f ms\n", n,
		       i ? 3 : 0, 1e3 * (cpu() - t));
	}
	for (int i = 2; i < argc; i++) {
		struct dlp_span text = slurp(argv[i]);

		run_all(argv[i], text, set);
		free((void *)(uintptr_t)text.ptr);
	}
	return 0;
}
