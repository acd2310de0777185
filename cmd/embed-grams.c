/* embed-grams: count what bytes stand in a row in a corpus, for the choice of
 * keys and buckets of literals; a tool of maintainers.
 *
 *   embed-grams source.txt server.log ... >lib/match/literal_grams.c
 *
 * Every file counts as much as every other, however long it is.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/literal_gram.h"

enum { GRAMS = 1 << 24 };

static _Noreturn void fail(const char *path, const char *what)
{
	fprintf(stderr, "embed-grams: %s: %s: %s\n", path, what,
		strerror(errno));
	exit(2);
}

/* Count the grams of a file, and add them to `share` as parts of a whole. */
static void count_file(const char *path, uint32_t *count, double *share)
{
	static char buf[1 << 20];
	FILE *f = fopen(path, "r");
	uint32_t gram = 0;
	size_t n, total = 0;

	if (!f)
		fail(path, "cannot open");
	memset(count, 0, GRAMS * sizeof(*count));
	while ((n = fread(buf, 1, sizeof(buf), f))) {
		for (size_t i = 0; i < n; i++) {
			gram = gram >> 6 | dlp_literal_code(buf[i]) << 18;
			count[gram]++;
		}
		total += n;
	}
	if (ferror(f) || !total)
		fail(path, "cannot read");
	fclose(f);
	for (size_t g = 0; g < GRAMS; g++)
		share[g] += count[g] / (double)total;
}

struct gram {
	uint32_t gram;
	double share;
};

static int by_share(const void *a, const void *b)
{
	const struct gram *x = a, *y = b;

	if (x->share != y->share)
		return x->share < y->share ? 1 : -1;
	return (x->gram > y->gram) - (x->gram < y->gram);
}

/* The name of a file, without its folders. */
static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void put(const struct gram *gram, char *const *path, double files,
		double covered)
{
	printf("/*\n"
	       " * Written by cmd/embed-grams.c (make literal-grams): the %d "
	       "most frequent\n"
	       " * grams, %.0f%% of all there, of these kinds of text:",
	       DLP_LITERAL_GRAMS, 100 * covered / files);
	for (; *path; path++)
		printf("\n *\t%s", name_of(*path));
	printf("\n */\n#include \"match/literal_gram.h\"\n\n"
	       "/* clang-format off */\n"
	       "const uint32_t dlp_literal_gram[DLP_LITERAL_GRAMS] = {");
	for (size_t i = 0; i < DLP_LITERAL_GRAMS; i++) {
		double weight = gram[i].share / files * DLP_LITERAL_GRAM_UNIT;
		uint32_t up = 0;

		while (weight >= 15.5) {
			weight /= 2;
			up++;
		}
		if (weight < 8)
			weight = 8;
		printf("%s0x%08x,", i % 7 ? "" : "\n",
		       ((up << 3 | ((uint32_t)(weight + 0.5) & 7)) << 24) |
			       gram[i].gram);
	}
	printf("\n};\n");
}

int main(int argc, char **argv)
{
	uint32_t *count = malloc(GRAMS * sizeof(*count));
	double *share = calloc(GRAMS, sizeof(*share)), covered = 0;
	struct gram *gram = calloc(GRAMS, sizeof(*gram));

	if (argc < 2) {
		fputs("usage: embed-grams FILE ...\n", stderr);
		exit(2);
	}
	if (!count || !share || !gram)
		fail("grams", "cannot count");
	for (int i = 1; i < argc; i++)
		count_file(argv[i], count, share);
	for (size_t g = 0; g < GRAMS; g++)
		gram[g] = (struct gram){ (uint32_t)g, share[g] };
	qsort(gram, GRAMS, sizeof(*gram), by_share);
	for (size_t i = 0; i < DLP_LITERAL_GRAMS; i++)
		covered += gram[i].share;
	put(gram, argv + 1, argc - 1, covered);
	free(count);
	free(share);
	free(gram);
	return fclose(stdout) ? 2 : 0;
}
