#ifndef DLP_MEDIA_WALK_H
#define DLP_MEDIA_WALK_H

#include "extract/media.h"

/*
 * The walkers of media.h, each over the bytes of one file or block.  What is
 * damaged ends a walk; what is cut sets media->cut.
 */
typedef void dlp_media_walk_fn(struct dlp_media *media,
			       struct dlp_region region);

/* Files. */
dlp_media_walk_fn dlp_jpeg_walk; /* ITU T.81, B */
dlp_media_walk_fn dlp_png_walk;  /* PNG, third edition */
dlp_media_walk_fn dlp_gif_walk;  /* GIF89a, and XMP part 3 of 1.1.2 */
dlp_media_walk_fn dlp_riff_walk; /* WebP, WAV, AVI */
dlp_media_walk_fn dlp_bmff_walk; /* ISO 14496-12, QuickTime, HEIF */
dlp_media_walk_fn dlp_psd_walk;  /* Photoshop */
dlp_media_walk_fn dlp_id3_walk;  /* ID3v2 and, at the end of a file, v1 */
dlp_media_walk_fn dlp_flac_walk; /* RFC 9639 */
dlp_media_walk_fn dlp_ogg_walk;  /* RFC 3533; Vorbis and Opus in it */

enum {
	DLP_EXIF_DIRECTORIES = 1024, /* of a file */
	DLP_EXIF_ENTRIES = 4096,     /* of one of them */
};

/* Exif (CIPA DC-008), and a file of TIFF 6.0, which is the same. */
dlp_media_walk_fn dlp_exif_walk;

/* Datasets of IPTC (IIM 4.2). */
dlp_media_walk_fn dlp_iptc_walk;

/* Image resources of Photoshop. */
dlp_media_walk_fn dlp_photoshop_walk;

/* The comments of Vorbis: the maker, then `NAME=value`. */
dlp_media_walk_fn dlp_vorbis_walk;

#endif
