#include "pattern/packed.h"

#include <stdlib.h>
#include <string.h>

/* What a field is.  Numbers are enumerations too, and may be below 0. */
enum kind { TEXT, LIST, NUMBER, FLAG, PARTS };

struct field {
	size_t offset; /* in struct dlp_rule */
	enum kind kind;
	bool prose;
};

#define AT(member) offsetof(struct dlp_rule, member)

static const struct field fields[] = {
	{ AT(id), TEXT, false }, /* first: dlp_packed_id() */
	{ AT(name), TEXT, true },
	{ AT(description), TEXT, true },
	{ AT(reference), TEXT, true },
	{ AT(category), NUMBER, false },
	{ AT(severity), NUMBER, false },
	{ AT(confidence), NUMBER, false },
	{ AT(shape), NUMBER, false },
	{ AT(least), NUMBER, false },
	{ AT(most), NUMBER, false },
	{ AT(keywords), LIST, false },
	{ AT(regex), LIST, false },
	{ AT(assigned), LIST, false },
	{ AT(utf), FLAG, false },
	{ AT(value), TEXT, false },
	{ AT(part), PARTS, false },
	{ AT(redact_parts), FLAG, false },
	{ AT(window), NUMBER, false },
	{ AT(validators), LIST, false },
	{ AT(drop_invalid), FLAG, false },
	{ AT(context), LIST, false },
	{ AT(not_context), LIST, false },
	{ AT(columns), LIST, false },
	{ AT(not_columns), LIST, false },
	{ AT(near), TEXT, false },
	{ AT(near_lines), NUMBER, false },
	{ AT(near_raises), FLAG, false },
	{ AT(hidden), FLAG, false },
	{ AT(scored), FLAG, false },
	{ AT(paths), LIST, false },
	{ AT(not_paths), LIST, false },
	{ AT(path_regex), LIST, false },
	{ AT(not_path_regex), LIST, false },
	{ AT(allow_words), LIST, false },
	{ AT(allow_regex), LIST, false },
	{ AT(allow_match), LIST, false },
	{ AT(allow_line), LIST, false },
	{ AT(lead), NUMBER, false },
	{ AT(test_values), LIST, false },
	{ AT(specificity), NUMBER, false },
	{ AT(entropy_high), FLAG, false },
	{ AT(tags), LIST, true },
	{ AT(examples), LIST, true },
	{ AT(rejects), LIST, true },
	{ AT(file), TEXT, true },
	{ AT(line), NUMBER, false },
	{ AT(builtin), FLAG, false },
	{ AT(alone), FLAG, false },
	{ AT(probe), NUMBER, false },
	{ AT(onset), NUMBER, false },
	{ AT(foreign), FLAG, false },
};

enum {
	FIELDS = sizeof(fields) / sizeof(*fields),
	MASKS = 2, /* numbers in front that say which fields are there */
};
_Static_assert(FIELDS <= 32 * MASKS, "fields are a bit set");
_Static_assert(sizeof(enum dlp_category) == sizeof(uint32_t) &&
		       sizeof(enum dlp_severity) == sizeof(uint32_t) &&
		       sizeof(enum dlp_confidence) == sizeof(uint32_t) &&
		       sizeof(enum dlp_shape) == sizeof(uint32_t) &&
		       sizeof(unsigned) == sizeof(uint32_t),
	       "a number is one");

/* A rule that is being unpacked: what is read next, and where it goes. */
struct reader {
	const struct dlp_packed *packed;
	const uint32_t *number;
	char *room;
};

static struct dlp_span take_text(struct reader *r, bool prose)
{
	const char *from = prose ? r->packed->prose : r->packed->text;
	struct dlp_span text = { from + r->number[0], r->number[1] };

	r->number += 2;
	return text;
}

/* `count` texts, in memory of their own. */
static const struct dlp_span *take_texts(struct reader *r, size_t count,
					 bool prose)
{
	struct dlp_span *text = (void *)r->room;

	r->room += count * sizeof(*text);
	for (size_t i = 0; i < count; i++)
		text[i] = take_text(r, prose);
	return text;
}

