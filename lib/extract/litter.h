#ifndef DLP_LITTER_H
#define DLP_LITTER_H

/*
 * Remove a folder with all that a program has left there, which may have any
 * names, depth and rights; links are removed and not followed.  What can't be
 * removed stays.
 */
void dlp_litter_remove(const char *folder);

#endif
