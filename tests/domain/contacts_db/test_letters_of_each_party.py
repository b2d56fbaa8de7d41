"""A claim is opened to whom its letter was posted to, and later steps recall the letter that opened it (R124-4)."""

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine

from tandem import migrations
from tandem.casefiles.models import CaseFile, Claim, ContactPoint, ContactPointKind, Party, PartyRole, Stage
from tandem.contacts import content
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.commands import correct_letter_posting, plan_contact, record_letter_posting
from tandem.contacts.errors import OpeningLetterPending, TemplateNotFound
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Verdict
from tandem.contacts.letters import follow_up_letter
from tandem.contacts.models import Channel, ContactAttempt, Purpose
from tandem.contacts.queries import templates_for
from tandem.contacts.returns.commands import record_letter_return
from tandem.contacts.returns.reasons import ReturnReason
from tandem.contacts.templates import Rendered
from tandem.contacts.templates.variables import variables
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
_keys = itertools.count(1)
SQL = Path(migrations.__file__).parent / "sql" / "0091" / "openings.sql"
# What restated, once, the marks of letters to others than the debtor.
RESTATED = ["UPDATE" + one for one in SQL.read_text(encoding="utf-8").split("UPDATE")[1:]]


async def facts(made: MadeCase) -> CaseFacts:
    async with transaction(AGENCY):
        return (await facts_of([made.case_file.id]))[made.case_file.id]


async def second(made: MadeCase, role: PartyRole = PartyRole.GUARANTOR) -> dict[ContactPointKind, ContactPoint]:
    """A guarantor, or another debtor, with addresses of their own."""
    sides = {"agency_id": made.case_file.agency_id, "creditor_id": made.case_file.creditor_id}
    values = {
        ContactPointKind.EMAIL: "paul@caution.example",
        ContactPointKind.POSTAL: "Paul Caution\n2 rue du Gage\n44000 Nantes",
    }
    async with transaction(AGENCY):
        party = await Party.create(**sides, case_file=made.case_file, role=role, name="Paul Caution")
        return {
            kind: await ContactPoint.create(
                **sides,
                case_file_id=made.case_file.id,
                party=party,
                kind=kind,
                value=value,
                created_at=clock.now(),
            )
            for kind, value in values.items()
        }


async def opened(made: MadeCase, point: ContactPoint) -> ContactAttempt:
    """An opening letter, printed and posted today."""
    attempt = await letter_to(made, point)
    await work()
    return await record_letter_posting(AWA, attempt.id, posted_on=clock.today())


async def letter_to(made: MadeCase, point: ContactPoint) -> ContactAttempt:
    return await plan_contact(
        AWA,
        made.case_file.id,
        point.id,
        channel=Channel.LETTER,
        template_id="opening_letter",
        send_at=None,
        idempotency_key=f"opening-{next(_keys)}",
    )


async def marked(made: MadeCase) -> tuple[str | None, date | None, set[date | None]]:
    """The opening letter that the case file tells, and the days that its claims do."""
    async with transaction(AGENCY):
        case_file = await CaseFile.get(id=made.case_file.id)
        claims = await Claim.filter(case_file_id=case_file.id)
    return case_file.letter_reference, case_file.letter_posted_on, {claim.letter_posted_on for claim in claims}


async def asked(made: MadeCase, point: ContactPoint) -> Verdict:
    told = await facts(made)
    question = Question(Channel.EMAIL, Purpose.DEMAND, told.address(point.id), clock.now(), "fr")
    return verdict_for(told, question)


def recalled(told: CaseFacts, party_id: UUID, claims: Sequence[Claim]) -> tuple[str, str]:
    """How a text in French names the letters that opened these claims."""
    ids = {claim.id for claim in claims}
    owed = [content.Demanded(claim, claim.outstanding) for claim in told.claims if claim.id in ids]
    values = content.values_of(told, party_id, owed, "fr")
    return values["first_letter_ref"], values["first_letter_date"]


async def test_the_list_of_variables_is_what_a_case_file_gives_a_value_to() -> None:
    """An author is offered no name that nothing fills, and refused none that has a value."""
    made = await make_case()

    told = await facts(made)

    assert set(content.values_of(told, made.party.id, [], "fr")) == set(variables())


async def test_a_letter_to_the_guarantor_opens_nothing_to_the_debtor() -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    points = await second(made)

    await opened(made, points[ContactPointKind.POSTAL])

    assert (await asked(made, points[ContactPointKind.EMAIL])).codes == ()
    assert (await asked(made, made.email)).codes == ("FR_FIRST_LETTER_MISSING",)


async def test_a_letter_to_the_guarantor_takes_no_opening_from_the_debtor_whose_letter_is_not_kept_here() -> None:
    made = await make_case(letter_posted_on=clock.today() - timedelta(days=20))
    points = await second(made)

    await opened(made, points[ContactPointKind.POSTAL])

    assert (await asked(made, points[ContactPointKind.EMAIL])).codes == ()
    assert (await asked(made, made.email)).codes == ()


