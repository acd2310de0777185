#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "suite.h"

/* What ran, in the order it ended. */
static struct {
	pthread_mutex_t lock;
	int ended[4000];
	size_t count;
} notes = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void note(int n)
{
	pthread_mutex_lock(&notes.lock);
	notes.ended[notes.count++] = n;
	pthread_mutex_unlock(&notes.lock);
}

struct work {
	struct dlp_pool_job job;
	struct dlp_pool *pool;
	int n;
	struct work *helps; /* of a task */
	size_t n_helps;
	size_t taken; /* by the pool */
};

static void run_help(void *arg)
{
	const struct work *work = arg;

	note(work->n);
}

/* A task that is cut into helps, as far as the pool takes them. */
static void run_task(void *arg)
{
	struct work *work = arg;

	for (size_t i = 0; i < work->n_helps; i++) {
		struct work *help = &work->helps[i];

		help->job.run = run_help;
		help->job.arg = help;
		help->n = -1;
		if (dlp_pool_offer(work->pool, &help->job)) {
			work->taken++;
			if (i % 3 == 0)
				dlp_pool_join(work->pool, &help->job);
		} else {
			run_help(help);
		}
	}
	for (size_t i = 0; i < work->n_helps; i++)
		dlp_pool_join(work->pool, &work->helps[i].job);
	note(work->n);
}

static struct work *make_tasks(struct dlp_pool *pool, size_t n, size_t helps)
{
	struct work *work = calloc(n, sizeof(*work));

	ck_assert_ptr_nonnull(work);
	for (size_t i = 0; i < n; i++) {
		work[i].pool = pool;
		work[i].n = (int)i;
		work[i].job.run = run_task;
		work[i].job.arg = &work[i];
		work[i].n_helps = helps;
		work[i].helps = calloc(helps + 1, sizeof(*work));
		ck_assert_ptr_nonnull(work[i].helps);
	}
	return work;
}

static void free_tasks(struct work *work, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(work[i].helps);
	free(work);
}

/* One thread runs tasks in the order they came. */
START_TEST(tasks_are_run_in_order)
{
	enum { N = 200 };
	struct dlp_pool *pool = dlp_pool_new(1);
	struct work *work = make_tasks(pool, N, 0);

	for (size_t i = 0; i < N; i++)
		ck_assert(dlp_pool_add(pool, &work[i].job));
	for (size_t i = 0; i < N; i++) {
		dlp_pool_wait(pool, &work[i].job);
		ck_assert(dlp_pool_done(pool, &work[i].job));
	}
	ck_assert_uint_eq(notes.count, N);
	for (size_t i = 0; i < N; i++)
		ck_assert_int_eq(notes.ended[i], (int)i);
	free_tasks(work, N);
	dlp_pool_free(pool);
}
END_TEST

/* All ends, with more tasks than threads that all want help. */
START_TEST(helps_end_with_tasks)
{
	enum { N = 100, HELPS = 12 };
	struct dlp_pool *pool = dlp_pool_new((unsigned)_i);
	struct work *work = make_tasks(pool, N, HELPS);

	for (size_t i = 0; i < N; i++)
		ck_assert(dlp_pool_add(pool, &work[i].job));
	for (size_t i = 0; i < N; i++)
		dlp_pool_wait(pool, &work[i].job);
	ck_assert_uint_eq(notes.count, N + N * HELPS);
	free_tasks(work, N);
	dlp_pool_free(pool);
}
END_TEST

/* Whoever is no thread of the pool may ask for help too. */
START_TEST(helps_from_outside)
{
	enum { HELPS = 100 };
	struct dlp_pool *pool = dlp_pool_new((unsigned)_i);
	struct work *work = make_tasks(pool, 1, HELPS);

	run_task(work);
	ck_assert_uint_eq(notes.count, 1 + HELPS);
	ck_assert((work->taken != 0) == (_i != 0));
	free_tasks(work, 1);
	dlp_pool_free(pool);
}
END_TEST

/* One thread, at a task of its own, is no help, and a queue has an end. */
START_TEST(no_more_than_helps)
{
	struct dlp_pool *pool = dlp_pool_new(1);
	struct work *work = make_tasks(pool, 1, 40);

	ck_assert_uint_lt(dlp_pool_helps(pool), 40);
	ck_assert(dlp_pool_add(pool, &work->job));
	dlp_pool_wait(pool, &work->job);
	ck_assert_uint_eq(work->taken, 0);
	free_tasks(work, 1);
	dlp_pool_free(pool);
}
END_TEST

/* Whether so many have ended. */
static bool is_noted(void *arg)
{
	const size_t *n = arg;
	bool noted;

	pthread_mutex_lock(&notes.lock);
	noted = notes.count >= *n;
	pthread_mutex_unlock(&notes.lock);
	return noted;
}

static void run_waiter(void *arg)
{
	struct work *work = arg;

	dlp_pool_linger(work->pool, is_noted, &work->n_helps);
	note(work->n);
}

/* A task that waits for others gives its thread to their helps. */
START_TEST(waiting_tasks_help)
{
	struct dlp_pool *pool = dlp_pool_new(1);
	struct work help = { .n = -1 }, waiter = { .n = 7, .n_helps = 2 };

	help.job.run = run_help;
	help.job.arg = &help;
	waiter.pool = pool;
	waiter.job.run = run_waiter;
	waiter.job.arg = &waiter;
	ck_assert(dlp_pool_add(pool, &waiter.job));
	/* Refused until the only thread waits. */
	while (!dlp_pool_offer(pool, &help.job))
		sched_yield();
	dlp_pool_join(pool, &help.job);
	ck_assert(!dlp_pool_done(pool, &waiter.job));
	note(0);
	dlp_pool_wake(pool);
	dlp_pool_wait(pool, &waiter.job);
	ck_assert_uint_eq(notes.count, 3);
	ck_assert_int_eq(notes.ended[2], 7);
	dlp_pool_free(pool);
}
END_TEST

/* What is queued when the pool is freed still runs. */
START_TEST(free_runs_what_is_left)
{
	enum { N = 50 };
	struct dlp_pool *pool = dlp_pool_new(2);
	struct work *work = make_tasks(pool, N, 3);

	for (size_t i = 0; i < N; i++)
		ck_assert(dlp_pool_add(pool, &work[i].job));
	dlp_pool_free(pool);
	ck_assert_uint_eq(notes.count, N + N * 3);
	free_tasks(work, N);
	dlp_pool_free(NULL);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("pool");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, tasks_are_run_in_order);
	tcase_add_loop_test(tc, helps_end_with_tasks, 1, 5);
	tcase_add_loop_test(tc, helps_from_outside, 0, 4);
	tcase_add_test(tc, no_more_than_helps);
	tcase_add_test(tc, waiting_tasks_help);
	tcase_add_test(tc, free_runs_what_is_left);
	return suite_run("pool", tc);
}
