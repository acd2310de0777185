#include "extract/readers.h"

#include <archive.h>
#include <iconv.h>
#include <libxml/xmlversion.h>
#include <locale.h>
#include <stdlib.h>
#include <time.h>
#include <wchar.h>
#include <zlib.h>

#include "extract/archive.h"
#include "extract/cms.h"
#include "extract/compound.h"
#include "extract/der.h"
#include "extract/eml.h"
#include "extract/html.h"
#include "extract/keystore.h"
#include "extract/mbox.h"
#include "extract/media.h"
#include "extract/office.h"
#include "extract/rtf.h"
#include "extract/sqlite.h"
#include "extract/tnef.h"
#include "extract/zip.h"

static const struct {
	dlp_reader_fn *read;
	bool view;
} reader[DLP_FORMATS] = {
	[DLP_IS_RTF] = { dlp_rtf_read, true },
	[DLP_IS_HTML] = { dlp_html_read, false },
	[DLP_IS_XHTML] = { dlp_html_read, false },
	[DLP_IS_SVG] = { dlp_html_read, false },
	[DLP_IS_EML] = { dlp_eml_read, false },
	[DLP_IS_CMS] = { dlp_cms_read, false },
	[DLP_IS_TNEF] = { dlp_tnef_read, false },
	[DLP_IS_MBOX] = { dlp_mbox_read, false },
	[DLP_IS_GZIP] = { dlp_archive_read_packed, false },
	[DLP_IS_XZ] = { dlp_archive_read_packed, false },
	[DLP_IS_ZSTD] = { dlp_archive_read_packed, false },
	[DLP_IS_BZIP2] = { dlp_archive_read_packed, false },
	[DLP_IS_LZMA] = { dlp_archive_read_packed, false },
	[DLP_IS_LZ4] = { dlp_archive_read_packed, false },
	[DLP_IS_COMPRESS] = { dlp_archive_read_packed, false },
	[DLP_IS_TAR] = { dlp_archive_read_members, false },
	[DLP_IS_CPIO] = { dlp_archive_read_members, false },
	[DLP_IS_AR] = { dlp_archive_read_members, false },
	[DLP_IS_7Z] = { dlp_archive_read_members, true },
	[DLP_IS_RAR] = { dlp_archive_read_members, true },
	[DLP_IS_CAB] = { dlp_archive_read_members, true },
	[DLP_IS_ISO9660] = { dlp_archive_read_members, true },
	[DLP_IS_ODT] = { dlp_office_read_flat, false },
	[DLP_IS_ODS] = { dlp_office_read_flat, false },
	[DLP_IS_ODP] = { dlp_office_read_flat, false },
	[DLP_IS_ZIP] = { dlp_zip_read, true },
	[DLP_IS_PNG] = { dlp_media_read, true },
	[DLP_IS_JPEG] = { dlp_media_read, true },
	[DLP_IS_GIF] = { dlp_media_read, true },
	[DLP_IS_TIFF] = { dlp_media_read, true },
	[DLP_IS_BMP] = { dlp_media_read, true },
	[DLP_IS_WEBP] = { dlp_media_read, true },
	[DLP_IS_HEIF] = { dlp_media_read, true },
	[DLP_IS_PSD] = { dlp_media_read, true },
	[DLP_IS_AUDIO] = { dlp_media_read, true },
	[DLP_IS_VIDEO] = { dlp_media_read, true },
	[DLP_IS_CFB] = { dlp_compound_read, true },
	[DLP_IS_DER] = { dlp_der_read, false },
	[DLP_IS_JKS] = { dlp_jks_read, false },
	[DLP_IS_BKS] = { dlp_keystore_read, false },
	[DLP_IS_KEEPASS] = { dlp_keystore_read, false },
	[DLP_IS_KEYCHAIN] = { dlp_keystore_read, false },
	[DLP_IS_BERKELEY_DB] = { dlp_berkeley_read, false },
	[DLP_IS_PGP] = { dlp_pgp_read, false },
	[DLP_IS_SQLITE] = { dlp_sqlite_database_read, true },
	[DLP_IS_SQLITE_LOG] = { dlp_sqlite_log_read, true },
};

void dlp_readers_load(void)
{
	static const char *const locale[] = { "C.UTF-8", "C.utf8",
					      "en_US.UTF-8" };
	mbstate_t state = { 0 };
	wchar_t wide;
	iconv_t cd;

	/* Names are bytes of UTF-8 to us; libarchive converts to the locale's
	 * encoding, and loads the tables for it at first use. */
	for (size_t i = 0; i < sizeof(locale) / sizeof(locale[0]); i++)
		if (setlocale(LC_CTYPE, locale[i]))
			break;
	mbrtowc(&wide, "\xc3\xa9", 2, &state);
	cd = iconv_open("UTF-8", "UTF-8");
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	/* Without TZ each conversion of a time looks at /etc/localtime. */
	setenv("TZ", "UTC0", 1);
	tzset();
	dlp_office_load();
}

void dlp_readers_describe(struct dlp_buf *out)
{
	dlp_buf_addf(out, "%s\nlibxml2 %s\nzlib %s\n",
		     archive_version_details(), LIBXML_DOTTED_VERSION,
		     zlibVersion());
}

bool dlp_readers_need_none(enum dlp_format format)
{
	return reader[format].read == dlp_html_read;
}

bool dlp_readers_need_view(enum dlp_format format)
{
	return reader[format].view;
}

void dlp_readers_read(struct dlp_input *input)
{
	reader[input->format].read(input);
}
