/* A text in pieces is of the classes that it is of whole; a forged model, or
 * background, harms nobody. */

#include <stdlib.h>
#include <string.h>

#include "learn/background.h"
#include "learn/class.h"
#include "learn/shipped.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_in(struct dlp_topic *topic, struct dlp_span text, size_t piece)
{
	dlp_topic_clear(topic);
	while (text.len) {
		struct dlp_span some = { text.ptr,
					 text.len < piece ? text.len : piece };

		dlp_topic_add(topic, some);
		text.ptr += some.len, text.len -= some.len;
	}
	dlp_topic_part(topic);
}

static void weigh(const struct dlp_class *cls, const struct dlp_topic *topic)
{
	const struct dlp_class_odds odds = dlp_class_weigh(cls, topic);
	struct dlp_span why[DLP_CLASS_WHYS];
	const size_t whys = dlp_class_why(cls, topic, why);

	if (odds.is && !(odds.odds >= 0 && odds.odds <= 1))
		abort();
	for (size_t i = 0; i < whys; i++)
		for (size_t k = 0; k < why[i].len; k++)
			if (why[i].ptr[k] < 'a' || why[i].ptr[k] > 'z')
				abort();
}

static void read_lines(struct dlp_program *program, struct dlp_span text,
		       size_t piece)
{
	*program = (struct dlp_program){ 0 };
	while (text.len) {
		struct dlp_span some = { text.ptr,
					 text.len < piece ? text.len : piece };

		dlp_program_add(program, some);
		text.ptr += some.len, text.len -= some.len;
	}
	dlp_program_part(program);
}

static void compare_lines(struct dlp_span text)
{
	struct dlp_program one, two;
	struct dlp_class_odds odds;

	read_lines(&one, text, text.len + 1);
	read_lines(&two, text, 1 + text.len % 7);
	if (one.lines != two.lines || one.against != two.against ||
	    memcmp(one.count, two.count, sizeof(one.count)))
		abort();
	odds = dlp_class_weigh_source(&one, text.len);
	if (!(odds.odds >= 0 && odds.odds <= 1))
		abort();
}

static void compare(struct dlp_span text)
{
	struct dlp_topic one, two;

	if (dlp_topic_init(&one) || dlp_topic_init(&two))
		abort();
	read_in(&one, text, text.len + 1);
	read_in(&two, text, 1 + text.len % 7);
	if (one.rows != two.rows || one.words != two.words ||
	    memcmp(one.seen, two.seen, one.rows * sizeof(*one.seen)))
		abort();
	for (size_t i = 0; i < DLP_SHIPPED_CLASSES; i++) {
		struct dlp_class cls;
		struct dlp_model model = { 0 };
		struct dlp_error err;

		if (dlp_model_use(&model, dlp_shipped_class(i), DLP_MODEL_CLASS,
				  DLP_CLASS_FEATURES, &err) ||
		    dlp_class_use(&cls, &model, DLP_SEVERITY_LOW, &err))
			abort();
		weigh(&cls, &one);
	}
	dlp_topic_release(&one);
	dlp_topic_release(&two);
}

/* Sections that somebody made up, under a digest that is right. */
static void forge(const uint8_t *data, size_t size)
{
	static const char *const name[] = { "name",  "fit",   "words", "groups",
					    "group", "begin", "row" };
	static const int8_t weight[DLP_TOPIC_ROWS] = { 1, 2, 3 };
	struct dlp_model_draft draft = { .kind = DLP_MODEL_CLASS };
	struct dlp_background background;
	struct dlp_model model = { 0 };
	struct dlp_class cls;
	struct dlp_topic topic;
	struct dlp_error err;
	struct dlp_buf out;
	char *bytes;

	dlp_model_add(
		&draft, "weight",
		(struct dlp_span){ (const char *)weight, sizeof(weight) });
	for (size_t i = 0; i < sizeof(name) / sizeof(*name) && size > 1; i++) {
		size_t len = (size_t)data[0] | (size_t)data[1] << 8;

		data += 2, size -= 2;
		len = len < size ? len : size;
		dlp_model_add(&draft, name[i],
			      (struct dlp_span){ (const char *)data, len });
		data += len, size -= len;
	}
	dlp_buf_init(&out, 0);
	if (dlp_model_write(&draft, &out) || dlp_topic_init(&topic))
		abort();
	bytes = aligned_alloc(DLP_MODEL_ALIGN, (out.len / DLP_MODEL_ALIGN + 1) *
						       DLP_MODEL_ALIGN);
	if (!bytes)
		abort();
	memcpy(bytes, out.ptr, out.len);
	if (dlp_model_use(&model, (struct dlp_span){ bytes, out.len }, 0, 0,
			  &err))
		abort();
	read_in(&topic, (struct dlp_span){ (const char *)data, size }, 100);
	if (!dlp_class_use(&cls, &model, DLP_SEVERITY_LOW, &err))
		weigh(&cls, &topic);
	if (!dlp_background_use(&background, &model, &err))
		for (size_t i = 0; i < background.documents; i++)
			if (memchr(dlp_background_group(&background, i).ptr, 0,
				   dlp_background_group(&background, i).len) &&
			    !background.groups.len)
				abort();
	dlp_topic_release(&topic);
	dlp_buf_release(&out);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (*data & 1)
		forge(data + 1, size - 1);
	else {
		compare((struct dlp_span){ (const char *)data + 1, size - 1 });
		compare_lines(
			(struct dlp_span){ (const char *)data + 1, size - 1 });
	}
	return 0;
}
