/* A guard for memory that is a file's. */
#include "guard.h"

#include <signal.h>
#include <unistd.h>

#include "diag.h"

enum { STACK_SIZE = 64 * 1024 };

static void
on_bad_page(int sig)
{
	static const char words[] = "fl: the store's file cannot be read: it was cut short, is "
				    "damaged, or the disk fails; see fl-store check\n";

	(void)sig;
	if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
		_exit(EXIT_TROUBLE);
	_exit(EXIT_TROUBLE);
}

void
guard_pages(void)
{
	static char stack[STACK_SIZE];
	stack_t other = {.ss_sp = stack, .ss_size = sizeof(stack)};
	struct sigaction act = {.sa_handler = on_bad_page, .sa_flags = SA_ONSTACK};

	sigaltstack(&other, NULL);
	sigaction(SIGBUS, &act, NULL);
	sigaction(SIGSEGV, &act, NULL);
}
