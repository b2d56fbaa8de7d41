"""Bodies of requests, read up to a bound; how fast they must come is the server's to watch (`serving`)."""

from starlette.requests import Request


class BodyTooLarge(Exception):
    """More bytes than the bound; nothing of them is kept."""


async def body_up_to(request: Request, most: int) -> bytes:
    """The body, however its length was announced. Raises BodyTooLarge once more than `most` bytes have come."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise BodyTooLarge
        chunks.append(chunk)
    return b"".join(chunks)
