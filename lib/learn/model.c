#include "learn/model.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"

enum {
	ORDER = 0x01020304,
	VERSION = 1,
	TABLE = 56, /* bytes of the header */
};

static const char magic[8] = { '\x89', 'd', 'l', 'p', '\r', '\n', '\x1a', 0 };

struct head {
	char magic[8];
	uint32_t order, version, kind, features, sections, zero;
	uint64_t size;
	unsigned char digest[DLP_DIGEST_BYTES];
};
struct row {
	char name[DLP_MODEL_NAME];
	uint64_t offset, length;
};
_Static_assert(sizeof(struct head) == TABLE, "the header has no holes");

const char *dlp_model_kind_name(enum dlp_model_kind kind)
{
	static const char *const name[DLP_MODEL_KINDS] = {
		[DLP_MODEL_SECRET] = "secret",
		[DLP_MODEL_NAMES] = "names",
		[DLP_MODEL_CLASS] = "class",
		[DLP_MODEL_EXCERPTS] = "excerpts",
		[DLP_MODEL_EXACT] = "exact",
		[DLP_MODEL_BACKGROUND] = "background",
	};

	return (unsigned)kind < DLP_MODEL_KINDS && name[kind] ? name[kind]
							      : "unknown";
}

static struct head head_of(struct dlp_span bytes)
{
	struct head head;

	memcpy(&head, bytes.ptr, sizeof(head));
	return head;
}

static struct row row_of(struct dlp_span bytes, size_t i)
{
	struct row row;

	memcpy(&row, bytes.ptr + TABLE + i * sizeof(row), sizeof(row));
	return row;
}

/* Of all behind the header; false without memory. */
static bool digest_of(struct dlp_span bytes,
		      unsigned char out[DLP_DIGEST_BYTES])
{
	struct dlp_digest *digest = dlp_digest_new();

	if (!digest)
		return false;
	dlp_digest_add(digest, bytes.ptr + TABLE, bytes.len - TABLE);
	dlp_digest_bytes(digest, out);
	dlp_digest_free(digest);
	return true;
}

static bool rows_fit(struct dlp_span bytes, size_t sections)
{
	if (sections > DLP_MODEL_SECTIONS ||
	    bytes.len - TABLE < sections * sizeof(struct row))
		return false;
	for (size_t i = 0; i < sections; i++) {
		struct row row = row_of(bytes, i);

		if (!row.name[0] || row.offset % DLP_MODEL_ALIGN ||
		    row.offset > bytes.len ||
		    row.length > bytes.len - row.offset)
			return false;
	}
	return true;
}

static enum dlp_status match(uint32_t is, uint32_t wanted,
			     struct dlp_error *err)
{
	if (is == wanted)
		return DLP_OK;
	return dlp_error_set(err, DLP_SKIP, 0,
			     "learned with features of version %u, %u is "
			     "known: learn again",
			     is, wanted);
}

enum dlp_status dlp_model_match(const struct dlp_model *model,
				uint32_t features, struct dlp_error *err)
{
	return match(model->features, features, err);
}

enum dlp_status dlp_model_use(struct dlp_model *model, struct dlp_span bytes,
			      enum dlp_model_kind kind, uint32_t features,
			      struct dlp_error *err)
{
	unsigned char digest[DLP_DIGEST_BYTES];
	struct head head;

	if (bytes.len < TABLE || memcmp(bytes.ptr, magic, sizeof(magic)))
		return dlp_error_set(err, DLP_SKIP, 0, "not a learned model");
	head = head_of(bytes);
	if (head.order != ORDER)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "learned on a machine of another byte "
				     "order");
	if (head.version != VERSION)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "a model of version %u, %d is known",
				     head.version, VERSION);
	if (kind && head.kind != (uint32_t)kind)
		return dlp_error_set(
			err, DLP_SKIP, 0, "a model of kind %s, not %s",
			dlp_model_kind_name((enum dlp_model_kind)head.kind),
			dlp_model_kind_name(kind));
	if (features && match(head.features, features, err))
		return DLP_SKIP;
	if (head.zero || head.size != bytes.len ||
	    !rows_fit(bytes, head.sections))
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	if (!digest_of(bytes, digest))
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	if (memcmp(digest, head.digest, sizeof(digest)))
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	*model = (struct dlp_model){ .kind = (enum dlp_model_kind)head.kind,
				     .features = head.features,
				     .bytes = bytes };
	return DLP_OK;
}

