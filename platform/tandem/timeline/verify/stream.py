"""Events of chains as PostgreSQL sends them: the canonical bytes lie in the stream, ready to be hashed.

Binary COPY writes before each value its length in four bytes, big-endian; the canonical form has eight. An empty value
in front of each field gives the other four, so that one slice of the stream is what encoding 2 hashes. An event whose
slice does not give its stored hash, or that is of another encoding, is taken apart and judged by `hash_of`.
"""

from hashlib import sha256
from struct import Struct
from uuid import UUID

from tandem.timeline.composing import EVENT_COLUMNS
from tandem.timeline.encoding import genesis
from tandem.timeline.verify.faults import Fault, Tally
from tandem.timeline.verify.single import problem_in

Chain = tuple[bytes, bytes]  # the case file's id and the chain's name
Head = tuple[int, bytes]  # sequence and hash
_SIGNATURE = 19  # bytes before the first row
# Number of columns, then length and value each of: size of the canonical bytes, encoding, sequence, event, case file;
# and the length of the chain's name.
_FRONT = Struct(">h4xi4xh4xq4x16s4x16si")
_COLUMNS = 42
_LENGTH = (32).to_bytes(8, "big")
_HASH = 40  # the hash with its length in eight bytes, as it stands in the event after it
_FAST = 2  # the encoding that the stream is laid out for


class UnreadableEvents(Exception):
    """The table itself was altered, so that not even one event can be named."""


