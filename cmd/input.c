#include "input.h"

#include <poll.h>

enum { MOMENT = 5 }; /* milliseconds */

bool input_is_idle(int fd)
{
	struct pollfd in = { fd, POLLIN, 0 };

	return poll(&in, 1, 0) == 0 && poll(&in, 1, MOMENT) == 0;
}