static void take_field(struct reader *r, const struct field *field,
		       struct dlp_rule *rule)
{
	void *to = (char *)rule + field->offset;
	struct dlp_list list;

	switch (field->kind) {
	case TEXT:
		*(struct dlp_span *)to = take_text(r, field->prose);
		break;
	case LIST:
		list.count = *r->number++;
		list.item = take_texts(r, list.count, field->prose);
		*(struct dlp_list *)to = list;
		break;
	case NUMBER:
		memcpy(to, r->number++, sizeof(uint32_t));
		break;
	case FLAG:
		*(bool *)to = true;
		break;
	case PARTS:
		rule->parts = *r->number++;
		rule->part = (void *)r->room;
		take_texts(r, 2 * rule->parts, field->prose);
		break;
	}
}

_Static_assert(sizeof(struct dlp_rule_part) == 2 * sizeof(struct dlp_span),
	       "a part is two texts");

const struct dlp_rule *dlp_packed_take(const struct dlp_packed *packed,
				       size_t index, char **room)
{
	const uint32_t *mask = packed->number + packed->at[index];
	struct reader r = { packed, mask + MASKS, *room };
	struct dlp_rule *rule = (void *)r.room;

	r.room += sizeof(*rule);
	for (size_t i = 0; i < FIELDS; i++)
		if (mask[i / 32] >> i % 32 & 1)
			take_field(&r, &fields[i], rule);
	*room = r.room;
	return rule;
}

struct dlp_span dlp_packed_id(const struct dlp_packed *packed, size_t index)
{
	const uint32_t *id = packed->number + packed->at[index] + MASKS;

	return (struct dlp_span){ packed->text + id[0], id[1] };
}

/* How many ids stand before that one in order, or are it. */
static size_t place_of(const struct dlp_packed *packed, struct dlp_span id)
{
	size_t low = 0, high = packed->rules;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct dlp_span other =
			dlp_packed_id(packed, packed->by_id[middle]);
		size_t n = other.len < id.len ? other.len : id.len;
		int order = memcmp(other.ptr, id.ptr, n);

		if (order < 0 || (!order && other.len <= id.len))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t dlp_packed_find(const struct dlp_packed *packed, struct dlp_span id)
{
	size_t at = place_of(packed, id);

	return at && dlp_span_eq(dlp_packed_id(packed, packed->by_id[at - 1]),
				 id)
		       ? packed->by_id[at - 1]
		       : SIZE_MAX;
}

/* The last text of each hash, and where it was put. */
struct dlp_packer_slot {
	uint32_t at, len;
	bool prose;
};

enum { SLOT_BITS = 16 };

static struct dlp_packer_slot *slot_of(struct dlp_packer *p,
				       struct dlp_span text, bool prose)
{
	uint64_t hash = prose;

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.ptr[i]) *
		       UINT64_C(0x9e3779b97f4a7c15);
	return &p->slot[hash >> (64 - SLOT_BITS)];
}

static bool put_number(struct dlp_packer *p, size_t number)
{
	uint32_t n = (uint32_t)number;

	return n == number && !dlp_buf_add(&p->number, &n, sizeof(n));
}

static bool put_text(struct dlp_packer *p, struct dlp_span text, bool prose)
{
	struct dlp_buf *out = prose ? &p->prose : &p->text;
	struct dlp_packer_slot *slot = slot_of(p, text, prose);
	struct dlp_span last = { out->ptr + slot->at, slot->len };

	if (slot->prose != prose || !dlp_span_eq(last, text)) {
		*slot = (struct dlp_packer_slot){ (uint32_t)out->len,
						  (uint32_t)text.len, prose };
		if (out->len + text.len > UINT32_MAX ||
		    dlp_buf_addspan(out, text))
			return false;
	}
	return put_number(p, slot->at) && put_number(p, slot->len);
}

static bool put_texts(struct dlp_packer *p, const struct dlp_span *text,
		      size_t count, bool prose)
{
	bool ok = true;

	p->room += count * sizeof(*text);
	for (size_t i = 0; ok && i < count; i++)
		ok = put_text(p, text[i], prose);
	return ok;
}

