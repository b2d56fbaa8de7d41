"""What a forger with the whole database, and Tandem's own code, would do: make a chain anew from some event on."""

from uuid import UUID

import asyncpg

from tandem.timeline.encoding import Envelope, hash_of


async def chain_again(owner: asyncpg.Connection, case_file_id: UUID, chain: str, sequence: int) -> None:
    """Turn one event's milestone mark and give it, all after it and the head new hashes: the chain agrees again."""
    names = [name for name in Envelope.__dataclass_fields__ if name != "event_id"]
    rows = await owner.fetch(
        "SELECT * FROM timeline_events WHERE case_file_id = $1 AND chain = $2 AND sequence >= $3 ORDER BY sequence",
        case_file_id,
        chain,
        sequence,
    )
    previous = rows[0]["previous_hash"]
    for row in rows:
        fields = {name: row[name] for name in names} | {"event_id": row["id"], "previous_hash": previous}
        if row["sequence"] == sequence:
            fields["milestone"] = not fields["milestone"]
        previous = hash_of(Envelope(**fields))
        await owner.execute(
            "UPDATE timeline_events SET milestone = $4, previous_hash = $5, hash = $6 "
            "WHERE case_file_id = $1 AND chain = $2 AND sequence = $3",
            case_file_id,
            chain,
            row["sequence"],
            fields["milestone"],
            fields["previous_hash"],
            previous,
        )
    await owner.execute(
        "UPDATE timeline_heads SET hash = $3 WHERE case_file_id = $1 AND chain = $2", case_file_id, chain, previous
    )
