"""The API equals the screens: whatever the web app asks of the server goes through GraphQL, or stands here with why.

Every way that a browser has out of a page is looked for in the sources; one that is not listed is a back door that an
integrator on either side would not have.
"""

import re
from pathlib import Path

from tests.api.surfaces import ROUTES

FRONTEND = Path(__file__).parents[2] / "frontend"
SOURCES = {
    path.relative_to(FRONTEND / "src").as_posix(): path.read_text()
    for path in sorted((FRONTEND / "src").rglob("*.ts*"))
    if ".test." not in path.name and path.name != "schema.d.ts" and "locales" not in path.parts
}
_DOORS = re.compile(
    r"\bfetch\(|new XMLHttpRequest|new WebSocket|new EventSource|sendBeacon\(|serviceWorker|\bimportScripts\("
    r"|new (?:Shared)?Worker\(|\bcreateClient\(|new Client\(|window\.open\(|location\.replace\("
    r"|location(?:\.href)? = |<form[^>]*\saction=|<iframe[^>]*\ssrc="
)
# Where the app speaks to the server, by what, and why it may.
DOORS = {
    ("api/client.ts", "new Client("): "queries and mutations, to /graphql",
    ("api/live.ts", "createClient("): "subscriptions, to /graphql by WebSocket",
    ("api/upload.ts", "new XMLHttpRequest"): "the bytes of a file, to the signed address that a mutation answered with",
    ("sign-in/session.ts", "fetch("): "/auth: passwords, codes and cookies never pass through GraphQL",
}
# What the app names by its path. Everything else under /files comes signed out of an answer of the API.
PATHS = {
    ("api/client.ts", "/graphql"),
    ("api/live.ts", "/graphql"),
    ("sign-in/session.ts", "/auth/"),
}
# What the browser loads or opens by itself: an address out of an answer of the API ends in `url`; the rest is here.
_ADDRESS = re.compile(r"\s(?:href|src)=(?:\{((?:[^{}]|\{[^}]*\})*)\}|\"([^\"]*)\")|location\.assign\(([^)]*)\)")
_OF_AN_ANSWER = re.compile(r"\w+(\??\.\w+)*\??\.(url|\w+Url)")
ADDRESSES = {
    "#main": "a place on the page",
    "/favicon.svg": "a picture of the build",
    "telephone": "tel: and the number of a contact point, for the device to dial",
    "enrolment.picture": "the code to scan, in the page itself (data:), from /auth",
    '"/"': "a page of the app, loaded anew after a sign-in",
    '"/sign-in"': "a page of the app, loaded anew after a sign-out",
    '"/sign-in?next=/account"': "a page of the app",
    "`/rules?country=${verdict.packVersion.slice(0, 2)}`": "a page of the app, beside what is being written",
    'next ?? "/"': "a page of the app: `next` is read by routes/sign-in.tsx, which leads nowhere else",
}


def test_the_sources_are_found() -> None:
    assert len(SOURCES) > 150
    assert all(file in SOURCES for file, _ in DOORS)


def test_every_way_to_the_server_is_listed_with_its_reason() -> None:
    found = {(file, door) for file, text in SOURCES.items() for door in _DOORS.findall(text)}

    assert found == DOORS.keys()
    assert all(DOORS.values())


def test_no_route_is_named_but_graphql_and_auth() -> None:
    roots = "|".join(sorted({re.escape(route.split("/")[1]) for route in ROUTES}))
    named = re.compile(rf"""["'`](/(?:{roots})(?:/|\b))""")

    assert {(file, path) for file, text in SOURCES.items() for path in named.findall(text)} == PATHS


def test_what_the_browser_opens_by_itself_comes_out_of_an_answer() -> None:
    addresses = {one.strip() for text in SOURCES.values() for pair in _ADDRESS.findall(text) for one in pair if one}
    others = {one for one in addresses if not _OF_AN_ANSWER.fullmatch(one)}

    assert others == ADDRESSES.keys()
    assert len(addresses) > len(others)
