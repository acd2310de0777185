#ifndef DLP_XML_H
#define DLP_XML_H

#include <stdbool.h>

#include "extract/source.h"

/*
 * XML from a source, as it comes: elements, text and comments in their order,
 * without a tree, through libxml2 with its limits.  Nothing is fetched.  A
 * declaration of a document type that declares anything ends the reading, so
 * that there are no entities but the five of XML.  What is not well-formed is a
 * failure, but what can be read behind it is read.
 */

enum {
	DLP_XML_DEPTH = 250,       /* elements within one another */
	DLP_XML_ATTRIBUTES = 2048, /* of an element, about */
};

struct dlp_xml;

/* Names are without prefix and live as long as the reading; an empty element
 * is opened and closed. */
struct dlp_xml_events {
	void (*open)(void *arg, struct dlp_xml *xml, const char *name);
	void (*close)(void *arg, struct dlp_xml *xml, const char *name);
	/* Text in pieces, as they come. */
	void (*text)(void *arg, struct dlp_xml *xml, struct dlp_span text);
	/* A comment; may be NULL. */
	void (*note)(void *arg, struct dlp_xml *xml, struct dlp_span text);
};

/* Before the sandbox. */
void dlp_xml_load(void);

/*
 * Read all of `source`.  With `typed` it may name a document type, which many
 * writers do.  Returns why not all was read, a constant, with `*code`; NULL
 * when it was, or when it was stopped.
 */
const char *dlp_xml_read(struct dlp_source *source,
			 const struct dlp_xml_events *events, void *arg,
			 bool typed, enum dlp_code *code);

/* Nothing more is wanted. */
void dlp_xml_stop(struct dlp_xml *xml);

/* Of the element being opened, until `open` returns: its prefix and namespace;
 * an attribute by its name without prefix, false and empty without it. */
const char *dlp_xml_prefix(const struct dlp_xml *xml);
const char *dlp_xml_namespace(const struct dlp_xml *xml);
bool dlp_xml_attribute(const struct dlp_xml *xml, const char *name,
		       struct dlp_span *value);
/* The first of that name that has a prefix, such as `r:id`. */
bool dlp_xml_attribute_prefixed(const struct dlp_xml *xml, const char *name,
				struct dlp_span *value);
/* The i-th attribute; false behind the last. */
bool dlp_xml_attribute_at(const struct dlp_xml *xml, size_t i,
			  const char **name, struct dlp_span *value);

/* The digits of a value as a number, UINT32_MAX at most. */
uint64_t dlp_xml_number(struct dlp_span value);
/* Whether a value says yes, as offices write it. */
bool dlp_xml_is_true(struct dlp_span value);

#endif
