#include "extract/der.h"
#include "extract/keystore.h"
#include "extract/pgp_packet.h"
#include "told.h"

/* A certificate of Jo Doe's, whose key is gone. */
static const char certificate[] =
	"308201a530820157a00302010202021234300506032b657030233110300e"
	"060355040a0c074578616d706c65310f300d06035504030c064a6f20446f"
	"65301e170d3236313132323133313233365a170d33363131313931333132"
	"33365a30233110300e060355040a0c074578616d706c65310f300d060355"
	"04030c064a6f20446f65302a300506032b6570032100407361cbadab3a40"
	"7e10d1eabb4f9b0738f753cad8c6d5968467a32e0de8c6b9a381ae3081ab"
	"301d0603551d0e04160414c74668c4acbad84cae2ec8cb28aba63385c533"
	"d0301f0603551d23041830168014c74668c4acbad84cae2ec8cb28aba633"
	"85c533d0300f0603551d130101ff040530030101ff30580603551d110451"
	"304f820f7777772e6578616d706c652e6f7267810e6a6f406578616d706c"
	"652e6f7267861468747470733a2f2f6578616d706c652e6f72672f8704c0"
	"000207871020010db8000000000000000000000001300506032b65700341"
	"009f80317620f6eedf6d0a2b5a2e0754b5e8dab7fab6ad8a90718667560a"
	"8fd5cb9e9d50b4f923b5fc787f61b255851c389d3263c40c8b34e308db3b"
	"fa4940fc0d";

#define CERTIFICATE                                               \
	"serial number: 1234\nissuer: O=Example, CN=Jo Doe\n"     \
	"not before: 261122131236Z\nnot after: 361119131236Z\n"   \
	"subject: O=Example, CN=Jo Doe\nhost: www.example.org\n"  \
	"e-mail: jo@example.org\naddress: https://example.org/\n" \
	"address: 192.0.2.7\naddress: 2001:db8:0:0:0:0:0:1\n"

static void add_hex(struct dlp_buf *out, const char *hex)
{
	unsigned byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		dlp_buf_addc(out, (char)byte);
}

/* A value of DER around what was added from `from` on. */
static void wrap(struct dlp_buf *out, size_t from, unsigned char tag)
{
	struct dlp_buf inner;

	dlp_buf_init(&inner, 0);
	dlp_buf_add(&inner, out->ptr + from, out->len - from);
	out->len = from;
	dlp_buf_addc(out, (char)tag);
	dlp_buf_addc(out, '\x82');
	dlp_buf_addc(out, (char)(inner.len >> 8));
	dlp_buf_addc(out, (char)inner.len);
	dlp_buf_addspan(out, dlp_buf_span(&inner));
	dlp_buf_release(&inner);
}

#define DATA "06092a864886f70d010701"
#define BAG "060b2a864886f70d010c0a01"
/* A name that people give it: "one" in UTF-16. */
#define NAME "3119301706092a864886f70d010914310a1e08006f006e00650021"
/* What a password encrypts, by PBES2. */
#define LOCKED "301a301006092a864886f70d01050d300306010004060102030405ff"
#define KEY                                \
	"302e020100300506032b657004220420" \
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void add_bag(struct dlp_buf *out, const char *kind, const char *hex)
{
	size_t from = out->len, at;

	add_hex(out, BAG);
	add_hex(out, kind);
	at = out->len;
	add_hex(out, hex);
	wrap(out, at, 0xa0);
	add_hex(out, NAME);
	wrap(out, from, 0x30);
}

/* A store of two keys, one of them encrypted, and a part that is whole so. */
static void add_store(struct dlp_buf *out)
{
	size_t from, safes, bags;

	add_hex(out, "020103");
	from = out->len;
	add_hex(out, DATA);
	safes = out->len;
	bags = out->len;
	add_hex(out, DATA);
	from = out->len;
	add_bag(out, "01", KEY);
	add_bag(out, "02", LOCKED);
	wrap(out, from, 0x30);
	wrap(out, from, 0x04);
	wrap(out, from, 0xa0);
	wrap(out, bags, 0x30);
	add_hex(out, "300b06092a864886f70d010706");
	wrap(out, safes, 0x30);
	wrap(out, safes, 0x04);
	wrap(out, safes, 0xa0);
	wrap(out, 3, 0x30);
	wrap(out, 0, 0x30);
}

