#include "progress.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "base/progress.h"
#include "cli.h"

enum { WIDTH = 80 }; /* where nobody says how wide it is */

/* A process has one standard error. */
static struct {
	pthread_mutex_t lock;
	struct dlp_progress line;
	char path[4096]; /* its end, where it is longer */
	bool open, shown;
	pthread_t thread;
	bool running, over; /* the thread */
	pthread_cond_t wake;
} progress = { .wake = PTHREAD_COND_INITIALIZER };

enum progress_when progress_parse(const char *arg)
{
	static const char *const when[] = { "auto", "always", "never", NULL };

	return (enum progress_when)cli_parse_word("--progress", arg, when);
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void put(const char *text, size_t len)
{
	struct dlp_error err;

	/* Nobody is told where nobody can be told. */
	(void)!dlp_io_write(STDERR_FILENO, text, len, &err);
}

/* Where the line was, something else is to be said. */
static void hush(bool begin)
{
	static const char erase[] = "\r\033[K";

	if (!begin) {
		pthread_mutex_unlock(&progress.lock);
		return;
	}
	pthread_mutex_lock(&progress.lock);
	if (progress.shown)
		put(erase, sizeof(erase) - 1);
	progress.shown = false;
}

void progress_open(enum progress_when when, bool finds)
{
	pthread_mutexattr_t attr;

	if (when == PROGRESS_NEVER ||
	    (when == PROGRESS_AUTO && !isatty(STDERR_FILENO)))
		return;
	/* What goes wrong with output is said while it is hushed. */
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&progress.lock, &attr);
	pthread_mutexattr_destroy(&attr);
	progress.line.finds = finds;
	dlp_progress_start(&progress.line, now_ms(),
			   when == PROGRESS_ALWAYS ? 0 : DLP_PROGRESS_DELAY);
	progress.open = true;
	cli_hush(hush);
	progress_tick();
}

void progress_at(const char *path)
{
	size_t len;

	if (!progress.open)
		return;
	len = strlen(path);
	if (len >= sizeof(progress.path))
		path += len - sizeof(progress.path) + 1;
	pthread_mutex_lock(&progress.lock);
	memcpy(progress.path, path, strlen(path) + 1);
	pthread_mutex_unlock(&progress.lock);
}

void progress_add(uint64_t files, uint64_t bytes, uint64_t findings)
{
	if (!progress.open)
		return;
	pthread_mutex_lock(&progress.lock);
	progress.line.files += files;
	progress.line.bytes += bytes;
	progress.line.findings += findings;
	pthread_mutex_unlock(&progress.lock);
}

static size_t width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 2)
		return WIDTH;
	/* In its last column a line may break. */
	return size.ws_col - 1U;
}

void progress_tick(void)
{
	struct dlp_buf line;

	if (!progress.open)
		return;
	dlp_buf_init(&line, 0);
	dlp_buf_adds(&line, "\r");
	pthread_mutex_lock(&progress.lock);
	if (dlp_progress_line(
		    &progress.line, now_ms(),
		    (struct dlp_span){ progress.path, strlen(progress.path) },
		    width(), &line) &&
	    !dlp_buf_adds(&line, "\033[K")) {
		put(line.ptr, line.len);
		progress.shown = true;
	}
	pthread_mutex_unlock(&progress.lock);
	dlp_buf_release(&line);
}

static void *run(void *arg)
{
	struct timespec until;

	(void)arg;
	pthread_mutex_lock(&progress.lock);
	while (!progress.over) {
		progress_tick();
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += DLP_PROGRESS_EVERY * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&progress.wake, &progress.lock, &until);
	}
	pthread_mutex_unlock(&progress.lock);
	return NULL;
}

void progress_run(void)
{
	if (progress.open && !progress.running)
		progress.running =
			!pthread_create(&progress.thread, NULL, run, NULL);
}

void progress_close(void)
{
	if (!progress.open)
		return;
	pthread_mutex_lock(&progress.lock);
	progress.over = true;
	pthread_cond_signal(&progress.wake);
	pthread_mutex_unlock(&progress.lock);
	if (progress.running)
		pthread_join(progress.thread, NULL);
	hush(true);
	progress.open = false;
	hush(false);
	cli_hush(NULL);
}
