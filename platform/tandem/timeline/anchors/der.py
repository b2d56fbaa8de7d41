"""Puts the certificates of a time-stamp answer in the order that DER asks for.

Authorities that run on OpenSSL send them in another one, and the strict reader of `rfc3161-client` refuses the whole
answer. No signature covers the order, so a copy in order is as good; what is kept is the answer as it came.
"""

from collections.abc import Iterator


def sets_in_order(answer: bytes) -> bytes:
    """A copy of the answer with its certificates in order. Raises ValueError when it is cut off or not DER."""
    # TimeStampResp { status, token { id, [0] { SignedData { version, algorithms, content, [0] certificates … } } } }
    parts = list(_elements(answer, *_inside(answer, 0, len(answer))))
    if len(parts) < 2:
        return answer  # a refusal carries no token
    at = parts[1][0]
    for place in (1, 0):
        parts = list(_elements(answer, *_inside(answer, at, len(answer))))
        if len(parts) <= place:
            raise ValueError("it is not a token")
        at = parts[place][0]
    for start, end in _elements(answer, *_inside(answer, at, len(answer))):
        if answer[start] == 0xA0:
            inner, last = _inside(answer, start, end)
            certificates = sorted(answer[one:other] for one, other in _elements(answer, inner, last))
            return answer[:inner] + b"".join(certificates) + answer[last:]
    return answer


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        _, last = _inside(data, start, end)
        yield start, last
        start = last


def _inside(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the contents of the element at `start` begin and end."""
    if start + 2 > end:
        raise ValueError("it is cut off")
    length, begin = data[start + 1], start + 2
    if length >= 0x80:
        octets = length - 0x80
        if not 1 <= octets <= 4:
            raise ValueError("it is not DER")
        begin += octets
        length = int.from_bytes(data[start + 2 : begin], "big")
    if begin + length > end:
        raise ValueError("it is cut off")
    return begin, begin + length
