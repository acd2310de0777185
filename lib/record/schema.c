#include "record/record.h"

const char *dlp_record_schema(void)
{
	return "{}\n";
}