async def test_each_party_is_offered_its_own_opening_letter_once() -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    points = await second(made)
    of_guarantor = points[ContactPointKind.POSTAL]
    await opened(made, made.postal)

    def names(offered: list[content.TemplateChoice]) -> bool:
        return content.OPENING_LETTER in {one.id for one in offered}

    assert not names(await templates_for(AWA, made.case_file.id, Channel.LETTER, made.postal.id))
    assert names(await templates_for(AWA, made.case_file.id, Channel.LETTER, of_guarantor.id))
    with pytest.raises(TemplateNotFound):
        await letter_to(made, made.postal)
    await letter_to(made, of_guarantor)
    assert not names(await templates_for(AWA, made.case_file.id, Channel.LETTER, of_guarantor.id))
    with pytest.raises(OpeningLetterPending):
        await letter_to(made, of_guarantor)


async def test_a_reminder_recalls_the_letter_that_named_its_claim_and_both_where_it_names_both(
    morning: time_machine.Traveller,
) -> None:
    made = await make_case(stage=Stage.ACCEPTED, amounts=(120_00, 80_00))
    first, later = made.claims
    async with transaction(AGENCY):
        await Claim.filter(id=later.id).update(outstanding=0, paid=80_00)
    one = await opened(made, made.postal)
    async with transaction(AGENCY):
        await Claim.filter(id=later.id).update(outstanding=80_00, paid=0)
    morning.shift(timedelta(days=1))
    two = await opened(made, made.postal)

    told = await facts(made)

    assert recalled(told, made.party.id, [first]) == (one.letter_reference, "24 novembre 2026")
    assert recalled(told, made.party.id, [later]) == (two.letter_reference, "25 novembre 2026")
    both = f"{one.letter_reference} du 24 novembre 2026 et {two.letter_reference}"
    assert recalled(told, made.party.id, made.claims) == (both, "25 novembre 2026")
    assert recalled(told, made.party.id, []) == (both, "25 novembre 2026")
    owed = [content.Demanded(claim, claim.outstanding) for claim in told.claims]
    letter = follow_up_letter(
        told,
        made.party.id,
        made.postal.value,
        Rendered("Relance", "Merci.", None),
        asked=owed,
        reference="R-1",
        language="fr",
        on=clock.today(),
    )
    assert letter.opening
    assert letter.opening.reference == both


async def test_a_posting_that_is_entered_late_does_not_hide_a_later_letter(morning: time_machine.Traveller) -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    points = await second(made, PartyRole.DEBTOR)
    late = await letter_to(made, points[ContactPointKind.POSTAL])
    await work()
    posted_on = clock.today()
    morning.shift(timedelta(days=1))
    newer = await opened(made, made.postal)

    await record_letter_posting(AWA, late.id, posted_on=posted_on)

    assert (await marked(made))[:2] == (newer.letter_reference, clock.today())


async def test_a_letter_to_the_guarantor_marks_no_claim_however_its_day_moves(morning: time_machine.Traveller) -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    points = await second(made)
    letter = await letter_to(made, points[ContactPointKind.POSTAL])
    await work()
    produced_on = clock.today()
    morning.shift(timedelta(days=1))
    found = []

    await record_letter_posting(AWA, letter.id, posted_on=clock.today())
    found.append(await marked(made))
    await opened(made, made.postal)
    found.append(await marked(made))
    await correct_letter_posting(AWA, letter.id, posted_on=produced_on, reason="Cachet de la poste")
    found.append(await marked(made))
    await record_letter_return(AWA, letter.id, reason=ReturnReason.MOVED, returned_on=clock.today())
    found.append(await marked(made))

    [reference] = {reference for reference, _, _ in found[1:]}
    of_debtor = (reference, clock.today(), {clock.today()})
    assert found == [(None, None, {None}), of_debtor, of_debtor, of_debtor]
    assert reference not in (None, letter.letter_reference)


async def test_what_a_letter_to_the_guarantor_had_marked_says_again_what_the_letters_to_the_debtor_say(
    morning: time_machine.Traveller,
) -> None:
    made = await make_case(stage=Stage.ACCEPTED, amounts=(120_00, 80_00))
    points = await second(made)
    letter = await opened(made, points[ContactPointKind.POSTAL])
    assert len(RESTATED) == 2
    not_kept, day = clock.today() - timedelta(days=20), clock.today()

    async def restated() -> tuple[str | None, date | None, set[date | None]]:
        async with transaction(AGENCY):
            await Claim.filter(id=made.claims[0].id).update(letter_posted_on=day)
            await Claim.filter(id=made.claims[1].id).update(letter_posted_on=not_kept)
            await CaseFile.filter(id=made.case_file.id).update(
                letter_reference=letter.letter_reference, letter_posted_on=day
            )
            for statement in RESTATED:
                await database.execute(statement)
        return await marked(made)

    found = [await restated()]
    morning.shift(timedelta(days=1))
    of_debtor = await opened(made, made.postal)
    found.append(await restated())

    assert found[0] == (None, None, {None, not_kept})
    assert found[1] == (of_debtor.letter_reference, clock.today(), {clock.today(), not_kept})


async def test_a_message_to_the_debtor_names_the_letter_in_its_words() -> None:
    made = await make_case(stage=Stage.ACCEPTED)
    letter = await opened(made, made.postal)

    attempt = await reread(await plan(made, Channel.EMAIL))

    assert attempt.body
    assert f"{letter.letter_reference} du 24 novembre 2026" in attempt.body