#define HEAD(s) "-----BEGIN " s "-----\n"
#define TAIL(s) "-----END " s "-----\n"
#define KEY_TEXT                                                           \
	HEAD("PRIVATE KEY")                                                \
	"MC4CAQAwBQYDK2VwBCIEIAARIjNEVWZ3iJmqu8zd7v8AESIzRFVmd4iZqrvM3e7/" \
	"\n" TAIL("PRIVATE KEY")
#define LOCKED_TEXT                                        \
	HEAD("ENCRYPTED PRIVATE KEY")                      \
	"MBowEAYJKoZIhvcNAQUNMAMGAQAEBgECAwQF/w==\n" TAIL( \
		"ENCRYPTED PRIVATE KEY")

static void read_bytes(struct told *told, struct dlp_span bytes)
{
	told_read(told, dlp_sniff(bytes), bytes, &told_limits);
}

START_TEST(a_certificate)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf bytes;

	dlp_buf_init(&bytes, 0);
	add_hex(&bytes, certificate);
	read_bytes(&told, dlp_buf_span(&bytes));
	ck_assert_str_eq(told.format, "der");
	ck_assert_str_eq(told.codes.ptr, "");
	ck_assert_str_eq(told.text.ptr, CERTIFICATE);
	told_release(&told);
	dlp_buf_release(&bytes);
}
END_TEST

START_TEST(a_store)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf bytes;

	dlp_buf_init(&bytes, 0);
	add_store(&bytes);
	read_bytes(&told, dlp_buf_span(&bytes));
	ck_assert_str_eq(told.format, "der");
	ck_assert_str_eq(told.codes.ptr, "encrypted");
	ck_assert_str_eq(told.text.ptr,
			 "name: one!\n" KEY_TEXT "name: one!\n" LOCKED_TEXT);
	ck_assert_int_eq(told.end, DLP_END_PART);
	told_release(&told);
	dlp_buf_release(&bytes);
}
END_TEST

/* A store of Java: a key with its certificate, a certificate, a secret. */
static void add_jks(struct dlp_buf *out)
{
	static const char entry[] = "0000018bd64d0367";
	size_t from;

	add_hex(out, "feedfeed0000000200000003");
	add_hex(out, "0000000100036f6e65");
	add_hex(out, entry);
	add_hex(out, "0000001c" LOCKED "00000001");
	for (unsigned i = 0; i < 2; i++) {
		if (i) {
			add_hex(out, "00000002000374776f");
			add_hex(out, entry);
		}
		add_hex(out, "0005582e353039000001a9");
		from = out->len;
		add_hex(out, certificate);
		ck_assert_uint_eq(out->len - from, 0x1a9);
	}
	add_hex(out, "0000000300057468726565");
	add_hex(out, entry);
	dlp_buf_adds(out, "\xac\xed a sealed object of some length and more");
}

START_TEST(a_store_of_java)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf bytes;

	dlp_buf_init(&bytes, 0);
	add_jks(&bytes);
	read_bytes(&told, dlp_buf_span(&bytes));
	ck_assert_str_eq(told.format, "jks");
	ck_assert_str_eq(told.codes.ptr, "");
	ck_assert_str_eq(
		told.text.ptr,
		"name: one\n" LOCKED_TEXT CERTIFICATE "name: two\n" CERTIFICATE
		"name: three\n" HEAD("JCEKS SECRET") "rO0gYSBzZWFsZWQgb2JqZWN0IG9mIHNvbWUgbGVuZ3RoIGFuZCBtb3Jl\n" TAIL(
			"JCEKS SECRET") "a sealed object of some length and more\n");
	told_release(&told);
	dlp_buf_release(&bytes);
}
END_TEST

/* What begins so, and what only looks like it. */
static const struct {
	const char *hex;
	enum dlp_der kind;
} kind_case[] = {
	{ KEY, DLP_DER_PKCS8 },
	{ LOCKED "00000000000000", DLP_DER_PKCS8_ENCRYPTED },
	{ "30770201010420"
	  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	  DLP_DER_SEC1 },
	{ "3082025c02010002818100c0ffee"
	  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	  DLP_DER_PKCS1 },
	{ "3003020100000000000000000000000000000000000000000000000000000000"
	  "0000",
	  DLP_DER_NONE },
	{ "3030300706052b0e03020704050102030405060000000000000000000000000000"
	  "0000",
	  DLP_DER_NONE },
	{ "", DLP_DER_NONE },
	{ "30", DLP_DER_NONE },
};

