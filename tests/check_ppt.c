#include "cfbmake.h"
#include "extract/inflate.h"
#include "extract/ppt_text.h"
#include "told.h"

#define HIDDEN_PART(s) "{\"part\":\"" s "\",\"hidden\":true}"

enum { BOX = 0xf, ANCHOR = 0x0ff5, PLACES = 0x1772, LISTED = 0x03f3 };

/* The place of the record, whose size end() sets. */
static size_t begin(struct dlp_buf *out, unsigned head, unsigned type)
{
	size_t at = out->len;

	cfbmake_add(out, head, 2);
	cfbmake_add(out, type, 2);
	cfbmake_add(out, 0, 4);
	return at;
}

static void end(struct dlp_buf *out, size_t at)
{
	cfbmake_put(out->ptr + at + 4, (uint32_t)(out->len - at - 8), 4);
}

static void add(struct dlp_buf *out, unsigned head, unsigned type,
		struct dlp_span body)
{
	size_t at = begin(out, head, type);

	dlp_buf_addspan(out, body);
	end(out, at);
}

static void add_listed(struct dlp_buf *out, uint32_t object, uint32_t number)
{
	size_t at = begin(out, 0, LISTED);

	cfbmake_add(out, object, 4);
	cfbmake_add(out, 0, 4);
	cfbmake_add(out, 0, 4);
	cfbmake_add(out, number, 4);
	cfbmake_add(out, 0, 4);
	end(out, at);
}

/* One save: objects with their places, and the save before it. */
static uint32_t add_save(struct dlp_buf *out, uint32_t before,
			 const uint32_t *object, const uint32_t *place,
			 size_t n)
{
	uint32_t list = (uint32_t)begin(out, 0, PLACES), save;

	for (size_t i = 0; i < n; i++) {
		cfbmake_add(out, object[i] | 1 << 20, 4);
		cfbmake_add(out, place[i], 4);
	}
	end(out, list);
	save = (uint32_t)begin(out, 0, ANCHOR);
	cfbmake_add(out, 0, 4);
	cfbmake_add(out, 0, 4);
	cfbmake_add(out, before, 4);
	cfbmake_add(out, list, 4);
	cfbmake_add(out, 1, 4);
	end(out, save);
	return save;
}

static uint32_t add_slide(struct dlp_buf *out, const char *text, bool hidden)
{
	size_t at = begin(out, BOX, DLP_PPT_SLIDE);
	struct dlp_span body = { text, strlen(text) };

	if (hidden)
		add(out, 0, 0x03f9, DLP_SPAN("\0\0\0\0\0\0\0\0\0\0\4\0\0\0\0"));
	add(out, 0, 0x0fa8, body);
	end(out, at);
	return (uint32_t)at;
}

/* Two slides and notes, saved twice: the first slide has changed. */
static void make_stream(struct dlp_buf *out, uint32_t *save)
{
	static const uint32_t object[] = { 1, 2, 3, 4 };
	uint32_t place[4];
	size_t at, list;

	dlp_buf_init(out, 0);
	place[0] = (uint32_t)begin(out, BOX, DLP_PPT_DOCUMENT);
	list = begin(out, BOX, DLP_PPT_LIST);
	add_listed(out, 2, 256);
	add(out, 0, 0x0fa0, DLP_SPAN("t\0\x1f\4"));
	add_listed(out, 3, 257);
	end(out, list);
	list = begin(out, BOX | 2 << 4, DLP_PPT_LIST);
	add_listed(out, 4, 256);
	end(out, list);
	at = begin(out, BOX, 0x0fd7);
	add(out, 0x10, 0x0fba, DLP_SPAN("h\0:\0/\0"));
	end(out, at);
	end(out, place[0]);
	place[1] = add_slide(out, "first\rwas", false);
	place[2] = add_slide(out, "caf\xe9", true);
	place[3] = (uint32_t)begin(out, BOX, DLP_PPT_NOTES);
	add(out, 0, 0x03f1, DLP_SPAN("\1\1\0\0\0\0\0\0"));
	add(out, 0, 0x0fa8, DLP_SPAN("said"));
	add(out, 0, 0x0fa8, DLP_SPAN("*"));
	at = begin(out, BOX, 0x2ee0);
	add(out, 0, 0x0fba, DLP_SPAN("n\0b\0"));
	end(out, at);
	add(out, 0x23, 0xf00b,
	    DLP_SPAN("\x80\x83\4\0\0\0"
		     "\xc0\x80\2\0\0\0"
		     "n\0m\0"
		     "W\0"));
	end(out, place[3]);
	*save = add_save(out, 0, object, place, 4);
	place[1] = add_slide(out, "first is", false);
	*save = add_save(out, *save, object + 1, place + 1, 1);
}

