/* The URLs that we talk to. */
#include "url.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "diag.h"

enum { URL_MAX = 2048, HOST_MAX = 256 };

static const char alphanumeric[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* The scheme's length with its "://", 0 for any other. */
static size_t
scheme(const char *url)
{
	return strncasecmp(url, "https://", 8) == 0  ? 8
	       : strncasecmp(url, "http://", 7) == 0 ? 7
						     : 0;
}

bool
url_is_plain(const char *url)
{
	return scheme(url) == 7;
}

/* Names that cannot lead elsewhere: curl itself keeps localhost on this machine. */
static bool
is_loopback(const char *host)
{
	struct in_addr four;
	struct in6_addr six;

	if (strcasecmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

/* Read host and port; what follows them, or NULL with the reason. */
static const char *
authority(const char *at, char host[HOST_MAX])
{
	bool six = *at == '[';
	size_t n;
	char *end;
	long port;

	at += six;
	n = six ? strspn(at, "0123456789abcdefABCDEF:.") : strspn(at, alphanumeric);
	while (!six && at[n] && (strchr("-.", at[n]) || strchr(alphanumeric, at[n])))
		n++;
	if (strchr(at, '@'))
		return fail("a name or a password does not belong in a URL"), NULL;
	if (n == 0 || n >= HOST_MAX || (six && at[n] != ']'))
		return fail("the URL has no host"), NULL;
	memcpy(host, at, n);
	host[n] = '\0';
	at += n + six;
	if (*at == ':') {
		port = *++at >= '0' && *at <= '9' ? strtol(at, &end, 10) : 0;
		if (port < 1 || port > 65535)
			return fail("the URL's port is none"), NULL;
		at = end;
	}
	return at;
}

static int
check(const char *url, bool proxy)
{
	size_t n = scheme(url);
	char host[HOST_MAX];
	const char *rest;

	if (n == 0)
		return fail("not a URL that begins with https:// (or http:// on this machine)");
	if (strlen(url) > URL_MAX)
		return fail("the URL is too long");
	if (!(rest = authority(url + n, host)))
		return -1;
	if (strpbrk(rest, "?#"))
		return fail("a query does not belong in the URL, it may be a secret");
	if (*rest && *rest != '/')
		return fail("the URL's host is none");
	for (const char *p = rest; *p; p++)
		if (!strchr(alphanumeric, *p) && !strchr("/._~-%", *p))
			return fail("the URL has a character that does not belong there");
	if (proxy)
		return strcmp(rest, "") == 0 || strcmp(rest, "/") == 0
			   ? 0
			   : fail("a proxy's URL has no path");
	if (n == 7 && !is_loopback(host))
		return fail("http is for this machine only; elsewhere it has to be https");
	return 0;
}

int
url_check(const char *url)
{
	return check(url, false);
}

int
url_check_proxy(const char *url)
{
	return check(url, true);
}
