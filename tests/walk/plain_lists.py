"""The lists of the API: what opens each, its rows, its order, and what a filter leaves."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from tests.walk.plain import Reader, Refused, Row
from tests.walk.plain_cases import badges
from tests.walk.plain_events import begin_of
from tests.walk.plain_fields import by, global_id
from tests.walk.plain_house import BUILT_IN, PLACED, audit_group, members

_FOREVER = date(9999, 12, 31)


class List(NamedTuple):
    """A root field: the type of its rows, and those that the reader gets, in order. Raises Refused."""

    type: str
    rows: Callable[[Reader, Mapping[str, Any]], list[Row]]
    is_paged: bool = False


def needs(reader: Reader, *permissions: str, relation: str = "") -> None:
    """Raise Refused where the policy table does not give all of these."""
    if not all(reader.may(one, relation) for one in permissions):
        raise Refused


def case_files(reader: Reader, asked: Mapping[str, Any]) -> list[Row]:
    """All in reach that the filter leaves, in the order of the sort."""
    narrowed, sort = asked.get("filter") or {}, str(asked.get("sort", "OLDEST_DUE"))
    needs(reader, "case_file:read")
    if narrowed.get("search") is not None or sort == "NAME":
        needs(reader, "case_file.identity:read")
    _needs_of(reader, narrowed.get("assignment"))
    found = [one for one in reader.model.tables["case_files"] if reader.reaches(one) and _fits(reader, one, narrowed)]
    return sorted(found, key=lambda one: (_SORTS[sort](one), one["id"]), reverse=sort in ("LARGEST", "NEWEST"))


_SORTS: Mapping[str, Callable[[Row], Any]] = {
    "OLDEST_DUE": lambda one: one["oldest_due_on"] or _FOREVER,
    "LARGEST": lambda one: one["outstanding"],
    "NEWEST": lambda one: one["placed_at"],
    "NAME": lambda one: one["name_sort"].encode(),
}


def _fits(reader: Reader, case: Row, asked: Mapping[str, Any]) -> bool:
    return (
        _is_found(case, asked.get("search"))
        and (not asked.get("stages") or case["stage"].upper() in map(str, asked["stages"]))
        and (not asked.get("badge") or str(asked["badge"]) in badges(reader, case))
        and all(
            not asked.get(name) or asked[name] == global_id("Organization", case[column])
            for name, column in (("agencyId", "agency_id"), ("creditorId", "creditor_id"))
        )
        and _is_assigned(case, asked.get("assignment") or {})
    )


def _needs_of(reader: Reader, asked: Mapping[str, Any] | None) -> None:
    if any((asked or {}).values()):
        needs(reader, "case_file.assignment:read")


def _is_assigned(case: Row, asked: Mapping[str, Any]) -> bool:
    wanted = {
        "assigneeId": global_id("Membership", case["assignee_id"]),
        "teamId": global_id("Team", case["team_id"]),
    }
    return all(asked.get(name) in (None, value) for name, value in wanted.items()) and (
        not asked.get("unassigned") or case["assignee_id"] is None
    )


def _is_found(case: Row, search: str | None) -> bool:
    return search is None or all(f" {word}" in f" {case['search']}" for word in words_of(search))


def words_of(text: str) -> list[str]:
    """The words of a text without case, accents or punctuation."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return re.findall("[0-9a-z]+", plain.lower())


def worklist(reader: Reader, asked: Mapping[str, Any]) -> list[Row]:
    """The case files that wait for work; their order is priority's, which is not told here."""
    needs(reader, "worklist:read")
    if asked.get("search") is not None:
        needs(reader, "case_file.identity:read")
    _needs_of(reader, asked.get("assignment"))
    found = [one for one in reader.model.tables["case_files"] if one["stage"] not in ("submitted", "closed")]
    return [one for one in found if reader.reaches(one) and _fits(reader, one, asked)]


def _is_waiting(attempt: Row, case: Row) -> bool:
    wrong_address = attempt["return_reason"] in ("unknown", "moved", "unreachable")
    return (
        attempt["state"] in ("needs_person", "unconfirmed")
        or (attempt["channel"] == "letter" and attempt["state"] == "accepted" and not attempt["posted_on"])
        or (wrong_address and not attempt["tracing_outcome"] and case["stage"] != "closed")
        or (
            attempt["channel"] == "voice"
            and not attempt["disposition"]
            and attempt["state"] in ("accepted", "delivered")
        )
    )


def _attention(reader: Reader, _: Mapping[str, Any]) -> list[Row]:
    if not reader.may("contact_attempt:release"):
        needs(reader, "contact_attempt:settle")
    cases = [one for one in reader.model.tables["case_files"] if reader.reaches(one)]
    found = [(one, case) for case in cases for one in reader.parts("contact_attempts", case)]
    return by([one for one, case in found if one["agency_id"] == reader.own and _is_waiting(one, case)], "id")


