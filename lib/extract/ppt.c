#include "extract/ppt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "extract/blip.h"
#include "extract/inflate.h"
#include "extract/le.h"
#include "extract/ppt_text.h"

/* A slide, as the document lists it. */
struct listed {
	uint32_t object, number; /* that it has for others */
	struct dlp_span text;    /* records, in the list itself */
};

/* The lists of a document (2.4.14.3), by the instance of their record. */
enum list { SLIDES, MASTERS, NOTES, LISTS };

struct ppt {
	struct dlp_compound *compound;
	struct dlp_ppt_index index;
	struct dlp_ppt_text text;
	struct dlp_buf list[LISTS]; /* struct listed each */
};

static size_t listed(const struct ppt *ppt, enum list list)
{
	return ppt->list[list].len / sizeof(struct listed);
}

static struct listed get(const struct ppt *ppt, enum list list, size_t i)
{
	struct listed at;

	memcpy(&at, ppt->list[list].ptr + i * sizeof(at), sizeof(at));
	return at;
}

static void load_list(struct ppt *ppt, enum list list, struct dlp_span records)
{
	enum { SLIDE_PERSIST = 0x03f3 };
	struct listed last = { .text = DLP_SPAN("") };
	struct dlp_ppt_record record;
	size_t at = 0, before = 0;
	bool any = false;

	for (; dlp_ppt_next(records, &at, &record); before = at) {
		if (record.type != SLIDE_PERSIST) {
			last.text.len += at - before;
			continue;
		}
		if (any)
			dlp_buf_add(&ppt->list[list], &last, sizeof(last));
		any = true;
		last = (struct listed){
			.object = dlp_le32(record.body, 0),
			.number = dlp_le32(record.body, 12),
			.text = { records.ptr + at, 0 },
		};
	}
	if (any)
		dlp_buf_add(&ppt->list[list], &last, sizeof(last));
}

static void load_lists(struct ppt *ppt, struct dlp_span document)
{
	struct dlp_ppt_record record;
	size_t at = 0;

	while (dlp_ppt_next(document, &at, &record))
		if (record.type == DLP_PPT_LIST && record.instance < LISTS)
			load_list(ppt, (enum list)record.instance, record.body);
}

/* Tell lines of one kind, of slide `slide` where that is not 0. */
static void tell(struct ppt *ppt, size_t slide, const char *part, bool hidden,
		 struct dlp_buf *lines)
{
	struct dlp_buf at;

	if (!lines->len)
		return;
	dlp_buf_init(&at, 0);
	dlp_json_open(&at, '{');
	if (slide)
		dlp_json_add_number(&at, "slide", slide);
	if (part)
		dlp_json_add_text(&at, "part",
				  (struct dlp_span){ part, strlen(part) });
	if (hidden) {
		dlp_json_key(&at, "hidden");
		dlp_json_bool(&at, true);
	}
	dlp_json_close(&at, '}');
	if (!at.status)
		dlp_compound_tell(ppt->compound, dlp_buf_span(&at), lines);
	dlp_buf_release(&at);
	dlp_buf_clear(lines);
}

/* Tell what was found; `part` is what its text is, NULL for a slide's. */
static void tell_found(struct ppt *ppt, size_t slide, const char *part,
		       bool hidden)
{
	struct dlp_ppt_text *text = &ppt->text;

	tell(ppt, slide, part, hidden, &text->text);
	tell(ppt, slide, "comment", hidden, &text->comment);
	tell(ppt, slide, "header", hidden, &text->header);
	tell(ppt, slide, "property", hidden, &text->property);
	tell(ppt, slide, "link", hidden, &text->link);
}

static void add_tree(struct ppt *ppt, struct dlp_ppt_tree *tree)
{
	ppt->text.hidden = false;
	ppt->text.slide = 0;
	if (!tree || tree->told)
		return;
	tree->told = true;
	dlp_ppt_text_add(&ppt->text, tree->record.body);
}

