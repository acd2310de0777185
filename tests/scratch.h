#ifndef DLP_TESTS_SCRATCH_H
#define DLP_TESTS_SCRATCH_H

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A fingerprint without its check. */
#define SCRATCH_PLACE "0123456789abcdef0123456789abcdef"

enum { SCRATCH_NAME = 32 };

/* A file of `text`, whose name is filled in; whoever made it unlinks it. */
static inline void scratch_make(char path[SCRATCH_NAME], const char *text,
				size_t len)
{
	int fd;

	strcpy(path, "/tmp/dlp-scratch-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
}

#endif
