#include "record/record.h"

/*
 * JSON Schema 2020-12.  Members and types that we don't know are allowed:
 * they may be added within version 1.
 */
static const char *const line[] = {
	"{\n",
	"\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n",
	"\"title\": \"dlp record, version 1\",\n",
	"\"type\": \"object\",\n",
	"\"required\": [\"type\"],\n",
	"\"properties\": {\"type\": {\"type\": \"string\"}},\n",
	"\"$defs\": {\n",
	"\"count\": {\"type\": \"integer\", \"minimum\": 0},\n",
	"\"texts\": {\"type\": \"array\", \"items\": {\"type\": \"string\"}},\n",
	"\"counts\": {\"type\": \"object\", \"additionalProperties\": "
	"{\"$ref\": \"#/$defs/count\"}},\n",
	"\"where\": {\"properties\": {\n",
	" \"doc\": {\"$ref\": \"#/$defs/count\"},\n",
	" \"path\": {\"type\": \"string\"},\n",
	" \"path_bytes\": {\"type\": \"string\", "
	"\"contentEncoding\": \"base64\"},\n",
	" \"member\": {\"$ref\": \"#/$defs/texts\", \"maxItems\": 8}}}\n",
	"},\n",
	"\"allOf\": [\n",
	"{\"$ref\": \"#/$defs/where\"},\n",
	"{\"if\": {\"properties\": {\"type\": {\"const\": \"stream\"}}},\n",
	" \"then\": {\"required\": [\"version\"], \"properties\": {\n",
	"  \"version\": {\"const\": 1}, \"tool\": {\"type\": \"string\"},\n",
	"  \"host\": {\"type\": \"string\"}, "
	"\"rules\": {\"type\": \"string\"}}}},\n",
	"{\"if\": {\"properties\": {\"type\": {\"const\": \"document\"}}},\n",
	" \"then\": {\"required\": [\"doc\"], \"properties\": {\n",
	"  \"format\": {\"type\": \"string\"}, "
	"\"media_type\": {\"type\": \"string\"},\n",
	"  \"size\": {\"$ref\": \"#/$defs/count\"}, "
	"\"mtime\": {\"type\": \"string\", \"format\": \"date-time\"},\n",
	"  \"encoding\": {\"type\": \"string\"}, "
	"\"metadata\": {\"type\": \"object\"}}}},\n",
	"{\"if\": {\"properties\": {\"type\": {\"const\": \"text\"}}},\n",
	" \"then\": {\"required\": [\"doc\", \"offset\"], \"properties\": {\n",
	"  \"offset\": {\"$ref\": \"#/$defs/count\"}, "
	"\"line\": {\"$ref\": \"#/$defs/count\"},\n",
	"  \"text\": {\"type\": \"string\"}, "
	"\"bytes\": {\"type\": \"string\", \"contentEncoding\": \"base64\"},\n",
	"  \"lines\": {\"type\": \"array\", \"items\": {\"type\": \"array\", "
	"\"minItems\": 2, \"maxItems\": 2,\n",
	"   \"items\": {\"$ref\": \"#/$defs/count\"}}},\n",
	"  \"at\": {\"type\": \"object\"}},\n",
	"  \"oneOf\": [{\"required\": [\"text\"]}, "
	"{\"required\": [\"bytes\"]}]}},\n",
	"{\"if\": {\"properties\": {\"type\": {\"const\": \"finding\"}}},\n",
	" \"then\": {\"required\": [\"doc\", \"rule\", \"offset\", "
	"\"length\"], \"properties\": {\n",
	"  \"at\": {\"type\": \"object\"},\n",
	"  \"line\": {\"$ref\": \"#/$defs/count\"}, "
	"\"column\": {\"$ref\": \"#/$defs/count\"},\n",
	"  \"offset\": {\"$ref\": \"#/$defs/count\"}, "
	"\"length\": {\"$ref\": \"#/$defs/count\"},\n",
	"  \"parts\": {\"type\": \"object\", \"additionalProperties\": "
	"{\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/count\"}, "
	"\"minItems\": 2, \"maxItems\": 2}},\n",
	"  \"rule\": {\"type\": \"string\"}, "
	"\"name\": {\"type\": \"string\"},\n",
	"  \"category\": {\"enum\": [\"secret\", \"pii\", \"financial\", "
	"\"health\", \"credential-hash\", \"confidential\", "
	"\"identifier\"]},\n",
	"  \"severity\": {\"enum\": [\"low\", \"medium\", \"high\", "
	"\"critical\"]},\n",
	"  \"confidence\": {\"enum\": [\"low\", \"medium\", \"high\"]},\n",
	"  \"score\": {\"type\": \"number\", \"minimum\": 0, "
	"\"maximum\": 1},\n",
	"  \"why\": {\"$ref\": \"#/$defs/texts\"},\n",
	"  \"match\": {\"type\": \"string\"}, "
	"\"excerpt\": {\"type\": \"string\"},\n",
	"  \"fingerprint\": {\"type\": \"string\", \"pattern\": "
	"\"^[0-9a-f]{32}-[0-9a-f]{1,16}$\"},\n",
	"  \"value_id\": {\"type\": \"string\", \"pattern\": "
	"\"^[0-9a-f]{32}$\"},\n",
	"  \"decoded\": {\"$ref\": \"#/$defs/texts\"}, "
	"\"also\": {\"$ref\": \"#/$defs/texts\"},\n",
	"  \"suppressed\": {\"type\": \"string\"}, "
	"\"value\": {\"type\": \"string\"},\n",
	"  \"value_bytes\": {\"type\": \"string\", "
	"\"contentEncoding\": \"base64\"}}}},\n",
	"{\"if\": {\"properties\": {\"type\": {\"const\": \"end\"}}},\n",
	" \"then\": {\"properties\": {\n",
	"  \"status\": {\"enum\": [\"whole\", \"part\", \"none\"]}, "
	"\"reason\": {\"type\": \"string\"},\n",
	"  \"bytes\": {\"$ref\": \"#/$defs/count\"}, "
	"\"documents\": {\"$ref\": \"#/$defs/count\"},\n",
	"  \"digest\": {\"type\": \"string\", \"pattern\": "
	"\"^xxh3:[0-9a-f]{32}$\"}},\n",
	"  \"oneOf\": [{\"required\": [\"doc\", \"status\"]}, "
	"{\"required\": [\"documents\"]}]}},\n",
	"{\"if\": {\"properties\": {\"type\": {\"const\": \"error\"}}},\n",
	" \"then\": {\"required\": [\"code\", \"message\"], "
	"\"properties\": {\n",
	"  \"line\": {\"$ref\": \"#/$defs/count\"}, "
	"\"message\": {\"type\": \"string\"},\n",
	"  \"code\": {\"enum\": [\"encrypted\", \"corrupt\", "
	"\"unsupported\", \"too-large\", \"too-deep\", \"too-many\", "
	"\"timeout\", \"crash\", \"denied\", \"io\", \"bad-record\", "
	"\"truncated\", \"gap\", \"changed\", \"match-limit\", \"no-text\", "
	"\"sandbox\", \"converter\"]}}}},\n",
	"{\"if\": {\"properties\": {\"type\": {\"const\": \"redaction\"}}},\n",
	" \"then\": {\"properties\": {\n",
	"  \"output\": {\"type\": \"string\"}, "
	"\"counts\": {\"$ref\": \"#/$defs/counts\"},\n",
	"  \"digest\": {\"$ref\": \"#/$defs/texts\"}, "
	"\"proof\": {\"type\": \"boolean\"}}}},\n",
	"{\"if\": {\"properties\": {\"type\": {\"const\": \"alert\"}}},\n",
	" \"then\": {\"properties\": {\n",
	"  \"policy\": {\"type\": \"string\"}, "
	"\"action\": {\"type\": \"string\"},\n",
	"  \"findings\": {\"$ref\": \"#/$defs/count\"}, "
	"\"incident\": {\"$ref\": \"#/$defs/count\"},\n",
	"  \"delivered\": {\"type\": [\"boolean\", \"string\"]}}}},\n",
	"{\"if\": {\"properties\": {\"type\": {\"const\": \"summary\"}}},\n",
	" \"then\": {\"required\": [\"tool\"], \"properties\": {\n",
	"  \"tool\": {\"type\": \"string\"}, "
	"\"version\": {\"type\": \"string\"},\n",
	"  \"documents\": {\"$ref\": \"#/$defs/counts\"}, "
	"\"inputs\": {\"$ref\": \"#/$defs/counts\"},\n",
	"  \"unchanged\": {\"$ref\": \"#/$defs/count\"},\n",
	"  \"seconds\": {\"type\": \"number\"}}}}\n",
	"]\n",
	"}\n",
};

void dlp_record_schema(struct dlp_buf *out)
{
	for (size_t i = 0; i < sizeof(line) / sizeof(*line); i++)
		dlp_buf_adds(out, line[i]);
}
