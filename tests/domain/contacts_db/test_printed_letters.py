"""A printed letter leaves as it is or not at all: what has changed since stops it wherever it is on its way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from pypdf import PdfWriter

from tandem import contacts
from tandem.casefiles.models import Claim, Debtor, Hold, HoldKind, Segment
from tandem.contacts import letters
from tandem.contacts.channels import channels
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.post.commands import make_print_run, post_print_run, print_run_file
from tandem.contacts.stops.commands import NewStop, record_stop_fact
from tandem.contacts.stops.kinds import StopKind
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.ids import new_id
from tandem.outbox import emit, tasks
from tandem_channels.file_drop import FileDrop
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, outbox_of, plan, reread, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
TODAY = MORNING.date()
Change = Callable[[MadeCase, ContactAttempt], Awaitable[None]]
_runs = count(1)


@dataclass
class Paper:
    """What is printed here is an empty page; something may happen while it is printed."""

    page: bytes
    meanwhile: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def printed(self, letter: object) -> bytes:
        """As the press of letters, at once."""
        assert letter
        while self.meanwhile:
            await self.meanwhile.pop()()
        return self.page


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Paper:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(file)
    made = Paper(file.getvalue())
    monkeypatch.setattr(letters, "printed", made.printed)
    return made


async def hold(made: MadeCase, kind: HoldKind, *, claim: bool = False) -> None:
    async with transaction(HELENE):
        await Hold.create(
            id=new_id(),
            agency_id=made.case_file.agency_id,
            creditor_id=made.case_file.creditor_id,
            case_file_id=made.case_file.id,
            claim_id=made.claims[1].id if claim else None,
            kind=kind,
            reason="a reason",
            owner_id=HELENE.organization_id,
            since=clock.now(),
            until=clock.now() + timedelta(days=10) if kind in (HoldKind.PROMISE, HoldKind.PLAN) else None,
            by_name="Hélène Renaud",
        )


async def everything_held(made: MadeCase, _: ContactAttempt) -> None:
    await hold(made, HoldKind.DIRECTIVE)


async def one_claim_disputed(made: MadeCase, _: ContactAttempt) -> None:
    await hold(made, HoldKind.DISPUTE, claim=True)


async def promised(made: MadeCase, _: ContactAttempt) -> None:
    await hold(made, HoldKind.PROMISE)


async def a_plan_for_one_claim(made: MadeCase, _: ContactAttempt) -> None:
    await hold(made, HoldKind.PLAN, claim=True)


async def owes(made: MadeCase, minor: int) -> None:
    async with transaction(AGENCY):
        await Claim.filter(id=made.claims[1].id).update(outstanding=minor, paid=80_00 - minor)


async def one_claim_paid(made: MadeCase, _: ContactAttempt) -> None:
    await owes(made, 0)


async def a_part_paid(made: MadeCase, _: ContactAttempt) -> None:
    await owes(made, 79_99)


async def a_payment_reversed(made: MadeCase, _: ContactAttempt) -> None:
    await owes(made, 80_00)


async def one_claim_barred(made: MadeCase, _: ContactAttempt) -> None:
    async with transaction(AGENCY):
        await Claim.filter(id=made.claims[1].id).update(due_on=date(2020, 1, 15))


async def breathing_space(made: MadeCase, _: ContactAttempt) -> None:
    until = TODAY + timedelta(days=40)
    new = NewStop(StopKind.BREATHING_SPACE, since_on=TODAY, source="a letter of today", until_on=until)
    await record_stop_fact(AWA, made.case_file.id, made.party.id, new)


async def reminded_today(made: MadeCase, _: ContactAttempt) -> None:
    async with transaction(AGENCY):
        await Claim.filter(case_file_id=made.case_file.id).update(letter_posted_on=TODAY)


async def moved_where_no_rule_is_known(made: MadeCase, _: ContactAttempt) -> None:
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country="DE")


async def contacted_often(made: MadeCase, attempt: ContactAttempt) -> None:
    """As many attempts of today as three limits of a week."""
    async with transaction(AGENCY):
        for _ in range(9):
            await database.execute(_ANOTHER, attempt.id, new_id(), clock.now().isoformat())


_ANOTHER = """
INSERT INTO contact_attempts SELECT (jsonb_populate_record(a, jsonb_build_object('id', $2::uuid, 'channel', 'sms',
    'state', 'accepted', 'sending_at', $3::text, 'letter_reference', NULL, 'document_id', NULL))).*
