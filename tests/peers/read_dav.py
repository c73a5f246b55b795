#!/usr/bin/env python3
"""read_dav.py URL USER PASSWORD [--raw]   Prints what a DAV server holds, as JSON: every collection below the user's home
sets, every item in it. It shares no line with the program under test, so that its reading is evidence.

    {"/alice/contacts/": {"kind": "contacts", "name": "Contacts",
                          "items": {"abc.vcf": {"etag": "...", "lines": ["FN:Ada", ...]}}}, ...}

`lines` are the item's content lines, unfolded and sorted; lines a server may write for itself (PRODID, DTSTAMP, REV,
CREATED, LAST-MODIFIED, SEQUENCE) are left out. --raw prints `body` instead, as the server sent it.
"""
import base64
import json
import re
import ssl
import sys
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from urllib.parse import unquote, urljoin, urlsplit

DAV, CAL, CARD = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{urn:ietf:params:xml:ns:carddav}"
BOOKKEEPING = re.compile(r"(PRODID|DTSTAMP|REV|CREATED|LAST-MODIFIED|SEQUENCE)\b", re.I)
KINDS = {"VEVENT": "appointments", "VTODO": "tasks", "VJOURNAL": "notes"}
ANY_CERTIFICATE = ssl._create_unverified_context()  # the peers' certificates vouch for nobody


class Server:
    def __init__(self, url, user, password):
        self.url = url
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}", "Content-Type": "application/xml; charset=utf-8"}

    def ask(self, method, url, body=None, depth=None):
        """The bytes of a successful reply, after redirects, and the URL that gave it."""
        headers = dict(self.headers, **({"Depth": depth} if depth is not None else {}))
        for _ in range(5):
            request = urllib.request.Request(url, body and body.encode(), headers, method=method)
            try:
                with urllib.request.build_opener(
                    NoRedirect, urllib.request.HTTPSHandler(context=ANY_CERTIFICATE)
                ).open(request, timeout=60) as reply:
                    return reply.read(), url
            except urllib.error.HTTPError as error:
                if error.code not in (301, 302, 307, 308):
                    raise SystemExit(f"{method} {url}: {error.code}")
                url = urljoin(url, error.headers["Location"])
            except urllib.error.URLError as error:
                raise SystemExit(f"{method} {url}: {error.reason}") from None
        raise SystemExit(f"{method} {url}: too many redirects")

    def properties(self, url, names, depth):
        """(URL, {name: element}) of every response, the found properties only."""
        body = '<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="urn:ietf:params:xml:ns:carddav"><prop>'
        body += "".join(f"<{name}/>" for name in names) + "</prop></propfind>"
        reply, url = self.ask("PROPFIND", url, body, depth)
        for response in ET.fromstring(reply).iter(DAV + "response"):
            found = {}
            for part in response.iter(DAV + "propstat"):
                if " 200" in part.findtext(DAV + "status", ""):
                    found.update((child.tag, child) for child in part.find(DAV + "prop"))
            yield urljoin(url, response.findtext(DAV + "href").strip()), found

    def home_sets(self):
        start = self.principal(self.url) or self.principal(urljoin(self.url, "/.well-known/caldav"))
        if start is None:
            raise SystemExit(f"no principal at {self.url}")
        for _, found in self.properties(start, ["C:calendar-home-set", "A:addressbook-home-set"], "0"):
            hrefs = [href.text.strip() for element in found.values() for href in element.iter(DAV + "href")]
            return sorted({urljoin(start, href) for href in hrefs})
        return []

    def principal(self, url):
        for at, found in self.properties(url, ["current-user-principal"], "0"):
            href = found.get(DAV + "current-user-principal")
            href = href is not None and href.findtext(DAV + "href")
            if href:
                return urljoin(at, href.strip())
        return None

    def collections(self):
        seen = set()
        names = ["resourcetype", "displayname", "C:supported-calendar-component-set"]
        for home in self.home_sets():
            for url, found in self.properties(home, names, "1"):
                kind = kind_of(found)
                if kind and url not in seen:
                    seen.add(url)
                    name = found.get(DAV + "displayname")
                    yield url, kind, "" if name is None else name.text or ""

    def items(self, url, raw):
        for item, found in self.properties(url, ["getetag", "resourcetype"], "1"):
            if same(item, url) or found.get(DAV + "resourcetype", ET.Element("x")).find(DAV + "collection") is not None:
                continue
            body = self.ask("GET", item)[0].decode("utf-8", "replace")
            etag = found.get(DAV + "getetag")
            content = {"body": body} if raw else {"lines": content_lines(body)}
            yield unquote(urlsplit(item).path).rsplit("/", 1)[-1], {"etag": etag is not None and etag.text, **content}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def kind_of(found):
    types = found.get(DAV + "resourcetype")
    if types is None:
        return None
    if types.find(CARD + "addressbook") is not None:
        return "contacts"
    if types.find(CAL + "calendar") is None:
        return None
    components = found.get(CAL + "supported-calendar-component-set")
    names = [] if components is None else [comp.get("name", "").upper() for comp in components]
    return "+".join(KINDS[name] for name in names if name in KINDS) or "any"


def same(one, other):
    return unquote(urlsplit(one).path).rstrip("/") == unquote(urlsplit(other).path).rstrip("/")


def content_lines(body):
    unfolded = re.sub(r"\r?\n[ \t]", "", body)
    return sorted(line for line in re.split(r"\r?\n", unfolded) if line and not BOOKKEEPING.match(line))


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--raw"]
    if len(arguments) != 3:
        raise SystemExit(__doc__)
    server, raw = Server(*arguments), "--raw" in sys.argv
    holds = {
        unquote(urlsplit(url).path): {"kind": kind, "name": name, "items": dict(sorted(server.items(url, raw)))}
        for url, kind, name in server.collections()
    }
    json.dump(holds, sys.stdout, indent=1, sort_keys=True, ensure_ascii=False)
    print()


main()
