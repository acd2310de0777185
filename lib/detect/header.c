#include "detect/header.h"

#include "detect/cells.h"

void dlp_header_release(struct dlp_header *header)
{
	dlp_literal_hits_release(&header->room);
}

void dlp_header_begin(struct dlp_header *header)
{
	header->known = false;
	header->tried = 0;
}

/* Whether a rule asks for one of the names. */
static enum dlp_status is_asked_for(struct dlp_header *header,
				    const struct dlp_table *table,
				    struct dlp_span names,
				    struct dlp_engine *engine,
				    struct dlp_weigher *weigher, bool *asked)
{
	enum dlp_cells_form form;
	struct dlp_span name;

	*asked = false;
	while (!*asked && dlp_table_next(table, &names, &name)) {
		if (dlp_cells_form(engine, name, &header->room, &form))
			return DLP_FATAL;
		*asked = form != DLP_CELLS_NOT ||
			 dlp_weigher_knows(weigher, name);
	}
	return dlp_weigher_failed(weigher) ? DLP_FATAL : DLP_OK;
}

enum dlp_status dlp_header_read(struct dlp_header *header,
				struct dlp_unit *unit, bool last,
				struct dlp_engine *engine,
				struct dlp_weigher *weigher)
{
	const struct dlp_span text = dlp_buf_span(&unit->text);
	struct dlp_table table;
	struct dlp_span names;
	size_t head;
	bool asked;

	if (header->known)
		return DLP_OK;
	if (unit->columns || unit->at->at.len) {
		header->known = true;
		return DLP_OK;
	}
	/* A text that grows byte by byte is not read again with each. */
	if (!last && text.len < DLP_TABLE_HEAD && text.len / 2 < header->tried)
		return DLP_OK;
	header->tried = text.len;
	switch (dlp_table_begins(text, last, &table, &names, &head)) {
	case DLP_TABLE_UNKNOWN:
		return DLP_OK;
	case DLP_TABLE_NONE:
		break;
	case DLP_TABLE_BEGINS:
		if (is_asked_for(header, &table, names, engine, weigher,
				 &asked))
			return DLP_FATAL;
		if (asked &&
		    dlp_unit_name(unit, &table, names, unit->base + head))
			return DLP_FATAL;
	}
	header->known = true;
	return DLP_OK;
}
