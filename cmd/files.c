#include "files.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "worker.h"

enum {
	QUEUE = 64,      /* files under way or waiting to be written */
	ALONE = 1 << 20, /* bytes of files that threads are not worth */
	HELD = 8 << 20,  /* bytes of output that wait for files before */
};

/* A file in the queue. */
struct slot {
	struct task task;
	struct dlp_pool_job job;
	struct queue *queue;
	uint64_t index; /* in the order of the walk */
	size_t held;    /* bytes, of the queue's */
};

/* Files that are scanned side by side and written in order. */
struct queue {
	const struct files_opts *opts;
	struct dlp_pool *pool;
	struct slot slot[QUEUE]; /* the i-th file is at i % QUEUE */
	uint64_t added;
	uint64_t docs; /* numbered so far, of what is written */
	struct worker *worker;
	size_t workers;
	pthread_mutex_t lock; /* of what follows */
	uint64_t written;
	size_t held;          /* bytes of output that wait */
	struct worker **idle; /* a stack */
	size_t n_idle;
};

/* Standard input, named by hand as "-". */
static void stdin_task(struct task *task)
{
	task->path = strdup("-");
	if (!task->path)
		cli_die_memory();
	task->fd = STDIN_FILENO;
	task->docs = 0;
	task->too_large = false;
	task->err = (struct dlp_error){ 0 };
	if (!fstat(STDIN_FILENO, &task->st))
		return;
	task->fd = -1;
	task->code = DLP_CODE_IO;
	dlp_error_set(&task->err, DLP_SKIP, errno, "cannot read");
}

/* The next file or error of the walk; false at its end. */
static bool next_task(struct dlp_walk *walk, struct cli_operands *operands,
		      bool *within, const struct files_opts *opts,
		      struct task *task)
{
	const uint64_t max_size = opts->documents->max_size;
	struct dlp_walk_item item;

	for (;;) {
		if (!*within) {
			const char *operand = cli_operand(operands);

			if (!operand)
				return false;
			if (!strcmp(operand, "-")) {
				stdin_task(task);
				return true;
			}
			dlp_walk_start(walk, operand);
			*within = true;
		}
		switch (dlp_walk_next(walk, &item)) {
		case DLP_WALK_END:
			*within = false;
			break;
		case DLP_WALK_NOTE:
			if (!opts->quiet)
				cli_warn(0, "%s: %s", cli_escape(item.path),
					 item.err.msg);
			break;
		case DLP_WALK_FATAL:
			cli_die_memory();
		case DLP_WALK_ERROR:
		case DLP_WALK_FILE:
			task->path = strdup(item.path);
			if (!task->path)
				cli_die_memory();
			task->fd = item.err.msg[0] ? -1 : item.fd;
			task->st = item.st;
			task->code = item.code;
			task->err = item.err;
			task->docs = 0;
			task->too_large = max_size && !item.named &&
					  (uint64_t)item.st.st_size > max_size;
			return true;
		}
	}
}

/* "doc":N behind the type of each line, counted from this task's first. */
static void renumber(struct dlp_buf *to, struct dlp_span lines, uint64_t base)
{
	while (lines.len) {
		const char *nl = memchr(lines.ptr, '\n', lines.len);
		size_t len = (size_t)(nl - lines.ptr) + 1, i = 0;
		uint64_t doc = 0;

		/* {"type":"…", */
		while (lines.ptr[i] != ',')
			i++;
		dlp_buf_add(to, lines.ptr, i + 1);
		i++;
		if (!memcmp(lines.ptr + i, "\"doc\":", 6)) {
			for (i += 6; lines.ptr[i] >= '0' && lines.ptr[i] <= '9';
			     i++)
				doc = doc * 10 + (uint64_t)(lines.ptr[i] - '0');
			dlp_buf_addf(to, "\"doc\":%llu",
				     (unsigned long long)base + doc);
		}
		dlp_buf_add(to, lines.ptr + i, len - i);
		lines.ptr += len;
		lines.len -= len;
	}
}

/* Whose turn it is to be written: what there is of a task. */
static void write_out(struct queue *q, struct task *task)
{
	struct dlp_buf numbered;

	if (q->opts->report || task->out.status) {
		q->opts->write(q->opts->write_arg, &task->out);
		return;
	}
	dlp_buf_init(&numbered, 0);
	renumber(&numbered, dlp_buf_span(&task->out), q->docs);
	q->opts->write(q->opts->write_arg, &numbered);
	dlp_buf_release(&numbered);
	dlp_buf_clear(&task->out);
}

/* Whether all files before are written. */
static bool is_next(void *arg)
{
	struct slot *slot = arg;
	struct queue *q = slot->queue;
	bool next;

	pthread_mutex_lock(&q->lock);
	next = q->written == slot->index;
	pthread_mutex_unlock(&q->lock);
	return next;
}

/* In a thread: its output is kept until then, as long as that is not much. */
static void spill_in_turn(void *arg, struct task *task)
{
	struct slot *slot = arg;
	struct queue *q = slot->queue;
	bool much;

	pthread_mutex_lock(&q->lock);
	q->held += task->out.len - slot->held;
	slot->held = task->out.len;
	much = q->held > HELD;
	pthread_mutex_unlock(&q->lock);
	if (!much && !is_next(slot))
		return;
	dlp_pool_linger(q->pool, is_next, slot);
	write_out(q, task);
}