static void tell_slides(struct ppt *ppt)
{
	struct dlp_teller *teller = ppt->compound->input->teller;

	for (size_t i = 0; i < listed(ppt, SLIDES) && !teller->status; i++) {
		struct listed slide = get(ppt, SLIDES, i);

		dlp_ppt_text_add(&ppt->text, slide.text);
		add_tree(ppt, dlp_ppt_index_find(&ppt->index, slide.object));
		tell_found(ppt, i + 1, NULL, ppt->text.hidden);
	}
}

static int by_number(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/* Notes know the number of their slide, not its place: put the slides, which
 * have been told, in order of number. */
static void sort_slides(struct ppt *ppt)
{
	struct listed *slide = (void *)ppt->list[SLIDES].ptr;
	size_t n = listed(ppt, SLIDES);

	for (size_t i = 0; i < n; i++)
		slide[i].object = (uint32_t)i + 1;
	if (n)
		qsort(slide, n, sizeof(*slide), by_number);
}

/* The place of a slide among those; 0 for none. */
static size_t place_of(const struct ppt *ppt, uint32_t number)
{
	struct listed key = { .number = number }, *found = NULL;

	if (ppt->list[SLIDES].len)
		found = bsearch(&key, ppt->list[SLIDES].ptr,
				listed(ppt, SLIDES), sizeof(key), by_number);
	return found ? found->object : 0;
}

static void tell_notes(struct ppt *ppt)
{
	struct dlp_teller *teller = ppt->compound->input->teller;

	sort_slides(ppt);
	for (size_t i = 0; i < listed(ppt, NOTES) && !teller->status; i++) {
		struct listed notes = get(ppt, NOTES, i);

		dlp_ppt_text_add(&ppt->text, notes.text);
		add_tree(ppt, dlp_ppt_index_find(&ppt->index, notes.object));
		tell_found(ppt, place_of(ppt, ppt->text.slide), "notes", false);
	}
}

/* All live trees that no list has led to. */
static void tell_others(struct ppt *ppt)
{
	for (size_t i = 0; i < ppt->index.trees; i++) {
		struct dlp_ppt_tree *tree = &ppt->index.tree[i];

		if (!tree->live || tree->told ||
		    tree->record.version != DLP_PPT_CONTAINER)
			continue;
		add_tree(ppt, tree);
		if (tree->record.type == DLP_PPT_MASTER ||
		    tree->record.type == DLP_PPT_HANDOUT)
			tell_found(ppt, 0, "master", false);
		else if (tree->record.type == DLP_PPT_SLIDE)
			tell_found(ppt, 0, "slide", ppt->index.saved);
		else
			tell_found(ppt, 0, "document", false);
	}
}

/* What earlier saves have left, as far as it is not what is there now. */
static void tell_earlier(struct ppt *ppt)
{
	dlp_ppt_text_only_new(&ppt->text);
	for (size_t i = 0; i < ppt->index.trees; i++) {
		struct dlp_ppt_tree *tree = &ppt->index.tree[i];
		struct dlp_ppt_record record;
		size_t at = 0;

		if (tree->live || tree->record.version != DLP_PPT_CONTAINER)
			continue;
		dlp_ppt_text_add(&ppt->text, tree->record.body);
		while (tree->record.type == DLP_PPT_DOCUMENT &&
		       dlp_ppt_next(tree->record.body, &at, &record))
			if (record.type == DLP_PPT_LIST)
				dlp_ppt_text_add(&ppt->text, record.body);
	}
	tell_found(ppt, 0, "left-over", true);
}

static struct dlp_ppt_tree *find_document(struct ppt *ppt)
{
	struct dlp_ppt_tree *found = NULL;

	for (size_t i = 0; i < ppt->index.trees; i++)
		if (ppt->index.tree[i].record.type == DLP_PPT_DOCUMENT &&
		    ppt->index.tree[i].live)
			found = &ppt->index.tree[i];
	return found;
}

static void read_presentation(struct ppt *ppt)
{
	struct dlp_teller *teller = ppt->compound->input->teller;
	struct dlp_ppt_tree *document = find_document(ppt);

	for (unsigned i = 0; i < LISTS; i++)
		dlp_buf_init(&ppt->list[i], 0);
	dlp_ppt_text_init(&ppt->text, ppt->compound);
	if (document)
		load_lists(ppt, document->record.body);
	else
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "no list of the slides");
	tell_slides(ppt);
	tell_notes(ppt);
	tell_others(ppt);
	tell_earlier(ppt);
	if (ppt->text.deep)
		dlp_teller_error(teller, DLP_CODE_TOO_DEEP,
				 "too many records within one another");
	dlp_ppt_text_release(&ppt->text);
	for (unsigned i = 0; i < LISTS; i++)
		dlp_buf_release(&ppt->list[i]);
}

