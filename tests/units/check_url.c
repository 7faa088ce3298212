/* URLs: which ones are talked to, and that a refusal never quotes them. */
#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "units.h"
#include "url.h"

static void
takes(int (*check)(const char *), const char *url)
{
	if (check(url) < 0) {
		printf("%s: refused: %s\n", url, why());
		bad++;
	}
}

static void
refuses(int (*check)(const char *), const char *url, const char *reason)
{
	if (check(url) == 0) {
		printf("%s: taken\n", url);
		bad++;
	} else if (!strstr(why(), reason) || strstr(why(), "canary")) {
		printf("%s: %s\n", url, why());
		bad++;
	}
}

static void
check_endpoints(void)
{
	takes(url_check, "https://api.example/v1");
	takes(url_check, "HTTPS://Api.Example:8443/v1/");
	takes(url_check, "https://10.0.0.1/v1");
	takes(url_check, "https://[2001:db8::1]:8443/v1");
	takes(url_check, "http://localhost:8080/v1");
	takes(url_check, "http://LOCALHOST");
	takes(url_check, "http://127.0.0.1:8080/v1");
	takes(url_check, "http://127.1.2.3/");
	takes(url_check, "http://[::1]:8080/v1");

	refuses(url_check, "", "https://");
	refuses(url_check, "https:/api.example", "https://");
	refuses(url_check, "ftp://api.example/canary", "https://");
	refuses(url_check, "file:///etc/canary", "https://");
	refuses(url_check, "https://", "no host");
	refuses(url_check, "https:///canary", "no host");
	refuses(url_check, "https://[::1", "no host");
	refuses(url_check, "https://[canary]/", "no host");
	refuses(url_check, "https://me:canary@api.example/v1", "password");
	refuses(url_check, "http://127.0.0.1@canary.example/", "password");
	refuses(url_check, "https://api.example/v1?key=canary", "query");
	refuses(url_check, "https://api.example?canary", "query");
	refuses(url_check, "https://api.example/v1#canary", "query");
	refuses(url_check, "https://api.example\\canary", "host");
	refuses(url_check, "https://api example/canary", "host");
	refuses(url_check, "https://api.example/a b", "character");
	refuses(url_check, "https://api.example/\r\nX-Key: canary", "character");
	refuses(url_check, "https://api.example:/v1", "port");
	refuses(url_check, "https://api.example:0/v1", "port");
	refuses(url_check, "https://api.example:65536/v1", "port");
	refuses(url_check, "https://api.example:123456/v1", "port");
}

/* Names that only look like this machine. */
static void
check_plain(void)
{
	static const char *const elsewhere[] = {"http://api.example/v1", "http://10.0.0.1/",
		"http://127.0.0.1.example/", "http://localhost.example/", "http://0.0.0.0/",
		"http://127.1/", "http://0x7f.0.0.1/", "http://2130706433/", "http://[::2]/",
		"http://[::ffff:10.0.0.1]/", "http://localhost./"};

	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		refuses(url_check, elsewhere[i], "this machine");
	if (!url_is_plain("http://localhost") || url_is_plain("https://localhost")) {
		printf("http and https are mixed up\n");
		bad++;
	}
}

static void
check_proxies(void)
{
	takes(url_check_proxy, "http://proxy.example:3128");
	takes(url_check_proxy, "https://proxy.example:3128/");
	refuses(url_check_proxy, "proxy.example:3128", "https://");
	refuses(url_check_proxy, "socks5://proxy.example", "https://");
	refuses(url_check_proxy, "http://me:canary@proxy.example", "password");
	refuses(url_check_proxy, "http://proxy.example/canary", "no path");
}

int
main(void)
{
	check_endpoints();
	check_plain();
	check_proxies();
	return bad > 0;
}
