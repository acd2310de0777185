# Tables that are plain text: what a cell holds is read behind the name of its
# column.  Exports of browsers and keepers of passwords, with their columns.
pass=Sommer'#2719x'
other=w7Kq-Zt2mVx9
found() {
	want=$1
	shift
	dlp-scan --raw=text --show-values --exit-zero --format ndjson "$@" |
		sed -n 's/.*"rule":"\([^"]*\)".*"value":"\([^"]*\)".*/\1 \2/p' >out
	printf '%s' "$want" >want
	cmp want out
}
both="generic.password $pass
generic.password $other
"

# Chrome and Edge; Firefox; Safari.
cat >chrome.csv <<END
name,url,username,password,note
shop.test,https://shop.test/,ann,$pass,
"Bank, the old one",https://bank.test/,"ann",$other,"two
lines, and a ""word"""
END
found "$both" chrome.csv
cat >firefox.csv <<END
"url","username","password","httpRealm","formActionOrigin","guid","timeCreated"
"https://shop.test","ann","$pass",,"https://shop.test","{1}","1700000000000"
"https://bank.test","ann","$other",,"","{2}","1700000000000"
END
found "$both" firefox.csv
cat >safari.csv <<END
Title,URL,Username,Password,Notes,OTPAuth
shop (ann),https://shop.test/,ann,$pass,,
bank (ann),https://bank.test/,ann,$other,,
END
found "$both" safari.csv

# KeePass 1 and 2, KeePassXC.
cat >keepass.csv <<END
"Account","Login Name","Password","Web Site","Comments"
"shop","ann","$pass","https://shop.test",""
"bank","ann","$other","https://bank.test","a
b"
END
found "$both" keepass.csv
cat >keepassxc.csv <<END
"Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified","Created"
"Root","shop","ann","$pass","https://shop.test","","","0","2024-01-01T10:00:00Z","2024-01-01T10:00:00Z"
"Root","bank","ann","$other","https://bank.test","","","0","2024-01-01T10:00:00Z","2024-01-01T10:00:00Z"
END
found "$both" keepassxc.csv

# Bitwarden, LastPass, 1Password, Dashlane.
cat >bitwarden.csv <<END
folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp
,,login,shop,,,0,https://shop.test,ann,$pass,
work,1,login,bank,"a, b",,0,https://bank.test,ann,$other,
END
found "$both" bitwarden.csv
cat >lastpass.csv <<END
url,username,password,totp,extra,name,grouping,fav
https://shop.test,ann,$pass,,,shop,,0
https://bank.test,ann,$other,,"a
b",bank,Work,1
END
found "$both" lastpass.csv
cat >onepassword.csv <<END
Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes
shop,https://shop.test,ann,$pass,,false,false,,
bank,https://bank.test,ann,$other,,true,false,work,
END
found "$both" onepassword.csv
cat >dashlane.csv <<END
username,username2,username3,title,password,note,url,category,otpUrl
ann,,,shop,$pass,,https://shop.test,,
ann,,,bank,$other,,https://bank.test,Work,
END
found "$both" dashlane.csv

# German Excel, and a table of one's own.
printf 'Dienst;Benutzername;Passwort\r\nshop;ann;%s\r\n"bank; alt";ann;"%s"\r\n' \
	"$pass" "$other" >excel.csv
found "$both" excel.csv
printf 'user,pass\nann,%s\nbob,%s\n' "$pass" "$other" >own.csv
found "$both" own.csv

# A table of users, by commas and by TABs: numbers know their column too,
# however far down they stand.
key=Zx81kQpL0v
key=${key}BnM3tYw7Rd
{
	echo id,email,password_hash,api_key,ssn
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "$i,,,,"
	done
	echo "10,,5f4dcc3b5aa765d61d8327deb882cf99,$key,536904399"
} >users.csv
users="generic.api-key $key
us.ssn-bare 536904399
"
found "$users" users.csv
tr , '\t' <users.csv >users.tsv
found "$users" users.tsv

# As records, of any size, and by several threads.
{
	echo name,url,username,password,note
	awk 'BEGIN {
		for (i = 0; i < 40000; i++)
			printf "n%d,https://shop.test/%d,ann,Som%dmer#x,\"a\n,b\"\n", i, i, i
	}'
} >large.csv
dlp-scan -j1 large.csv >one || test $? -eq 1
dlp-scan -j3 large.csv >three || test $? -eq 1
cmp one three
for chunk in 4K 100K; do
	dlp-extract --chunk $chunk large.csv | dlp-scan >records ||
		test $? -eq 1
	test "$(grep -c '"generic.password"' records)" -eq 40000
done
test "$(grep -c '"generic.password"' one)" -eq 40000

# The names themselves are none of it.
dlp-scan --raw=text --min-confidence low --exit-zero keepass.csv >out
test "$(grep -c '"line":1,' out || :)" -eq 0

# What is taken out leaves the table as it was.
for f in chrome keepass excel; do
	dlp-redact --raw=text <$f.csv >clean
	sed "s/$pass/[REDACTED:generic.password]/
		s/$other/[REDACTED:generic.password]/" $f.csv >want
	cmp clean want
done

# Objects with such keys need no table.
printf '{"name":"a","password":"%s"}\n{"name":"b","password":"%s"}\n' \
	"$pass" "$other" >lines.jsonl
found "$both" lines.jsonl
printf '[{"name":"a","password":"%s"},{"name":"b","password":"%s"}]\n' \
	"$pass" "$other" >array.json
found "$both" array.json
