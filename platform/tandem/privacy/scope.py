"""Whose rows: one debtor under some mandates, in the few words that the registry's conditions are written in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tandem.kit import database

# Word -> SQL type and how it is found, in order; a later one may use those before. `:debtor` and `:mandates` are given.
WORDS: dict[str, tuple[str, str]] = {
    "case_files": (
        "uuid[]",
        "coalesce((SELECT array_agg(id ORDER BY id) FROM case_files "
        "WHERE debtor_id = :debtor AND mandate_id = ANY (:mandates)), '{}')",
    ),
    "keys": (
        "uuid[]",
        "coalesce((SELECT array_agg(id ORDER BY id) FROM timeline_keys "
        "WHERE debtor_id = :debtor AND mandate_id = ANY (:mandates)), '{}')",
    ),
    "agency": ("uuid", "(SELECT agency_id FROM debtors WHERE id = :debtor)"),
    "reference": ("text", "(SELECT reference FROM debtors WHERE id = :debtor)"),
    # Numbers and addresses, also those that were written to and have been changed since.
    "addresses": (
        "text[]",
        "coalesce((SELECT array_agg(DISTINCT value) FROM ("
        "SELECT value FROM contact_points WHERE case_file_id = ANY (:case_files) UNION "
        "SELECT to_address FROM contact_attempts WHERE case_file_id = ANY (:case_files)) known), '{}')",
    ),
    # Placements that are over and name the person: a draft is its creditor's alone, and short-lived.
    "batches": (
        "uuid[]",
        "coalesce((SELECT array_agg(b.id ORDER BY b.id) FROM placement_batches b "
        "WHERE b.mandate_id = ANY (:mandates) AND b.state IN ('submitted', 'accepted', 'failed', 'abandoned') AND ("
        "EXISTS (SELECT FROM claims c WHERE c.batch_id = b.id AND c.case_file_id = ANY (:case_files)) "
        "OR EXISTS (SELECT FROM placement_rows r WHERE r.batch_id = b.id "
        "AND r.parsed -> 'debtor' ->> 'reference' = :reference) OR jsonb_exists(:lines, b.id::text))), '{}')",
    ),
    # What was done for the person, as requests that were answered name it.
    "results": (
        "uuid[]",
        "coalesce((SELECT array_agg(id) FROM ("
        "SELECT id FROM contact_attempts WHERE case_file_id = ANY (:case_files) UNION ALL "
        "SELECT id FROM claim_interruptions WHERE case_file_id = ANY (:case_files) UNION ALL "
        "SELECT id FROM payments WHERE case_file_id = ANY (:case_files)) made), '{}')",
    ),
}
GIVEN = {"debtor": "uuid", "mandates": "uuid[]"}
# Only an erasure knows these: what reading the placement files found, keyed hashes of addresses, and the instant.
_ERASING = {"lines": "'{}'::jsonb", "hashes": "'{}'::jsonb", "at": "now()"}


@dataclass(frozen=True, slots=True)
class Scope:
    """The values of the words for one person, as the acting organization sees them."""

    debtor: UUID
    mandates: tuple[UUID, ...]
    case_files: tuple[UUID, ...]
    keys: tuple[UUID, ...]
    agency: UUID | None
    reference: str | None
    addresses: tuple[str, ...]
    batches: tuple[UUID, ...]
    results: tuple[UUID, ...]

    @property
    def values(self) -> dict[str, object]:
        """Each word with its value as a query takes it."""
        found = {word: getattr(self, word) for word in (*GIVEN, *WORDS)}
        return {word: list(value) if isinstance(value, tuple) else value for word, value in found.items()}


async def scope_of(debtor: UUID, mandates: Sequence[UUID]) -> Scope:
    """Look the words up, inside the open transaction."""
    found: dict[str, Any] = {"debtor": debtor, "mandates": list(mandates)}
    for word, (_, sql) in WORDS.items():
        statement, args = bound(f"SELECT {sql} AS value", found)
        row = await database.row(statement, *args)
        found[word] = row["value"] if row else None
    values: dict[str, Any] = {word: tuple(value) if isinstance(value, list) else value for word, value in found.items()}
    return Scope(**values)


def bound(sql: str, values: Mapping[str, object]) -> tuple[str, list[object]]:
    """SQL with its words as numbered arguments of their types, and the arguments."""
    args: list[object] = []
    places: dict[str, str] = dict(_ERASING)

    def place(match: re.Match[str]) -> str:
        word = match[1]
        if word not in places:
            args.append(values[word])
            places[word] = f"${len(args)}::{_TYPES[word]}"
        return places[word]

    return _WORD.sub(place, sql), args


def named(sql: str) -> str:
    """SQL with its words as the variables of a stored function."""
    return _WORD.sub(r"v_\1", sql)


_TYPES = {**GIVEN, **{word: kind for word, (kind, _) in WORDS.items()}}
_WORD = re.compile(rf"(?<!:):({'|'.join((*_TYPES, *_ERASING))})\b")
