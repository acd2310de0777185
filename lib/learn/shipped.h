#ifndef DLP_SHIPPED_H
#define DLP_SHIPPED_H

#include "base/span.h"

/*
 * The models that are part of the program, made by dlp-learn(1): read-only
 * data, of which a run that does not need it reads nothing from the disk.
 */

/* Of names: learn/names.h; aligned as dlp_model_use() wants it. */
struct dlp_span dlp_shipped_names(void);

/*
 * Of secrets: learn/secret.h; aligned likewise.  Empty where the file is, which
 * one makes it to learn anew after a change of the features.
 */
struct dlp_span dlp_shipped_secret(void);

/*
 * Of classes of documents: learn/class.h; those from 0 to DLP_SHIPPED_CLASSES -
 * 1, aligned and empty likewise.
 */
enum { DLP_SHIPPED_CLASSES = 2 };
struct dlp_span dlp_shipped_class(size_t i);

/* What a class is told from: learn/background.h; likewise. */
struct dlp_span dlp_shipped_background(void);

#endif
