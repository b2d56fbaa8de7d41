"""A case file and what hangs on it: which rows, in which order, and what must be readable for each field."""

import json
from typing import Any

from tests.walk.plain import ANYTHING, Reader, Row, Shown
from tests.walk.plain_fields import IN_MONEY, amounts, by, columns, global_id, key, money, named, rows, told

_PARTS = "principal interest indemnities accessories"


def _claims(reader: Reader, case: Row) -> list[Row]:
    return by(reader.parts("claims", case), "due_on", "id")


def _parties(reader: Reader, case: Row) -> list[Row]:
    return sorted(reader.parts("parties", case), key=lambda one: (one["role"] != "debtor", one["id"]))


def documents(reader: Reader, case: Row) -> list[Row]:
    """The files that are for the reader's side, without those that were taken back."""
    found = [one for one in reader.parts("documents", case) if one["state"] != "withdrawn" and is_for(reader, one)]
    return by(found, "-created_at", "-id")


def is_for(reader: Reader, row: Row) -> bool:
    """Whether a file or a note is for the reader's side: until it is recorded for both, for its author's alone."""
    if row["state"] == "recorded":
        return reader.is_told(row)
    return row["author_organization_id"] in reader.creditors


def open_holds(reader: Reader, case: Row) -> list[Row]:
    """Holds neither released nor run out."""
    now = reader.model.now
    found = [
        one
        for one in reader.parts("holds", case)
        if one["released_at"] is None and (one["until"] is None or one["until"] > now)
    ]
    return by(found, "since", "id")


def badges(reader: Reader, case: Row) -> list[str]:
    """What marks a case file beside its stage."""
    if case["stage"] == "closed":
        return []
    today, holds = reader.model.today, {one["kind"] for one in open_holds(reader, case)}
    demandable = [
        one
        for one in reader.parts("claims", case)
        if one["outstanding"] > 0 and not one["letter_posted_on"] and (not one["last_day"] or one["last_day"] >= today)
    ]
    marks = {
        "PAUSED": is_paused(reader, case),
        "DISPUTED": "dispute" in holds,
        "PROMISED": "promise" in holds,
        "TIME_BARRED": bool(case["last_day"] and case["last_day"] < today),
        # Every agency of these worlds is in France: tests/domain/worklist/test_first_steps.py has the others.
        "LETTER_DUE": case["stage"] != "submitted" and bool(demandable),
        "STOPPED": _is_stopped(reader, case),
        "WAITING": any(one["state"] == "needs_person" for one in reader.parts("contact_attempts", case)),
    }
    return [name for name, stands in marks.items() if stands]


def is_paused(reader: Reader, case: Row) -> bool:
    """Whether something is held, and what is held leaves nothing to ask for."""
    holds = open_holds(reader, case)
    if not holds:
        return False
    if any(hold["claim_id"] is None for hold in holds):
        return True
    left = {claim["id"]: claim["outstanding"] for claim in reader.parts("claims", case)}
    for hold in holds:
        left[hold["claim_id"]] -= hold["amount"] or left[hold["claim_id"]]
    return all(one <= 0 for one in left.values())


def _is_stopped(reader: Reader, case: Row) -> bool:
    """Of every party something is known here that forbids contact at all."""
    today = reader.model.today
    known = {
        one["party_id"]
        for one in reader.parts("stop_facts", case)
        if one["kind"] != "workplace"
        and one["ended_on"] is None
        and one["since_on"] <= today
        and (one["until_on"] is None or one["until_on"] > today)
    }
    return bool(known) and all(one["id"] in known for one in reader.parts("parties", case))


def attempts(reader: Reader, case: Row) -> list[Row]:
    """All of a case file, the newest first."""
    return by(reader.parts("contact_attempts", case), "-created_at", "-id")


def _file_shown(reader: Reader, row: Row, column: str = "document_id") -> Row | None:
    found = reader.model.one("documents", row[column]) if row[column] else None
    return found if found and found["state"] != "withdrawn" and is_for(reader, found) else None


def _end_shown(reader: Reader, row: Row) -> Row | None:
    return _file_shown(reader, row, "end_document_id")