FROM contact_attempts a WHERE a.id = $1
"""


@dataclass(frozen=True)
class Case:
    """What happens to a printed letter, and the reason that then stops it; None: it stands."""

    change: Change
    code: str | None
    segment: Segment = Segment.PROFESSIONAL
    country: str = "FR"
    owed_first: int = 80_00


CASES = {
    "everything is held": Case(everything_held, "CLIENT_HOLD"),
    "one claim of two is disputed": Case(one_claim_disputed, "DISPUTE_OPEN"),
    "a promise": Case(promised, "PROMISE_PENDING"),
    "a plan for one claim of two": Case(a_plan_for_one_claim, "PLAN_ACTIVE"),
    "one claim of two is paid": Case(one_claim_paid, "CASE_CLOSED"),
    "one claim of two is paid in part": Case(a_part_paid, "LETTER_OUTDATED"),
    "one claim of two is barred, which a person decides on": Case(one_claim_barred, "TIME_BARRED"),
    "a breathing space": Case(breathing_space, "GB_BREATHING_SPACE", country="GB"),
    "the Belgian wait": Case(reminded_today, "BE_14_DAY_WAIT", Segment.CONSUMER, "BE"),
    "no rule is known": Case(moved_where_no_rule_is_known, "RULE_ABSENT"),
    "a limit on numbers is met": Case(contacted_often, None, Segment.CONSUMER),
    "more is owed than it asks for": Case(a_payment_reversed, None, owed_first=70_00),
}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


async def a_letter(case: Case) -> tuple[MadeCase, ContactAttempt]:
    made = await make_case(amounts=(120_00, 80_00), segment=case.segment, letter_posted_on=TODAY - timedelta(days=40))
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(country=case.country)
    await owes(made, case.owed_first)
    return made, await plan(made, Channel.LETTER, template_id="letter_reminder.fr")


async def happens(case: Case, made: MadeCase, attempt: ContactAttempt) -> None:
    """The change, and nothing that has the case file judged again because of it."""
    await case.change(made, attempt)
    await database.execute("UPDATE outbox SET done_at = created_at WHERE topic = 'contacts.regate' AND done_at IS NULL")


async def stopped(case: Case, made: MadeCase, attempt: ContactAttempt) -> bool:
    """Whether it was, which is told with its reason."""
    now = await reread(attempt)
    assert now.document_id is not None
    if now.state is not AttemptState.BLOCKED:
        assert now.state is AttemptState.ACCEPTED
        return False
    assert (now.posted_on, now.provider_status) == (None, None)
    assert case.code in [reason["code"] for reason in now.reasons]
    # An instant has no order: a state of it is told, whichever place it has.
    assert "blocked" in [entry.data.get("state") for entry in await told(made, HELENE)]
    return True


@every_case
async def test_what_changes_while_it_is_printed(case: Case, paper: Paper) -> None:
    made, attempt = await a_letter(case)
    paper.meanwhile.append(partial(happens, case, made, attempt))

    await work()

    assert await stopped(case, made, attempt) is (case.code is not None)


@every_case
async def test_what_changes_after_it_was_printed(case: Case, paper: Paper) -> None:
    assert paper.page
    made, attempt = await a_letter(case)
    await work()

    await happens(case, made, attempt)
    async with transaction(AGENCY):
        await emit(AGENCY, "contacts.regate", {"case_file_id": str(made.case_file.id)})
    await work()

    assert await stopped(case, made, attempt) is (case.code is not None)


@every_case
async def test_what_changes_before_it_is_handed_to_a_printer(case: Case, paper: Paper, tmp_path: Path) -> None:
    assert paper.page
    printer = FileDrop(tmp_path / "agency")
    assert await printer.is_usable()
    contacts.configure(replace(channels(), postal=printer))
    made, attempt = await a_letter(case)
    [row_id] = await outbox_of("contacts.dispatch")
    await tasks.run(row_id)

    await happens(case, made, attempt)
    await work()

    assert await stopped(case, made, attempt) is (case.code is not None)
    handed = [path.name for path in (tmp_path / "agency" / "letters").glob("*")]
    assert handed == ([] if case.code else [str(attempt.id)])
    async with reading(AGENCY):
        row = await database.row("SELECT state FROM letter_handovers WHERE attempt_id = $1", attempt.id)
    assert row
    assert row["state"] == ("cancelled" if case.code else "accepted")
    assert "letter_step_recorded" not in [e.kind for e in await told(made) if case.code]


@pytest.mark.parametrize("case", [CASES["one claim of two is barred, which a person decides on"]], ids=["barred"])
async def test_what_a_date_has_changed_is_found_as_the_file_of_its_run_is_made(case: Case, paper: Paper) -> None:
    assert paper.page
    (made, attempt), (_, good) = await a_letter(case), await a_letter(case)
    await work()
    await happens(case, made, attempt)

    run = await make_print_run(AWA, duplex=False, idempotency_key=f"printed-letters-{next(_runs)}")
    await work()

    assert await stopped(case, made, attempt)
    found = await print_run_file(AWA, run.id)
    assert (found.pages, found.stopped, found.waiting) == (1, 1, 1)
    assert (await reread(good)).state is AttemptState.ACCEPTED


@every_case
async def test_what_changes_before_its_run_is_told_as_posted(case: Case, paper: Paper) -> None:
    assert paper.page
    made, attempt = await a_letter(case)
    await work()
    run = await make_print_run(AWA, duplex=False, idempotency_key=f"printed-letters-{next(_runs)}")
    await work()
    await print_run_file(AWA, run.id)

    await happens(case, made, attempt)
    await post_print_run(AWA, run.id, posted_on=TODAY)
    await work()

    assert await stopped(case, made, attempt) is (case.code is not None)
    assert (await reread(attempt)).posted_on == (None if case.code else TODAY)


async def test_what_a_person_let_pass_before_it_was_printed_does_not_stop_it(paper: Paper) -> None:
    assert paper.page
    case = CASES["one claim of two is barred, which a person decides on"]
    made, attempt = await a_letter(case)
    await work()
    await happens(case, made, attempt)
    seen = {"TIME_BARRED": [f"{made.claims[1].id} last_day=2025-01-15"]}
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(released=[{"codes": ["TIME_BARRED"], "seen": seen}])
        await emit(AGENCY, "contacts.regate", {"case_file_id": str(made.case_file.id)})

    await work()

    assert not await stopped(case, made, attempt)


async def test_it_says_for_which_claims_less_is_asked_now(paper: Paper) -> None:
    assert paper.page
    case = CASES["one claim of two is paid in part"]
    made, attempt = await a_letter(case)
    await work()
    await happens(case, made, attempt)
    async with transaction(AGENCY):
        await emit(AGENCY, "contacts.regate", {"case_file_id": str(made.case_file.id)})

    await work()

    [reason] = (await reread(attempt)).reasons
    assert reason["args"] == {"documents": made.claims[1].document_number}
