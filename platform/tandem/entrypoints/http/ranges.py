"""Parts of a file as players ask for them (RFC 9110, 14): one range of bytes, or the whole."""

import re

from starlette.responses import Response

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def part_of(sound: bytes, asked: str | None) -> Response:
    """The range that was asked for, 416 for one beyond the end; the whole for none, several, or what is no range."""
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    found = _RANGE.fullmatch(asked or "")
    if found is None or found.groups() == ("", ""):
        return Response(sound, media_type="audio/wav", headers=headers)
    first, last = found.groups()
    start = int(first) if first else max(0, len(sound) - int(last))
    end = min(int(last), len(sound) - 1) if first and last else len(sound) - 1
    if start > end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(sound)}"})
    headers["Content-Range"] = f"bytes {start}-{end}/{len(sound)}"
    return Response(sound[start : end + 1], 206, headers, media_type="audio/wav")
