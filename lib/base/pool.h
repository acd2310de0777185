#ifndef DLP_POOL_H
#define DLP_POOL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A few threads for jobs of two kinds.  Tasks are large, are begun in the
 * order they came in, and may wait for others.  Helps are parts of a task, go
 * before tasks, never wait, and are also run by whoever waits for one: so a
 * task that is cut into helps ends even if no thread is free, and nothing
 * deadlocks.  Threads start when there is work for them.
 */
struct dlp_pool;

enum dlp_pool_state {
	DLP_POOL_IDLE, /* not in the pool, or done */
	DLP_POOL_QUEUED,
	DLP_POOL_RUNNING,
};

/* Owned by whoever adds it, who leaves it alone until it is done. */
struct dlp_pool_job {
	void (*run)(void *arg);
	void *arg;
	/* The rest is the pool's. */
	struct dlp_pool_job *next;
	enum dlp_pool_state state;
	bool help;
};

/* Of `threads` threads at most.  NULL without memory. */
struct dlp_pool *dlp_pool_new(unsigned threads);
/* Runs what is queued, ends the threads.  Takes NULL. */
void dlp_pool_free(struct dlp_pool *pool);

/* Queue a task.  False when not even one thread can be started; errno. */
bool dlp_pool_add(struct dlp_pool *pool, struct dlp_pool_job *task);

/* The most helps that are queued or run at a time. */
unsigned dlp_pool_helps(const struct dlp_pool *pool);

/*
 * Queue a help.  False where it would not help, and is not taken: there are
 * as many as can be, or every thread has a task of its own.
 */
bool dlp_pool_offer(struct dlp_pool *pool, struct dlp_pool_job *help);

/* Whether a job is done; never waits for it. */
bool dlp_pool_done(struct dlp_pool *pool, const struct dlp_pool_job *job);

/* Wait until a task is done. */
void dlp_pool_wait(struct dlp_pool *pool, const struct dlp_pool_job *task);

/* Wait until a help is done, and run helps meanwhile. */
void dlp_pool_join(struct dlp_pool *pool, const struct dlp_pool_job *help);

/*
 * From within a task: wait until `over` says so, which is asked now and after
 * each dlp_pool_wake(), and run helps meanwhile.  It is asked under the lock of
 * the pool, and must not call it.
 */
void dlp_pool_linger(struct dlp_pool *pool, bool (*over)(void *arg), void *arg);
void dlp_pool_wake(struct dlp_pool *pool);

#endif
