#include "learn/shipped.h"

/* models/names.model, by lib/learn/shipped.S. */
extern const char dlp_shipped_names_begin[], dlp_shipped_names_end[];

struct dlp_span dlp_shipped_names(void)
{
	return (struct dlp_span){ dlp_shipped_names_begin,
				  (size_t)(dlp_shipped_names_end -
					   dlp_shipped_names_begin) };
}

/* models/secret.model, likewise. */
extern const char dlp_shipped_secret_begin[], dlp_shipped_secret_end[];

struct dlp_span dlp_shipped_secret(void)
{
	return (struct dlp_span){ dlp_shipped_secret_begin,
				  (size_t)(dlp_shipped_secret_end -
					   dlp_shipped_secret_begin) };
}
