"""Random timelines: events of many kinds on the chains that may carry them, with ties, corrections and notes."""

from datetime import timedelta
from typing import Any

from tests.walk.generated import NOW, Maker
from tests.walk.plain import Row

# Two wishes, of which outsiders read one neutral word, and a limit.
WISHES_AND_LIMITS = [
    {"code": "OPTED_OUT", "source": "GDPR art. 21", "args": {"since": "2026-11-01"}, "decision": "block"},
    {"code": "DECEASED", "source": "house rule", "args": {"since": "2026-11-01", "by": "X"}, "decision": "block"}
    | {"withheld": True},
    {"code": "CALL_CAP_DAY", "source": "house rule", "args": {"count": "1", "limit": "1"}, "decision": "defer"},
]
_MONEY = {"minor": 12_34, "currency": "EUR"}
_BOTH = ("parties",)
_ANY = ("agency", "creditor", "parties")
_OF_SIDE = {"agency": "agency_id", "creditor": "creditor_id"}
# Each kind with the chains that may carry it, and whether it is a milestone.
_KINDS: dict[str, tuple[tuple[str, ...], bool]] = {
    "note_written": (_ANY, False),
    "note_corrected": (_ANY, False),
    "payment_recorded": (_BOTH, True),
    "payment_reversed": (_BOTH, True),
    "contact_planned": (_BOTH, False),
    "contact_state_changed": (_BOTH, False),
    "letter_posted": (_BOTH, True),
    "letter_returned": (_BOTH, False),
    "address_traced": (_BOTH, False),
    "call_outcome_recorded": (_BOTH, False),
    "call_put_through": (("agency",), False),
    "call_received": (_BOTH, False),
    "claim_nature_corrected": (_BOTH, False),
    "interruption_recorded": (_BOTH, False),
    "interruption_withdrawn": (_BOTH, False),
    "mediation_ended": (_BOTH, False),
    "inbound_message_received": (("parties", "agency"), False),
    "opt_out_recorded": (("agency",), False),
    "preference_told": (("agency",), False),
    "stop_fact_recorded": (_BOTH, False),
    "document_added": (_ANY, False),
    "directive_issued": (_BOTH, False),
    "stage_changed": (_BOTH, True),
    "case_assigned": (("agency",), False),
    "contact_point_added": (_BOTH, False),
    "contact_place_recorded": (_BOTH, False),
    "party_recorded": (_BOTH, False),
    "legal_hold_placed": (("agency", "creditor"), False),
    "case_file_placed": (_BOTH, True),
}


def timeline(make: Maker, case: Row) -> None:
    """The chains of one case file, and how far its readers have read them."""
    sides = {name: case[name] for name in ("agency_id", "creditor_id")}
    of_case = {**sides, "case_file_id": case["id"]}
    heights = dict.fromkeys(_ANY, 0)
    for _ in make.some(6, 24):
        kind = make.any(*_KINDS)
        chain = make.any(*_KINDS[kind][0])
        data = _data(make, case, kind, chain)
        if data is None:
            continue
        heights[chain] += 1
        earlier = list(make.of("timeline_entries", case_file_id=case["id"], chain=chain))
        corrected = make.any(None, *earlier)
        person = make.is_so(0.7)
        event = {
            "event_id": make.key(),
            **of_case,
            "chain": chain,
            "sequence": heights[chain],
            "kind": kind,
            "milestone": _KINDS[kind][1],
            "occurred_at": make.ago(1, 2),
            "recorded_at": make.ago(0.1, 1, 1, 3),
            "actor_kind": "person" if person else "system",
            "actor_name": "somebody" if person else None,
            "actor_organization": "somewhere" if person else None,
            "data": data,
            "supersedes": None,
            "superseded_by": None,
        }
        if corrected and corrected["superseded_by"] is None:
            event["supersedes"], corrected["superseded_by"] = corrected["event_id"], event["event_id"]
        make.tables["timeline_entries"].append(event)
    for chain, height in heights.items():
        make.tables["timeline_heads"].append({**of_case, "chain": chain, "sequence": height, "hash": bytes(32)})
    for member in make.tables["memberships"]:
        if make.is_so(0.3):
            read = {chain: make.rng.randint(0, height) for chain, height in heights.items()}
            reading = {"membership_id": member["id"], **of_case, **read, "read_at": NOW - timedelta(hours=1)}
            make.tables["timeline_readings"].append(reading)


