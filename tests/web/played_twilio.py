"""Twilio as its Voice SDK sees it from a page: the socket of its signalling, the sound's other end, its files.

The SDK is the one that the page loaded. Its token and its call are handed to the sandbox, which calls the voice address
of the agency's TwiML app as Twilio does; the sound is answered by a second connection in the page itself.
"""

import io
import json
import re
import wave
from functools import cache
from urllib.parse import parse_qs

import aiohttp
from playwright.async_api import Page, Route, WebSocketRoute

from tests.web.product import Product

_HOSTS = re.compile(r"^(?:https|wss)://[a-z0-9.-]+\.twilio\.com/")
_ANSWERED = """async (sdp) => {
    const other = (window.tandemTestOther = new RTCPeerConnection());
    await other.setRemoteDescription({ type: "offer", sdp });
    await other.setLocalDescription(await other.createAnswer());
    while (other.iceGatheringState !== "complete") await new Promise((done) => setTimeout(done, 20));
    return other.localDescription.sdp;
}"""


@cache
def _silence() -> bytes:
    """A sound that every browser decodes, for the SDK's own: a tenth of a second of nothing."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return kept.getvalue()


async def play_twilio(page: Page, product: Product, *, reachable: bool = True) -> None:
    """From now on this page meets the played Twilio; `reachable` False: none of its sockets is ever answered."""

    async def file(route: Route) -> None:
        await route.fulfill(status=200, body=_silence(), headers={"Access-Control-Allow-Origin": "*"})

    def socket(route: WebSocketRoute) -> None:
        token = ""

        async def hear(text: str | bytes) -> None:
            nonlocal token
            told = json.loads(text) if str(text).strip() else {}
            payload = told.get("payload", {})
            if told.get("type") == "listen":
                token = payload["token"]
                route.send(json.dumps({"type": "connected", "payload": {"edge": "dublin", "region": "us1"}}))
            elif told.get("type") == "invite":
                params = {name: one for name, [one] in parse_qs(payload["twilio"]["params"]).items()}
                async with (
                    aiohttp.ClientSession() as http,
                    http.post(
                        f"{product.sandbox_url}/sandbox/api/browsers", json={"token": token, "params": params}
                    ) as answer,
                ):
                    assert answer.status == 201, await answer.text()
                    sid = (await answer.json())["sid"]
                sdp = await page.evaluate(_ANSWERED, payload["sdp"])
                answered = {"callsid": payload["callsid"], "sdp": sdp}
                route.send(json.dumps({"type": "answer", "payload": answered}))
                left[payload["callsid"]] = sid
            elif told.get("type") == "hangup" and payload["callsid"] in left:
                async with aiohttp.ClientSession() as http:
                    await http.delete(f"{product.sandbox_url}/sandbox/api/browsers/{left.pop(payload['callsid'])}")

        if reachable:
            route.on_message(hear)

    left: dict[str, str] = {}
    await page.route(_HOSTS, file)
    await page.route_web_socket(_HOSTS, socket)
