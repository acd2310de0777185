#ifndef DLP_HEX_H
#define DLP_HEX_H

/* What a hexadecimal digit of either case is worth; -1 for any other byte. */
static inline int dlp_hex_digit(char c)
{
	const char letter = (char)(c | 0x20);

	if (c >= '0' && c <= '9')
		return c - '0';
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

#endif
