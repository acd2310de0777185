/*
 * Runs commands in turn, round after round, so that what else the machine does
 * falls on all of them alike, and prints for each a line: medians of user and
 * system time and of elapsed time, in microseconds, and of the largest
 * resident size, in KiB.
 *
 *   measure [-n ROUNDS] [-r TIMES] [-i FILE [-b MIB]] COMMAND [::: COMMAND]...
 *
 * -r runs each so many times in a round, for what lasts a millisecond; -i is
 * the standard input, with -b a pipe through which FILE goes again and again.
 * Status 1 is a finding and no failure.
 */
#define _DEFAULT_SOURCE /* wait4(2): what one child has used */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS = 16, ROUNDS = 101 };

struct used {
	int64_t cpu, wall; /* microseconds */
	int64_t rss;       /* KiB */
};

struct opts {
	unsigned long rounds, times;
	const char *input;
	uint64_t bytes; /* to send through a pipe; 0: the file itself */
	char **command[COMMANDS];
	size_t commands;
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static int64_t microseconds(struct timeval t)
{
	return t.tv_sec * INT64_C(1000000) + t.tv_usec;
}

/* Write `bytes` bytes of what `in` holds to `out`, over and over. */
static _Noreturn void feed(int in, int out, uint64_t bytes)
{
	static char buf[256 << 10];

	while (bytes) {
		size_t want = bytes < sizeof(buf) ? (size_t)bytes : sizeof(buf);
		ssize_t n = read(in, buf, want);

		if (n <= 0 && lseek(in, 0, SEEK_SET) < 0)
			_exit(2);
		for (ssize_t at = 0; at < n;) {
			ssize_t m = write(out, buf + at, (size_t)(n - at));

			if (m < 0)
				_exit(2);
			at += m;
		}
		bytes -= n > 0 ? (uint64_t)n : 0;
	}
	_exit(0);
}

/* The standard input of a command, and who feeds it; 0 for nobody. */
static int open_input(const struct opts *o, pid_t *feeder)
{
	int fd = open(o->input, O_RDONLY), end[2];

	*feeder = 0;
	if (fd < 0)
		die(o->input);
	if (!o->bytes)
		return fd;
	if (pipe(end))
		die("pipe");
	*feeder = fork();
	if (*feeder < 0)
		die("fork");
	if (!*feeder) {
		close(end[0]);
		feed(fd, end[1], o->bytes);
	}
	close(fd);
	close(end[1]);
	return end[0];
}

static struct used run(const struct opts *o, char **command)
{
	struct rusage usage;
	pid_t feeder, child;
	int in = open_input(o, &feeder), status;
	int64_t start = now();
	struct used used;

	child = fork();
	if (child < 0)
		die("fork");
	if (!child) {
		int out = open("/dev/null", O_WRONLY);

		if (out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
		    dup2(out, 2) < 0)
			_exit(127);
		close(in);
		close(out);
		execvp(*command, command);
		_exit(127);
	}
	close(in);
	if (wait4(child, &status, 0, &usage) < 0)
		die("wait4");
	used.wall = now() - start;
	used.cpu = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
	used.rss = usage.ru_maxrss;
	if (feeder)
		waitpid(feeder, NULL, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(stderr, "measure: %s: failed\n", *command);
		exit(2);
	}
	return used;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t median(int64_t *list, size_t n)
{
	qsort(list, n, sizeof(*list), by_size);
	return list[n / 2];
}

static int64_t cpu[COMMANDS][ROUNDS], wall[COMMANDS][ROUNDS],
	rss[COMMANDS][ROUNDS];

static void run_round(const struct opts *o, size_t round)
{
	for (size_t c = 0; c < o->commands; c++) {
		for (unsigned long t = 0; t < o->times; t++) {
			struct used used = run(o, o->command[c]);

			cpu[c][round] += used.cpu;
			wall[c][round] += used.wall;
			rss[c][round] += used.rss;
		}
		cpu[c][round] /= (int64_t)o->times;
		wall[c][round] /= (int64_t)o->times;
		rss[c][round] /= (int64_t)o->times;
	}
}

static void parse(struct opts *o, int argc, char **argv)
{
	int c;

	*o = (struct opts){ .rounds = 5, .times = 1, .input = "/dev/null" };
	while ((c = getopt(argc, argv, "+n:r:i:b:")) != -1) {
		switch (c) {
		case 'n':
			o->rounds = strtoul(optarg, NULL, 10);
			break;
		case 'r':
			o->times = strtoul(optarg, NULL, 10);
			break;
		case 'i':
			o->input = optarg;
			break;
		case 'b':
			o->bytes = strtoull(optarg, NULL, 10) << 20;
			break;
		default:
			exit(2);
		}
	}
	for (int i = optind; i < argc && o->commands < COMMANDS; i++) {
		int first = i;

		while (i < argc && strcmp(argv[i], ":::"))
			i++;
		if (i < argc)
			argv[i] = NULL;
		if (i > first)
			o->command[o->commands++] = argv + first;
	}
	if (!o->commands || !o->rounds || o->rounds > ROUNDS || !o->times) {
		fputs("measure: what, and how often?\n", stderr);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	struct opts o;

	parse(&o, argc, argv);
	for (size_t round = 0; round < o.rounds; round++)
		run_round(&o, round);
	for (size_t c = 0; c < o.commands; c++)
		printf("%" PRId64 " %" PRId64 " %" PRId64 "\n",
		       median(cpu[c], o.rounds), median(wall[c], o.rounds),
		       median(rss[c], o.rounds));
	return 0;
}