START_TEST(kinds)
{
	struct dlp_buf bytes;

	dlp_buf_init(&bytes, 0);
	add_hex(&bytes, kind_case[_i].hex);
	ck_assert_int_eq(dlp_der_kind(dlp_buf_span(&bytes)),
			 kind_case[_i].kind);
	dlp_buf_release(&bytes);
}
END_TEST

/* A secret key of Ed25519 without a password, and whose it is. */
#define PGP                                                                \
	"9452046920d0e016092b06010401da470f01010740"                       \
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" \
	"0000"                                                             \
	"00112233445566778899aabbccddeeff00112233445566778899aabbcc"       \
	"b4104a6f203c6a6f406578616d706c652e3e"

/* The others by their heads; what is told of each ends in an error. */
static const struct {
	const char *hex, *format, *codes, *begins;
} head_case[] = {
	{ PGP, "pgp", "",
	  "user id: Jo <jo@example.>\n" HEAD("PGP PRIVATE KEY "
					     "BLOCK") },
	{ PGP "94", "pgp", "corrupt", "user id: Jo <jo@example.>\n" },
	{ "03d9a29a67fb4bb5010004000210000000"
	  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	  "keepass", "encrypted", HEAD("KEEPASS DATABASE") },
	{ "0000000200000014"
	  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	  "bks", "encrypted", HEAD("BKS KEYSTORE") },
	{ "6b7963680001000000000014"
	  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	  "keychain", "encrypted", HEAD("KEYCHAIN") },
	{ "000000000000000000000000623105000000000000"
	  "046d61696e03000000036b65792102112233445566778899aabbccddeeff"
	  "00112233445566778899aabbccddeeff0011223344556677889900000000",
	  "berkeley-db", "unsupported", HEAD("BITCOIN WALLET") },
	{ "000000000000000000000000623105000000000000"
	  "7061636b61676573206f6e6c7900",
	  "berkeley-db", "unsupported", "packages only\n" },
	{ "feedfeed0000000200000002000000010003", "jks", "corrupt",
	  "name: \n" },
};

START_TEST(heads)
{
	struct told told = { .bytes = 0 };
	const char *begins = head_case[_i].begins;
	struct dlp_buf bytes;

	dlp_buf_init(&bytes, 0);
	add_hex(&bytes, head_case[_i].hex);
	read_bytes(&told, dlp_buf_span(&bytes));
	ck_assert_str_eq(told.format, head_case[_i].format);
	ck_assert_str_eq(told.codes.ptr, head_case[_i].codes);
	ck_assert_msg(!strncmp(told.text.ptr, begins, strlen(begins)), "%s",
		      told.text.ptr);
	told_release(&told);
	dlp_buf_release(&bytes);
}
END_TEST

/* Bytes changed, and the end cut off: always an end. */
START_TEST(mutations)
{
	struct dlp_buf bytes;
	enum dlp_format format;
	unsigned seed = 1;

	dlp_buf_init(&bytes, 0);
	if (_i == 0)
		add_store(&bytes);
	else if (_i == 1)
		add_jks(&bytes);
	else
		add_hex(&bytes, _i == 2 ? certificate : PGP);
	format = dlp_sniff(dlp_buf_span(&bytes));
	for (unsigned i = 0; i < 200; i++) {
		struct told told = { .bytes = 0 };
		struct dlp_span cut = dlp_buf_span(&bytes);
		size_t at;
		char was;

		seed = seed * 1103515245 + 12345;
		at = (seed >> 8) % bytes.len;
		was = bytes.ptr[at];
		bytes.ptr[at] = (char)(seed >> 4);
		if (i % 3 == 0)
			cut.len = (seed >> 6) % bytes.len;
		told_read(&told, format, cut, &told_limits);
		ck_assert_str_eq(told.format, dlp_format_info(format)->name);
		told_release(&told);
		bytes.ptr[at] = was;
	}
	dlp_buf_release(&bytes);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("keystore");

	tcase_add_test(tc, a_certificate);
	tcase_add_test(tc, a_store);
	tcase_add_test(tc, a_store_of_java);
	tcase_add_loop_test(tc, kinds, 0, CASES(kind_case));
	tcase_add_loop_test(tc, heads, 0, CASES(head_case));
	tcase_add_loop_test(tc, mutations, 0, 4);
	return suite_run("keystore", tc);
}
