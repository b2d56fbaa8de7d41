"""Half a million chained events, the same at every run: case files by SQL, events by COPY, heads last."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from tandem.entrypoints.bench.setting import AGENCY, CREDITOR
from tandem.timeline.composing import EVENT_COLUMNS
from tandem.timeline.encoding import ENCODING, Envelope, genesis, hash_of

EVENTS = 500_000
# Events of each chain of a case file: most of what happens is shared.
_LENGTHS = {"agency": 6, "creditor": 4, "parties": 15}
_START = datetime(2026, 1, 1, tzinfo=UTC)
_KIND = "contact_state_changed"
_PUBLIC = (
    '{"actor":{"kind":"system","membership":null,"organization":"Cabinet Lenoir Recouvrement"},'
    '"data":{"attempt_id":"%s","channel":"sms","code":null,"from_state":"accepted","to_state":"delivered"}}'
)
_Heads = list[tuple[UUID, str, UUID, UUID, int, bytes]]


async def load(owner: asyncpg.Connection) -> int:
    """Fill a database that `setting.prepare` made with EVENTS valid events; returns their number.

    What is sealed is noise of the usual size: neither hashing nor verifying opens it.
    """
    case_files = [row["id"] for row in await owner.fetch(_CASE_FILES, EVENTS // sum(_LENGTHS.values()))]
    heads: _Heads = []
    await owner.copy_records_to_table(
        "timeline_events", columns=list(EVENT_COLUMNS), records=_events(case_files, heads)
    )
    columns = ["case_file_id", "chain", "agency_id", "creditor_id", "sequence", "hash"]
    await owner.copy_records_to_table("timeline_heads", columns=columns, records=heads)
    await owner.execute("ANALYZE timeline_events, timeline_heads")
    return sum(head[4] for head in heads)


def _events(case_files: list[UUID], heads: _Heads) -> Iterator[tuple[object, ...]]:
    """Rows of EVENT_COLUMNS, round after round over all chains, as they would come to be; fills `heads`."""
    chance = random.Random(0)  # noqa: S311 (the same at every run)
    chains = [(case_file_id, chain) for case_file_id in case_files for chain in _LENGTHS]
    last = {chain: genesis(*chain) for chain in chains}
    for sequence in range(1, max(_LENGTHS.values()) + 1):
        for number, (case_file_id, chain) in enumerate(chains):
            if sequence > _LENGTHS[chain]:
                continue
            at = _START + timedelta(hours=sequence, milliseconds=number)
            envelope = Envelope(
                encoding=ENCODING,
                case_file_id=case_file_id,
                agency_id=AGENCY,
                creditor_id=CREDITOR,
                chain=chain,
                sequence=sequence,
                event_id=UUID(bytes=chance.randbytes(16)),
                key_id=case_file_id,
                kind=_KIND,
                milestone=False,
                occurred_at=at,
                recorded_at=at,
                supersedes=None,
                public=_PUBLIC % case_file_id,
                sealed=chance.randbytes(12 + 32 + 80 + 16),
                commitment=chance.randbytes(32),
                previous_hash=last[case_file_id, chain],
            )
            last[case_file_id, chain] = hash_of(envelope)
            yield _row(envelope, last[case_file_id, chain])
    heads += [
        (case_file_id, chain, AGENCY, CREDITOR, _LENGTHS[chain], last[case_file_id, chain])
        for case_file_id, chain in chains
    ]


def _row(envelope: Envelope, hash_: bytes) -> tuple[object, ...]:
    values = {"id": envelope.event_id, "hash": hash_}
    return tuple(values.get(name) or getattr(envelope, name) for name in EVENT_COLUMNS)


# Copies of one case file that is there, under ids of their own and without claims.
_CASE_FILES = """
WITH one AS (SELECT * FROM case_files ORDER BY reference LIMIT 1),
made AS (SELECT md5('tandem bench ' || number)::uuid AS id, number FROM generate_series(1, $1) number),
debtor AS (
    INSERT INTO debtors
    SELECT (jsonb_populate_record(debtors, jsonb_build_object('id', made.id, 'reference', made.id))).*
    FROM debtors JOIN one ON debtors.id = one.debtor_id, made
)
INSERT INTO case_files
SELECT (jsonb_populate_record(one::case_files, jsonb_build_object(
    'id', made.id, 'debtor_id', made.id, 'reference', format('LOAD-%s', made.number),
    'principal', 0, 'outstanding', 0, 'claim_count', 0))).*
FROM one, made RETURNING id
"""
