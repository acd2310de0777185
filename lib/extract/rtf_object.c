#include "extract/rtf_object.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/package.h"
#include "extract/rtf_token.h"
#include "extract/rtf_word.h"

struct objects {
	struct dlp_input *input;
	size_t depth;       /* groups that we are in */
	size_t data;        /* the group that holds data; 0 for none */
	size_t passed;      /* the group that repeats what was told; likewise */
	bool object;        /* the data is an object, not a picture */
	int half;           /* the first digit of a byte of it, or -1 */
	struct dlp_buf buf; /* the bytes */
	unsigned number[2]; /* of pictures and objects told */
};

static void add_hex(struct objects *objects, struct dlp_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		int half;

		if (c >= '0' && c <= '9')
			half = c - '0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			half = (c | 0x20) - 'a' + 10;
		else
			continue;
		if (objects->half >= 0)
			dlp_buf_addc(&objects->buf,
				     (char)(objects->half << 4 | half));
		objects->half = objects->half >= 0 ? -1 : half;
	}
}

static void tell_member(struct objects *objects, struct dlp_span name,
			struct dlp_span data)
{
	struct dlp_document document = { .has_size = true, .size = data.len };
	struct dlp_source source;
	struct dlp_view view;

	dlp_view_init_memory(&view, data);
	if (!dlp_source_init_view(&source, &view))
		dlp_reading_member(objects->input, &source, name, &document);
	else
		dlp_teller_error(objects->input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	dlp_source_release(&source);
}

static void tell(struct objects *objects)
{
	struct dlp_package package = { .data = dlp_buf_span(&objects->buf) };
	struct dlp_input *input = objects->input;
	struct dlp_error err = { 0 };
	enum dlp_code code;
	char name[32];

	if (!objects->buf.len)
		return;
	if (objects->buf.status) {
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "an object is too large");
		return;
	}
	if (!dlp_reading_may_enter(input))
		return;
	if (!dlp_reading_count(input->reading, objects->buf.len, &code, &err)) {
		dlp_teller_error_sys(input->teller, code, &err);
		return;
	}
	if (objects->object)
		(void)dlp_package_object(dlp_buf_span(&objects->buf), &package);
	snprintf(name, sizeof(name), "%s %u",
		 objects->object ? "object" : "picture",
		 ++objects->number[objects->object]);
	if (!package.name.len ||
	    dlp_utf8_valid(package.name) < package.name.len)
		package.name = (struct dlp_span){ name, strlen(name) };
	tell_member(objects, package.name, package.data);
}

static void take_word(struct objects *objects, const char *name)
{
	const struct dlp_rtf_word *word = dlp_rtf_word_find(name);

	if (!word || objects->data || objects->passed)
		return;
	if (word->action == DLP_RTF_DATA) {
		objects->data = objects->depth;
		objects->object = word->word[0] != 'p';
		objects->half = -1;
		dlp_buf_clear(&objects->buf);
	} else if (word->action == DLP_RTF_PASSED && word->word[0] == 'n') {
		objects->passed = objects->depth;
	}
}

static void take(struct objects *objects, const struct dlp_rtf_token *token)
{
	switch (token->kind) {
	case DLP_RTF_OPEN:
		objects->depth++;
		break;
	case DLP_RTF_CLOSE:
		if (objects->data && objects->data == objects->depth) {
			tell(objects);
			objects->data = 0;
		}
		if (objects->passed == objects->depth)
			objects->passed = 0;
		objects->depth -= objects->depth > 0;
		break;
	case DLP_RTF_WORD:
		take_word(objects, token->word);
		break;
	case DLP_RTF_TEXT:
		/* A group within the data describes it. */
		if (objects->data && objects->data == objects->depth)
			add_hex(objects, token->text);
		break;
	case DLP_RTF_BINARY:
		if (objects->data && objects->data == objects->depth)
			dlp_buf_addspan(&objects->buf, token->text);
		break;
	case DLP_RTF_SYMBOL:
	case DLP_RTF_HEX:
	case DLP_RTF_END:
		break;
	}
}

void dlp_rtf_object_tell(struct dlp_input *input)
{
	struct objects objects = { .input = input };
	struct dlp_reading *reading = input->reading;
	struct dlp_rtf_token token = { .kind = DLP_RTF_END };
	struct dlp_rtf_tokens tokens = { .taken = 0 };
	struct dlp_source source;

	dlp_teller_flush(input->teller);
	dlp_buf_init(&objects.buf, (size_t)reading->task->limits.entry);
	if (!dlp_source_init_view(&source, input->view)) {
		tokens.source = &source;
		do {
			dlp_rtf_next(&tokens, &token);
			take(&objects, &token);
		} while (token.kind != DLP_RTF_END && !reading->stop &&
			 !input->teller->status);
	} else {
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	}
	dlp_source_release(&source);
	dlp_buf_release(&objects.buf);
}