def _of_my_side(table: str, permission: str, order: Callable[[Iterable[Row]], list[Row]]) -> Any:
    def of(reader: Reader, _: Mapping[str, Any]) -> list[Row]:
        needs(reader, permission)
        return order(one for one in reader.model.tables[table] if reader.is_mine(one))

    return of


def batches(reader: Reader, asked: Mapping[str, Any]) -> list[Row]:
    """What was placed; by a creditor, also what is not placed yet. Nothing for whoever reaches a part."""
    needs(reader, "placement:read")
    found = [one for one in reader.model.tables["placement_batches"] if reader.is_mine(one)]
    mandate = asked.get("mandateId")
    return by(
        [
            one
            for one in found
            if may_see_batch(reader, one) and mandate in (None, global_id("Mandate", one["mandate_id"]))
        ],
        "-id",
    )


def may_see_batch(reader: Reader, batch: Row) -> bool:
    """An agency sees a batch once it is placed."""
    is_agency = reader.organization["kind"] == "agency"
    return reader.is_mine(batch) and not reader.is_confined and (not is_agency or batch["state"] in PLACED)


def _invitations(reader: Reader, _: Mapping[str, Any]) -> list[Row]:
    needs(reader, "membership:write", relation="own")
    found = reader.model.of("invitations", "organization_id", reader.own)
    return by([one for one in found if not one["accepted_at"] and not one["withdrawn_at"]], "-created_at", "-id")


def tokens(reader: Reader) -> list[Row]:
    """Of everybody in the organization, ended ones included."""
    own = {one["id"] for one in reader.model.of("memberships", "organization_id", reader.own)}
    return by([one for one in reader.model.tables["api_tokens"] if one["membership_id"] in own], "-id")


def _tokens(reader: Reader, _: Mapping[str, Any]) -> list[Row]:
    needs(reader, "api_token:read", relation="own")
    return tokens(reader)


def _members(reader: Reader, _: Mapping[str, Any]) -> list[Row]:
    needs(reader, "membership:read", relation="own")
    return members(reader)


def _teams(reader: Reader, _: Mapping[str, Any]) -> list[Row]:
    needs(reader, "team:read")
    return by(reader.model.of("teams", "agency_id", reader.own), "name", "id")


def _colleagues(reader: Reader, _: Mapping[str, Any]) -> list[Row]:
    needs(reader, "team:read")
    return _members(reader, {})


def events_of(reader: Reader) -> list[Row]:
    """The log of one's own organization; of a group's entities, what banks looked at."""
    below = reader.creditors - {reader.own} if reader.organization["kind"] == "creditor" else set()
    return [
        one
        for one in reader.model.tables["audit_events"]
        if one["organization_id"] == reader.own or (one["kind"] == "bank_viewed" and one["organization_id"] in below)
    ]


def _audit_events(reader: Reader, asked: Mapping[str, Any]) -> list[Row]:
    needs(reader, "audit:read", relation="own")
    narrowed = asked.get("filter") or {}
    wanted = {*map(str, narrowed.get("kinds") or ()), *map(str, narrowed.get("groups") or ())}

    def fits(one: Row) -> bool:
        return (
            (not wanted or bool(wanted & {one["kind"].upper(), audit_group(one["kind"])}))
            and (not narrowed.get("person") or narrowed["person"] == global_id("Membership", one["membership_id"]))
            and (not narrowed.get("from") or one["at"] >= begin_of(narrowed["from"]))
            and (not narrowed.get("until") or one["at"] < begin_of(narrowed["until"], days=1))
        )

    return by([one for one in events_of(reader) if fits(one)], "-at", "-id")


def composed_roles(reader: Reader) -> list[Row]:
    """Those that the organization put together, by name."""
    return by(reader.model.of("roles", "organization_id", reader.own), "name")


def roles(reader: Reader) -> Row:
    """Built-in and composed roles. Raises Refused."""
    needs(reader, "role:read", relation="own")
    built_in = [{"role": one} for one in BUILT_IN[reader.organization["kind"]]]
    return {"builtIn": built_in, "composed": composed_roles(reader)}


LISTS: dict[str, List] = {
    "caseFiles": List("CaseFile", case_files, is_paged=True),
    "attention": List("ContactAttempt", _attention, is_paged=True),
    "placementBatches": List("PlacementBatch", batches, is_paged=True),
    "bankGrants": List(
        "BankGrant", _of_my_side("bank_grants", "bank_grant:read", lambda found: by(found, "-id")), is_paged=True
    ),
    "apiTokens": List("ApiToken", _tokens, is_paged=True),
    "auditEvents": List("AuditEvent", _audit_events, is_paged=True),
    "mandates": List(
        "Mandate",
        _of_my_side(
            "mandates",
            "mandate:read",
            lambda found: sorted(found, key=lambda one: (-one["starts_on"].toordinal(), one["id"])),
        ),
    ),
    "portfolios": List("Portfolio", _of_my_side("portfolios", "portfolio:read", lambda found: by(found, "name", "id"))),
    "members": List("Member", _members),
    "invitations": List("Invitation", _invitations),
    "teams": List("Team", _teams),
    "colleagues": List("Colleague", _colleagues),
}