def _opening_letter(reader: Reader, case: Row) -> Row | None:
    made = [one for one in attempts(reader, case) if one["is_opening_letter"] and one["document_id"]]
    return made[0] if made else None


def _bundles(reader: Reader, case: Row) -> list[Row]:
    own = [one for one in reader.parts("evidence_bundles", case) if one["organization_id"] == reader.own]
    return by(own, "-requested_at", "-id")


def _points(reader: Reader, party: Row) -> list[Row]:
    found = reader.model.of("contact_points", "party_id", party["id"])
    return by([one for one in found if one["invalid_reason"] != "erased"], "created_at", "id")


def _dead(column: str, since: str = "invalid_at") -> Any:
    """Since when, or why, an address is dead; to the agency also when another case file taught it."""

    def of(reader: Reader, point: Row) -> Any:
        known = [point] if point[since] else []
        if not known and reader.side == "agency":
            same = reader.model.of("contact_points", "value", point["value"])
            known = by([one for one in same if one["agency_id"] == reader.own and one[since]], since, "id")
        return known[0][column] if known else None

    return of


def _place(reader: Reader, point: Row) -> str:
    """Where it reaches somebody; to the agency as was said last of the same value on any case file of its own."""
    if reader.side != "agency":
        return str(point["place"]).upper()
    same = [one for one in reader.model.of("contact_points", "value", point["value"]) if one["agency_id"] == reader.own]
    said = [one for one in same if one["place_said_at"] is not None]
    last = [one for one in said if one["place_said_at"] == max(one["place_said_at"] for one in said)]
    known = sorted({str(one["place"]).upper() for one in last or same}, key=["WORK", "HOME", "MOBILE", "UNKNOWN"].index)
    return known[0]


def _opted_out(reader: Reader, point: Row) -> list[str]:
    if reader.side != "agency" or not reader.may("opt_out:read"):
        return []
    found = reader.model.of("opt_outs", "address", point["value"])
    return sorted(
        one["channel"].upper() for one in found if one["agency_id"] == reader.own and one["lifted_at"] is None
    )


def _allocations(reader: Reader, payment: Row) -> list[Row]:
    parts = []
    for one in reader.model.of("allocations", "payment_id", payment["id"]):
        claim = reader.model.one("claims", one["claim_id"])
        assert claim is not None
        parts.append({"claim": claim, "minor": one["amount"], "code": payment["currency"], **claim})
    return by(parts, "due_on", "document_number")


def _deliveries(reader: Reader, attempt: Row) -> list[Row]:
    secret = {"complained", "unsubscribed", "resubscribed"}
    found = [
        {**one, "told_at": one["occurred_at"] or one["received_at"]}
        for one in reader.model.of("delivery_reports", "attempt_id", attempt["id"])
        if one["agency_id"] == reader.own or one["status"] not in secret
    ]
    return by(found, "told_at", "received_at", "id")


def reasons_told(reader: Reader, reasons: list[Row]) -> list[Row]:
    """Whoever is not the agency reads neither limits nor wishes nor what rests on another client's case."""
    if reader.side == "agency":
        return reasons
    told: list[Row] = []
    for one in reasons:
        of_agency = str(one.get("source") or "").startswith("agency_rules:")
        neutral = of_agency or one.get("withheld") or one["code"] in ("OPTED_OUT", "PREFERRED_HOURS")
        code = "NOT_NOW" if neutral else "LIMIT_REACHED" if "_CAP_" in one["code"] else None
        shown = one if code is None else {"code": code, "source": None, "decision": one["decision"]}
        told += [] if shown in told else [shown]
    return told


def _copy(_: Reader, attempt: Row) -> Row | None:
    if attempt["sent_copy"] is None or attempt["sending_at"] is None:
        return None
    return {**json.loads(attempt["sent_copy"]), "sent_at": attempt["sending_at"]}


def _team(reader: Reader, case: Row) -> Row | None:
    return reader.model.one("teams", case["team_id"]) if case["team_id"] and reader.may("team:read") else None


def members_of(reader: Reader, team: Row) -> list[Row]:
    """The members of a team who have not left, by name."""
    found = [
        reader.model.one("memberships", one["membership_id"])
        for one in reader.model.of("team_members", "team_id", team["id"])
    ]
    here = [{**one, "name": name_of(reader, one)} for one in found if one and one["ended_at"] is None]
    return by(here, "name", "id")


