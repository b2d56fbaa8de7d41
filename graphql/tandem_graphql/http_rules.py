"""GraphQL over HTTP: in which media type to answer, with which status, and how much is read.

https://graphql.github.io/graphql-over-http/draft/ - in `application/graphql-response+json` a request that could not be
executed is a 4xx without `data`; in `application/json` every well-formed request is a 200.
"""

from cross_web import HTTPException, StarletteRequestAdapter

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
MOST = 1_000_000  # bytes of a body


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
    """A request whose body is read up to a bound."""

    async def get_body(self) -> bytes:
        """The body. Raises HTTPException 413 beyond the bound."""
        chunks, size = [], 0
        async for chunk in self._request.stream():
            size += len(chunk)
            if size > MOST:
                raise HTTPException(413, f"a request has at most {MOST} bytes")
            chunks.append(chunk)
        return b"".join(chunks)
