#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "match/engine.h"
#include "redact/gate.h"

/*
 * A gate with the rules that are built in: the first bytes choose kind and
 * cuts, and neither what leaves nor what is told may show the cuts.
 */

static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	dlp_record_write(arg, record);
	return DLP_OK;
}

static enum dlp_status pass(struct dlp_engine *engine, enum dlp_raw_kind kind,
			    struct dlp_span in, size_t step,
			    struct dlp_buf *out, struct dlp_buf *told)
{
	const struct dlp_scanner_opts scanner = { 0 };
	const struct dlp_operator_opts operators = { 0 };
	const struct dlp_gate_opts opts = {
		.raw = { .kind = kind,
			 .operators = &operators,
			 .engine = engine,
			 .scanner = &scanner,
			 .tell = tell,
			 .arg = told },
	};
	const struct dlp_where where = { .doc = 1, .path = DLP_SPAN("-") };
	struct dlp_error err;
	struct dlp_gate *gate = dlp_gate_new(&opts, &where, &err);
	enum dlp_status status;

	if (!gate)
		abort();
	while (in.len) {
		size_t n = in.len < step ? in.len : step;

		if (dlp_gate_feed(gate, (struct dlp_span){ in.ptr, n }, out,
				  &err))
			abort();
		in.ptr += n;
		in.len -= n;
	}
	status = dlp_gate_end(gate, false, out, &err);
	if (status == DLP_FATAL)
		abort();
	dlp_gate_free(gate);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dlp_engine *engine;
	struct dlp_buf out[2] = { 0 }, told[2] = { 0 };
	enum dlp_status status[2];
	struct dlp_error err;
	struct dlp_span in;

	if (!engine && dlp_engine_new(dlp_catalog_new(true), &engine, &err))
		abort();
	if (size < 3 || size > 1 << 16)
		return 0;
	in = (struct dlp_span){ (const char *)data + 2, size - 2 };
	for (size_t i = 0; i < 2; i++)
		status[i] = pass(engine, (enum dlp_raw_kind)(data[0] % 4), in,
				 i ? 1 + data[1] : in.len, &out[i], &told[i]);
	if (status[0] != status[1] ||
	    !dlp_span_eq(dlp_buf_span(&out[0]), dlp_buf_span(&out[1])) ||
	    !dlp_span_eq(dlp_buf_span(&told[0]), dlp_buf_span(&told[1])))
		abort();
	for (size_t i = 0; i < 2; i++) {
		dlp_buf_release(&out[i]);
		dlp_buf_release(&told[i]);
	}
	return 0;
}
