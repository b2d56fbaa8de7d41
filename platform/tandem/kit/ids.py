"""Identifiers: UUIDv7, made by the application so that PostgreSQL 15 needs no extension."""

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_millisecond = 0  # of the last id that this process made
_counter = 0


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, 42 of a counter, 32 random ones: newer ids sort after older.

    The ids which one process makes in one millisecond are in the order in which it made them: the counter begins
    anywhere in the lower half of its range and grows by steps of random length (§6.2, method 2), so that two ids do
    not tell how many were made between them.
    """
    global _millisecond, _counter
    now = time.time_ns() // 1_000_000
    with _lock:
        if now == _millisecond:
            _counter += 1 + secrets.randbits(24)
        else:
            _millisecond, _counter = now, secrets.randbits(41)
        counter = _counter
    value = (now & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | (counter >> 30 & 0xFFF) << 64
    value |= 0b10 << 62 | (counter & 0x3FFF_FFFF) << 32 | secrets.randbits(32)
    return UUID(int=value)
