#include "learn/program.h"

#include <string.h>

/* As many lines as nothing is known of are against it: of few lines little is
 * to be said. */
static const double doubt = 2;

static void end_line(struct dlp_program *program)
{
	const size_t len = program->len < sizeof(program->line)
				   ? (size_t)program->len
				   : sizeof(program->line);
	enum dlp_program_line is;

	if (program->lines < DLP_PROGRAM_LINES) {
		is = dlp_program_line_of(
			&program->state,
			(struct dlp_span){ program->line, len });
		program->count[is]++;
		program->lines++;
		if (is == DLP_PROGRAM_PROSE || is == DLP_PROGRAM_DATA)
			program->against += 1 + program->len / DLP_PROGRAM_LONG;
	}
	program->len = 0;
}

void dlp_program_add(struct dlp_program *program, struct dlp_span piece)
{
	while (piece.len && program->lines < DLP_PROGRAM_LINES) {
		const char *end = memchr(piece.ptr, '\n', piece.len);
		const size_t len = end ? (size_t)(end - piece.ptr) : piece.len;

		if (program->len < sizeof(program->line)) {
			const size_t room =
				sizeof(program->line) - (size_t)program->len;

			memcpy(program->line + program->len, piece.ptr,
			       len < room ? len : room);
		}
		program->len += len;
		if (!end)
			return;
		end_line(program);
		piece.ptr += len + 1, piece.len -= len + 1;
	}
}

void dlp_program_part(struct dlp_program *program)
{
	if (program->len)
		end_line(program);
	program->state = (struct dlp_program_state){ 0 };
}

void dlp_program_clear(struct dlp_program *program)
{
	*program = (struct dlp_program){ 0 };
}

double dlp_program_share(const struct dlp_program *program)
{
	const uint64_t is = program->count[DLP_PROGRAM_STATEMENT] +
			    program->count[DLP_PROGRAM_CALL] +
			    program->count[DLP_PROGRAM_DECLARATION];

	if (is < DLP_PROGRAM_LEAST)
		return 0;
	return (double)is / ((double)is + (double)program->against + doubt);
}
