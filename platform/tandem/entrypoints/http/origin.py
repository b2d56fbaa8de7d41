"""Cross-site requests: a browser names its origin, and only our own may act with the cookie."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_ours(connection: HTTPConnection) -> bool:
    """Whether the request comes from our own pages: its Origin is the public address, or it names none.

    On a developer's machine any loopback origin passes, so that Vite's server on another port works.
    """
    origin = connection.headers.get("origin")
    if origin is None:
        # Not a browser's cross-site request: those always name their origin on POST and WebSocket.
        return True
    public: str = connection.app.state.public_url
    try:
        given, own = urlsplit(origin), urlsplit(public)
    except ValueError:  # no address at all
        return False
    if own.hostname in _LOOPBACK:
        return given.hostname in _LOOPBACK
    return (given.scheme, given.netloc) == (own.scheme, own.netloc)
