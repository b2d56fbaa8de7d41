"""The timeline of a case file: whose events it tells, in which pages, and what of each kind."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.walk.plain import ANYTHING, Reader, Refused, Row, Shown
from tests.walk.plain_cases import is_for, reasons_told
from tests.walk.plain_fields import columns, global_id, recorded, rows, told

_PARIS = ZoneInfo("Europe/Paris")
GROUPS = {
    "NOTES": ("note_",),
    "PAYMENTS": ("payment_",),
    "INSTRUCTIONS": ("directive_", "stop_fact_"),
    "DOCUMENTS": ("document_", "evidence_"),
    "LETTERS": ("letter_", "address_traced"),
    "MESSAGES": ("contact_planned", "contact_state_changed", "call_", "inbound_", "opt_out_", "preference_"),
}


def group_of(event: Row) -> str:
    """What people look for it under; what happened to a letter is with the letters."""
    if event["kind"] in ("contact_planned", "contact_state_changed") and event["data"].get("channel") == "letter":
        return "LETTERS"
    return next((name for name, begins in GROUPS.items() if event["kind"].startswith(begins)), "STEPS")


def events(reader: Reader, case: Row, narrowed: Mapping[str, Any] | None = None, zone: str = "") -> list[Row]:
    """The events that are for the reader's side, the newest first."""
    asked = narrowed or {}
    found = [one for one in reader.parts("timeline_entries", case) if reader.is_told(one) and _fits(one, asked, zone)]
    return sorted(found, key=lambda one: (one["recorded_at"], one["event_id"]), reverse=True)


def _fits(event: Row, asked: Mapping[str, Any], zone: str) -> bool:
    at = event["recorded_at"]
    return (
        (not asked.get("groups") or group_of(event) in map(str, asked["groups"]))
        and (not asked.get("chain") or event["chain"] == str(asked["chain"]).lower())
        and (not asked.get("from") or at >= begin_of(asked["from"], zone))
        and (not asked.get("until") or at < begin_of(asked["until"], zone, days=1))
    )


def begin_of(day: str, zone: str = "", days: int = 0) -> datetime:
    """The first instant of a day, or of one some days later."""
    return datetime.combine(date.fromisoformat(day) + timedelta(days=days), time(), ZoneInfo(zone) if zone else _PARIS)


def _page(reader: Reader, case: Row, asked: Mapping[str, Any]) -> Row:
    zone = asked.get("timeZone") or ""
    all_, opened = events(reader, case, asked.get("filter"), zone), asked.get("startOn")
    found = [one for one in all_ if not opened or one["recorded_at"] < begin_of(opened, zone, days=1)]
    if asked.get("last"):
        return page_of(found[-asked["last"] :], has_next=False, has_previous=len(found) > asked["last"])
    size = asked.get("first") or 50
    return page_of(found[:size], has_next=len(found) > size, has_previous=len(all_) > len(found))


def page_of(found: Sequence[Row], *, has_next: bool, has_previous: bool) -> Row:
    """A page as its connection shows it; whether there are more is of the list, not of the page."""
    info = {"hasNextPage": has_next, "hasPreviousPage": has_previous, "is_empty": not found}
    return {"edges": [{"node": one} for one in found], "info": info}


def _heights(reader: Reader, case: Row) -> list[Row]:
    found = [one for one in reader.parts("timeline_heads", case) if reader.is_told(one) and one["sequence"] > 0]
    return sorted(found, key=lambda one: str(one["chain"]))


def _reading(reader: Reader, case: Row) -> Row | None:
    found = reader.parts("timeline_readings", case)
    return next((one for one in found if one["membership_id"] == reader.member["id"]), None)


def _read_up_to(_: Reader, reading: Row) -> list[Row]:
    heights = [{"chain": chain, "sequence": reading[chain]} for chain in ("agency", "creditor", "parties")]
    return [one for one in heights if one["sequence"]]


def _unread(reader: Reader, case: Row) -> int | None:
    mine = _reading(reader, case)
    if mine is None:
        return None
    heads = [one for one in reader.parts("timeline_heads", case) if reader.is_told(one)]
    return sum(max(one["sequence"] - mine[one["chain"]], 0) for one in heads) if heads else None


def _other(column: str) -> Any:
    def of(reader: Reader, event: Row) -> Row | None:
        found = reader.model.of("timeline_entries", "event_id", event[column])
        return next((one for one in found if event[column] and reader.is_told(one)), None)

    return of


def is_hidden(reader: Reader, event: Row) -> bool:
    """Whether the reader may not read the event's chain: then nothing of it is told but that it is there."""
    of_chain = "timeline:read" if event["chain"] == "parties" else f"timeline.{event['chain']}:read"
    return not reader.may(of_chain)


