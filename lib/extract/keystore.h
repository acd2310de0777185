#ifndef DLP_KEYSTORE_H
#define DLP_KEYSTORE_H

#include "extract/reading.h"

/*
 * Files that programs keep keys and passwords in.  Of the key stores of Java
 * (JKS and JCEKS) the names, the certificates and the keys, which are encrypted
 * one by one, are told; of the others the head, which tells it from others
 * (pem.h), and what strings are outside of their encryption.
 */

/* DLP_IS_JKS */
void dlp_jks_read(struct dlp_input *input);
/* DLP_IS_KEEPASS, DLP_IS_BKS, DLP_IS_KEYCHAIN: encrypted as a whole. */
void dlp_keystore_read(struct dlp_input *input);
/* DLP_IS_BERKELEY_DB: the wallet of Bitcoin is one. */
void dlp_berkeley_read(struct dlp_input *input);
/* DLP_IS_PGP: secret keys of OpenPGP (RFC 9580) without armor. */
void dlp_pgp_read(struct dlp_input *input);

enum {
	DLP_JKS_ENTRIES = 65536, /* and certificates, that are read */
};

#endif
