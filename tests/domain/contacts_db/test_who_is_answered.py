"""A reply answers who wrote, within hours of when it came: nobody else on the case file, and nobody who only rang."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tandem.casefiles.models import ContactPoint, ContactPointKind, Party, PartyRole
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.commands import attach_inbound_message
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.incoming.keeping import receive_email
from tandem.contacts.incoming.triage import TriageList, inbound_for
from tandem.contacts.models import Channel, Purpose
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem_channels.contract import InboundCallEvent, InboundSmsEvent, Provider
from tests.domain.contacts_db.steps import AGENCY, AWA, call_back, work
from tests.domain.contacts_db.test_inbound_email import answer_to
from tests.domain.contacts_db.test_inbound_email import sent as email_sent
from tests.support.builders import MadeCase, make_case
from tests.support.mails import email

pytestmark = pytest.mark.usefixtures("worker")
NIGHT = datetime.fromisoformat("2026-11-24T23:00:00+01:00")
TEXT = "Pouvez-vous me rappeler le montant ?"


async def guarantor(made: MadeCase) -> ContactPoint:
    """The number of a second person on the case file."""
    sides = {"agency_id": made.case_file.agency_id, "creditor_id": made.case_file.creditor_id}
    async with transaction(AGENCY):
        party = await Party.create(**sides, case_file=made.case_file, role=PartyRole.GUARANTOR, name="Paul Caution")
        return await ContactPoint.create(
            **sides,
            case_file_id=made.case_file.id,
            party=party,
            kind=ContactPointKind.PHONE,
            value="+33639987766",
            created_at=clock.now(),
        )


async def may_be_answered(made: MadeCase, point: ContactPoint, at: datetime = NIGHT) -> bool:
    """Whether an answer may leave at night: as a demand it never could."""
    async with transaction(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    verdict = verdict_for(facts, Question(Channel.SMS, Purpose.REPLY, facts.address(point.id), at, "fr"))
    return not set(verdict.codes) & {"OUTSIDE_HOURS", "DAY_OFF"}


def text(sender: str) -> InboundSmsEvent:
    return InboundSmsEvent(Provider.FAKE, "SM-w", "SM-w", sender, "+33937001200", TEXT, {"Body": TEXT})


async def test_who_wrote_is_answered_and_nobody_else_of_the_case_file() -> None:
    made = await make_case()
    other = await guarantor(made)

    await call_back(text(other.value))

    assert await may_be_answered(made, other)
    assert not await may_be_answered(made, made.phone)


async def test_who_only_rang_is_not_written_to_at_night() -> None:
    made = await make_case()

    await call_back(
        InboundCallEvent(Provider.FAKE, "CA-w", "CA-w", made.phone.value, "+33199001200", {"From": made.phone.value})
    )

    assert not await may_be_answered(made, made.phone)


async def test_a_message_placed_weeks_later_is_answered_by_when_it_came(morning: time_machine.Traveller) -> None:
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
    await call_back(text(made.phone.value))
    [(_, message)] = (await inbound_for(AWA, TriageList.WAITING, 50, None)).items
    morning.shift(timedelta(days=7))

    await attach_inbound_message(AWA, message.id, made.case_file.id, for_both_parties=False)

    assert not await may_be_answered(made, made.phone, NIGHT + timedelta(days=7))


async def test_an_answer_from_another_mailbox_is_that_of_whom_we_wrote_to() -> None:
    made = await make_case()
    other = await guarantor(made)
    attempt = await email_sent(made)

    mail = email("quelqu-un@ailleurs.example", answer_to(attempt), TEXT, proven=False)
    await receive_email(mail, AWA.organization_id)
    await work()

    assert await may_be_answered(made, made.phone)
    assert not await may_be_answered(made, other)