def _by_id(table: str, name: str) -> Any:
    return lambda reader, event: reader.model.one(table, _key_in(event, name))


def _key_in(event: Row, name: str) -> Any:
    return UUID(event["data"][name])


def _may_correct(permission: str) -> Any:
    return lambda reader, event: (
        event["superseded_by"] is None and not is_hidden(reader, event) and reader.may(permission)
    )


def _may_correct_note(reader: Reader, event: Row) -> bool:
    note = reader.model.one("notes", _key_in(event, "note_id"))
    words = event["data"].get("body") is not None and _may_correct("note:write")(reader, event)
    return bool(words and note and is_for(reader, note) and note["author_membership_id"] == reader.member["id"])


def _document(reader: Reader, event: Row) -> Row | None:
    found = reader.model.one("documents", _key_in(event, "document_id"))
    return found if found and found["state"] != "withdrawn" and is_for(reader, found) else None


_ATTEMPT = rows("contact_attempt", "ContactAttempt", attempt=_by_id("contact_attempts", "attempt_id"))
_NOTE = {
    **told("", note_id=lambda _, one: global_id("Note", one["data"]["note_id"]), viewer_can_correct=_may_correct_note),
    **recorded("note", "body?"),
}
_PAYMENT = {**recorded("payment", "amount$ received_on source^"), **recorded("case_file.amounts", "outstanding$")}
_CORRECTS_LETTER = told("", viewer_can_correct=_may_correct("contact_attempt:record_posting"))
_CORRECTS_CALL = told("", viewer_can_correct=_may_correct("contact_attempt:settle"))
# Each kind's own fields, beside those of every event.
KINDS: dict[str, dict[str, Shown]] = {
    "NoteWritten": _NOTE,
    "NoteCorrected": _NOTE | recorded("note", "reason?"),
    "PaymentRecorded": _PAYMENT,
    "PaymentReversed": _PAYMENT | recorded("payment", "reason?"),
    "ContactPlanned": {
        **recorded("contact_attempt", "channel^ template_title send_at"),
        **recorded("contact_attempt.content", "to? subject? body? attached?"),
        **_ATTEMPT,
    },
    "ContactStateChanged": {
        **recorded("contact_attempt", "channel^ state^ until? provider_code?"),
        **rows(
            "contact_attempt",
            "Reason",
            reasons=lambda reader, one: reasons_told(reader, one["data"].get("reasons") or []),
        ),
        **_ATTEMPT,
    },
    "LetterPosted": {**recorded("contact_attempt", "reference posted_on opening"), **_ATTEMPT, **_CORRECTS_LETTER},
    "LetterReturned": {
        **recorded("contact_attempt", "reference returned_on? return_reason^? voids_opening"),
        **_ATTEMPT,
        **_CORRECTS_LETTER,
    },
    "AddressTraced": {
        **recorded("contact_attempt", "outcome^"),
        **recorded("contact_attempt.content", "comment?"),
        **_ATTEMPT,
    },
    "CallOutcomeRecorded": {
        **recorded("contact_attempt", "disposition^"),
        **recorded("contact_attempt.content", "comment?"),
        **_ATTEMPT,
        **_CORRECTS_CALL,
    },
    "ClaimNatureCorrected": recorded("claim", "nature^ former_nature^ document_number? reason?"),
    "InterruptionRecorded": recorded(
        "claim", "interruption^ happened_on proof^ last_day? until_on? document_number? basis?"
    ),
    "MediationEnded": recorded("claim", "happened_on ended_on proof^ last_day? document_number?"),
    "InterruptionWithdrawn": recorded("claim", "interruption^ happened_on last_day? document_number? reason?"),
    "CallPutThrough": recorded("contact_attempt.content", "party? collector?"),
    "CallReceived": recorded("contact_attempt.content", "party? note?"),
    "InboundMessageReceived": {
        **recorded("contact_attempt", "channel^"),
        **recorded("contact_attempt.content", "subject? body? refused_files? media?"),
        "from": recorded("contact_attempt.content", "sender?")["sender"],
    },
    "OptOutRecorded": {**recorded("opt_out", "channel^ provisional address?")},
    "PreferenceTold": {
        **recorded("opt_out", "from_minute? to_minute? address?"),
        "preferredChannel": recorded("opt_out", "channel^?")["channel"],
    },
    "StopFactRecorded": {
        **recorded("stop_fact", "stop_kind^ since_on due_on? party? representative?"),
        "knownFrom": recorded("stop_fact", "source?")["source"],
    },
    "DocumentAdded": {
        **recorded("document", "name? content_type size sha256?"),
        **rows("document", "Document", document_=_document),
    },
    "DirectiveIssued": {
        **recorded("directive", "directive_kind^ reason?"),
        **told("directive", held=lambda _, one: [held["number"] for held in one["data"].get("held") or ()]),
        **rows("directive", "Directive", directive=_by_id("directives", "directive_id")),
    },
    "StageChanged": recorded("timeline", "from_stage^ to_stage^ close_code^?"),
    "CaseAssigned": recorded("timeline", "to^ assignee? team?"),
    "ContactPointAdded": {**recorded("timeline", "contact_kind^"), **recorded("contact_point", "value?")},
    "ContactPlaceRecorded": {
        **recorded("timeline", "contact_kind^"),
        **recorded("contact_point", "place^ former_place^ value?"),
    },
    "PartyRecorded": {
        **recorded("timeline", "step^ role^"),
        **recorded("case_file.identity", "name?"),
        **recorded("party", "country? segment^? language? reason?"),
    },
    "LegalHoldPlaced": recorded("timeline", "reason?"),
    "CaseFilePlaced": {
        **recorded("timeline", "batch_reference claim_count"),
        **recorded("case_file.amounts", "amount$"),
    },
}
# What the sentence of a kind says, beside that it happened: whoever may not read it is not told the sentence.
_SAYS = {
    "address_reopened": "contact_point",
    "address_traced": "contact_attempt",
    "call_outcome_corrected": "contact_attempt",
    "call_outcome_recorded": "contact_attempt",
    "call_recording_changed": "contact_attempt",
    "case_file_placed": "case_file.amounts",
    "claim_nature_corrected": "claim",
    "claims_added": "case_file.amounts",
    "contact_place_recorded": "contact_point",
    "contact_planned": "contact_attempt",
    "contact_released": "contact_attempt",
    "contact_state_changed": "contact_attempt",
    "directive_issued": "directive",
    "directive_released": "directive",
    "document_added": "document",
    "inbound_message_received": "contact_attempt",
    "interruption_recorded": "claim",
    "interruption_withdrawn": "claim",
    "letter_posted": "contact_attempt",
    "letter_posting_corrected": "contact_attempt",
    "letter_returned": "contact_attempt",
    "letter_return_corrected": "contact_attempt",
    "letter_step_recorded": "contact_attempt",
    "mediation_ended": "claim",
    "opt_out_lifted": "opt_out",
    "opt_out_recorded": "opt_out",
    "payment_recorded": "payment case_file.amounts",
    "payment_reversed": "payment case_file.amounts",
    "stop_fact_ended": "stop_fact",
    "stop_fact_recorded": "stop_fact",
}


