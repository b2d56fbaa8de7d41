"""What is found by its id, whichever list it was told in, and the types of the whole model."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.walk.plain import Reader, Row, Types
from tests.walk.plain_banks import BANKS
from tests.walk.plain_cases import CASES, documents, open_holds
from tests.walk.plain_events import EVENTS, TIMELINE, is_hidden
from tests.walk.plain_house import HOUSE, members
from tests.walk.plain_lists import events_of, may_see_batch, tokens


class ById(NamedTuple):
    """The table of a type's rows, and whether a reader finds one of them."""

    table: str
    finds: Callable[[Reader, Row], bool]


def types_of_model() -> Types:
    """All types, each with its relation where that is not the one of rows about a case."""
    types = Types(CASES, HOUSE, EVENTS, BANKS)
    types["CaseFile"] = types["CaseFile"] | TIMELINE
    types.relations = dict.fromkeys(("Member", "Invitation", "ApiToken", "ComposedRole", "AuditEvent"), _own)
    types.relations["Organization"] = lambda reader, row: "own" if row["id"] == reader.own else reader.side
    types.always = {"Membership", "Person"}
    types.hides = dict.fromkeys((name for name in EVENTS if name == "TimelineEvent" or name in _KINDS), is_hidden)
    return types


def _own(_reader: Reader, _row: Row) -> str:
    return "own"


_KINDS = EVENTS.keys() - {"EventActor", "TimelineConnection", "TimelineEdge", "PageInfo", "TimelineHeight"}
_KINDS -= {"TimelineReading"}


def _case(reader: Reader, row: Row) -> Row | None:
    found = reader.model.one("case_files", row["case_file_id"])
    return found if found and reader.reaches(found) else None


def _of_reach(reader: Reader, row: Row) -> bool:
    return _case(reader, row) is not None


def _document(reader: Reader, row: Row) -> bool:
    case = _case(reader, row)
    return case is not None and row in documents(reader, case)


def _hold(reader: Reader, row: Row) -> bool:
    case = _case(reader, row)
    return case is not None and row in open_holds(reader, case)


def _debtor(reader: Reader, row: Row) -> bool:
    cases = reader.model.of("case_files", "debtor_id", row["id"])
    return reader.may("case_file:read") and any(map(reader.reaches, cases))


def _is_acquainted(reader: Reader, row: Row) -> bool:
    """Itself, all groups above it and its entities, those it has mandates or grants with, and banks for creditors."""
    key, own, kind = row["id"], reader.own, reader.organization["kind"]
    creditors = reader.creditors if kind == "creditor" else {own}
    mandates = reader.model.tables["mandates"]
    return (
        key in creditors
        or key in _above(reader, reader.organization)
        or any(one["creditor_id"] in creditors and one["agency_id"] == key for one in mandates)
        or any(one["agency_id"] == own and one["creditor_id"] == key for one in mandates)
        or any(one["bank_id"] == own and one["creditor_id"] == key for one in reader.model.tables["bank_grants"])
        or (row["kind"] == "bank" and kind == "creditor")
    )


def _above(reader: Reader, row: Row) -> set[object]:
    """The groups above an organization: each of them reads its rows, so it knows each."""
    parents = [one for one in reader.model.tables["organizations"] if one["id"] == row["parent_id"]]
    return {row["parent_id"]} - {None} | {key for one in parents for key in _above(reader, one)}


def _of_house(permission: str) -> Callable[[Reader, Row], bool]:
    return lambda reader, row: reader.may(permission, "own") and row["organization_id"] == reader.own


NODES: Mapping[str, ById] = {
    "CaseFile": ById("case_files", lambda reader, row: reader.may("case_file:read") and reader.reaches(row)),
    "Claim": ById("claims", _of_reach),
    "Party": ById("parties", _of_reach),
    "ContactPoint": ById(
        "contact_points", lambda reader, row: _of_reach(reader, row) and row["invalid_reason"] != "erased"
    ),
    "Payment": ById("payments", _of_reach),
    "ClaimInterruption": ById("claim_interruptions", _of_reach),
    "Document": ById("documents", _document),
    "Hold": ById("holds", _hold),
    "Directive": ById("directives", _of_reach),
    "ContactAttempt": ById("contact_attempts", _of_reach),
    "Debtor": ById("debtors", _debtor),
    "EvidenceBundle": ById(
        "evidence_bundles",
        lambda reader, row: (
            reader.may("evidence:read") and _of_reach(reader, row) and row["organization_id"] == reader.own
        ),
    ),
    "Mandate": ById("mandates", lambda reader, row: reader.is_mine(row)),
    "Portfolio": ById("portfolios", lambda reader, row: reader.is_mine(row)),
    "BankGrant": ById("bank_grants", lambda reader, row: reader.is_mine(row)),
    "PlacementBatch": ById("placement_batches", may_see_batch),
    "Organization": ById("organizations", _is_acquainted),
    "Member": ById(
        "memberships", lambda reader, row: reader.may("membership:read", "own") and row["id"] in _ids(members(reader))
    ),
    "Membership": ById("memberships", lambda reader, row: row["id"] == reader.member["id"]),
    "Person": ById("people", lambda reader, row: row["id"] == reader.member["person_id"]),
    "Invitation": ById("invitations", _of_house("membership:write")),
    "ComposedRole": ById("roles", _of_house("role:read")),
    "ApiToken": ById("api_tokens", lambda reader, row: reader.may("api_token:read", "own") and row in tokens(reader)),
    "AuditEvent": ById(
        "audit_events", lambda reader, row: reader.may("audit:read", "own") and row in events_of(reader)
    ),
    "Team": ById("teams", lambda reader, row: reader.may("team:read") and row["agency_id"] == reader.own),
}


def _ids(found: list[Row]) -> set[object]:
    return {one["id"] for one in found}
