"""From where a request came, as `tandem web` sets its server up: who is named as a proxy is believed, nobody else."""

from base64 import b64encode
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tandem.entrypoints import cli
from tandem.entrypoints.http import serving
from tandem.entrypoints.http.caller import CallerAddress
from tandem.organizations.audit import caller
from tandem_graphql.senders import network_of
from tests.support.services import MASTER_KEY

PROXIES = "10.0.0.0/8, 2001:db8:9::/48,192.0.2.200"
PROXY, FAR_PROXY, STRANGER, CLIENT = "10.1.2.3", "192.0.2.200", "203.0.113.9", "198.51.100.4"


async def _told(request: Request) -> JSONResponse:
    """Whose counters a try at a password would fill, and whose points a request would spend."""
    return JSONResponse([caller.address(), network_of(request)])


def _options(monkeypatch: pytest.MonkeyPatch, proxies: str) -> dict[str, Any]:
    """What `tandem web` hands to uvicorn with this setting."""
    taken: dict[str, Any] = {}
    for name in ("MASTER_KEY", "SECRET_KEY"):
        monkeypatch.setenv(f"TANDEM_{name}", b64encode(MASTER_KEY).decode())
    monkeypatch.setenv("TANDEM_WEB_DATABASE_URL", "postgresql://web@127.0.0.1/none")
    monkeypatch.setenv("TANDEM_TRUSTED_PROXIES", proxies)
    monkeypatch.setattr(cli, "_refuse_pending_migrations", lambda *_: None)
    monkeypatch.setattr(cli, "refuse_unerased", lambda *_: None)
    monkeypatch.setattr(serving, "configure", lambda _: None)
    monkeypatch.setattr(uvicorn, "run", lambda _, **options: taken.update(options))
    cli.web(reload=False)
    return taken


async def _seen(options: dict[str, Any], peer: str, *forwarded: str) -> list[str]:
    """The address that our application sees behind uvicorn's own middleware."""
    app = Starlette(routes=[Route("/", _told)], middleware=[Middleware(CallerAddress)])
    proxying = {name: options[name] for name in ("proxy_headers", "forwarded_allow_ips")}
    config = uvicorn.Config(app, lifespan="off", log_config=None, **proxying)
    config.load()
    transport = httpx2.ASGITransport(app=config.loaded_app, client=(peer, 40_000))
    async with httpx2.AsyncClient(transport=transport, base_url="http://tandem.example") as http:
        answer = await http.get("/", headers=[("x-forwarded-for", one) for one in forwarded])
    return [str(one) for one in answer.json()]


@pytest.mark.parametrize(
    ("case", "proxies", "peer", "forwarded", "address"),
    [
        ("no proxy is named", "", STRANGER, [CLIENT], STRANGER),
        ("none is named, on this machine", "", "127.0.0.1", [CLIENT], "127.0.0.1"),
        ("a stranger forges it", PROXIES, STRANGER, [CLIENT], STRANGER),
        ("a stranger says to be a proxy", PROXIES, STRANGER, [f"{CLIENT}, {PROXY}"], STRANGER),
        ("this machine is not named", PROXIES, "127.0.0.1", [CLIENT], "127.0.0.1"),
        ("a proxy says it", PROXIES, PROXY, [CLIENT], CLIENT),
        ("a proxy by its address", PROXIES, FAR_PROXY, [CLIENT], CLIENT),
        ("a proxy over IPv6", PROXIES, "2001:db8:9::1", [CLIENT], CLIENT),
        ("a proxy says nothing", PROXIES, PROXY, [], PROXY),
        ("a client forges what the proxy adds to", PROXIES, PROXY, [f"192.0.2.1, {STRANGER}"], STRANGER),
        ("in a header of its own", PROXIES, PROXY, ["192.0.2.1", STRANGER], STRANGER),
        ("two proxies", PROXIES, PROXY, [f"192.0.2.1, {CLIENT}, {FAR_PROXY}"], CLIENT),
        ("with its port", PROXIES, PROXY, [f"{CLIENT}:51000"], CLIENT),
    ],
)
async def test_what_is_said_of_the_address_counts_from_a_named_proxy_alone(
    monkeypatch: pytest.MonkeyPatch, case: str, proxies: str, peer: str, forwarded: list[str], address: str
) -> None:
    options = _options(monkeypatch, proxies)

    assert await _seen(options, peer, *forwarded) == [address, address], case


async def test_an_address_over_ipv6_comes_through_whole_and_spends_from_its_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = _options(monkeypatch, PROXIES)

    assert await _seen(options, PROXY, "2001:db8:0:1:2:3:4:5") == ["2001:db8:0:1:2:3:4:5", "2001:db8:0:1::"]