void dlp_ppt_read(struct dlp_compound *compound, int entry)
{
	struct ppt ppt = { .compound = compound };
	struct dlp_teller *teller = compound->input->teller;
	struct dlp_buf stream, user;

	dlp_compound_load(compound, entry, &stream);
	dlp_compound_load_named(compound, compound->cfb.entry[entry].storage,
				"Current User", &user);
	if (!dlp_ppt_index_load(&ppt.index, dlp_buf_span(&stream),
				dlp_buf_span(&user)))
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE, "out of memory");
	else if (ppt.index.encrypted)
		dlp_teller_error(teller, DLP_CODE_ENCRYPTED,
				 "the document is encrypted");
	else
		read_presentation(&ppt);
	dlp_ppt_index_release(&ppt.index);
	dlp_buf_release(&stream);
	dlp_buf_release(&user);
}

/* A storage in a record of its own, packed or not (2.10.34). */
static void tell_storage(struct dlp_compound *compound,
			 const struct dlp_ppt_record *record, unsigned number)
{
	enum { PACKED = 1 };
	struct dlp_reading *reading = compound->input->reading;
	struct dlp_error err = { 0 };
	enum dlp_code code = DLP_CODE_CORRUPT;
	struct dlp_span bytes = record->body;
	struct dlp_buf out;
	char name[32];

	dlp_buf_init(&out, (size_t)reading->task->limits.entry);
	if (record->instance == PACKED) {
		/* PowerPoint may leave out the end of what it packs. */
		if (!dlp_inflate(dlp_le_cut(bytes, 4, bytes.len), &out) &&
		    (out.status || out.len < dlp_le32(bytes, 0)))
			dlp_teller_error(compound->input->teller,
					 out.status ? DLP_CODE_TOO_LARGE
						    : DLP_CODE_CORRUPT,
					 "an object does not unpack");
		bytes = dlp_buf_span(&out);
		if (!dlp_reading_count(reading, out.len, &code, &err)) {
			dlp_teller_error_sys(compound->input->teller, code,
					     &err);
			bytes.len = 0;
		}
	}
	snprintf(name, sizeof(name), "object %u", number);
	if (bytes.len && !out.status)
		dlp_compound_member(compound, DLP_SPAN(""), name, bytes);
	dlp_buf_release(&out);
}

void dlp_ppt_tell_members(struct dlp_compound *compound, int entry)
{
	int storage = compound->cfb.entry[entry].storage;
	struct dlp_ppt_record record;
	struct dlp_buf stream;
	unsigned objects = 0, pictures = 0;
	size_t at = 0;

	if (dlp_compound_load(compound, entry, &stream))
		while (!compound->input->reading->stop &&
		       dlp_ppt_next(dlp_buf_span(&stream), &at, &record))
			if (record.type == DLP_PPT_STORAGE)
				tell_storage(compound, &record, ++objects);
	dlp_buf_release(&stream);
	if (dlp_compound_load_named(compound, storage, "Pictures", &stream))
		dlp_blip_tell(compound, dlp_buf_span(&stream), &pictures);
	dlp_buf_release(&stream);
}