def _sentence(reader: Reader, event: Row) -> Any:
    if not all(reader.may(f"{one}:read") for one in _SAYS.get(event["kind"], "").split()):
        raise Refused
    return ANYTHING


_EVENT: dict[str, Shown] = {
    **told("", id=lambda _, one: global_id("TimelineEvent", one["event_id"])),
    **columns("timeline", "chain^ sequence occurred_at recorded_at milestone"),
    **told("timeline", group=lambda _, one: group_of(one), sentence=_sentence),
    **rows("timeline", "EventActor", actor=lambda _, one: one),
    **rows("timeline", "TimelineEvent", supersedes_=_other("supersedes"), superseded_by_=_other("superseded_by")),
}
TIMELINE: dict[str, Shown] = {
    "timeline": Shown(_page, "timeline", "TimelineConnection"),
    **rows("timeline", "TimelineHeight", timeline_heights=_heights),
    **rows("timeline", "TimelineReading", timeline_reading_=_reading),
    **told("timeline", timeline_unread_=_unread, timeline_position=lambda *_: ANYTHING),
}
EVENTS: dict[str, dict[str, Shown]] = {
    "TimelineEvent": _EVENT,
    **KINDS,
    "EventActor": {
        **told("", kind=lambda _, one: one["actor_kind"].upper()),
        **told("", name_=lambda _, one: one["actor_name"], organization_=lambda _, one: one["actor_organization"]),
    },
    "TimelineConnection": {
        **rows("", "TimelineEdge", edges=lambda _, one: one["edges"]),
        **rows("", "PageInfo", page_info=lambda _, one: one["info"]),
    },
    "TimelineEdge": {
        **rows("", "TimelineEvent", node=lambda _, one: one["node"]),
        **told("", cursor=lambda *_: ANYTHING),
    },
    "PageInfo": {
        "hasNextPage": Shown(lambda _, one, __: one["hasNextPage"]),
        "hasPreviousPage": Shown(lambda _, one, __: one["hasPreviousPage"]),
        "startCursor": Shown(lambda _, one, __: None if one["is_empty"] else ANYTHING, nullable=True),
        "endCursor": Shown(lambda _, one, __: None if one["is_empty"] else ANYTHING, nullable=True),
    },
    "TimelineHeight": columns("", "chain^ sequence"),
    "TimelineReading": {**rows("", "TimelineHeight", heights=_read_up_to), **columns("", "read_at")},
}
