"""Unsubscribe groups of e-mails: which e-mail is of which, and what leaving one refuses (compliance, §4: SendGrid)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from tandem import contacts
from tandem.contacts import provider_lists
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.channels import channels
from tandem.contacts.commands import lift_opt_out
from tandem.contacts.consents import EntryKind
from tandem.contacts.email_groups import GROUP_OF, EmailGroup
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.ledger import ledger_for
from tandem.contacts.messages import outbound
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.provider_lists import Lists
from tandem.entrypoints.settings import groups_of
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem_channels.contract import Cause, DeliveryStatus, RefusedAddress
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, call_back, callback, outbox_of, plan, reread, work
from tests.domain.contacts_db.test_provider_lists import ListedEmail
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
DEMANDS, INFORMATION, ANOTHER = 12, 13, 99
NUMBERS = {EmailGroup.DEMANDS: DEMANDS, EmailGroup.INFORMATION: INFORMATION}
# Notes on compliance, §4: a group per purpose, so that receipts and legal mail pass whoever left that of demands there.
TABLE = {
    Purpose.DEMAND: DEMANDS,
    Purpose.FIRST_REMINDER: DEMANDS,
    Purpose.REPLY: DEMANDS,
    Purpose.CALLBACK: DEMANDS,
    Purpose.LEGAL_NOTICE: INFORMATION,
    Purpose.RECEIPT: INFORMATION,
    Purpose.RIGHTS: INFORMATION,
    Purpose.OPTOUT_CONFIRM: None,
}
INFORMS = {Purpose.LEGAL_NOTICE, Purpose.RECEIPT, Purpose.RIGHTS}


@pytest.fixture(autouse=True)
def groups(fakes: Fakes) -> ListedEmail:
    """The account has both groups, and keeps lists."""
    listed = ListedEmail()
    contacts.configure(replace(channels(), email=listed, email_groups=NUMBERS))
    return listed


async def left(attempt: ContactAttempt, group: int, status: DeliveryStatus = DeliveryStatus.UNSUBSCRIBED) -> None:
    """SendGrid tells that the reader left a group, or joined it again."""
    told = {"key": f"{attempt.id}-{group}-{status}", "occurred_at": clock.now(), "group_id": group}
    cause = Cause.OPTED_OUT if status is DeliveryStatus.UNSUBSCRIBED else None
    await call_back(callback(attempt, status, cause=cause, **told))


async def emailed() -> tuple[MadeCase, ContactAttempt]:
    made = await make_case()
    attempt = await plan(made, Channel.EMAIL)
    await work()
    return made, attempt


async def refused_for(made: MadeCase) -> set[Purpose]:
    """The purposes to which nothing may be sent by e-mail, since the person refuses it."""
    async with transaction(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    address = facts.address(made.email.id)
    asked = {one: verdict_for(facts, Question(Channel.EMAIL, one, address, clock.now())) for one in Purpose}
    return {purpose for purpose, verdict in asked.items() if "OPTED_OUT" in verdict.codes}


def test_every_purpose_has_its_place_in_the_table() -> None:
    assert TABLE.keys() == set(Purpose)
    assert {purpose for purpose, group in GROUP_OF.items() if group is EmailGroup.INFORMATION} == INFORMS


@pytest.mark.parametrize(("purpose", "number"), TABLE.items())
async def test_an_e_mail_leaves_by_the_group_of_its_purpose(
    groups: ListedEmail, purpose: Purpose, number: int | None
) -> None:
    _, attempt = await emailed()
    attempt = await reread(attempt)
    attempt.purpose = purpose
    groups.accepted.clear()

    await outbound(attempt, "Lenoir").send()

    [(message, _, _)] = groups.accepted
    assert message.group_id == number
    # One click refuses e-mails as such, so only what is of that group offers it.
    assert (message.unsubscribe_url is not None) == (number == DEMANDS)


async def test_an_account_without_groups_has_e_mails_of_none(groups: ListedEmail) -> None:
    contacts.configure(replace(channels(), email_groups={}))

    await emailed()

    assert [message.group_id for message, _, _ in groups.accepted] == [None]


@pytest.mark.parametrize(
    ("group", "refused"),
    [
        (DEMANDS, set(Purpose) - {Purpose.OPTOUT_CONFIRM}),
        (INFORMATION, INFORMS),
        (ANOTHER, set(Purpose) - {Purpose.OPTOUT_CONFIRM}),
    ],
)
async def test_leaving_the_group_of_demands_closes_the_channel_and_that_of_information_only_what_informs(
    group: int, refused: set[Purpose]
) -> None:
    made, attempt = await emailed()

    await left(attempt, group)

    assert await refused_for(made) == refused
    assert (await reread(attempt)).state is AttemptState.DELIVERED


async def test_information_that_is_refused_stands_in_the_ledger_once_and_is_told_to_nobody(
    groups: ListedEmail,
) -> None:
    made, attempt = await emailed()

    await left(attempt, INFORMATION)
    await work()

    ledger = await ledger_for(AWA, made.case_file.id)
    assert ledger
    assert [(one.kind, one.source) for one in ledger.entries] == [(EntryKind.INFORMATION_OPT_OUT, "provider")]
    assert groups.on == {}


async def test_who_joins_the_group_again_gets_receipts_by_e_mail_again(morning: time_machine.Traveller) -> None:
    made, attempt = await emailed()
    await left(attempt, INFORMATION)
    morning.shift(timedelta(minutes=1))

    await left(attempt, INFORMATION, DeliveryStatus.RESUBSCRIBED)

    assert await refused_for(made) == set()


async def test_who_joins_the_group_of_demands_again_still_refuses_information(
    morning: time_machine.Traveller,
) -> None:
    made, attempt = await emailed()
    for group, status in (
        (INFORMATION, DeliveryStatus.UNSUBSCRIBED),
        (DEMANDS, DeliveryStatus.UNSUBSCRIBED),
        (DEMANDS, DeliveryStatus.RESUBSCRIBED),
    ):
        await left(attempt, group, status)
        morning.shift(timedelta(minutes=1))

    assert await refused_for(made) == INFORMS


@pytest.mark.parametrize("word", [DeliveryStatus.UNSUBSCRIBED, DeliveryStatus.RESUBSCRIBED])
async def test_a_word_about_information_answers_no_refusal_of_demands_in_the_list(
    groups: ListedEmail, monkeypatch: pytest.MonkeyPatch, morning: time_machine.Traveller, word: DeliveryStatus
) -> None:
    made, attempt = await emailed()
    begun = clock.now()
    morning.shift(timedelta(minutes=1))
    await left(attempt, INFORMATION, word)

    async def listed(_: object) -> list[RefusedAddress]:
        return [RefusedAddress(made.email.value, "group_unsubscribes", begun, DEMANDS)]

    monkeypatch.setattr(groups, "refused_since", listed)

    assert await provider_lists.read_list(AGENCY, Lists("account", groups, NUMBERS)) == 1
    assert await refused_for(made) == set(Purpose) - {Purpose.OPTOUT_CONFIRM}


async def test_who_refuses_all_e_mails_and_joins_information_again_still_refuses_all(
    morning: time_machine.Traveller,
) -> None:
    made, attempt = await emailed()
    await left(attempt, DEMANDS)
    morning.shift(timedelta(minutes=1))

    await left(attempt, INFORMATION, DeliveryStatus.RESUBSCRIBED)

    assert await refused_for(made) == set(Purpose) - {Purpose.OPTOUT_CONFIRM}


async def test_who_wants_e_mails_again_wants_receipts_too_and_the_provider_is_told(
    groups: ListedEmail, morning: time_machine.Traveller
) -> None:
    made, attempt = await emailed()
    await left(attempt, INFORMATION)
    morning.shift(timedelta(minutes=1))

    await lift_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL, evidence="by telephone")

    assert await refused_for(made) == set()
    assert len(await outbox_of(provider_lists.TELL)) == 1


@pytest.mark.parametrize(
    ("group", "refused"), [(INFORMATION, INFORMS), (DEMANDS, set(Purpose) - {Purpose.OPTOUT_CONFIRM})]
)
async def test_what_a_lost_webhook_told_of_a_group_arrives_with_the_list(
    groups: ListedEmail, monkeypatch: pytest.MonkeyPatch, group: int, refused: set[Purpose]
) -> None:
    made = await make_case()

    async def listed(_: object) -> list[RefusedAddress]:
        return [RefusedAddress(made.email.value, "group_unsubscribes", MORNING, group)]

    monkeypatch.setattr(groups, "refused_since", listed)
    lists = Lists("account", groups, NUMBERS)

    new = [await provider_lists.read_list(AGENCY, lists) for _ in range(2)]

    assert new == [1, 0]
    assert await refused_for(made) == refused


@pytest.mark.parametrize("wrong", ["demand=12", "demands", "demands=0", "demands=twelve", "demands=1,demands=2"])
def test_a_setting_that_names_no_group_says_what_would_be_right(wrong: str) -> None:
    assert groups_of("demands=12, information=13") == NUMBERS
    assert groups_of("") == {}
    with pytest.raises(ValueError, match="must be as in demands=12,information=13"):
        groups_of(wrong)


def test_one_group_for_both_is_refused() -> None:
    with pytest.raises(ValueError, match="a group each"):
        groups_of("demands=12,information=12")
