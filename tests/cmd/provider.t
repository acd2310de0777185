# Secrets of providers: what can be told of them without a network, and what
# stands beside them.  Tokens are put together here, so that no scanner finds
# them in this file.
found() {
	dlp-scan --no-config --exit-zero --min-confidence low "$1" >out
	jq -r "select(.type == \"finding\" and .rule == \"$2\") | .confidence" \
		<out
}

# Grafana's own test value, and the same with another checksum.
printf 'x %s%s\n' glsa_ yscW25imSKJIuav8zF37RZmnbiDvB05G_fcaaf58a >valid
printf 'x %s%s\n' glsa_ yscW25imSKJIuav8zF37RZmnbiDvB05G_fcaaf58b >other
test "$(found valid grafana.service-account)" = high
grep -qF '"valid:crc32-hex-le"' out
test "$(found other grafana.service-account)" = medium
grep -qF '"invalid:crc32-hex-le"' out

# A token of Azure DevOps has no mark but its checksum.
pat=ktlkrvuq6vxck2ptlv4acb553m
printf '%s%s\n' "$pat" ruu5txcxpznuhccgup4o54bnhq >valid
printf '%s%s\n' "$pat" ruu5tqcxpznuhccgup4o54bnha >other
test "$(found valid azure.devops-pat)" = medium
test -z "$(found other azure.devops-pat)"

# A name that holds a keyword, and the value that it is given.
key=4f1d8a6bc3e75920d1f6a8b4c7e39502
printf 'clarifai_token = "%s"\n' "$key" >named
printf 'sanctify_token = "%s"\n' "$key" >unnamed
printf 'clarifai_commit = "%s"\n' "$key" >commit
test "$(found named clarifai.api-key)" = high
test -z "$(found unnamed clarifai.api-key)"
test "$(found commit clarifai.api-key)" = low

# The secret of a pair is surer beside its id.
id=$(printf 'LT%s' AI5tGqR7wXz2LmPq9VbN)
secret=Vt7mQx2cLr9sKp4wZb6nHy1gJd8fUa
printf 'alibaba: %s\n' "$secret" >alone
printf '%s\nalibaba: %s\n' "$id" "$secret" >pair
test "$(found alone alibaba.access-key-secret)" = medium
test "$(found pair alibaba.access-key-secret)" = high

# What was never drawn by lot is no secret, whatever its name.
printf 'clarifai_token = "%s"\n' 00000000000000000000000000000000 >zeros
test -z "$(found zeros clarifai.api-key)"

# A published sample is shown for what it is.
printf '%s%s\n' AIzaSyA4UrcGxgwQFTf aI3no3t7Lt1sjmdnP5sQ >sample
test "$(found sample google.api-key)" = low
grep -qF '"test-value"' out
