"""Each version of the rules that judged a contact, as it was: kept once by the agency whose decisions name it."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

import structlog

from tandem.contacts.gate import Pack, PackInvalid, pack_again, shipped_countries, shipped_pack, shipped_rows
from tandem.contacts.rules.errors import RuleVersionNotFound
from tandem.kit import clock, database

log = structlog.get_logger()
# As `gate.under` and `gate.narrowed` join them: every pack that took part, then the agency's own rules.
_JOIN = " + "
_AGENCY = "agency "


def packs_of(version: str) -> list[str]:
    """The labels of the packs that a decision names: `FR 2026-11-22 591e8ffe + agency 7` is one of them."""
    return [part for part in version.split(_JOIN) if not part.startswith(_AGENCY)]


def own_version_of(version: str) -> int:
    """The agency's own rules that a decision names; 0: it had none."""
    named = (part.removeprefix(_AGENCY) for part in version.split(_JOIN) if part.startswith(_AGENCY))
    return next((int(number) for number in named if number.isdecimal()), 0)


async def keep_packs(agency_id: UUID, labels: Iterable[str]) -> None:
    """Keep the rows of these packs, of those that this process judges by, in the open transaction of the decision."""
    for country in sorted(shipped_countries()):
        pack = shipped_pack(country)
        if pack.label in labels:
            rows = shipped_rows(country)
            digest = sha256(rows.encode()).hexdigest()
            await database.execute(_KEEP, agency_id, pack.label, pack.name, digest, rows, clock.now())


async def kept_pack(agency_id: UUID, version: str) -> Pack:
    """The pack of the debtor's country that a decision names first, as it was; read in the open transaction.

    Raises RuleVersionNotFound: no decision of the agency was made by it, or this release cannot read it any more.
    """
    label = next(iter(packs_of(version)), "")
    found = await database.row(_KEPT, agency_id, label)
    if found is not None:
        try:
            return pack_again(found["rows"], label)
        except PackInvalid:
            log.warning("contacts.kept_rules_unreadable", label=label)
    raise RuleVersionNotFound(field="version", found=version[:120])


_KEEP = """
INSERT INTO rule_packs (agency_id, label, country, sha256, rows, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""
_KEPT = "SELECT rows FROM rule_packs WHERE agency_id = $1 AND label = $2"
