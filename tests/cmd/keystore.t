# dlp-scan on what keeps keys and passwords: each is a finding, told by content.
status() {
	want=$1 rc=0
	shift
	"$@" >out 2>err || rc=$?
	test "$rc" -eq "$want"
}
pick() { jq -c "select($1)" out; }
rules() { pick '.type == "finding"' | jq -r '.rule'; }
code() { pick '.type == "error"' | jq -r '.code'; }
key() { head -c "$1" /dev/zero | tr '\0' K; }

# Keys in DER, whatever they are called.
printf '\060\056\002\001\000\060\005\006\003\053\145\160\004\042\004\040' >notes.txt
printf '0123456789abcdefGHIJKLMNOPQRSTUV' >>notes.txt
status 1 dlp-scan --format=ndjson notes.txt
test "$(rules)" = key.pkcs8
! grep -q GHIJKLMN out
{
	printf '\060\167\002\001\001\004\040'
	printf '0123456789abcdefGHIJKLMNOPQRSTUV'
	printf '\240\012\006\010\052\206\110\316\075\003\001\007\241\104\003\102\000\004'
	key 64
} >ec
status 1 dlp-scan --format=ndjson ec
test "$(rules)" = key.ec
status 0 dlp-extract ec
test "$(pick '.type == "document"' | jq -r .format)" = der

# A PKCS#12 file: the key is found, and what is encrypted said.
base64 -d >a.p12 <<'END'
MIIEDgIBAzCCA8QGCSqGSIb3DQEHAaCCA7UEggOxMIIDrTCCAqIGCSqGSIb3DQEHBqCCApMwggKP
AgEAMIICiAYJKoZIhvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgmW75+Cv6N
lgICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKkt/Ahd60ogTpyYR1kbXp6AggIgE7Dy
2i9+G6aa1DvjY8GNubOwuEVBYNLW3+bF9b5tmOhsxzwYL0HU15uJJ8z4KXXKRMcYCCNnRc5jn+qP
cKHPXC4+IHYU0byiFqVWwxI6RGBpXAT/f5gcSi2UphAYu1DHwvzHSMzroVhlHceas6jsNSBuKc/0
t8fKoVDhqDoHmtvpfcY4SFQccgPYLX7NCSalmzxnZdKJBdXQsjQY9d500zVcvMBQrwWVW8zymsoB
5oRgWOqqrNN5R6zn3+GLg6tB/rZH6GLfBS99SZHaMd5bONZ8T54lHN12bpSAeKhkrltqQeDGLq3H
4DQqYF+olnIkDjQnZyTj72hPU1O6r+4iF2Ke1snkO0eobWK5+sXkazfzgLrHXdw4syZs2cuMNZ0t
3hbHHgpXTBNGBz9eZh21J39BD2DnfG+Rzi2hgeOmgcXD0XnDnbtpQ7j0GRzIo+wTN3UX6hc/IZrS
t+1sGQEorfi2F4lVTtqwb/qCoz/MjY4aQEajOjzD8yMC6iuvW43lwK8PC1eibfApqIEqsKIPdhwn
yCAgIKDEixTFWwt1VeOtbKktHDgbvllI96kjW+5dLqo5XxKhGflS/uQQKNYPvuC+dmbWNucKhgtA
ChvMpH+pWIU8jdhAuZfmdjyRlFyGvnrdpSLffZH2V2AQEQbBp9dlB1HFT/QzPoGYU6HjhZ6gU19g
W2D/77TILgeS2voKG122HLwh8o/ElxYudlMDKzCCAQMGCSqGSIb3DQEHAaCB9QSB8jCB7zCB7AYL
KoZIhvcNAQwKAQKggZ4wgZswVwYJKoZIhvcNAQUNMEowKQYJKoZIhvcNAQUMMBwECKYXZTnG3+r7
AgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQul9/gfOwg8/egPhyKS6e1ARA2zKd5k+r
MaaCX6WkDJkWSTBRhYr4q/nTaVdWPFz9lxnOlzJotsAi0MpUuImbysDqpdIHlHtR8Vj3lk5rwV7C
AzE8MBUGCSqGSIb3DQEJFDEIHgYAbwBuAGUwIwYJKoZIhvcNAQkVMRYEFLkU0CJO0cus3socMTSV
kT6fJDimMEEwMTANBglghkgBZQMEAgEFAAQgpRl6ULR+f3yqmLECY7JMe5PC1CI+ojdTFjLkjMNd
Mw4ECNnBlNjHFt56AgIIAA==
END
status 2 dlp-scan --format=ndjson a.p12
test "$(rules)" = key.pkcs8-encrypted
test "$(code)" = encrypted
zip -q a.zip a.p12 notes.txt
status 2 dlp-scan --format=ndjson a.zip
test "$(rules | sort | tr '\n' ' ')" = 'key.pkcs8 key.pkcs8-encrypted '
head -c 500 a.p12 >cut
status 2 dlp-scan --format=ndjson cut
test "$(code | grep -c corrupt)" -eq 1

# Others by their first bytes.
{
	printf '\003\331\242\232\147\373\113\265\001\000\004\000'
	key 300
} >passwords.kdbx
status 2 dlp-scan --format=ndjson passwords.kdbx
test "$(rules)" = keystore.keepass
test "$(code)" = encrypted
{
	printf 'kych\000\001\000\000\000\000\000\024'
	key 300
} >login.keychain
status 2 dlp-scan --format=ndjson login.keychain
test "$(rules)" = keystore.keychain
{
	printf '\000\000\000\002\000\000\000\024'
	key 300
} >a.bks
status 2 dlp-scan --format=ndjson a.bks
test "$(rules)" = keystore.bks
{
	head -c 12 /dev/zero
	printf '\142\061\005\000'
	head -c 100 /dev/zero
	printf '\003key\041'
	key 100
} >wallet.dat
status 2 dlp-scan --format=ndjson wallet.dat
test "$(rules)" = keystore.bitcoin
test "$(code)" = unsupported
{
	printf '(11:private-key(3:rsa(1:n257:\000'
	key 20
} >agent.key
status 1 dlp-scan --format=ndjson agent.key
test "$(rules)" = keystore.gnupg
