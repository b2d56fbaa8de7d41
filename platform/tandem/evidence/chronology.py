"""The chronology: every event of the exported chains with its sentence, in the order in which things happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from tandem.contacts.receipts import provider_name
from tandem.kit import texts
from tandem.timeline import Chain
from tandem.timeline.sentences import sentence

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One event for a reader; `who` is empty for the system itself."""

    occurred_at: datetime
    recorded_at: datetime
    who: str
    sentence: str
    chain: Chain
    sequence: int
    hash: str
    # The number of the event of the same chain that this one corrects.
    corrects: int | None
    # A later event of the same chain corrects it.
    is_corrected: bool


def chronology(records: Iterable[Mapping[str, Any]], locale: str) -> list[Line]:
    """The lines of records as `timeline.export` gives them."""
    kept = list(records)
    numbers = {record["id"]: record["sequence"] for record in kept}
    corrected = {record["supersedes"] for record in kept if record["supersedes"]}
    lines = [
        Line(
            occurred_at=_instant(record["occurred_at"]),
            recorded_at=_instant(record["recorded_at"]),
            who=_who(record, locale),
            sentence=_sentence(record, locale),
            chain=Chain(record["chain"]),
            sequence=record["sequence"],
            hash=record["hash"],
            corrects=numbers.get(record["supersedes"]),
            is_corrected=record["id"] in corrected,
        )
        for record in kept
    ]
    return sorted(lines, key=lambda line: (line.occurred_at, line.recorded_at, line.chain, line.sequence))


def _sentence(record: Mapping[str, Any], locale: str) -> str:
    return sentence(record["kind"], orjson.loads(record["public"])["data"], locale, chain=Chain(record["chain"]))


def _who(record: Mapping[str, Any], locale: str) -> str:
    """The person and their organization; whoever was erased is told by the organization alone."""
    actor = orjson.loads(record["public"])["actor"]
    name = actor.get("name")  # in the first encoding the name was public
    if "disclosed" in record and record["encoding"] > 1:
        name = orjson.loads(record["disclosed"]["plaintext"])["actor"]["name"]
    if name and actor["kind"] == "provider":
        return provider_name(name)
    said = ", ".join(part for part in (name, actor["organization"]) if part)
    return said or texts.render(f"evidence.actor.{actor['kind']}", locale)


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
