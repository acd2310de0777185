#include "learn/shipped.h"

static struct dlp_span between(const char *begin, const char *end)
{
	return (struct dlp_span){ begin, (size_t)(end - begin) };
}

/* models/names.model, by lib/learn/shipped.S. */
extern const char dlp_shipped_names_begin[], dlp_shipped_names_end[];

struct dlp_span dlp_shipped_names(void)
{
	return between(dlp_shipped_names_begin, dlp_shipped_names_end);
}

/* models/secret.model, likewise. */
extern const char dlp_shipped_secret_begin[], dlp_shipped_secret_end[];

struct dlp_span dlp_shipped_secret(void)
{
	return between(dlp_shipped_secret_begin, dlp_shipped_secret_end);
}

/* models/contract.model and models/clinical-note.model. */
extern const char dlp_shipped_contract_begin[], dlp_shipped_contract_end[],
	dlp_shipped_note_begin[], dlp_shipped_note_end[];

struct dlp_span dlp_shipped_class(size_t i)
{
	static const struct {
		const char *begin, *end;
	} of[DLP_SHIPPED_CLASSES] = {
		{ dlp_shipped_contract_begin, dlp_shipped_contract_end },
		{ dlp_shipped_note_begin, dlp_shipped_note_end },
	};

	return between(of[i].begin, of[i].end);
}

/* models/background.model. */
extern const char dlp_shipped_background_begin[], dlp_shipped_background_end[];

struct dlp_span dlp_shipped_background(void)
{
	return between(dlp_shipped_background_begin,
		       dlp_shipped_background_end);
}