def _data(make: Maker, case: Row, kind: str, chain: str) -> dict[str, Any] | None:
    """What an event of this kind says; None where the case file has not what it is about."""
    attempt = _one(make, "contact_attempts", case)
    said = {
        "payment_recorded": {
            "payment_id": str(make.key()),
            "amount": _MONEY,
            "received_on": "2026-11-02",
            "source": make.any("agency", "creditor"),
            "outstanding": _MONEY,
            "reason": make.any(None, "bounced"),
        },
        "stage_changed": {"from_stage": "accepted", "to_stage": "closed", "close_code": make.any(None, "paid")},
        "case_assigned": {"to": "person", "assignee": make.any(None, "awa"), "team": None},
        "party_recorded": {
            "step": make.any("added", "corrected"),
            "role": make.any("co_debtor", "guarantor"),
            "name": make.any(None, "Ana"),
            "country": make.any(None, "BE"),
            "segment": make.any(None, "consumer"),
            "language": make.any(None, "en"),
            "reason": make.any(None, "their letter"),
        },
        "contact_place_recorded": {
            "contact_kind": "phone",
            "place": make.any("home", "mobile", "work", "unknown"),
            "former_place": "unknown",
            "value": make.any(None, "+33639980001"),
        },
        "contact_point_added": {"contact_kind": "email", "value": make.any(None, "a@x.example")},
        "legal_hold_placed": {"reason": make.any(None, "lawsuit")},
        "case_file_placed": {"batch_reference": "batch", "claim_count": 1, "amount": _MONEY},
        "claim_nature_corrected": {
            "claim_id": str(make.key()),
            "nature": make.any("telecom", "rent"),
            "former_nature": "general",
            "document_number": make.any(None, "invoice 1"),
            "reason": make.any(None, "a telephone bill"),
        },
        "interruption_recorded": {
            "interruption_id": str(make.key()),
            "claim_id": str(make.key()),
            "interruption": make.any("acknowledgement", "court_claim", "mediation"),
            "happened_on": "2026-11-02",
            "until_on": make.any(None, "2026-11-09"),
            "ended_on": "2026-11-09",
            "basis": make.any(None, "CPLR 214-i"),
            "proof": "court_document",
            "last_day": make.any(None, "2028-11-02"),
            "document_number": make.any(None, "invoice 1"),
            "reason": make.any(None, "of another debtor"),
        },
        "call_put_through": {
            "call_id": str(make.key()),
            "party_id": str(make.key()),
            "party": make.any(None, "somebody"),
            "collector": make.any(None, "awa"),
        },
        "call_received": {
            "party_id": str(make.key()),
            "party": make.any(None, "somebody"),
            "note": make.any(None, "pays on Friday"),
        },
        "inbound_message_received": {
            "channel": "sms",
            "sender": "+33",
            "body": make.any(None, "hello"),
            "subject": make.any(None, "about it"),
            "refused_files": make.any([], ["setup.exe"]),
            "media": make.any([], ["image/jpeg"]),
        },
        "stop_fact_recorded": {
            "stop_kind": "deceased",
            "since_on": "2026-01-02",
            "due_on": make.any(None, "2026-03-02"),
            "party": make.any(None, "somebody"),
            "source": make.any(None, "a letter"),
            "representative": make.any(None, "a notary"),
        },
        "preference_told": {
            "channel": make.any(None, "sms"),
            "from_minute": 540,
            "to_minute": 720,
            "address": make.any(None, "+33"),
        },
        "opt_out_recorded": {"channel": "sms", "provisional": False, "address": make.any(None, "+33")},
    }
    if kind == "payment_reversed":
        return said["payment_recorded"]
    if kind in ("interruption_withdrawn", "mediation_ended"):
        return said["interruption_recorded"]
    if kind.startswith("note_"):
        return _note(make, case, chain)
    if kind == "document_added":
        return _file(make, case)
    if kind == "directive_issued":
        directive = _one(make, "directives", case)
        return directive and {
            "directive_id": str(directive["id"]),
            "directive_kind": "hold",
            "reason": "do not",
            "held": make.any([], [{"number": "invoice 1", "part": None}]),
        }
    if kind in said:
        return said[kind]
    return attempt and _contact(make, attempt)


def _contact(make: Maker, attempt: Row) -> dict[str, Any]:
    """What any event about an attempt holds."""
    return {
        "attempt_id": str(attempt["id"]),
        "channel": attempt["channel"],
        "template_title": "title",
        "send_at": NOW.isoformat(),
        "to": make.any(None, "+33"),
        "subject": None,
        "body": make.any(None, "words"),
        "state": "delivered",
        "until": make.any(None, NOW.isoformat()),
        "provider_code": make.any(None, "30003"),
        "reasons": make.any([], [{"code": "NOT_ACCEPTED", "source": None, "args": {}}], WISHES_AND_LIMITS),
        "reference": "LR",
        "posted_on": "2026-11-03",
        "opening": make.is_so(0.5),
        "returned_on": "2026-11-20",
        "return_reason": make.any("moved", "refused"),
        "voids_opening": make.is_so(0.5),
        "outcome": make.any("found", "not_found"),
        "disposition": "reached",
        "comment": make.any(None, "spoke"),
    }


def _note(make: Maker, case: Row, chain: str) -> dict[str, Any]:
    state = make.any("recorded", "recorded", "publishing", "withdrawn") if chain == "parties" else "recorded"
    author = case[_OF_SIDE.get(chain) or make.any("agency_id", "creditor_id")]
    writer = make.any(*make.of("memberships", organization_id=author))
    note = make.add(
        "notes",
        agency_id=case["agency_id"],
        creditor_id=case["creditor_id"],
        case_file_id=case["id"],
        chain=chain,
        state=state,
        author_organization_id=author,
        author_membership_id=writer["id"],
        author_name="somebody",
        written_at=NOW,
        publishes_at=NOW if chain == "parties" else None,
    )
    return {"note_id": str(note["id"]), "body": make.any(None, "words", "words"), "reason": make.any(None, "typo")}


def _file(make: Maker, case: Row) -> dict[str, Any] | None:
    found = _one(make, "documents", case)
    told = {"content_type": "application/pdf", "size": 1, "name": make.any(None, "file"), "sha256": None}
    return found and {"document_id": str(found["id"]), **told}


def _one(make: Maker, table: str, case: Row) -> Any:
    found = make.of(table, case_file_id=case["id"])
    return make.any(*found) if found else None
