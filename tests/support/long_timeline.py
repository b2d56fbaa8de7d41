"""A case file with a long history: every few hours something, of many kinds, on all chains that its sides have."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

import time_machine

from tandem.casefiles.events import ContactPointAdded, StageChanged
from tandem.casefiles.models import ContactPointKind, Stage
from tandem.contacts.events import (
    CallOutcomeRecorded,
    ContactPlanned,
    ContactStateChanged,
    InboundMessageReceived,
    OptOutRecorded,
)
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition, Purpose
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.ledger.events import PaymentRecorded
from tandem.ledger.models import PaymentSource
from tandem.notes.events import NoteWritten
from tandem.organizations.actor import Actor
from tandem.timeline import Chain, EventData
from tandem.timeline.bulk import record_many
from tests.support.builders import MadeCase

_WORDS = "Le comptable rappelle que l’avoir de mars n’est pas encore déduit de la facture ; il enverra le détail. "
_CHANNELS = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.VOICE)


async def write_history(made: MadeCase, events: int, *, first_day: date, a_day: int = 10, hour: time = time(9)) -> None:
    """About `events` events, `a_day` on each day from `first_day` on, at an hour of UTC.

    Of ten, seven are on the chain of both parties, two on the agency's and one on the creditor's; all of a day and
    chain are a microsecond apart, and the chains begin at the same instant, so that recording times tie.
    """
    awa, helene = actor_of_cast("awa", "lenoir"), actor_of_cast("helene", "bati-loire")
    attempts = await _attempts(made, awa)
    shared, agency, creditor = _shared(attempts), _agency(), _creditor()
    for day in range(-(-events // a_day)):
        at = datetime.combine(first_day + timedelta(days=day), hour, UTC)
        size = min(a_day, events - day * a_day)
        own, theirs = size * 2 // 10, size // 10
        await _record(made, awa, Chain.PARTIES, islice(shared, size - own - theirs), at)
        await _record(made, awa, Chain.AGENCY, islice(agency, own), at)
        await _record(made, helene, Chain.CREDITOR, islice(creditor, theirs), at)


async def _record(made: MadeCase, actor: Actor, chain: Chain, events: Iterator[EventData], at: datetime) -> None:
    # Not moving: the chains of a day tie by their recording times.
    with time_machine.travel(at - clock.shift(), tick=False):
        async with transaction(actor):
            await record_many(actor, [(made.case_file, event) for event in events], chain=chain)


def _shared(attempts: list[ContactAttempt]) -> Iterator[EventData]:
    for number, attempt in enumerate(cycle(attempts)):
        yield ContactPlanned(
            attempt.id,
            attempt.channel,
            "Relance amiable",
            attempt.send_at,
            to=attempt.to_address,
            subject=None,
            body=_WORDS * (number % 5 + 1),
        )
        yield ContactStateChanged(
            attempt.id,
            attempt.channel,
            AttemptState.DELIVERED,
            None,
            None,
            reasons=[],
            sent_copy=None,
            copy_sha256=None,
        )
        yield InboundMessageReceived(Channel.SMS, sender="+33639980000", body=_WORDS[: 20 + number % 90])
        yield NoteWritten(new_id(), body=f"Note {number}. " + _WORDS * (number % 4))
        if number % 3 == 0:
            outstanding = Money(100_000 - number, "EUR")
            yield PaymentRecorded(
                new_id(), Money(1_00 + number, "EUR"), date(2026, 3, 2), PaymentSource.AGENCY, outstanding
            )
        if number % 11 == 0:
            yield StageChanged(Stage.AMICABLE, Stage.PRE_LEGAL)
            yield ContactPointAdded(ContactPointKind.EMAIL, value=f"compta{number}@temoin.example")
        if attempt.channel is Channel.VOICE:
            yield CallOutcomeRecorded(attempt.id, Disposition.REACHED, comment=_WORDS, told=None)


def _agency() -> Iterator[EventData]:
    for number in cycle(range(1_000)):
        yield NoteWritten(new_id(), body=f"Interne {number}. " + _WORDS * (number % 3))
        if number % 7 == 0:
            yield OptOutRecorded(Channel.SMS, provisional=False, address="+33639980000")


def _creditor() -> Iterator[EventData]:
    for number in cycle(range(1_000)):
        yield NoteWritten(new_id(), body=f"Chez nous {number}.")


async def _attempts(made: MadeCase, awa: Actor) -> list[ContactAttempt]:
    """One of each channel, long over: nothing is going to happen to them."""
    case_file = made.case_file
    sides: dict[str, Any] = {"agency_id": case_file.agency_id, "creditor_id": case_file.creditor_id}
    points = {Channel.EMAIL: made.email, Channel.LETTER: made.postal}
    async with transaction(awa):
        return [
            await ContactAttempt.create(
                **sides,
                case_file=case_file,
                party=made.party,
                contact_point=points.get(channel, made.phone),
                channel=channel,
                purpose=Purpose.DEMAND,
                state=AttemptState.DELIVERED,
                template_id="reminder",
                template_title="Relance amiable",
                language="fr",
                to_address=points.get(channel, made.phone).value,
                body=_WORDS,
                send_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
                created_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
                created_by=awa.person_name,
            )
            for channel in _CHANNELS
        ]