static void read_stream(struct told *told, struct dlp_span stream,
			uint32_t save, uint32_t token)
{
	char user[24] = "\0\0\xf6\x0f\x14\0\0\0\x14";
	struct cfb_entry entry[] = {
		{ .name = "PowerPoint Document", .bytes = stream },
		{ .name = "Current User", .bytes = { user, sizeof(user) } },
	};
	struct dlp_buf file;

	cfbmake_put(user + 12, token, 4);
	cfbmake_put(user + 16, save, 4);
	dlp_buf_init(&file, 0);
	cfb_make(&file, entry, 2);
	told_read(told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told->format, "ppt");
	dlp_buf_release(&file);
}

static const struct {
	uint32_t token;
	bool saved;
	const char *told, *codes;
} ppt_case[] = {
	{ 0xe391c05f, true,
	  "{\"slide\":1}t\u041f\nfirst is\n{\"slide\":2,\"hidden\":true}caf\u00e9\n"
	  "{\"slide\":2,\"part\":\"notes\"}said\nW\n"
	  "{\"slide\":2,\"part\":\"comment\"}nb\n"
	  "{\"slide\":2,\"part\":\"property\"}nm\n"
	  "{\"part\":\"link\"}h:/\n" HIDDEN_PART("left-over") "first\nwas\n",
	  "" },
	/* No list of objects: all that there is. */
	{ 0xe391c05f, false,
	  "{\"slide\":1}t\u041f\n{\"part\":\"link\"}h:/\n"
	  "{\"part\":\"slide\"}first\nwas\ncaf\u00e9\n"
	  "{\"part\":\"document\"}said\nW\n{\"part\":\"comment\"}nb\n"
	  "{\"part\":\"property\"}nm\n{\"part\":\"slide\"}first is\n",
	  "" },
	{ 0xf3d1c4df, true, "", "encrypted" },
};

START_TEST(presentations)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf stream;
	uint32_t save;

	make_stream(&stream, &save);
	read_stream(&told, dlp_buf_span(&stream), ppt_case[_i].saved ? save : 7,
		    ppt_case[_i].token);
	ck_assert_str_eq(told.text.ptr, ppt_case[_i].told);
	ck_assert_str_eq(told.codes.ptr, ppt_case[_i].codes);
	dlp_buf_release(&stream);
	told_release(&told);
}
END_TEST

START_TEST(without_slides)
{
	struct told told = { .bytes = 0 };

	read_stream(&told, DLP_SPAN("garbage, and more of it"), 0, 0);
	ck_assert_str_eq(told.codes.ptr, "corrupt");
	told_release(&told);
}
END_TEST

/* Records within records without end: what is not too deep. */
START_TEST(too_deep)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf stream;
	size_t at[DLP_PPT_DEPTH + 2];

	dlp_buf_init(&stream, 0);
	for (size_t i = 0; i < DLP_PPT_DEPTH + 2; i++)
		at[i] = begin(&stream, BOX, DLP_PPT_DOCUMENT);
	for (size_t i = DLP_PPT_DEPTH + 2; i > 0; i--) {
		add(&stream, 0, 0x0fa8, DLP_SPAN("x"));
		end(&stream, at[i - 1]);
	}
	read_stream(&told, dlp_buf_span(&stream), 0, 0);
	ck_assert_str_eq(told.codes.ptr, "too-deep");
	ck_assert_uint_eq(told.bytes, 2 * DLP_PPT_DEPTH);
	dlp_buf_release(&stream);
	told_release(&told);
}
END_TEST