/* The whole of a regular file, for as long as it stays mapped. */
static enum dlp_status map(const char *path, struct dlp_span *bytes,
			   struct dlp_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum dlp_status status = DLP_OK;
	struct stat st;
	void *p;

	if (fd < 0)
		return dlp_error_set(err, DLP_SKIP, errno, "cannot open");
	if (fstat(fd, &st)) {
		status = dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	} else if (!S_ISREG(st.st_mode) || st.st_size < TABLE ||
		   (uintmax_t)st.st_size > SIZE_MAX) {
		status = dlp_error_set(err, DLP_SKIP, 0, "not a learned model");
	} else {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
			 0);
		if (p == MAP_FAILED)
			status = dlp_error_set(err, DLP_SKIP, errno,
					       "cannot map");
		else
			*bytes = (struct dlp_span){ p, (size_t)st.st_size };
	}
	close(fd);
	return status;
}

enum dlp_status dlp_model_open(struct dlp_model *model, const char *path,
			       enum dlp_model_kind kind, uint32_t features,
			       struct dlp_error *err)
{
	struct dlp_span bytes = DLP_SPAN("");
	enum dlp_status status = map(path, &bytes, err);

	if (status)
		return status;
	status = dlp_model_use(model, bytes, kind, features, err);
	if (status)
		munmap((void *)(uintptr_t)bytes.ptr, bytes.len);
	else
		model->mapped = true;
	return status;
}

void dlp_model_close(struct dlp_model *model)
{
	if (model->mapped)
		munmap((void *)(uintptr_t)model->bytes.ptr, model->bytes.len);
	*model = (struct dlp_model){ 0 };
}

struct dlp_span dlp_model_section(const struct dlp_model *model,
				  const char *name)
{
	size_t sections = model->bytes.len ? head_of(model->bytes).sections : 0;

	for (size_t i = 0; i < sections; i++) {
		struct row row = row_of(model->bytes, i);

		if (!strncmp(row.name, name, DLP_MODEL_NAME))
			return (struct dlp_span){ model->bytes.ptr + row.offset,
						  (size_t)row.length };
	}
	return DLP_SPAN("");
}

const void *dlp_model_array(const struct dlp_model *model, const char *name,
			    size_t size, size_t *count)
{
	struct dlp_span data = dlp_model_section(model, name);

	*count = data.len % size ? 0 : data.len / size;
	return *count ? data.ptr : NULL;
}

struct dlp_span dlp_model_fact(const struct dlp_model *model, const char *name)
{
	struct dlp_span facts = dlp_model_section(model, "facts");
	size_t len = strlen(name);

	while (facts.len) {
		const char *end = memchr(facts.ptr, '\n', facts.len);
		size_t line = end ? (size_t)(end - facts.ptr) : facts.len;

		if (line > len && facts.ptr[len] == ':' &&
		    !memcmp(facts.ptr, name, len))
			return dlp_span_trim((struct dlp_span){
				facts.ptr + len + 1, line - len - 1 });
		line += end != NULL;
		facts.ptr += line, facts.len -= line;
	}
	return DLP_SPAN("");
}

void dlp_model_add(struct dlp_model_draft *draft, const char *name,
		   struct dlp_span data)
{
	struct dlp_model_part *part = &draft->part[draft->parts];

	assert(draft->parts < DLP_MODEL_SECTIONS);
	assert(*name && strlen(name) <= sizeof(part->name));
	memset(part->name, 0, sizeof(part->name));
	memcpy(part->name, name, strlen(name));
	part->data = data;
	draft->parts++;
}

/* Zeros up to the next place where a section may begin. */
static void pad(struct dlp_buf *out, size_t start)
{
	static const char zero[DLP_MODEL_ALIGN];
	size_t over = (out->len - start) % DLP_MODEL_ALIGN;

	if (over)
		dlp_buf_add(out, zero, DLP_MODEL_ALIGN - over);
}

enum dlp_status dlp_model_write(const struct dlp_model_draft *draft,
				struct dlp_buf *out)
{
	struct head head = { .order = ORDER,
			     .version = VERSION,
			     .kind = (uint32_t)draft->kind,
			     .features = draft->features,
			     .sections = (uint32_t)draft->parts };
	size_t start = out->len;

	memcpy(head.magic, magic, sizeof(magic));
	dlp_buf_add(out, &head, sizeof(head));
	for (size_t i = 0; i < draft->parts; i++)
		dlp_buf_add(out, &(struct row){ .offset = 0 },
			    sizeof(struct row));
	for (size_t i = 0; i < draft->parts; i++) {
		const struct dlp_model_part *part = &draft->part[i];
		struct row row = { .length = part->data.len };

		pad(out, start);
		row.offset = out->len - start;
		memcpy(row.name, part->name, sizeof(row.name));
		dlp_buf_addspan(out, part->data);
		if (out->status)
			return out->status;
		memcpy(out->ptr + start + TABLE + i * sizeof(row), &row,
		       sizeof(row));
	}
	if (out->status)
		return out->status;
	head.size = out->len - start;
	if (!digest_of((struct dlp_span){ out->ptr + start, out->len - start },
		       head.digest))
		return out->status = DLP_FATAL;
	memcpy(out->ptr + start, &head, sizeof(head));
	return DLP_OK;
}