def name_of(reader: Reader, membership: Row) -> str:
    """The name of a member's person."""
    person = reader.model.one("people", membership["person_id"])
    assert person is not None
    return str(person["name"])


def _right(permission: str, *, when: Any = lambda _: True) -> Any:
    """What may be done with a case file whose person is not erased."""
    return lambda reader, case: bool(case["erased_at"] is None and when(case) and reader.may(permission))


def _is_open(case: Row) -> bool:
    return bool(case["stage"] != "closed")


def _is_worked(case: Row) -> bool:
    return case["stage"] not in ("closed", "submitted")


def _may_move(reader: Reader, case: Row) -> bool:
    if case["erased_at"] is not None or not _is_open(case):
        return False
    return reader.may("case_file:close") or (case["stage"] != "submitted" and reader.may("case_file:move"))


RIGHTS = told(
    "",
    move=_may_move,
    plan_contact=_right("contact_attempt:plan", when=_is_worked),
    send_receipt=_right("contact_attempt:plan", when=lambda case: not _is_open(case) and case["paid"] > 0),
    write_note=_right("note:write"),
    write_document=_right("document:write"),
    issue_directive=_right("directive:issue", when=_is_open),
    record_payment=_right("payment:record", when=lambda case: case["stage"] != "submitted" and case["outstanding"] > 0),
    declare_payment=_right("payment:declare", when=lambda case: case["outstanding"] > 0),
    reverse_payment=_right("payment:reverse"),
    correct_claim=_right("claim:correct"),
    interrupt_claim=_right("claim:interrupt"),
    write_contact_point=_right("contact_point:write"),
    make_evidence_bundle=_right("evidence:create"),
    assign=_right("case_file:assign"),
    take=_right("case_file:take", when=lambda case: _is_open(case) and case["assignee_id"] is None),
    read_stops=_right("stop_fact:read"),
    record_received_call=_right("contact_attempt:settle"),
    reopen_address=_right("contact_point:reopen"),
    record_opt_out=_right("opt_out:write"),
    lift_opt_out=_right("opt_out:lift"),
)
_ITSELF = lambda _, row: row  # noqa: E731 - a word of the tables below

