#ifndef DLP_FORMAT_H
#define DLP_FORMAT_H

#include <stdbool.h>

/*
 * The formats of documents: what each is called, and what is to be done with
 * one.
 */

/* What is to be done with a format. */
enum dlp_format_class {
	DLP_FORMAT_TEXT,    /* read as plain text, wherever one is */
	DLP_FORMAT_MARKUP,  /* likewise, but that does not show all of it */
	DLP_FORMAT_RISKY,   /* a container or packed format: the sandbox's */
	DLP_FORMAT_PDF,     /* dlp-pdf's */
	DLP_FORMAT_PICTURE, /* the sandbox's, or dlp-ocr's */
	DLP_FORMAT_OPAQUE,  /* nothing that we claim to read: `none` */
	DLP_FORMAT_BINARY,  /* likewise; but what strings it has are told */
	DLP_FORMAT_UNREAD,  /* has text, of which strings are: `unsupported` */
};

enum dlp_format {
	/* What is text itself, or may be. */
	DLP_IS_TEXT,
	DLP_IS_HTML,
	DLP_IS_XML, /* somebody's data: rules know it as it stands */
	DLP_IS_XHTML,
	DLP_IS_SVG,
	DLP_IS_RTF,
	DLP_IS_EML,
	DLP_IS_MBOX,
	DLP_IS_POSTSCRIPT,
	DLP_IS_PDF,
	/* Streams of one document. */
	DLP_IS_GZIP,
	DLP_IS_XZ,
	DLP_IS_ZSTD,
	DLP_IS_BZIP2,
	DLP_IS_LZMA,
	DLP_IS_LZ4,
	DLP_IS_COMPRESS,
	/* Containers. */
	DLP_IS_TAR,
	DLP_IS_ZIP,
	DLP_IS_7Z,
	DLP_IS_RAR,
	DLP_IS_CPIO,
	DLP_IS_AR,
	DLP_IS_CAB,
	DLP_IS_ISO9660,
	/* Zip with a meaning; dlp_sniff() calls them zip. */
	DLP_IS_DOCX,
	DLP_IS_XLSX,
	DLP_IS_PPTX,
	DLP_IS_ODT,
	DLP_IS_ODS,
	DLP_IS_ODP,
	DLP_IS_EPUB,
	DLP_IS_JAR,
	/* Compound files; dlp_sniff() calls them cfb. */
	DLP_IS_CFB,
	DLP_IS_DOC,
	DLP_IS_XLS,
	DLP_IS_PPT,
	DLP_IS_MSG,
	DLP_IS_OOXML_ENCRYPTED,
	/* Data with text in it. */
	DLP_IS_SQLITE,
	DLP_IS_SQLITE_LOG, /* -wal and -journal beside one */
	DLP_IS_PARQUET,
	DLP_IS_ORC,
	DLP_IS_AVRO,
	DLP_IS_ARROW,
	DLP_IS_HDF5,
	/* Keys, and what keeps them. */
	DLP_IS_DER,
	DLP_IS_JKS,
	DLP_IS_BKS,
	DLP_IS_KEEPASS,
	DLP_IS_KEYCHAIN,
	DLP_IS_BERKELEY_DB,
	DLP_IS_PGP,
	/* Mail in another wrapping. */
	DLP_IS_CMS,
	DLP_IS_TNEF,
	/* The rest. */
	DLP_IS_PNG,
	DLP_IS_JPEG,
	DLP_IS_GIF,
	DLP_IS_TIFF,
	DLP_IS_BMP,
	DLP_IS_WEBP,
	DLP_IS_ICO,
	DLP_IS_HEIF,
	DLP_IS_PSD,
	DLP_IS_METAFILE,
	DLP_IS_AUDIO,
	DLP_IS_VIDEO,
	DLP_IS_FONT,
	DLP_IS_EXECUTABLE,
	DLP_IS_JAVA_CLASS,
	DLP_IS_WASM,
	DLP_IS_GIT_PACK,
	DLP_IS_BINARY, /* nobody knows */
	DLP_FORMATS,
};

struct dlp_format_info {
	const char *name, *media_type; /* as in records */
	enum dlp_format_class class;
};

const struct dlp_format_info *dlp_format_info(enum dlp_format format);

/* Whether what can be said of such a document needs no sandbox (plain.h). */
bool dlp_format_is_plain(enum dlp_format format);

#endif
