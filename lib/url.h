/*
 * The URLs that we talk to: https anywhere, http on this machine only, and nothing in them that
 * is a secret or an ambiguity.  Pure.
 */
#ifndef FL_URL_H
#define FL_URL_H

#include <stdbool.h>

/*
 * May an endpoint be here?  0, or -1 with the reason, which never quotes the URL: somebody may
 * have written a password into it.
 */
int url_check(const char *url);

/* The same for a proxy, which may be spoken to with http wherever it is; it has no path. */
int url_check_proxy(const char *url);

/* Does it begin with http://, that is, is it one that nobody encrypts? */
bool url_is_plain(const char *url);

#endif