CASE_FILE: dict[str, Shown] = {
    **told("", id=key("CaseFile")),
    **columns(
        "case_file",
        "reference claim_count stage^ close_code^? oldest_due_on? placed_at last_contact_at? erased_at?",
    ),
    **told(
        "case_file",
        days_overdue_=lambda reader, case: (
            max(0, (reader.model.today - case["oldest_due_on"]).days) if case["oldest_due_on"] else None
        ),
        badges=badges,
    ),
    **rows("case_file.amounts", "Balance", balance=_ITSELF),
    **rows("case_file", "Debtor", debtor=named("debtors", "debtor_id")),
    **rows("case_file", "Organization", agency=named("organizations", "agency_id")),
    **rows("case_file", "Organization", creditor=named("organizations", "creditor_id")),
    **rows(
        "case_file.assignment",
        "Colleague",
        assignee_=lambda reader, case: (
            (found := reader.model.one("memberships", case["assignee_id"]))
            and {**found, "name": name_of(reader, found)}
        ),
    ),
    **rows("case_file.assignment", "Team", team_=_team),
    **rows("mandate", "Mandate", mandate=named("mandates", "mandate_id")),
    **rows("portfolio", "Portfolio", portfolio_=named("portfolios", "portfolio_id")),
    **rows("party", "Party", parties=_parties),
    **rows("claim", "Claim", claims=_claims),
    **rows("document", "Document", documents=documents),
    **rows("hold", "Hold", holds=open_holds),
    **rows(
        "directive",
        "Directive",
        directives=lambda reader, case: by(reader.parts("directives", case), "-issued_at", "-id"),
    ),
    **rows(
        "payment", "Payment", payments=lambda reader, case: by(reader.parts("payments", case), "-received_on", "-id")
    ),
    **rows(
        "claim",
        "ClaimInterruption",
        interruptions=lambda reader, case: by(reader.parts("claim_interruptions", case), "-happened_on", "-id"),
    ),
    **rows("evidence", "EvidenceBundle", evidence_bundles_=_bundles),
    **rows("contact_attempt", "OpeningLetter", opening_letter_=_opening_letter),
    **rows("contact_attempt", "ContactAttempt", attempts=attempts),
    **rows("", "CaseFileRights", viewer_can=_ITSELF),
}
CASES: dict[str, dict[str, Shown]] = {
    "CaseFile": CASE_FILE,
    "CaseFileRights": RIGHTS,
    "Money": IN_MONEY,
    "Balance": amounts("", **{one: one for one in (*_PARTS.split(), "paid", "outstanding")}),
    "Debtor": {
        **told("", id=key("Debtor")),
        **columns("case_file", "reference language country"),
        **columns("case_file.identity", "name? company_number?"),
    },
    "Party": {
        **told("", id=key("Party")),
        **columns("party", "role^ country? segment^? language?"),
        **columns("case_file.identity", "name?"),
        **rows("contact_point", "ContactPoint", contact_points=_points),
    },
    "ContactPoint": {
        **told("", id=key("ContactPoint")),
        **columns("contact_point", "kind^ value reopened_at?"),
        **told(
            "contact_point",
            place=_place,
            valid_until_=_dead("invalid_at"),
            invalid_reason_=_dead("invalid_reason"),
            texts_end_at_=_dead("texts_end_at", "texts_end_at"),
            texts_end_reason_=_dead("texts_end_reason", "texts_end_at"),
            opted_out=_opted_out,
        ),
    },
    "Claim": {
        **told("", id=key("Claim")),
        **columns(
            "claim",
            "document_number issued_on? due_on segment^ nature^ payee last_day? interrupted_by^? interrupted_on? "
            "description?",
        ),
        **told(
            "claim",
            opening_letter_posted_on_=lambda _, claim: claim["letter_posted_on"],
            time_barred=lambda reader, claim: bool(claim["last_day"] and claim["last_day"] < reader.model.today),
        ),
        **amounts("case_file.amounts", placed=_PARTS, paid="paid", outstanding="outstanding"),
    },
    "Document": {
        **told("", id=key("Document")),
        **columns("document", "name content_type size created_at chain^ state^ publishes_at? sha256"),
        **told(
            "document", added_by_=lambda _, one: one["author_name"], url=lambda _, one: f"/files/documents/{one['id']}"
        ),
        **told(
            "",
            viewer_can_withdraw=lambda reader, one: (
                one["author_membership_id"] == reader.member["id"] and one["state"] == "publishing"
            ),
        ),
    },
    "Hold": {
        **told("", id=key("Hold")),
        **columns("hold", "kind^ reason since until? by_name?"),
        **rows("hold", "Organization", by_organization=named("organizations", "owner_id")),
        **rows("directive", "Directive", directive_=named("directives", "directive_id")),
        **rows("claim", "Claim", claim_=named("claims", "claim_id")),
        **rows("case_file.amounts", "Money", amount_=lambda _, one: one["amount"] and money(one["amount"], "EUR")),
        **told(
            "",
            viewer_can_release=lambda reader, one: bool(
                reader.may("directive:release") and one["directive_id"] and one["owner_id"] == reader.own
            ),
        ),
    },
    "Directive": {
        **told("", id=key("Directive")),
        **columns("directive", "kind^ state^ reason issued_at issued_by released_at? released_by?"),
        **rows("party", "Party", party_=named("parties", "party_id")),
        **told(
            "",
            viewer_can_release=lambda reader, one: bool(
                reader.may("directive:release") and one["state"] == "issued" and one["creditor_id"] == reader.own
            ),
        ),
    },
    "Payment": {
        **told("", id=key("Payment")),
        **amounts("payment", amount="amount"),
        **columns(
            "payment",
            "received_on source^ reference? recorded_at recorded_by reversed_at? reversed_by? reversal_reason?",
        ),
        **told("payment", declared=lambda _, one: one["source"] == "creditor"),
        **rows("payment", "Allocation", allocations=_allocations),
    },
    "ClaimInterruption": {
        **told("", id=key("ClaimInterruption")),
        **columns(
            "claim",
            "kind^ happened_on until_on? basis? proof^ recorded_at recorded_by end_proof^? end_recorded_at? "
            "end_recorded_by? withdrawn_at? withdrawn_by? withdrawal_reason?",
        ),
        **rows("claim", "Claim", claim=named("claims", "claim_id")),
        **rows("document", "Document", document_=_file_shown, end_document_=_end_shown),
    },
    "Allocation": {
        **rows("", "Money", amount=lambda _, one: money(one["minor"], one["code"])),
        **rows("", "Claim", claim=lambda _, one: one["claim"]),
    },
    "EvidenceBundle": {
        **told("", id=key("EvidenceBundle")),
        **columns(
            "evidence",
            "locale includes_own_side state^ progress step^? requested_at requested_by made_at? expires_at? "
            "exhibit_count? event_count? pdf_size? pdf_sha256? zip_size? zip_sha256?",
        ),
        **told(
            "evidence",
            pdf_url_=lambda _, one: ANYTHING if one["pdf_key"] else None,
            zip_url_=lambda _, one: ANYTHING if one["zip_key"] else None,
        ),
    },
    "OpeningLetter": {
        **told(
            "contact_attempt",
            reference=lambda _, one: one["letter_reference"],
            produced_at=lambda _, one: one["sending_at"],
        ),
        **columns("contact_attempt", "posted_on?"),
        **rows("contact_attempt", "ContactAttempt", attempt=_ITSELF),
    },
    "ContactAttempt": {
        **told("", id=key("ContactAttempt")),
        **columns(
            "contact_attempt",
            "channel^ purpose^ state^ automated send_at until? template_title created_at created_by? provider_status? "
            "posted_on? postal_service^ "
            "returned_on? return_reason^? tracing_outcome^? disposition^? promised_on? "
            "callback_at? answered_at? duration_seconds?",
        ),
        **told("contact_attempt.content", to_=lambda _, one: one["to_address"]),
        **columns("contact_attempt.content", "subject? body? tracking_number?"),
        **rows("contact_attempt.content", "SentCopy", sent_copy_=_copy),
        **rows("contact_attempt", "Reason", reasons=lambda reader, one: reasons_told(reader, one["reasons"])),
        **rows("party", "Party", party=named("parties", "party_id")),
        **rows("document", "Document", document_=named("documents", "document_id")),
        **rows("contact_attempt", "Delivery", deliveries=_deliveries),
    },
    "Reason": {
        **columns("", "code"),
        # A refusal that is not the gate's has its source in words, of the reader's language.
        **told("", source_=lambda _, one: one["source"] or (ANYTHING if one["code"] == "NOT_ACCEPTED" else None)),
        **told("", decision_=lambda _, one: one["decision"].upper() if one.get("decision") else None),
    },
    "Delivery": {
        **columns("", "provider provider_id? status leg? code? occurred_at? received_at"),
        **told("", label=lambda *_: ANYTHING),
    },
    "SentCopy": columns("", "to sender sender_name? subject? text? html? language template template_version sent_at"),
    "Colleague": {
        **told("", membership_id=lambda _, one: global_id("Membership", one["id"])),
        **columns("", "name"),
    },
    "Team": {
        **told("", id=key("Team")),
        **columns("team", "name"),
        **rows("team", "Colleague", members=members_of),
    },
    "Mandate": {
        **told("", id=key("Mandate")),
        **columns(
            "mandate", "reference kind^ signed_on? starts_on ends_on? basis insurance fee_terms remittance_terms"
        ),
        **told(
            "mandate",
            in_force=lambda reader, one: bool(
                one["starts_on"] <= reader.model.today and (not one["ends_on"] or reader.model.today <= one["ends_on"])
            ),
        ),
        **rows("mandate", "Organization", agency=named("organizations", "agency_id")),
        **rows("mandate", "Organization", creditor=named("organizations", "creditor_id")),
    },
    "Portfolio": {**told("", id=key("Portfolio")), **columns("portfolio", "name")},
    "Organization": {**told("", id=key("Organization")), **columns("organization", "name kind^")},
}