static bool is_there(const struct field *field, const void *from)
{
	uint32_t number;

	switch (field->kind) {
	case TEXT:
		return ((const struct dlp_span *)from)->len != 0;
	case LIST:
		return ((const struct dlp_list *)from)->count != 0;
	case FLAG:
		return *(const bool *)from;
	case PARTS:
		return *(const struct dlp_rule_part *const *)from != NULL;
	case NUMBER:
		break;
	}
	memcpy(&number, from, sizeof(number));
	return number != 0;
}

static bool put_field(struct dlp_packer *p, const struct field *field,
		      const struct dlp_rule *rule)
{
	const void *from = (const char *)rule + field->offset;
	const struct dlp_list *list = from;
	uint32_t number;

	switch (field->kind) {
	case TEXT:
		return put_text(p, *(const struct dlp_span *)from,
				field->prose);
	case LIST:
		return put_number(p, list->count) &&
		       put_texts(p, list->item, list->count, field->prose);
	case FLAG:
		return true;
	case PARTS:
		return put_number(p, rule->parts) &&
		       put_texts(p, (const void *)rule->part, 2 * rule->parts,
				 field->prose);
	case NUMBER:
		break;
	}
	memcpy(&number, from, sizeof(number));
	return put_number(p, number);
}

static bool put_in_order(struct dlp_packer *packer, struct dlp_span id)
{
	const uint32_t number = (uint32_t)(packer->by_id.len / sizeof(number));
	struct dlp_packed packed = dlp_packer_packed(packer);
	size_t place;

	/* Those before it: it is not in its place yet. */
	packed.rules = number;
	place = place_of(&packed, id) * sizeof(number);
	if (dlp_buf_add(&packer->by_id, &number, sizeof(number)))
		return false;
	memmove(packer->by_id.ptr + place + sizeof(number),
		packer->by_id.ptr + place,
		packer->by_id.len - place - sizeof(number));
	memcpy(packer->by_id.ptr + place, &number, sizeof(number));
	return true;
}

bool dlp_packer_add(struct dlp_packer *packer, const struct dlp_rule *rule)
{
	uint32_t mask[MASKS] = { 0 },
		 at = (uint32_t)(packer->number.len / sizeof(at));

	if (!packer->slot)
		packer->slot = calloc(1 << SLOT_BITS, sizeof(*packer->slot));
	/* Nothing is found in a buffer that has no memory yet. */
	if (!packer->slot || dlp_buf_reserve(&packer->text, 1) ||
	    dlp_buf_reserve(&packer->prose, 1))
		return false;
	for (size_t i = 0; i < FIELDS; i++)
		if (is_there(&fields[i], (const char *)rule + fields[i].offset))
			mask[i / 32] |= UINT32_C(1) << i % 32;
	if (dlp_buf_add(&packer->at, &at, sizeof(at)) ||
	    dlp_buf_add(&packer->number, mask, sizeof(mask)))
		return false;
	packer->room += sizeof(*rule);
	for (size_t i = 0; i < FIELDS; i++)
		if (mask[i / 32] >> i % 32 & 1 &&
		    !put_field(packer, &fields[i], rule))
			return false;
	return put_in_order(packer, rule->id);
}

struct dlp_packed dlp_packer_packed(const struct dlp_packer *packer)
{
	return (struct dlp_packed){
		.text = packer->text.ptr,
		.prose = packer->prose.ptr,
		.number = (const void *)packer->number.ptr,
		.at = (const void *)packer->at.ptr,
		.by_id = (const void *)packer->by_id.ptr,
		.rules = packer->at.len / sizeof(uint32_t),
		.room = packer->room,
	};
}

void dlp_packer_release(struct dlp_packer *packer)
{
	dlp_buf_release(&packer->text);
	dlp_buf_release(&packer->prose);
	dlp_buf_release(&packer->number);
	dlp_buf_release(&packer->at);
	dlp_buf_release(&packer->by_id);
	free(packer->slot);
}
