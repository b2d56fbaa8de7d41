"""Refusals of texts, told to the provider of each number that the agency texts from (compliance, §4: opt-outs)."""

from datetime import timedelta

import pytest
import time_machine

from tandem.contacts import provider_consents
from tandem.contacts.accounts.choosing import SenderOf
from tandem.contacts.commands import lift_opt_out, record_opt_out
from tandem.contacts.models import Channel
from tandem.contacts.opt_outs import opt_out
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.outbox import tasks
from tandem_channels.contract import (
    Cause,
    ChannelError,
    ConsentSource,
    InboundSmsEvent,
    RateLimited,
    Rejected,
    Unavailable,
    Unconfirmed,
)
from tandem_channels.keywords import Reply
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, call_back, outbox_of, plan, text_from, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
SENDER = "+33937001200"
TELL = "contacts.tell_provider"
# In which a STOP is confirmed by text.
CONFIRMING = timedelta(minutes=10)


async def refuse(made: MadeCase) -> None:
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)


async def want_again(made: MadeCase) -> None:
    await lift_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS, evidence="by telephone")


def told(fakes: Fakes) -> list[tuple[str, str, bool, ConsentSource]]:
    return [(one.address, one.sender, one.refused, one.source) for one in fakes.sms.consents]


async def test_a_refusal_of_texts_is_told_to_the_provider_and_so_is_its_end(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    made = await make_case()

    await refuse(made)
    morning.shift(CONFIRMING)
    await work()
    await want_again(made)
    await work()

    number = made.phone.value
    assert told(fakes) == [
        (number, SENDER, True, ConsentSource.OFFLINE),
        (number, SENDER, False, ConsentSource.OFFLINE),
    ]


async def test_of_several_wishes_what_holds_by_then_is_told(fakes: Fakes, morning: time_machine.Traveller) -> None:
    made = await make_case()

    await refuse(made)
    await want_again(made)
    morning.shift(timedelta(minutes=1))
    await refuse(made)
    morning.shift(CONFIRMING)
    await work()

    assert [one.refused for one in fakes.sms.consents] == [True] * 3


async def test_told_twice_it_is_the_same_line_of_the_same_request(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    """A worker that died after the provider's answer tells it again."""
    made = await make_case()
    await refuse(made)
    morning.shift(CONFIRMING)
    [row_id] = await outbox_of(TELL)

    for _ in range(2):
        await tasks.run(row_id)
        await database.execute("UPDATE outbox SET done_at = NULL WHERE id = $1", row_id)

    assert len(fakes.sms.consents) == 2
    assert len({one.reference for one in fakes.sms.consents}) == 1
    assert all(len(one.reference) == 32 for one in fakes.sms.consents)


@pytest.mark.parametrize("error", [Unavailable("away"), Unconfirmed("lost"), RateLimited(20.0)], ids=repr)
async def test_a_provider_that_does_not_answer_is_told_later(
    fakes: Fakes, morning: time_machine.Traveller, error: ChannelError
) -> None:
    made = await make_case()
    await refuse(made)
    morning.shift(CONFIRMING)
    fakes.sms.refusing = error
    await work()
    waiting = await outbox_of(TELL)

    fakes.sms.refusing = None
    morning.shift(timedelta(minutes=1))
    await work()

    assert len(waiting) == 1
    assert [one.refused for one in fakes.sms.consents] == [True]


async def test_an_account_that_takes_none_is_asked_once(fakes: Fakes, morning: time_machine.Traveller) -> None:
    made = await make_case()
    await refuse(made)
    morning.shift(CONFIRMING)
    fakes.sms.refusing = Rejected("20403", Cause.CONFIGURATION)

    await work()
    fakes.sms.refusing = None
    morning.shift(timedelta(days=1))
    await work()

    assert await outbox_of(TELL) == []
    assert fakes.sms.consents == []


async def test_what_confirms_a_stop_leaves_before_the_provider_is_told(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    """Twilio knows no ARRET: told of it at once, it would refuse the confirmation (21610)."""
    made = await make_case()
    await plan(made)
    await work()

    await call_back(text_from(made, "ARRET", key="stop-1"))
    confirmed, early = len(fakes.sms.accepted), list(fakes.sms.consents)
    morning.shift(CONFIRMING)
    await work()

    assert (confirmed, early) == (2, [])
    assert told(fakes) == [(made.phone.value, SENDER, True, ConsentSource.TEXT)]


async def test_a_sentence_that_nobody_has_read_is_told_to_nobody_nor_is_that_it_meant_nothing(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    made = await make_case()

    await call_back(text_from(made, "merci de ne plus m'écrire", key="sentence-1"))
    morning.shift(CONFIRMING)
    await work()
    await want_again(made)
    await work()

    assert fakes.sms.consents == []


async def test_what_the_provider_told_is_not_told_back(fakes: Fakes, morning: time_machine.Traveller) -> None:
    made = await make_case()

    async with transaction(AGENCY):
        await opt_out(
            AGENCY, AGENCY.organization_id, Channel.SMS, made.phone.value, source="provider", evidence="21610"
        )
    morning.shift(CONFIRMING)
    await work()

    assert fakes.sms.consents == []


async def test_a_refusal_of_calls_is_told_to_nobody_nor_one_of_texts_by_a_name(
    fakes: Fakes, morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def senders(_: object) -> list[SenderOf]:
        return [
            SenderOf(Channel.SMS, "LENOIR", "alphanumeric", frozenset(), two_way=False),
            SenderOf(Channel.VOICE, "+33199001200", "long_code", frozenset(), two_way=True),
        ]

    monkeypatch.setattr(provider_consents, "senders_in_use", senders)
    made = await make_case()

    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.VOICE)
    await refuse(made)
    waiting = await outbox_of(TELL)
    morning.shift(CONFIRMING)
    await work()

    assert len(waiting) == 1
    assert fakes.sms.consents == []


@pytest.mark.parametrize(
    ("body", "taken_as", "refused", "answered"),
    [
        ("PLUS RIEN", Reply.STOP, True, False),
        ("ARRET", Reply.HELP, True, True),
        ("OUI", Reply.START, False, False),
        ("QUI ETES VOUS", Reply.HELP, False, False),
        ("AIDE", None, False, True),
    ],
)
async def test_a_word_that_the_agency_entered_at_the_provider_does_what_it_means_there(
    fakes: Fakes, body: str, taken_as: Reply | None, refused: bool, answered: bool
) -> None:
    """Advanced Opt-Out says what it took a text for, and has answered it (S37)."""
    made = await make_case()
    await plan(made)
    await work()
    texted = text_from(made, body, key=f"told-{body}")
    left = len(fakes.sms.accepted)

    await call_back(
        InboundSmsEvent(
            provider=texted.provider,
            dedupe_key=texted.dedupe_key,
            provider_id=texted.provider_id,
            sender=texted.sender,
            to=texted.to,
            body=texted.body,
            raw=texted.raw,
            taken_as=taken_as,
        )
    )

    async with reading(AGENCY):
        row = await database.row(
            "SELECT count(*) AS number FROM opt_outs WHERE address = $1 AND lifted_at IS NULL", made.phone.value
        )
    assert row
    assert (row["number"], len(fakes.sms.accepted) - left) == (int(refused), int(answered))
