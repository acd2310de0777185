#include "sarif_place.h"

#include <string.h>

#include "cli.h"

void sarif_add_uri(struct dlp_buf *out, struct dlp_span path)
{
	static const char hex[] = "0123456789ABCDEF";
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz0123456789"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._~/";
	struct dlp_buf uri;

	dlp_buf_init(&uri, 0);
	while (path.len > 2 && !memcmp(path.ptr, "./", 2))
		path.ptr += 2, path.len -= 2;
	if (path.len && *path.ptr == '/')
		dlp_buf_adds(&uri, "file://");
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.ptr[i];

		if (memchr(safe, c, sizeof(safe) - 1)) {
			dlp_buf_addc(&uri, (char)c);
			continue;
		}
		dlp_buf_addc(&uri, '%');
		dlp_buf_addc(&uri, hex[c >> 4]);
		dlp_buf_addc(&uri, hex[c & 15]);
	}
	dlp_json_key(out, "artifactLocation");
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "uri", dlp_buf_span(&uri));
	dlp_json_close(out, '}');
	if (uri.status)
		cli_die_memory();
	dlp_buf_release(&uri);
}

/* Members, and where `at` says: pages, sheets, keys (3.33). */
static void add_logical(struct dlp_buf *out, const struct dlp_where *where,
			const struct dlp_json *at)
{
	static const char *const kinds[] = { "page",   "sheet", "slide",
					     "table",  "row",   "cell",
					     "column", "key",   "part" };
	struct dlp_buf name;
	bool any = where->members;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !any; i++)
		any = dlp_json_get(at, kinds[i]);
	if (!any)
		return;
	dlp_buf_init(&name, 0);
	dlp_buf_addspan(&name, where->path);
	dlp_json_key(out, "logicalLocations");
	dlp_json_open(out, '[');
	for (size_t i = 0; i < where->members; i++) {
		dlp_buf_adds(&name, "!/");
		dlp_buf_addspan(&name, where->member[i]);
		dlp_json_open(out, '{');
		dlp_json_add_text(out, "name", where->member[i]);
		dlp_json_add_text(out, "fullyQualifiedName",
				  dlp_buf_span(&name));
		dlp_json_add_text(out, "kind", DLP_SPAN("archiveMember"));
		dlp_json_close(out, '}');
	}
	dlp_buf_adds(&name, "#");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct dlp_json *value = dlp_json_get(at, kinds[i]);

		if (!value || !value->text.len)
			continue;
		dlp_buf_addf(&name, "/%s=", kinds[i]);
		dlp_buf_addspan(&name, value->text);
		dlp_json_open(out, '{');
		dlp_json_add_text(out, "name", value->text);
		dlp_json_add_text(out, "fullyQualifiedName",
				  dlp_buf_span(&name));
		dlp_json_add_text(
			out, "kind",
			(struct dlp_span){ kinds[i], strlen(kinds[i]) });
		dlp_json_close(out, '}');
	}
	dlp_json_close(out, ']');
	if (name.status)
		cli_die_memory();
	dlp_buf_release(&name);
}

void sarif_add_place(struct dlp_buf *out, const struct dlp_record *record,
		     const struct dlp_json *at, bool own)
{
	const struct dlp_finding *f = &record->finding;

	dlp_json_key(out, "locations");
	dlp_json_open(out, '[');
	dlp_json_open(out, '{');
	dlp_json_key(out, "physicalLocation");
	dlp_json_open(out, '{');
	sarif_add_uri(out, record->where.path);
	dlp_json_key(out, "region");
	dlp_json_open(out, '{');
	dlp_json_add_number(out, "startLine", f->line);
	dlp_json_add_number(out, "startColumn", f->column);
	if (own) {
		dlp_json_add_number(out, "byteOffset", f->offset);
		dlp_json_add_number(out, "byteLength", f->length);
	}
	dlp_json_close(out, '}');
	dlp_json_key(out, "contextRegion");
	dlp_json_open(out, '{');
	dlp_json_add_number(out, "startLine", f->line);
	dlp_json_key(out, "snippet");
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "text", f->excerpt);
	dlp_json_close(out, '}');
	dlp_json_close(out, '}');
	dlp_json_close(out, '}');
	add_logical(out, &record->where, at);
	dlp_json_close(out, '}');
	dlp_json_close(out, ']');
}
