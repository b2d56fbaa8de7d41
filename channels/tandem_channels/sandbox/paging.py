"""Twilio's pages: `Page` counted from 0, `PageSize` up to 1000, and the address of the next one."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request


def page_of(request: Request, key: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """One page of `found` in the envelope of the 2010 API."""
    query = dict(request.query_params)
    size = min(int(query.get("PageSize", "50")), 1000)
    number = int(query.get("Page", "0"))
    start = number * size
    path = request.url.path

    def address(page: int) -> str:
        return f"{path}?{urlencode(query | {'Page': str(page), 'PageSize': str(size)})}"

    shown = found[start : start + size]
    return {
        key: shown,
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + max(len(shown) - 1, 0),
        "uri": address(number),
        "first_page_uri": address(0),
        "previous_page_uri": address(number - 1) if number else None,
        "next_page_uri": address(number + 1) if start + size < len(found) else None,
    }
