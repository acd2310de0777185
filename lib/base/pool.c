#include "base/pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* Helps that wait beside those that run, while whoever queues them is busy. */
enum { SPARE = 5 };

struct list {
	struct dlp_pool_job *first, **last;
};

struct dlp_pool {
	pthread_mutex_t lock;
	pthread_cond_t work; /* something was queued, or it closes */
	pthread_cond_t done;
	struct list tasks, helps;
	pthread_t *thread;
	unsigned threads, most;
	unsigned idle;     /* threads that wait */
	unsigned at_tasks; /* threads that run a task */
	unsigned n_helps;  /* queued or running */
	unsigned queued;
	bool closed;
};

static void list_init(struct list *list)
{
	list->first = NULL;
	list->last = &list->first;
}

static void push(struct dlp_pool *pool, struct list *list,
		 struct dlp_pool_job *job)
{
	job->next = NULL;
	job->state = DLP_POOL_QUEUED;
	*list->last = job;
	list->last = &job->next;
	pool->queued++;
}

static struct dlp_pool_job *pop(struct dlp_pool *pool, struct list *list)
{
	struct dlp_pool_job *job = list->first;

	if (!job)
		return NULL;
	list->first = job->next;
	if (!list->first)
		list->last = &list->first;
	pool->queued--;
	return job;
}

/* With the lock, which it gives away meanwhile. */
static void run(struct dlp_pool *pool, struct dlp_pool_job *job)
{
	bool help = job->help;

	job->state = DLP_POOL_RUNNING;
	pool->at_tasks += !help;
	pthread_mutex_unlock(&pool->lock);
	job->run(job->arg);
	pthread_mutex_lock(&pool->lock);
	pool->at_tasks -= !help;
	pool->n_helps -= help;
	job->state = DLP_POOL_IDLE;
	pthread_cond_broadcast(&pool->done);
}

static void *work(void *arg)
{
	struct dlp_pool *pool = arg;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		struct dlp_pool_job *job = pop(pool, &pool->helps);

		if (!job)
			job = pop(pool, &pool->tasks);
		if (job) {
			run(pool, job);
		} else if (pool->closed) {
			break;
		} else {
			pool->idle++;
			pthread_cond_wait(&pool->work, &pool->lock);
			pool->idle--;
		}
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

struct dlp_pool *dlp_pool_new(unsigned threads)
{
	struct dlp_pool *pool = calloc(1, sizeof(*pool));

	if (!pool)
		return NULL;
	pool->thread = calloc(threads + 1u, sizeof(*pool->thread));
	if (!pool->thread) {
		free(pool);
		return NULL;
	}
	pool->most = threads;
	list_init(&pool->tasks);
	list_init(&pool->helps);
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	pthread_cond_init(&pool->done, NULL);
	return pool;
}

void dlp_pool_free(struct dlp_pool *pool)
{
	if (!pool)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->closed = true;
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->threads; i++)
		pthread_join(pool->thread[i], NULL);
	pthread_cond_destroy(&pool->done);
	pthread_cond_destroy(&pool->work);
	pthread_mutex_destroy(&pool->lock);
	free(pool->thread);
	free(pool);
}

/* With the lock: somebody shall see what was queued. */
static bool wake(struct dlp_pool *pool)
{
	int error;

	if (pool->idle >= pool->queued || pool->threads == pool->most) {
		/* Those that linger take no tasks: one may not be enough. */
		pthread_cond_broadcast(&pool->work);
		return pool->threads != 0;
	}
	error = pthread_create(&pool->thread[pool->threads], NULL, work, pool);
	pool->threads += !error;
	errno = error;
	return pool->threads != 0;
}

bool dlp_pool_add(struct dlp_pool *pool, struct dlp_pool_job *task)
{
	bool ok;

	pthread_mutex_lock(&pool->lock);
	task->help = false;
	push(pool, &pool->tasks, task);
	ok = wake(pool);
	pthread_mutex_unlock(&pool->lock);
	return ok;
}

unsigned dlp_pool_helps(const struct dlp_pool *pool)
{
	return pool->most + SPARE;
}

bool dlp_pool_offer(struct dlp_pool *pool, struct dlp_pool_job *help)
{
	bool taken;

	pthread_mutex_lock(&pool->lock);
	taken = pool->at_tasks < pool->most &&
		pool->n_helps < dlp_pool_helps(pool);
	if (taken) {
		help->help = true;
		pool->n_helps++;
		push(pool, &pool->helps, help);
		/* Without a thread it is run by whoever joins it. */
		wake(pool);
	}
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

bool dlp_pool_done(struct dlp_pool *pool, const struct dlp_pool_job *job)
{
	bool done;

	pthread_mutex_lock(&pool->lock);
	done = job->state == DLP_POOL_IDLE;
	pthread_mutex_unlock(&pool->lock);
	return done;
}

void dlp_pool_wait(struct dlp_pool *pool, const struct dlp_pool_job *task)
{
	pthread_mutex_lock(&pool->lock);
	while (task->state != DLP_POOL_IDLE)
		pthread_cond_wait(&pool->done, &pool->lock);
	pthread_mutex_unlock(&pool->lock);
}

void dlp_pool_linger(struct dlp_pool *pool, bool (*over)(void *arg), void *arg)
{
	pthread_mutex_lock(&pool->lock);
	pool->at_tasks--;
	while (!over(arg)) {
		struct dlp_pool_job *help = pop(pool, &pool->helps);

		if (help)
			run(pool, help);
		else
			pthread_cond_wait(&pool->work, &pool->lock);
	}
	pool->at_tasks++;
	pthread_mutex_unlock(&pool->lock);
}

void dlp_pool_wake(struct dlp_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->lock);
}

void dlp_pool_join(struct dlp_pool *pool, const struct dlp_pool_job *help)
{
	pthread_mutex_lock(&pool->lock);
	while (help->state != DLP_POOL_IDLE) {
		struct dlp_pool_job *other = pop(pool, &pool->helps);

		if (other)
			run(pool, other);
		else
			pthread_cond_wait(&pool->done, &pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
}
