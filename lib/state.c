#include "state.h"

#include <string.h>

struct bytes
state_key(char out[STATE_KEY + 1], enum state_mark mark, const char *name)
{
	out[0] = (char)mark;
	hash128_hex(out + 1, name, strlen(name));
	return bytes_of(out, STATE_KEY);
}
