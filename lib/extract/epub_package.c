#include "extract/epub_package.h"

#include <stdlib.h>
#include <string.h>

#include "extract/html_token.h"
#include "extract/html_value.h"

struct item {
	struct dlp_span id, href;
};

static int compare(struct dlp_span a, struct dlp_span b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_items(const void *a, const void *b)
{
	const struct item *left = a, *right = b;

	return compare(left->id, right->id);
}

/* Whether it is an element of this name, whatever its prefix. */
static bool is(const struct dlp_html_token *token, const char *word)
{
	struct dlp_span name = token->name;
	const char *colon;

	if (token->kind != DLP_HTML_OPEN)
		return false;
	colon = name.len ? memchr(name.ptr, ':', name.len) : NULL;
	if (colon) {
		name.len -= (size_t)(colon + 1 - name.ptr);
		name.ptr = colon + 1;
	}
	return dlp_span_is(name, word);
}

static unsigned digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* Where the last component of a path begins. */
static size_t last_component(struct dlp_span path)
{
	size_t n = path.len;

	while (n && path.ptr[n - 1] != '/')
		n--;
	return n;
}

/* Add a reference, relative to a folder that `out` has already, without `.`,
 * `..`, fragment and percent signs (RFC 3986, 5.2.4). */
static void resolve(struct dlp_buf *out, struct dlp_span href)
{
	for (size_t i = 0; i < href.len && href.ptr[i] != '#'; i++) {
		char c = href.ptr[i];

		if (c == '%' && i + 2 < href.len &&
		    digit(href.ptr[i + 1]) < 16 &&
		    digit(href.ptr[i + 2]) < 16) {
			c = (char)(digit(href.ptr[i + 1]) << 4 |
				   digit(href.ptr[i + 2]));
			i += 2;
		}
		dlp_buf_addc(out, c);
		if (c != '/')
			continue;
		if (out->len >= 4 &&
		    !memcmp(out->ptr + out->len - 4, "/../", 4)) {
			out->len -= 4;
			out->len = last_component(dlp_buf_span(out));
		} else if (dlp_span_is(dlp_buf_span(out), "../") ||
			   dlp_span_is(dlp_buf_span(out), "./")) {
			out->len = 0;
		} else if (out->len >= 3 &&
			   !memcmp(out->ptr + out->len - 3, "/./", 3)) {
			out->len -= 2;
		}
	}
}

static void tell_item(const struct item *item, struct dlp_span package,
		      struct dlp_buf *path, dlp_epub_fn *fn, void *arg)
{
	dlp_buf_clear(path);
	dlp_buf_add(path, package.ptr, last_component(package));
	resolve(path, item->href);
	if (!path->status)
		fn(arg, dlp_buf_span(path));
}

bool dlp_epub_spine(struct dlp_span package, struct dlp_span name,
		    dlp_epub_fn *fn, void *arg)
{
	struct dlp_html_tokens tokens = { .document = package, .xml = true };
	struct dlp_html_token token;
	struct dlp_buf items, path;
	struct item item, *found;
	bool ok;

	dlp_buf_init(&items, 0);
	dlp_buf_init(&path, 0);
	while ((token = dlp_html_next(&tokens)).kind)
		if (is(&token, "item") &&
		    dlp_html_find_value(token.text, "id", &item.id) &&
		    dlp_html_find_value(token.text, "href", &item.href))
			dlp_buf_add(&items, &item, sizeof(item));
	if (items.len)
		qsort(items.ptr, items.len / sizeof(item), sizeof(item),
		      compare_items);
	tokens = (struct dlp_html_tokens){ .document = package, .xml = true };
	while (items.len && (token = dlp_html_next(&tokens)).kind) {
		if (!is(&token, "itemref") ||
		    !dlp_html_find_value(token.text, "idref", &item.id))
			continue;
		found = bsearch(&item, items.ptr, items.len / sizeof(item),
				sizeof(item), compare_items);
		if (found)
			tell_item(found, name, &path, fn, arg);
	}
	ok = !items.status && !path.status;
	dlp_buf_release(&items);
	dlp_buf_release(&path);
	return ok;
}

void dlp_epub_encrypted(struct dlp_span encryption, dlp_epub_fn *fn, void *arg)
{
	static const char *const font[] = {
		"http://www.idpf.org/2008/embedding",
		"http://ns.adobe.com/pdf/enc#RC",
	};
	struct dlp_html_tokens tokens = { .document = encryption, .xml = true };
	struct dlp_html_token token;
	struct dlp_span method = { "", 0 }, uri;
	struct dlp_buf path;

	dlp_buf_init(&path, 0);
	while ((token = dlp_html_next(&tokens)).kind) {
		if (is(&token, "EncryptionMethod")) {
			dlp_html_find_value(token.text, "algorithm", &method);
		} else if (is(&token, "CipherReference") &&
			   !dlp_span_is(method, font[0]) &&
			   !dlp_span_is(method, font[1])) {
			dlp_html_find_value(token.text, "uri", &uri);
			dlp_buf_clear(&path);
			resolve(&path, uri);
			fn(arg, dlp_buf_span(&path));
		}
	}
	dlp_buf_release(&path);
}
