"""GraphQL over HTTP: in which media type to answer, with which status, and how much is read.

https://graphql.github.io/graphql-over-http/draft/ - in `application/graphql-response+json` a request that could not be
executed is a 4xx without `data`; in `application/json` every well-formed request is a 200.
"""

import asyncio

from cross_web import HTTPException, StarletteRequestAdapter
from starlette.requests import Request

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
_PATIENCE = 30.0  # seconds for a body to arrive


def answer_type(accept: str | None) -> str:
    """The media type that the client prefers; JSON for */* and for clients of before the specification."""
    wanted = sorted((_weighed(part) for part in (accept or "").split(",")), key=lambda one: -one[0])
    return next((name for _, name in wanted if name in (GRAPHQL, JSON)), JSON)


def _weighed(part: str) -> tuple[float, str]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    try:
        return float(quality), name
    except ValueError:
        return 0.0, name


class BoundedRequest(StarletteRequestAdapter):
    """A request whose body is read up to a bound of bytes and of time."""

    def __init__(self, request: Request, most: int) -> None:
        super().__init__(request)
        self._most = most

    async def get_body(self) -> bytes:
        """The body. Raises HTTPException 413 beyond the bound, 408 for one that does not arrive."""
        chunks, size = [], 0
        try:
            async with asyncio.timeout(_PATIENCE):
                async for chunk in self._request.stream():
                    size += len(chunk)
                    if size > self._most:
                        raise HTTPException(413, f"a request has at most {self._most} bytes")
                    chunks.append(chunk)
        except TimeoutError:
            raise HTTPException(408, "the request did not arrive") from None
        return b"".join(chunks)
