"""Check a report's page without a browser: prints each thing that it must not have."""
import html.parser
import sys


class Page(html.parser.HTMLParser):
    open = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "iframe", "img", "link", "object", "form", "base", "input"):
            print(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "src", "srcset"):
                print(f"<{tag} {name}>")
            if name in ("href", "xlink:href") and not value.startswith("#"):
                print(f"<{tag} {name}={value}>")
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in ("meta", "br"):
            return
        if not self.open or self.open.pop() != tag:
            print(f"</{tag}> out of its place")


page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
if page.open:
    print("not closed:", page.open)
