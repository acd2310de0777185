#include "redact/gate.h"

#include <stdlib.h>

#include "base/json.h"

struct dlp_gate {
	struct dlp_gate_opts opts;
	struct dlp_raw *raw;
	struct dlp_buf held;    /* of a stream that may be blocked */
	struct dlp_buf dropped; /* bytes that nobody waits for */
	const char *blocked;
};

struct dlp_gate *dlp_gate_new(const struct dlp_gate_opts *opts,
			      const struct dlp_where *where,
			      struct dlp_error *err)
{
	struct dlp_gate *gate = calloc(1, sizeof(*gate));

	if (!gate) {
		dlp_error_set(err, DLP_FATAL, 0, "out of memory");
		return NULL;
	}
	gate->opts = *opts;
	gate->opts.raw.replace = opts->mode == DLP_GATE_REDACT;
	gate->raw = dlp_raw_new(&gate->opts.raw, where, err);
	if (gate->raw)
		return gate;
	free(gate);
	return NULL;
}

void dlp_gate_free(struct dlp_gate *gate)
{
	if (!gate)
		return;
	dlp_raw_free(gate->raw);
	dlp_buf_release(&gate->held);
	dlp_buf_release(&gate->dropped);
	free(gate);
}

/* Scan `in` for what is in it only. */
static enum dlp_status look(struct dlp_gate *gate, struct dlp_span in,
			    struct dlp_error *err)
{
	dlp_buf_clear(&gate->dropped);
	return dlp_raw_feed(gate->raw, in, &gate->dropped, err);
}

enum dlp_status dlp_gate_feed(struct dlp_gate *gate, struct dlp_span in,
			      struct dlp_buf *out, struct dlp_error *err)
{
	switch (gate->opts.mode) {
	case DLP_GATE_REDACT:
		return dlp_raw_feed(gate->raw, in, out, err);
	case DLP_GATE_LOG:
		if (dlp_buf_addspan(out, in))
			return dlp_error_set(err, DLP_FATAL, 0,
					     "out of memory");
		return look(gate, in, err);
	case DLP_GATE_BLOCK:
		break;
	}
	if (gate->blocked)
		return DLP_OK;
	/* What is told depends on the data, not on how it was cut. */
	if (in.len > gate->opts.hold - gate->held.len) {
		gate->blocked = "too large";
		in.len = gate->opts.hold - gate->held.len;
		dlp_buf_release(&gate->held);
	} else if (dlp_buf_addspan(&gate->held, in)) {
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	}
	return look(gate, in, err);
}

static void add_refusal(const struct dlp_gate *gate, struct dlp_buf *out)
{
	struct dlp_buf text = { 0 };

	dlp_json_open(&text, '{');
	dlp_json_add_text(&text, "error", DLP_SPAN("blocked"));
	dlp_json_key(&text, "reason");
	dlp_json_text(&text, (struct dlp_span){ gate->blocked,
						strlen(gate->blocked) });
	dlp_json_add_number(&text, "findings", dlp_gate_found(gate));
	dlp_json_close(&text, '}');
	dlp_buf_addc(&text, '\n');
	dlp_buf_addspan(out, dlp_buf_span(&text));
	dlp_buf_release(&text);
}

enum dlp_status dlp_gate_end(struct dlp_gate *gate, bool cut,
			     struct dlp_buf *out, struct dlp_error *err)
{
	const bool blocking = gate->opts.mode == DLP_GATE_BLOCK;
	const bool redacting = gate->opts.mode == DLP_GATE_REDACT;
	enum dlp_status status = DLP_OK;

	dlp_buf_clear(&gate->dropped);
	/* What is too large was not looked at to its end. */
	if (!gate->blocked)
		status = dlp_raw_end(gate->raw,
				     redacting ? out : &gate->dropped, err);
	if (!blocking)
		return status;
	if (status || cut)
		gate->blocked = "trouble";
	else if (!gate->blocked && dlp_gate_found(gate))
		gate->blocked = "findings";
	if (!gate->blocked)
		dlp_buf_addspan(out, dlp_buf_span(&gate->held));
	else if (dlp_raw_is_json(gate->raw))
		add_refusal(gate, out);
	if (out->status)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	return status;
}

uint64_t dlp_gate_found(const struct dlp_gate *gate)
{
	return dlp_raw_found(gate->raw);
}

const char *dlp_gate_blocked(const struct dlp_gate *gate)
{
	return gate->blocked;
}
