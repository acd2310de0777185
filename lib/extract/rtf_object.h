#ifndef DLP_RTF_OBJECT_H
#define DLP_RTF_OBJECT_H

#include "extract/reading.h"

/*
 * The objects and pictures of an RTF document, told as documents within it,
 * each as soon as it was read: `object 1`, `picture 1`, or the name that the
 * packager kept.  Reads input->view; the text was told before.
 */
void dlp_rtf_object_tell(struct dlp_input *input);

#endif
