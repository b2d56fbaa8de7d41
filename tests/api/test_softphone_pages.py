"""Calls in the browser: what pages are allowed for them, by the setting alone, and who loads their code."""

import re

from starlette.applications import Starlette
from starlette.testclient import TestClient

from tandem.entrypoints.http.security import HEADERS, page_policy
from tandem.entrypoints.http.static import BuiltApp
from tandem_channels.twilio_browser import EDGES

# Words of Twilio's SDK that no code of ours has: where it signals.
_SDK = b"voice-js."


def headers_of_a_page(*, softphone: bool) -> dict[str, str]:
    client = TestClient(Starlette(routes=BuiltApp(softphone=softphone).routes))
    return dict(client.get("/").headers)


def policy(text: str) -> dict[str, list[str]]:
    found = {}
    for directive in text.split("; "):
        name, *sources = directive.split()
        found[name] = sources
    return found


def test_without_the_setting_pages_reach_us_alone_and_no_microphone() -> None:
    told = headers_of_a_page(softphone=False)

    assert policy(told["content-security-policy"])["connect-src"] == ["'self'"]
    assert policy(told["content-security-policy"])["media-src"] == ["'self'"]
    assert "permissions-policy" not in told  # the outermost middleware adds its own
    assert "microphone=()" in HEADERS["Permissions-Policy"]


def test_with_it_they_reach_the_provider_of_calls_and_nobody_else() -> None:
    told = headers_of_a_page(softphone=True)

    without, allowed = policy(page_policy("n")), policy(told["content-security-policy"])
    changed = {
        name for name in without if name != "script-src" and name != "style-src" and without[name] != allowed[name]
    }
    assert changed == {"connect-src", "media-src"}
    assert allowed["script-src"][1:] == ["'strict-dynamic'"]
    hosts = allowed["connect-src"][1:]
    assert all(re.fullmatch(r"(wss|https)://[a-z0-9.-]+\.twilio\.com", host) for host in hosts)
    assert {f"wss://voice-js.{edge}.twilio.com" for edge in EDGES.values()} <= set(hosts)
    assert told["permissions-policy"] == HEADERS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")


def test_the_code_of_calls_is_fetched_by_whoever_opens_a_line_on_the_computer() -> None:
    app = BuiltApp()
    assert app.index is not None, "the web app is not built: run `make web`"
    scripts = {path: text for path, text in app.files.items() if path.endswith(".js")}

    [holder] = [path for path, text in scripts.items() if _SDK in text]

    name = re.escape(holder.rpartition("/")[2])
    loaded_at_once = re.compile(rf"""(?:from|import)\s*["'`][^"'`]*{name}""".encode())
    asked_for = re.compile(rf"""import\(\s*["'`][^"'`]*{name}""".encode())
    assert name.encode() not in app.index.encode()
    assert [path for path, text in scripts.items() if loaded_at_once.search(text)] == []
    assert len([path for path, text in scripts.items() if asked_for.search(text)]) == 1
