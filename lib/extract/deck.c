#include "extract/deck.h"

#include <stdlib.h>
#include <string.h>

#include "extract/xml.h"

/* Of parts, the last component of their name: they share a folder. */
struct slide {
	char id[DLP_DECK_NAME], part[DLP_DECK_NAME];
	unsigned number; /* from 1; 0: not in the order */
};

struct notes {
	char part[DLP_DECK_NAME], slide[DLP_DECK_NAME];
};

struct dlp_deck {
	struct slide slide[DLP_DECK_SLIDES];
	size_t slides;
	unsigned shown, related; /* elements seen, each of which is looked up */
	struct notes notes[DLP_DECK_SLIDES];
	size_t noted;
	/* The notes whose relations are being learned; empty: the deck's. */
	char learned[DLP_DECK_NAME];
};

struct dlp_deck *dlp_deck_new(void)
{
	return calloc(1, sizeof(struct dlp_deck));
}

void dlp_deck_free(struct dlp_deck *deck)
{
	free(deck);
}

static bool is(const char *s, const char *word)
{
	return !strcmp(s, word);
}

static bool ends(struct dlp_span name, const char *with)
{
	size_t n = strlen(with);

	return name.len >= n && !memcmp(name.ptr + name.len - n, with, n);
}

/* The folder of the relations of notes, with the name of their part. */
static bool is_of_notes(struct dlp_span name)
{
	static const struct dlp_span folder = { "ppt/notesSlides/_rels/", 22 };

	return name.len > folder.len &&
	       !memcmp(name.ptr, folder.ptr, folder.len) && ends(name, ".rels");
}

bool dlp_deck_wants(struct dlp_span name)
{
	return ends(name, "ppt/presentation.xml") ||
	       ends(name, "ppt/_rels/presentation.xml.rels") ||
	       is_of_notes(name);
}

static void copy(char out[DLP_DECK_NAME], struct dlp_span text)
{
	size_t n = text.len < DLP_DECK_NAME - 1 ? text.len : DLP_DECK_NAME - 1;

	if (n)
		memcpy(out, text.ptr, n);
	out[n] = '\0';
}

static void copy_last(char out[DLP_DECK_NAME], struct dlp_span path)
{
	for (size_t i = path.len; i-- > 0;) {
		if (path.ptr[i] != '/')
			continue;
		path.ptr += i + 1;
		path.len -= i + 1;
		break;
	}
	copy(out, path);
}

/* The slide with this id of a relationship, a new one where there is none;
 * NULL without room. */
static struct slide *find_slide(struct dlp_deck *deck, struct dlp_span id)
{
	char name[DLP_DECK_NAME];
	size_t i = 0;

	copy(name, id);
	while (i < deck->slides && !is(deck->slide[i].id, name))
		i++;
	if (i == DLP_DECK_SLIDES)
		return NULL;
	if (i == deck->slides)
		copy(deck->slide[deck->slides++].id, id);
	return &deck->slide[i];
}

static void learn_place(struct dlp_deck *deck, const struct dlp_xml *xml)
{
	struct dlp_span id;
	struct slide *slide;

	deck->shown++;
	/* It has an `id` that is a number too. */
	if (deck->shown > DLP_DECK_SLIDES ||
	    !dlp_xml_attribute_prefixed(xml, "id", &id))
		return;
	slide = find_slide(deck, id);
	if (slide && !slide->number)
		slide->number = deck->shown;
}

static void learn_relation(struct dlp_deck *deck, const struct dlp_xml *xml)
{
	struct dlp_span type, target, id;
	struct slide *slide;

	dlp_xml_attribute(xml, "Type", &type);
	if (!ends(type, "/slide") || deck->related > 2 * DLP_DECK_SLIDES)
		return;
	deck->related++;
	dlp_xml_attribute(xml, "Target", &target);
	if (!*deck->learned) {
		dlp_xml_attribute(xml, "Id", &id);
		slide = find_slide(deck, id);
		if (slide)
			copy_last(slide->part, target);
	} else if (deck->noted < DLP_DECK_SLIDES) {
		struct notes *notes = &deck->notes[deck->noted++];

		memcpy(notes->part, deck->learned, DLP_DECK_NAME);
		copy_last(notes->slide, target);
	}
}

static void take_open(void *arg, struct dlp_xml *xml, const char *name)
{
	if (is(name, "sldId"))
		learn_place(arg, xml);
	else if (is(name, "Relationship"))
		learn_relation(arg, xml);
}

static void take_close(void *arg, struct dlp_xml *xml, const char *name)
{
	(void)arg;
	(void)xml;
	(void)name;
}

static void take_text(void *arg, struct dlp_xml *xml, struct dlp_span text)
{
	(void)arg;
	(void)xml;
	(void)text;
}

const char *dlp_deck_learn(struct dlp_deck *deck, struct dlp_source *source,
			   struct dlp_span name, enum dlp_code *code)
{
	static const struct dlp_xml_events events = { .open = take_open,
						      .close = take_close,
						      .text = take_text };

	*deck->learned = '\0';
	if (is_of_notes(name)) {
		name.len -= sizeof(".rels") - 1;
		copy_last(deck->learned, name);
	}
	return dlp_xml_read(source, &events, deck, false, code);
}

bool dlp_deck_knows(const struct dlp_deck *deck)
{
	return deck->shown > 0;
}

unsigned dlp_deck_slide(const struct dlp_deck *deck, struct dlp_span part)
{
	char last[DLP_DECK_NAME];
	const char *name = last;

	copy_last(last, part);
	for (size_t i = 0; i < deck->noted; i++) {
		if (!is(deck->notes[i].part, last))
			continue;
		name = deck->notes[i].slide;
		break;
	}
	for (size_t i = 0; i < deck->slides; i++)
		if (is(deck->slide[i].part, name))
			return deck->slide[i].number;
	return 0;
}