static void run_slot(void *arg)
{
	struct slot *slot = arg;
	struct queue *q = slot->queue;
	struct worker *w;

	pthread_mutex_lock(&q->lock);
	w = q->idle[--q->n_idle];
	pthread_mutex_unlock(&q->lock);
	w->spill = spill_in_turn;
	w->arg = slot;
	worker_run(w, &slot->task);
	pthread_mutex_lock(&q->lock);
	q->idle[q->n_idle++] = w;
	pthread_mutex_unlock(&q->lock);
}

/* Write what is done, in order; wait until the queue has at most `most`. */
static void drain(struct queue *q, uint64_t most)
{
	while (q->written < q->added) {
		struct slot *slot = &q->slot[q->written % QUEUE];

		if (q->added - q->written > most)
			dlp_pool_wait(q->pool, &slot->job);
		else if (!dlp_pool_done(q->pool, &slot->job))
			return;
		write_out(q, &slot->task);
		memo_put(q->opts->memo, &slot->task.note);
		dlp_buf_release(&slot->task.out);
		free(slot->task.path);
		q->docs += slot->task.docs;
		pthread_mutex_lock(&q->lock);
		q->written++;
		q->held -= slot->held;
		pthread_mutex_unlock(&q->lock);
		dlp_pool_wake(q->pool);
	}
}

static void add_task(struct queue *q, const struct task *task)
{
	struct slot *slot = &q->slot[q->added % QUEUE];

	drain(q, QUEUE - 1);
	*slot = (struct slot){ .task = *task,
			       .job = { .run = run_slot, .arg = slot },
			       .queue = q,
			       .index = q->added++ };
	dlp_buf_init(&slot->task.out, 0);
	if (!dlp_pool_add(q->pool, &slot->job))
		cli_die(errno, "cannot start a thread");
}

/* A worker a thread. */
static void queue_init(struct queue *q, const struct files_opts *opts,
		       struct dlp_pool *pool)
{
	*q = (struct queue){ .opts = opts, .pool = pool };
	q->worker = calloc(opts->jobs, sizeof(*q->worker));
	q->idle = calloc(opts->jobs, sizeof(struct worker *));
	if (!q->worker || !q->idle)
		cli_die_memory();
	for (; q->workers < opts->jobs; q->workers++) {
		worker_init(&q->worker[q->workers], opts, pool);
		q->idle[q->n_idle++] = &q->worker[q->workers];
	}
	pthread_mutex_init(&q->lock, NULL);
}

static void queue_release(struct queue *q, struct files_total *total)
{
	for (size_t i = 0; i < q->workers; i++)
		worker_release(&q->worker[i], total);
	pthread_mutex_destroy(&q->lock);
	free(q->worker);
	free(q->idle);
}

static void spill_now(void *arg, struct task *task)
{
	const struct worker *w = arg;

	w->opts->write(w->opts->write_arg, &task->out);
}

/* What there is to scan, and how it is had. */
struct input {
	const struct files_opts *opts;
	struct dlp_walk *walk;
	struct cli_operands *operands;
	bool within; /* the walk is at an operand */
	struct dlp_pool *pool;
};

/*
 * One file after another, here, with nothing beside but helps: all of them, or
 * until they come to `most` bytes.  False then, and `task` is the next.
 */
static bool scan_alone(struct input *in, uint64_t most, struct task *task,
		       struct files_total *total)
{
	struct worker worker;
	uint64_t size = 0;

	worker_init(&worker, in->opts, in->pool);
	worker.spill = spill_now;
	worker.arg = &worker;
	worker.live = true;
	dlp_buf_init(&task->out, 0);
	while (next_task(in->walk, in->operands, &in->within, in->opts, task)) {
		if (task->fd >= 0)
			size += S_ISREG(task->st.st_mode)
					? (uint64_t)task->st.st_size
					: ALONE;
		if (size >= most)
			break;
		worker_run(&worker, task);
		in->opts->write(in->opts->write_arg, &task->out);
		memo_put(in->opts->memo, &task->note);
		worker.base += task->docs;
		free(task->path);
	}
	total->documents = worker.base;
	dlp_buf_release(&task->out);
	worker_release(&worker, total);
	return size < most;
}

static void scan_threads(struct input *in, struct task *task,
			 struct files_total *total)
{
	struct queue q;

	queue_init(&q, in->opts, in->pool);
	q.docs = total->documents;
	do
		add_task(&q, task);
	while (next_task(in->walk, in->operands, &in->within, in->opts, task));
	drain(&q, 0);
	queue_release(&q, total);
	total->documents = q.docs;
}

/* One operand that is no folder: a file, whose ranges may be shared out. */
static bool is_sole(const struct cli_operands *operands)
{
	struct stat st;

	return !operands->from && operands->argv[0] && !operands->argv[1] &&
	       (stat(operands->argv[0], &st) || !S_ISDIR(st.st_mode));
}

void files_scan(const struct files_opts *opts, struct files_total *total)
{
	struct cli_operands *operands = &opts->documents->operands;
	struct input in = { .opts = opts,
			    .walk = dlp_walk_new(&opts->documents->walk),
			    .operands = operands };
	struct task task = { 0 };
	bool sole = opts->jobs == 1 || is_sole(operands);

	if (!in.walk)
		cli_die_memory();
	/* Where this thread scans it is one of them. */
	if (opts->jobs > 1) {
		in.pool = dlp_pool_new(sole ? opts->jobs - 1 : opts->jobs);
		if (!in.pool)
			cli_die_memory();
	}
	if (!scan_alone(&in, sole ? UINT64_MAX : ALONE, &task, total))
		scan_threads(&in, &task, total);
	dlp_pool_free(in.pool);
	dlp_walk_free(in.walk);
}
