"""Random placements and case files: everything that hangs on one, in every state that hides something, with ties."""

from datetime import date, timedelta
from random import Random
from typing import Any

from tandem.contacts.copies import SentCopy, written
from tests.walk.generated import NOW, TODAY, Maker, grants, organizations
from tests.walk.generated_events import WISHES_AND_LIMITS, timeline
from tests.walk.plain import Row
from tests.walk.plain_lists import words_of

_NAMES = ("Émile Durand", "Durand SARL", "O’Neil")
_PHONES = ("+33600000001", "+33600000002", "+33600000003")
_REASON = {"code": "NOT_ACCEPTED", "source": "R124-4", "args": {}}
_MADE = {
    "state": "ready",
    "progress": 100,
    "pdf_key": "p",
    "zip_key": "z",
    "pdf_size": 1,
    "zip_size": 2,
    "pdf_sha256": "0" * 64,
    "zip_sha256": "1" * 64,
    "exhibit_count": 3,
    "event_count": 4,
    "made_at": NOW,
    "expires_at": NOW + timedelta(days=7),
}
_AUTHORS = {"agency": "agency_id", "creditor": "creditor_id"}


def world(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Tables of rows as plain dictionaries, columns as the database names them."""
    make = Maker(Random(seed))
    organizations(make)
    places = _places(make)
    for sides, batches in places:
        for _ in make.some(1, 2):
            _full(make, _case_file(make, sides, make.any(*batches)))
    if make.is_so(0.6):  # as many debtors as a bank may be told of, and sometimes one fewer
        sides, batches = make.any(*places)
        batch = make.any(*batches)
        for _ in make.some(4, 7):
            _case_file(make, sides, batch)
    for number in make.some(1, 3):
        _refusal(make, make.any(*make.of("organizations", kind="agency")), number)
    grants(make)
    return make.tables


def _places(make: Maker) -> list[tuple[Row, list[Row]]]:
    """Who places with whom: the two sides with their mandate, and what was placed under it."""
    parents = {one["parent_id"] for one in make.tables["organizations"]}
    creditors = [one for one in make.of("organizations", kind="creditor") if one["id"] not in parents]
    pairs = [(agency, creditor) for agency in make.of("organizations", kind="agency") for creditor in creditors]
    found: list[tuple[Row, list[Row]]] = []
    for creditor in creditors:
        for number in make.some(1, 2):
            make.add("portfolios", creditor_id=creditor["id"], name=f"portfolio {number}")
    for agency, creditor in make.rng.sample(pairs, make.rng.randint(1, min(3, len(pairs)))):
        sides = {"agency_id": agency["id"], "creditor_id": creditor["id"]}
        terms = dict.fromkeys(("basis", "insurance", "fee_terms", "remittance_terms", "payee", "payee_account"), "x")
        mandate = make.add(
            "mandates",
            **sides,
            reference=f"mandate {len(found)}",
            kind=make.any("collection", "management"),
            signed_on=make.any(None, date(2026, 1, 5)),
            starts_on=make.any(date(2026, 1, 5), date(2026, 1, 5), date(2027, 1, 5)),
            ends_on=make.any(None, TODAY, TODAY - timedelta(days=1)),
            **terms,
        )
        sides["mandate_id"] = mandate["id"]
        found.append((sides, [_batch(make, sides) for _ in make.some(1, 2)]))
        for _ in make.some(0, 1):
            _batch(make, sides, make.any("checked", "uploaded", "abandoned"))
    return found


def _batch(make: Maker, sides: Row, state: str = "") -> Row:
    sender = make.of("memberships", organization_id=sides["creditor_id"])[0]
    upload = make.add(
        "uploads",
        organization_id=sides["creditor_id"],
        membership_id=sender["id"],
        filename="f.csv",
        size=1,
        storage_key="",
        requested_at=NOW,
    )
    return make.add(
        "placement_batches",
        **sides,
        portfolio_id=make.any(*make.of("portfolios", creditor_id=sides["creditor_id"]))["id"],
        upload_id=upload["id"],
        reference=f"batch {len(make.tables['placement_batches']):02}",
        filename="f.csv",
        state=state or make.any("submitted", "accepted"),
        mapping={},
        answers={},
        created_at=make.ago(20, 50),
        created_by="somebody",
        submitted_at=make.any(None, make.ago(10, 40)),
        case_file_count=make.rng.randint(0, 9),
    )


def _case_file(make: Maker, sides: Row, batch: Row) -> Row:
    """A case file with its debtor and its claims."""
    number, name = len(make.tables["case_files"]), make.any(*_NAMES)
    both = {"agency_id": sides["agency_id"], "creditor_id": sides["creditor_id"]}
    debtor = make.add(
        "debtors",
        **both,
        reference=f"customer {number}",
        company_number=make.any(None, None, f"company {number // 2}"),
        name=name,
        language=make.any("fr", "en"),
        country="FR",
    )
    stage = make.any("submitted", "accepted", "amicable", "legal", "closed")
    teams = [one["id"] for one in make.of("teams", agency_id=sides["agency_id"])]
    colleagues = [one["id"] for one in make.of("memberships", organization_id=sides["agency_id"])]
    case = make.add(
        "case_files",
        **sides,
        portfolio_id=batch["portfolio_id"],
        batch_id=batch["id"],
        debtor_id=debtor["id"],
        reference=f"T{make.key().hex[:12]}",
        assignee_id=make.any(None, *colleagues),
        team_id=make.any(None, *teams),
        stage=stage,
        close_code=make.any("paid", "other") if stage == "closed" else None,
        currency="EUR",
        placed_at=make.ago(1, 5),
        last_contact_at=make.any(None, NOW),
        erased_at=NOW if stage == "closed" and make.is_so(0.4) else None,
        name_sort=name,
        last_day=make.any(None, TODAY, TODAY - timedelta(days=1)),
        oldest_due_on=make.any(None, TODAY, TODAY - timedelta(days=40)),
    )
    claims = [_claim(make, case, number) for number in make.some(1, 3)]
    case |= {name: sum(one[name] for one in claims) for name in ("principal", "interest", "paid", "outstanding")}
    case |= {"claim_count": len(claims), "accepted_at": NOW}
    case["search"] = " ".join(words_of(f"{name} {case['reference']} {claims[0]['document_number']}"))
    return case


def _claim(make: Maker, case: Row, number: int) -> Row:
    principal, interest = make.any(100_00, 100_00, 250_50), make.any(0, 1_50)
    paid = make.any(0, 0, principal + interest, 20_00)
    interrupted_by = make.any(None, "part_payment", "acknowledgement")
    # A later placement may have added it.
    batches = make.of("placement_batches", portfolio_id=case["portfolio_id"], mandate_id=case["mandate_id"])
    placed = [one["id"] for one in batches if one["state"] in ("submitted", "accepted")]
    return make.add(
        "claims",
        **_of(case),
        mandate_id=case["mandate_id"],
        debtor_id=case["debtor_id"],
        batch_id=make.any(case["batch_id"], *placed),
        document_number=f"invoice {number} of {case['agency_id'].hex[:4]}",  # no invoice is at two agencies
        due_on=TODAY - timedelta(days=make.any(-5, 10, 10, 100)),
        segment=make.any("professional", "consumer"),
        nature=make.any("general", "telecom"),
        payee="agency",
        currency="EUR",
        principal=principal,
        interest=interest,
        paid=paid,
        outstanding=principal + interest - paid,
        last_day=make.any(None, TODAY, TODAY - timedelta(days=1)),
        interrupted_by=interrupted_by,
        interrupted_on=TODAY - timedelta(days=3) if interrupted_by else None,
        letter_posted_on=make.any(None, TODAY),
        description=make.any(None, "chairs"),
    )


def _of(case: Row) -> dict[str, Any]:
    return {"agency_id": case["agency_id"], "creditor_id": case["creditor_id"], "case_file_id": case["id"]}


def _full(make: Maker, case: Row) -> None:
    """All that hangs on a case file."""
    for role in ("debtor", *(make.any("guarantor", "co_debtor") for _ in make.some(0, 1))):
        own = {"country": make.any(None, "BE"), "segment": make.any(None, "consumer"), "language": make.any(None, "en")}
        party = make.add("parties", **_of(case), role=role, name=make.any(*_NAMES), **(own if role != "debtor" else {}))
        _points(make, case, party)
        if make.is_so(0.3):
            _fact(make, case, party)
    _money(make, case)
    _stops(make, case)
    for _ in make.some(0, 3):
        _document(make, case)
    _interruptions(make, case)
    for _ in make.some(0, 2):
        _bundle(make, case)
    for _ in make.some(1, 4):
        _attempt(make, case, party)
    timeline(make, case)


def _points(make: Maker, case: Row, party: Row) -> None:
    for kind, value in make.rng.sample([("phone", one) for one in _PHONES] + [("email", "d@x.example")], 2):
        dead = make.any(None, None, make.ago(1, 2))
        mute = make.any(None, make.ago(1, 2)) if kind == "phone" else None
        make.add(
            "contact_points",
            **_of(case),
            party_id=party["id"],
            kind=kind,
            value=value,
            place=make.any("home", "work", "unknown"),
            place_said_at=make.any(None, make.ago(1, 2)),
            invalid_at=dead,
            invalid_reason=make.any("bounced", "erased") if dead else None,
            texts_end_at=mute,
            texts_end_reason="provider 30006" if mute else None,
            reopened_at=make.any(None, make.ago(1, 2)),
            created_at=make.ago(1, 2),
        )


def _fact(make: Maker, case: Row, party: Row) -> None:
    """Something that forbids contact, in force, over, or for a time."""
    kind = make.any("deceased", "lawyer", "workplace", "breathing_space")
    over = make.any(None, None, NOW)
    make.add(
        "stop_facts",
        **_of(case),
        party_id=party["id"],
        kind=kind,
        since_on=TODAY - timedelta(days=3),
        until_on=make.any(TODAY, TODAY + timedelta(days=9)) if kind == "breathing_space" else None,
        contact_point_id=make.of("contact_points", party_id=party["id"])[0]["id"] if kind == "workplace" else None,
        source="a letter",
        recorded_at=NOW,
        recorded_by="somebody",
        owner_id=case["agency_id"],
        **({"ended_on": TODAY, "ended_at": over, "ended_by": "somebody"} if over else {}),
    )


def _refusal(make: Maker, agency: Row, number: int) -> None:
    """Somebody who does not want to be reached: known to the agency, for all its creditors."""
    make.add(
        "opt_outs",
        agency_id=agency["id"],
        channel=("sms", "voice", "email")[number],
        address="d@x.example" if number == 2 else make.any(*_PHONES),
        source="agency",
        provisional=False,
        recorded_at=NOW,
        lifted_at=make.any(None, None, NOW),
    )


def _money(make: Maker, case: Row) -> None:
    claims = make.of("claims", case_file_id=case["id"])
    for number in make.some(0, 2):
        reversed_at = make.any(None, None, NOW)
        payment = make.add(
            "payments",
            **_of(case),
            amount=20_00 * len(claims),
            currency="EUR",
            received_on=TODAY - timedelta(days=make.any(1, 1, 30)),
            source=make.any("agency", "creditor"),
            reference=make.any(None, f"payment {number}"),
            recorded_at=NOW,
            recorded_by="somebody",
            reversed_at=reversed_at,
            reversed_by="somebody" if reversed_at else None,
        )
        sides = {"agency_id": case["agency_id"], "creditor_id": case["creditor_id"]}
        for claim in claims:
            make.add("allocations", **sides, payment_id=payment["id"], claim_id=claim["id"], amount=20_00)


def _stops(make: Maker, case: Row) -> None:
    directives: list[Any] = [None]
    for place in make.some(0, 2):
        released = make.any(None, NOW) if place == 0 else NOW  # one stands at a time
        kind = make.any("hold", "no_phone", "email_only", "other_person")
        alone = make.any(*make.of("parties", case_file_id=case["id"]))["id"] if kind == "other_person" else None
        directives.append(
            make.add(
                "directives",
                **_of(case),
                kind=kind,
                party_id=alone,
                state="released" if released else "issued",
                reason="do not call",
                issued_at=make.ago(1, 2),
                issued_by="somebody",
                released_at=released,
            )["id"]
        )
    for _ in make.some(0, 3):
        directive = make.any(*directives)
        claim = make.any(None, *make.of("claims", case_file_id=case["id"]))
        make.add(
            "holds",
            **_of(case),
            claim_id=claim and claim["id"],
            amount=claim and make.any(None, 10_00, claim["outstanding"] or None),
            kind="directive" if directive else make.any("dispute", "promise", "legal"),
            reason="because",
            owner_id=make.any(case["agency_id"], case["creditor_id"]),
            since=make.ago(1, 2),
            until=make.any(None, NOW - timedelta(hours=1), NOW + timedelta(days=1)),
            by_name="somebody",
            directive_id=directive,
            released_at=make.any(None, None, NOW),
        )


def _interruptions(make: Maker, case: Row) -> None:
    """What was recorded of its claims, with and without a file, one or another of them withdrawn."""
    files = [one["id"] for one in make.of("documents", case_file_id=case["id"])]
    for _ in make.some(0, 2):
        withdrawn_at = make.any(None, None, NOW)
        until_on = make.any(None, TODAY + timedelta(days=9))
        kind = make.any("stated_last_day", "mediation") if until_on else make.any("mediation", "court_claim")
        ended = kind == "mediation" and until_on is not None and make.any(True, False)
        make.add(
            "claim_interruptions",
            **_of(case),
            claim_id=make.any(*make.of("claims", case_file_id=case["id"]))["id"],
            kind=kind,
            happened_on=TODAY - timedelta(days=make.any(1, 1, 30)),
            until_on=until_on,
            basis="CPLR 214-i" if kind == "stated_last_day" else None,
            proof=make.any("letter", "court_document"),
            document_id=make.any(None, *files),
            recorded_at=NOW,
            recorded_by="somebody",
            end_proof="message" if ended else None,
            end_document_id=make.any(None, *files) if ended else None,
            end_recorded_at=NOW if ended else None,
            end_recorded_by="somebody" if ended else None,
            withdrawn_at=withdrawn_at,
            withdrawn_by="somebody" if withdrawn_at else None,
            withdrawal_reason="a mistake" if withdrawn_at else None,
        )


def _document(make: Maker, case: Row) -> None:
    state = make.any("recorded", "recorded", "publishing", "withdrawn")
    # Only what is for both parties waits or is taken back.
    chain = make.any("agency", "creditor", "parties") if state == "recorded" else "parties"
    author = case[_AUTHORS.get(chain) or make.any("agency_id", "creditor_id")]
    make.add(
        "documents",
        **_of(case),
        chain=chain,
        state=state,
        author_organization_id=author,
        author_name="somebody",
        author_membership_id=make.any(*make.of("memberships", organization_id=author))["id"],
        publishes_at=NOW + timedelta(seconds=10) if chain == "parties" else None,
        name=f"file {len(make.tables['documents'])}",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        storage_key="",
        created_at=make.ago(1, 2),
    )


def _bundle(make: Maker, case: Row) -> None:
    organization = make.any(case["agency_id"], case["creditor_id"])
    make.add(
        "evidence_bundles",
        **_of(case),
        organization_id=organization,
        membership_id=make.any(*make.of("memberships", organization_id=organization))["id"],
        requested_by="somebody",
        locale="fr",
        includes_own_side=make.is_so(0.5),
        requested_at=make.ago(1, 2),
        **make.any(_MADE, {"state": "failed", "problem": "too_large"}),
    )


def _attempt(make: Maker, case: Row, party: Row) -> None:
    channel = make.any("sms", "email", "voice", "letter")
    sending = make.any(None, make.ago(1, 9))
    key, documents = make.key(), list(make.of("documents", case_file_id=case["id"]))
    letter = [one["id"] for one in documents if (one["chain"], one["state"]) == ("parties", "recorded")]
    copy = SentCopy(str(key), channel, "+33", "+34", None, None, None, "words", None, (), "fr", "t", "1")
    posted = make.any(None, TODAY) if channel == "letter" else None
    reason = make.any(None, "refused", "moved", "moved") if posted else None
    row = make.add(
        "contact_attempts",
        **_of(case),
        party_id=party["id"],
        contact_point_id=make.of("contact_points", party_id=party["id"])[0]["id"],
        channel=channel,
        purpose="demand",
        state=make.any("planned", "blocked", "needs_person", "delivered", "accepted") if sending else "planned",
        template_title="title",
        language="fr",
        to_address=make.any(*_PHONES),
        subject=make.any(None, "subject"),
        body="body",
        sent_copy=written(copy) if sending and channel != "voice" else None,
        is_opening_letter=channel == "letter",
        letter_reference="LR",
        document_id=make.any(*letter) if letter and channel == "letter" and sending else None,
        send_at=NOW,
        reasons=make.any([], [_REASON], [{**_REASON, "decision": "review"}], WISHES_AND_LIMITS),
        created_at=make.ago(1, 2),
        sending_at=sending,
        posted_on=posted,
        returned_on=TODAY if reason else None,
        return_reason=reason,
        tracing_outcome=make.any(None, "found") if reason == "moved" else None,
        disposition=make.any(None, "reached") if channel == "voice" else None,
    )
    for status in make.rng.sample(("delivered", "complained", "unsubscribed", "opened"), make.rng.randint(0, 3)):
        make.add(
            "delivery_reports",
            **_of(case),
            attempt_id=row["id"],
            provider="twilio",
            status=status,
            occurred_at=make.any(None, make.ago(1, 2)),
            received_at=make.ago(1, 2),
        )
