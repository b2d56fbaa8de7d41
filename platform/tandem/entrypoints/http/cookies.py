"""The two cookies: the session, and that this browser has signed in before. Neither can be read by a page."""

from ipaddress import ip_network

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from tandem.kit import clock
from tandem.organizations.audit import caller
from tandem.organizations.devices import described, device_of, new_device
from tandem.organizations.sign_in import Browser, SignedIn

# __Host-: only this host, only over https or loopback, only for the path /.
COOKIE = "__Host-tandem"
DEVICE = "__Host-tandem-device"
_DEVICE_LIFE = 180 * 86_400  # seconds, from the last sign-in


def browser_of(request: HTTPConnection) -> Browser:
    """From where a request comes, as a session keeps it."""
    name, platform = described(request.headers.get("user-agent", ""))
    device, former = device_of(request.cookies.get(DEVICE)), request.cookies.get(COOKIE)
    return Browser(name, platform, _network(caller.address()), device, former)


def remember(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Give the session's cookie, and the one of a browser that is known from now on."""
    keep_secret(response, signed_in.secret, int((signed_in.until - clock.now()).total_seconds()))
    if signed_in.email:
        device = (browser_of(request).device or new_device()).having(signed_in.email)
        response.set_cookie(
            DEVICE, device.cookie(), max_age=_DEVICE_LIFE, secure=True, httponly=True, samesite="lax", path="/"
        )


def keep_secret(response: Response, secret: str, seconds: int) -> None:
    """The session's cookie alone."""
    response.set_cookie(COOKIE, secret, max_age=seconds, secure=True, httponly=True, samesite="lax", path="/")


def forget(response: Response) -> None:
    """Take the session's cookie away; the browser stays known."""
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")


def _network(address: str | None) -> str:
    """Enough of an address for its owner to know it again, and no more: a /24, or a /48."""
    if address is None:
        return ""
    bits = 48 if ":" in address else 24
    return str(ip_network((address, bits), strict=False))