/* "packed packed packed" as zlib packs it. */
#define PACKED \
	"\x78\x9c\x2b\x48\x4c\xce\x4e\x4d\x51\x28\x40\xa6\0\x4e\xbc\7\x79"

static const struct {
	struct dlp_span packed;
	size_t limit;
	const char *bytes;
	bool whole;
} inflate_case[] = {
	{ { PACKED, sizeof(PACKED) - 1 }, 0, "packed packed packed", true },
	{ { PACKED, sizeof(PACKED) - 3 }, 0, "packed packed packed", false },
	{ { PACKED, sizeof(PACKED) - 1 }, 5, "", false },
	{ { "none", 4 }, 0, "", false },
	{ { "", 0 }, 0, "", false },
};

START_TEST(unpacked)
{
	struct dlp_buf out;

	dlp_buf_init(&out, inflate_case[_i].limit);
	ck_assert_int_eq(dlp_inflate(inflate_case[_i].packed, &out),
			 inflate_case[_i].whole);
	if (out.status)
		dlp_buf_clear(&out);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, inflate_case[_i].bytes);
	dlp_buf_release(&out);
}
END_TEST

/* Objects and pictures; a packed one is unpacked. */
START_TEST(members)
{
	static const char object[] = "\x14\0\0\0" PACKED;
	struct cfb_entry entry[2] = {
		{ .name = "PowerPoint Document" },
		{ .name = "Pictures" },
	};
	struct told told = { .bytes = 0 };
	struct dlp_buf stream, pictures, file;
	size_t at;

	dlp_buf_init(&stream, 0);
	dlp_buf_init(&pictures, 0);
	dlp_buf_init(&file, 0);
	add(&stream, BOX, DLP_PPT_DOCUMENT, DLP_SPAN(""));
	add(&stream, 0, DLP_PPT_STORAGE, DLP_SPAN("plain"));
	add(&stream, 0x10, DLP_PPT_STORAGE,
	    (struct dlp_span){ object, sizeof(object) - 3 });
	/* Its end is missing, but none of its bytes; here some are. */
	add(&stream, 0x10, DLP_PPT_STORAGE,
	    (struct dlp_span){ object, sizeof(object) - 12 });
	dlp_buf_adds(&pictures, "something before");
	add(&pictures, 0x6e00, 0xf01e,
	    DLP_SPAN("0123456789abcdef."
		     "drawn"));
	at = begin(&pictures, 0x3d50, 0xf01a);
	for (size_t i = 0; i < 2 * 16 + 34; i++)
		dlp_buf_addc(&pictures, '\0');
	dlp_buf_add(&pictures, PACKED, sizeof(PACKED) - 1);
	end(&pictures, at);
	/* The head of one, and not all of that. */
	dlp_buf_add(&pictures, "between\0\x6e\x1e\xf0\1\0\0", 14);
	entry[0].bytes = dlp_buf_span(&stream);
	entry[1].bytes = dlp_buf_span(&pictures);
	cfb_make(&file, entry, 2);
	told_read(&told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told.members.ptr,
			 "object 1|object 2|object 3|picture 1.png|"
			 "picture 2.emf|");
	ck_assert_str_eq(told.inner.ptr, "plainpacked packed packedpac"
					 "drawnpacked packed packed");
	ck_assert_str_eq(told.codes.ptr, "corrupt");
	dlp_buf_release(&stream);
	dlp_buf_release(&pictures);
	dlp_buf_release(&file);
	told_release(&told);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("ppt");

	tcase_add_loop_test(tc, presentations, 0, CASES(ppt_case));
	tcase_add_test(tc, without_slides);
	tcase_add_test(tc, too_deep);
	tcase_add_loop_test(tc, unpacked, 0, CASES(inflate_case));
	tcase_add_test(tc, members);
	return suite_run("ppt", tc);
}