class Walk:
    """Follows chains through a stream of `events_sql`, compares their ends with heads, keeps what is wrong.

    `heads` loses each chain that was there.
    """

    def __init__(self, heads: dict[Chain, Head], tally: Tally) -> None:
        self._heads, self._tally = heads, tally
        self._faults: list[Fault] = []
        self._rest, self._begun, self._torn = b"", False, False
        self._chain: Chain | None = None
        self._sequence, self._event, self._previous = 0, b"", b""

    async def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream, cut anywhere."""
        data = self._rest + data
        position = 0 if self._begun else _SIGNATURE
        self._begun, end, view = self._begun or len(data) >= _SIGNATURE, len(data), memoryview(data)
        chain, sequence, event, previous = self._chain, self._sequence, self._event, self._previous
        events, unpack, front = 0, _FRONT.unpack_from, _FRONT.size
        # Every microsecond counts here: a call more for each event is a minute more for each hundred million.
        while position + front <= end and not self._torn:
            columns, size, encoding, place, event_id, case_file, length = unpack(data, position)
            start = position + front + length
            stop = start + size
            if columns != _COLUMNS or length < 0 or size < 0:
                self._torn = True
            elif stop + _HASH > end:
                break
            else:
                if chain is None or case_file != chain[0] or data[position + front : start] != chain[1]:
                    self._end(chain, sequence, event, previous)
                    chain = (case_file, data[position + front : start])
                    sequence, previous = 0, _LENGTH + genesis(UUID(bytes=case_file), chain[1].decode())
                stored, events = data[stop : stop + _HASH], events + 1
                if place != sequence + 1 or data[stop - _HASH : stop] != previous:
                    self._misplaced(chain, sequence, place, event_id)
                if encoding != _FAST or sha256(view[start:stop]).digest() != stored[8:]:
                    self._doubted(chain, place, event_id, problem_in(encoding, data[start:stop], stored[8:]))
                sequence, event, previous, position = place, event_id, stored, stop + _HASH
        if self._begun:
            self._rest = b"" if self._torn else data[position:]
        else:
            self._rest = data
        self._chain, self._sequence, self._event, self._previous = chain, sequence, event, previous
        self._tally.events += events

    def finish(self) -> list[Fault]:
        """Every fault, once the stream has ended; heads that are left belong to chains of which nothing is there.

        Raises UnreadableEvents.
        """
        self._end(self._chain, self._sequence, self._event, self._previous)
        if self._torn:
            if self._chain is None:
                raise UnreadableEvents("the first stored event cannot be read: a column is empty that never is")
            problem = "what is stored after it cannot be read: a column is empty that never is"
            self._add(self._chain, self._sequence, self._event, problem)
        for chain, (height, _) in self._heads.items():
            if height > 0 and not self._torn:
                self._add(chain, height, None, "the whole chain is missing")
        return self._faults

    def _end(self, chain: Chain | None, sequence: int, event: bytes, previous: bytes) -> None:
        if chain is None:
            return
        self._tally.chains += 1
        height, kept = self._heads.pop(chain, (0, b""))
        if height > sequence:
            problem = f"it is the last, and the kept head says {height} events: those after it are missing"
            self._add(chain, sequence, event, problem)
        elif height < sequence:
            self._add(chain, sequence, event, f"the kept head says {height} events: it was inserted")
        elif kept != previous[8:]:
            self._add(chain, sequence, event, "it is the last, and the kept head has another hash: it was exchanged")

    def _misplaced(self, chain: Chain, before: int, place: int, event: bytes) -> None:
        if place == before + 1:
            problem = f"it does not continue event {before}: that one, or this one, was exchanged"
        else:
            problem = f"event {before + 1} is missing before it"
        self._add(chain, place, event, problem)

    def _doubted(self, chain: Chain, place: int, event: bytes, problem: str | None) -> None:
        if problem is not None:
            self._add(chain, place, event, problem)

    def _add(self, chain: Chain, sequence: int, event: bytes | None, problem: str) -> None:
        event_id = UUID(bytes=event) if event else None
        self._faults.append(Fault(UUID(bytes=chain[0]), chain[1].decode(), sequence, event_id, problem))


def events_sql(source: str) -> str:
    """What COPY sends for `Walk`: `source` follows FROM and names `timeline_events` or a partition `event`."""
    return f"SELECT {_SELECTED} FROM {source} ORDER BY event.case_file_id, event.chain, event.sequence"


# PostgreSQL counts instants from 2000, 262,968 hours after 1970. The bounds keep the stream readable whatever somebody
# wrote into the table; no true event is near them.
_LAST = "timestamptz '9999-12-31 00:00Z'"
_FIELDS = (
    "'tandem/timeline/event/2'::bytea",
    "event.case_file_id",
    "event.agency_id",
    "event.creditor_id",
    "event.chain",
    "event.sequence",
    "event.id",
    "event.key_id",
    "event.kind",
    "event.milestone",
    f"least(event.occurred_at, {_LAST}) + interval '262968 hours'",
    f"least(event.recorded_at, {_LAST}) + interval '262968 hours'",
    "coalesce(uuid_send(event.supersedes), '')",
    "event.public",
    "event.sealed",
    "event.commitment",
    "event.previous_hash",
    "CASE octet_length(event.hash) WHEN 32 THEN event.hash ELSE decode(repeat('00', 32), 'hex') END",
)
_VARIABLE = " + ".join(
    f"octet_length(event.{name})" for name in ("chain", "kind", "public", "sealed", "commitment", "previous_hash")
)
_NEVER_EMPTY = ", ".join(
    f"event.{name}" for name in EVENT_COLUMNS if name not in ("case_file_id", "chain", "sequence", "supersedes")
)
# 17 lengths of eight bytes, and 128 bytes of fields that always have the same length; -1 where one is empty that never
# is, because then the stream cannot be followed.
_SELECTED = (
    f"CASE WHEN ({_NEVER_EMPTY}) IS NOT NULL "
    f"THEN 264 + {_VARIABLE} + CASE WHEN event.supersedes IS NULL THEN 0 ELSE 16 END ELSE -1 END, "
    "coalesce(event.encoding, 0::int2), event.sequence, "
    "coalesce(event.id, '00000000-0000-0000-0000-000000000000'), event.case_file_id, event.chain, "
    + ", ".join(f"''::bytea, {field}" for field in _FIELDS)
)
