"""Bodies of requests, read up to a bound; how fast they must come is the server's to watch (`serving`)."""

from collections.abc import Callable

from starlette.requests import Request


class BodyTooLarge(Exception):
    """More bytes than the bound; nothing of them is kept."""


def _nothing(_: int) -> None:
    """Nobody counts."""


async def body_up_to(request: Request, most: int, arrived: Callable[[int], None] = _nothing) -> bytes:
    """The body, however its length was announced; `arrived` hears of each part's bytes before it is kept.

    Raises BodyTooLarge once more than `most` bytes have come.
    """
    body = bytearray()  # whatever parts it comes in, it takes no more than its bytes
    async for chunk in request.stream():
        if len(body) + len(chunk) > most:
            raise BodyTooLarge
        arrived(len(chunk))
        body += chunk
    return bytes(body)
