#ifndef DLP_LANGUAGE_H
#define DLP_LANGUAGE_H

#include "extract/charset.h"

/*
 * The encoding of text in bytes on a Windows of this language, by its LCID
 * ([MS-LCID]); windows-1252 for those that nobody knows.
 */
enum dlp_charset dlp_language_charset(unsigned lcid);

#endif
