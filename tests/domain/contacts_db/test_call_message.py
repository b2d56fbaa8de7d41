"""A call that a message opens: nothing is told before the person says who they are, then 1, 2 and 9; machines."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine

from tandem.casefiles.models import ContactPoint, Debtor, Party
from tandem.contacts import content
from tandem.contacts.calling.consented import machine_refusal
from tandem.contacts.calling.lines import conference_of
from tandem.contacts.calling.machine_words import voicemail_of
from tandem.contacts.calling.message import Ask, Connect, Reply, Say, Step, message_answer
from tandem.contacts.calling.message_end import GRACE
from tandem.contacts.commands import plan_contact, record_consent
from tandem.contacts.consents import ConsentPurpose
from tandem.contacts.errors import DestinationRefused, TemplateNotFound
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import ContactResult, Decision
from tandem.contacts.history import past_contact
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition, OptOut, Purpose
from tandem.contacts.queries import channels_by_case_file
from tandem.contacts.webhooks import receive
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.kit.ids import new_id
from tandem_channels.contract import (
    AnsweredBy,
    CallEvent,
    CallLeg,
    CallStatus,
    Cause,
    ChannelError,
    OutboundMessageCall,
    Provider,
    Rejected,
    Unconfirmed,
)
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, told, work
from tests.domain.contacts_db.test_calls import leg
from tests.domain.contacts_db.test_copies import sealed_in
from tests.domain.contacts_db.test_phone_line import opened
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def planned(made: MadeCase) -> ContactAttempt:
    return await plan_contact(
        AWA,
        made.case_file.id,
        made.phone.id,
        channel=Channel.VOICE,
        template_id="call_message",
        send_at=None,
        idempotency_key=f"message-{new_id()}",
    )


async def answered() -> tuple[MadeCase, ContactAttempt]:
    """Somebody picked up a message."""
    made = await make_case()
    attempt = await planned(made)
    await work()
    await leg(attempt, CallLeg.DEBTOR, CallStatus.IN_PROGRESS)
    return made, await reread(attempt)


async def pressed(attempt: ContactAttempt, *keys: tuple[Step, str]) -> Reply:
    reply: Reply | None = None
    for step, digits in keys:
        reply = await message_answer(attempt.id, step, digits)
    assert reply is not None
    return reply


CONFIRMED = (Step.WHO, "1")


async def test_the_debtor_is_called_and_machines_are_listened_for(fakes: Fakes) -> None:
    made, _ = await answered()

    [(call, _, _)] = fakes.voice.accepted
    assert isinstance(call, OutboundMessageCall)
    assert call.debtor_number == made.phone.value
    assert call.answer_url == "https://app.example/webhooks/twilio/message"


@pytest.mark.parametrize("keys", [[(Step.START, "")], [(Step.WHO, "5")], [(Step.MENU, "1")], [(Step.HOUR, "14")]])
async def test_nothing_is_revealed_before_the_person_says_who_they_are(keys: list[tuple[Step, str]]) -> None:
    made, attempt = await answered()
    async with reading(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]

    reply = await pressed(attempt, *keys)

    assert isinstance(reply, Ask | Say)
    said = " ".join(reply.said).lower()
    for private in (facts.agency.name, facts.creditor.name, facts.reference, "recouvrement", "lettre", "somme"):
        assert private.lower() not in said
    assert (await reread(attempt)).line_id is None


async def test_the_menu_recalls_the_opening_letter() -> None:
    made, attempt = await answered()
    async with reading(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]

    reply = await pressed(attempt, CONFIRMED)

    assert isinstance(reply, Ask)
    assert reply.step is Step.MENU
    # R124-4: its reference and date are recalled in every later step.
    assert facts.letter_reference
    assert facts.letter_reference in reply.said[0]
    assert "recouvrement amiable" in reply.said[0]


async def test_where_no_letter_was_posted_none_is_recalled(monkeypatch: pytest.MonkeyPatch) -> None:
    _, attempt = await answered()
    monkeypatch.setattr(content, "recall", lambda *_: None)

    reply = await pressed(attempt, CONFIRMED)

    assert isinstance(reply, Ask)
    assert "lettre" not in reply.said[0]
    assert reply.said[0].endswith("pour le compte de Bâti-Loire SAS.")


async def test_north_america_hears_that_a_debt_collector_calls_once_it_is_known_who_listens() -> None:
    _, attempt = await answered()
    await database.execute("UPDATE contact_attempts SET to_address = '+12125550117' WHERE id = $1", attempt.id)

    before = await pressed(attempt, (Step.START, ""))
    reply = await pressed(attempt, CONFIRMED)

    assert isinstance(before, Ask)
    assert isinstance(reply, Ask)
    assert "debt collector" not in " ".join(before.said)
    assert "debt collector" in reply.said[1]


async def test_no_hour_is_noted_at_which_nobody_would_call() -> None:
    made, attempt = await answered()
    await pressed(attempt, CONFIRMED, (Step.MENU, "2"))
    await database.execute(
        "UPDATE case_files SET stage = 'closed', closed_at = now(), close_code = 'paid' WHERE id = $1",
        made.case_file.id,
    )

    reply = await pressed(attempt, (Step.HOUR, "14"))

    assert isinstance(reply, Say)
    assert "ne pouvons pas noter" in reply.said[0]
    assert (await reread(attempt)).disposition is None


async def test_exactly_what_was_said_is_kept_and_sealed_with_the_outcome() -> None:
    made, attempt = await answered()
    # The provider asks twice about one step: it is there once.
    first = await pressed(attempt, (Step.START, ""), (Step.START, ""))
    menu = await pressed(attempt, CONFIRMED)
    last = await pressed(attempt, (Step.MENU, "9"))

    said = "\n".join([*first.said, *menu.said, *last.said])
    assert (await reread(attempt)).body == said
    [outcome] = await sealed_in(made, "call_outcome_recorded")
    assert outcome["told"] == {"said": said, "said_sha256": sha256(said.encode()).hexdigest()}


async def test_one_connects_to_the_open_line_of_who_sent_it() -> None:
    _, attempt = await answered()
    line = await opened()

    reply = await pressed(attempt, CONFIRMED, (Step.MENU, "1"))

    assert isinstance(reply, Connect)
    assert reply.conference == conference_of(line.id)
    # The collector is shown the call, and owes its outcome.
    assert (await reread(attempt)).line_id == line.id
    assert (await reread(attempt)).disposition is None


async def test_one_connects_to_the_agencys_number_without_a_line() -> None:
    _, attempt = await answered()

    reply = await pressed(attempt, CONFIRMED, (Step.MENU, "1"))

    assert isinstance(reply, Connect)
    assert reply.conference is None
    assert reply.number == "+33199001210"
    # Nobody has answered yet.
    assert (await reread(attempt)).disposition is None


async def test_who_talked_with_the_agency_was_reached() -> None:
    made, attempt = await answered()
    await pressed(attempt, CONFIRMED, (Step.MENU, "1"))

    told_twice = [await message_answer(attempt.id, Step.CONNECTED, "") for _ in range(2)]

    assert told_twice == [None, None]
    assert await outcomes_told(made) == ["reached"]
    assert await asked(made) == []


@pytest.mark.parametrize(("keys", "at"), [(None, None), ("14", "2026-11-24T14:00:00+01:00")])
async def test_whom_nobody_at_the_agency_answers_is_called_as_soon_as_possible_or_when_they_choose(
    keys: str | None, at: str | None, morning: time_machine.Traveller
) -> None:
    made, attempt = await answered()
    await pressed(attempt, CONFIRMED, (Step.MENU, "1"))

    first = await pressed(attempt, (Step.UNANSWERED, ""), (Step.UNANSWERED, ""))
    if keys:
        await pressed(attempt, (Step.HOUR, keys))
    late = await message_answer(attempt.id, Step.UNANSWERED, "") if keys else None
    await completed(attempt)
    morning.shift(GRACE)
    await work()

    assert isinstance(first, Ask)
    assert (first.step, first.said[0]) == (Step.HOUR, "Personne n’est disponible.")
    assert "nous vous rappellerons" in first.otherwise
    assert late is None
    assert await asked(made) == [datetime.fromisoformat(at) if at else None]
    assert await outcomes_told(made) == ["callback"]


async def asked(made: MadeCase) -> list[datetime | None]:
    """The calls back that wait, by their time."""
    async with reading(AGENCY):
        return [
            one.callback_at for one in await ContactAttempt.filter(case_file_id=made.case_file.id, purpose="callback")
        ]


async def test_nothing_is_asked_for_by_who_never_said_who_they_are() -> None:
    made, attempt = await answered()

    await pressed(attempt, (Step.UNANSWERED, ""))

    assert await asked(made) == []


@pytest.mark.parametrize(
    ("case", "keys", "expected"),
    [
        ("this afternoon", "14", "2026-11-24T14:00:00+01:00"),
        ("this morning is over", "09", "2026-11-25T09:00:00+01:00"),
    ],
)
async def test_two_asks_for_a_call_at_an_hour(case: str, keys: str, expected: str) -> None:
    made, attempt = await answered()

    reply = await pressed(attempt, CONFIRMED, (Step.MENU, "2"), (Step.HOUR, keys))

    assert isinstance(reply, Say), case
    async with reading(AGENCY):
        [asked] = await ContactAttempt.filter(case_file_id=made.case_file.id, state=AttemptState.NEEDS_PERSON)
    assert (asked.purpose, asked.callback_at) == (Purpose.CALLBACK, datetime.fromisoformat(expected))
    assert (await reread(attempt)).disposition is Disposition.CALLBACK


@pytest.mark.parametrize("keys", ["03", "21", "77", "1"])
async def test_an_hour_at_which_nobody_may_be_called_is_asked_again(keys: str) -> None:
    made, attempt = await answered()

    reply = await pressed(attempt, CONFIRMED, (Step.MENU, "2"), (Step.HOUR, keys))

    assert isinstance(reply, Ask)
    assert reply.step is Step.HOUR
    async with reading(AGENCY):
        assert not await ContactAttempt.filter(case_file_id=made.case_file.id, purpose=Purpose.CALLBACK).exists()


@pytest.mark.parametrize("keys", [[(Step.WHO, "9")], [CONFIRMED, (Step.MENU, "9")]])
async def test_nine_refuses_the_number_at_once_and_twice_is_once(keys: list[tuple[Step, str]]) -> None:
    made, attempt = await answered()

    first = await pressed(attempt, *keys)
    again = await message_answer(attempt.id, *keys[-1])

    assert again == first
    assert await refused(made) == [(Channel.VOICE, False)]
    assert await outcomes_told(made) == ["refuses"]


async def refused(made: MadeCase) -> list[tuple[Channel, bool]]:
    """The refusals in force for the number, and whether each is to be confirmed."""
    async with reading(AGENCY):
        return [(one.channel, one.provisional) for one in await OptOut.filter(address=made.phone.value, lifted_at=None)]


@pytest.mark.parametrize(
    ("case", "columns"),
    [
        ("its outcome was told", {"disposition": Disposition.NO_ANSWER}),
        ("taken for a machine", {"disposition": Disposition.VOICEMAIL, "answered_by": AnsweredBy.MACHINE.value}),
        ("failed, we were told", {"state": AttemptState.FAILED}),
        ("its words are withdrawn", {"template_id": "withdrawn"}),
    ],
    ids=["told", "machine", "failed", "wordless"],
)
async def test_nine_refuses_whatever_the_call_was_taken_for(case: str, columns: dict[str, object]) -> None:
    made, attempt = await answered()
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(**columns)

    reply = await message_answer(attempt.id, Step.WHO, "9")

    assert isinstance(reply, Say), case
    assert await refused(made) == [(Channel.VOICE, False)]
    # An outcome that stands is told once.
    over = "template_id" not in columns
    assert await outcomes_told(made) == ([] if over else ["refuses"])
    assert await message_answer(attempt.id, Step.WHO, "1") is None


async def test_who_confirms_and_hangs_up_was_reached_and_who_says_nothing_was_not(
    morning: time_machine.Traveller,
) -> None:
    _, first = await answered()
    await pressed(first, CONFIRMED)
    await leg(first, CallLeg.DEBTOR, CallStatus.COMPLETED)
    _, second = await answered()
    await leg(second, CallLeg.DEBTOR, CallStatus.COMPLETED)
    morning.shift(GRACE)
    await work()

    assert (await reread(first)).disposition is Disposition.REACHED
    assert (await reread(second)).disposition is Disposition.NO_ANSWER


def heard(attempt: ContactAttempt, by: AnsweredBy) -> CallEvent:
    return CallEvent(
        provider=Provider.FAKE,
        dedupe_key=f"{attempt.id}:{by}",
        attempt_id=str(attempt.id),
        provider_id="fake-1",
        leg=CallLeg.DEBTOR,
        status=CallStatus.UNKNOWN,
        raw={},
        answered_by=by,
    )


async def test_a_machine_is_told_nothing_of_the_matter_and_counts_as_a_call(fakes: Fakes) -> None:
    made, attempt = await answered()

    await receive([heard(attempt, AnsweredBy.MACHINE)])
    await work()

    attempt = await reread(attempt)
    [(_, text, locale)] = fakes.voice.said
    assert locale == "fr"
    assert "personnel" in text
    assert "Lenoir" not in text
    assert attempt.disposition is Disposition.VOICEMAIL
    counted = past_contact(
        attempt.created_at, attempt.channel, attempt.state, attempt.disposition, attempt.provider_status
    )
    assert counted.result is ContactResult.UNANSWERED
    assert [entry.data["disposition"] for entry in await told(made) if entry.kind == "call_outcome_recorded"] == [
        "voicemail"
    ]


class WorkerKilled(BaseException):
    """The worker dies while the provider is asked."""


@pytest.mark.parametrize(
    ("answer", "codes", "was_kept"),
    [
        ("it is said", [], True),
        ("the call was over", ["VOICEMAIL_NOT_SAID"], False),
        ("refused", ["VOICEMAIL_NOT_SAID"], False),
        ("no answer", ["VOICEMAIL_UNCONFIRMED"], True),
    ],
)
async def test_words_are_told_as_left_on_a_machine_once_the_provider_has_them_or_may_have_them(
    answer: str, codes: list[str], was_kept: bool, fakes: Fakes
) -> None:
    made, attempt = await answered()
    greeting = "\n".join((await pressed(attempt, (Step.START, ""))).said)
    if answer == "the call was over":
        fakes.voice.over.add(str(attempt.provider_id))
    if answer in _REFUSALS:
        fakes.voice.refuse_to_say.append(_REFUSALS[answer])

    await receive([heard(attempt, AnsweredBy.MACHINE)])
    await work()

    attempt = await reread(attempt)
    assert [one["code"] for one in attempt.reasons] == codes
    assert (attempt.body == greeting) is not was_kept
    told_of_reasons = [one["reasons"] for one in await sealed_in(made) if one["reasons"]]
    assert [[one["code"] for one in reasons] for reasons in told_of_reasons] == [codes] * bool(codes)
    [outcome] = await sealed_in(made, "call_outcome_recorded")
    assert (outcome["disposition"], outcome["told"]["said"]) == ("voicemail", attempt.body)


_REFUSALS: dict[str, ChannelError] = {"refused": Rejected("refused", Cause.OTHER), "no answer": Unconfirmed("timeout")}


async def test_of_a_worker_that_dies_while_the_machine_is_told_the_calls_end_says_that_nobody_knows(
    morning: time_machine.Traveller, fakes: Fakes
) -> None:
    made, attempt = await answered()
    fakes.voice.refuse_to_say.append(WorkerKilled())
    await receive([heard(attempt, AnsweredBy.MACHINE)])
    with pytest.raises(WorkerKilled):
        await work()
    kept, told_before = (await reread(attempt)).body, await outcomes_told(made)

    await completed(attempt)
    morning.shift(GRACE)
    await work()

    attempt = await reread(attempt)
    assert kept
    assert (told_before, await outcomes_told(made)) == ([], ["voicemail"])
    assert [one["code"] for one in attempt.reasons] == ["VOICEMAIL_UNCONFIRMED"]
    [outcome] = await sealed_in(made, "call_outcome_recorded")
    assert outcome["told"]["said"] == attempt.body == kept
    assert fakes.voice.said == []


async def test_whom_nobody_can_tell_is_taken_for_a_person(fakes: Fakes) -> None:
    _, attempt = await answered()

    await receive([heard(attempt, AnsweredBy.UNKNOWN)])
    await work()

    assert fakes.voice.said == []
    assert isinstance(await message_answer(attempt.id, Step.START, ""), Ask)


async def completed(attempt: ContactAttempt) -> None:
    await leg(attempt, CallLeg.DEBTOR, CallStatus.COMPLETED)


async def outcomes_told(made: MadeCase) -> list[str]:
    return [entry.data["disposition"] for entry in await told(made) if entry.kind == "call_outcome_recorded"]


@pytest.mark.parametrize("first", ["end", "machine"])
async def test_the_end_and_the_machine_make_the_same_of_the_call_in_either_order(
    first: str, morning: time_machine.Traveller, fakes: Fakes
) -> None:
    made, attempt = await answered()

    if first == "end":
        await completed(attempt)
        assert (await reread(attempt)).disposition is None
        await receive([heard(attempt, AnsweredBy.MACHINE)])
        await work()
    else:
        await receive([heard(attempt, AnsweredBy.MACHINE)])
        await work()
        await completed(attempt)
    morning.shift(GRACE)
    await work()

    assert await outcomes_told(made) == ["voicemail"]
    # Nobody is there any more to be told something.
    assert len(fakes.voice.said) == (first == "machine")


async def test_a_call_of_which_nobody_says_who_picked_up_is_settled_after_a_while(
    morning: time_machine.Traveller,
) -> None:
    made, attempt = await answered()
    await completed(attempt)
    told_at_once = await outcomes_told(made)

    morning.shift(GRACE)
    await work()

    assert (told_at_once, await outcomes_told(made)) == ([], ["no_answer"])


async def test_another_agencys_account_speaks_of_its_own_calls_alone() -> None:
    _, attempt = await answered()

    assert await message_answer(attempt.id, Step.START, "", signed_for=new_id()) is None


async def consent(made: MadeCase, day: date, *, withdrawn: bool = False) -> None:
    await record_consent(
        AWA,
        made.case_file.id,
        made.phone.id,
        channel=Channel.VOICE,
        purpose=ConsentPurpose.AUTOMATED_CALLS,
        on=day,
        evidence="Signed form",
        withdrawn=withdrawn,
    )


async def refusal(made: MadeCase, number: str) -> str | None:
    async with transaction(AGENCY):
        found = await machine_refusal(made.case_file.agency_id, number)
    return str(found["code"]) if found else None


async def test_a_machine_calls_america_with_consent_alone_and_what_was_said_last_counts() -> None:
    made, number = await make_case(), f"+1212555{new_id().int % 10_000:04}"
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.phone.id).update(value=number)

    before = await refusal(made, number)
    await consent(made, date(2026, 11, 20))
    consented = await refusal(made, number)
    await consent(made, date(2026, 11, 22), withdrawn=True)
    await consent(made, date(2026, 11, 21))

    assert (before, consented) == ("MACHINE_CALLS_NEED_CONSENT", None)
    assert await refusal(made, number) == "MACHINE_CALLS_REFUSED"


async def test_who_took_the_consent_back_is_not_called_by_a_machine_planned_or_not() -> None:
    made = await make_case()
    waiting = await planned(made)
    await consent(made, date(2026, 11, 23), withdrawn=True)

    with pytest.raises(DestinationRefused) as refused:
        await planned(made)
    await work()

    assert refused.value.values["reason"] == "MACHINE_CALLS_REFUSED"
    attempt = await reread(waiting)
    assert (attempt.state, [one["code"] for one in attempt.reasons]) == (
        AttemptState.BLOCKED,
        ["MACHINE_CALLS_REFUSED"],
    )


async def machine_on_screen(made: MadeCase) -> tuple[Decision, list[object]]:
    """What the robot's button says."""
    channels = (await channels_by_case_file(AWA, [made.case_file.id]))[made.case_file.id]
    [number] = next(one for one in channels if one.channel is Channel.VOICE).addresses
    assert number.machine is not None
    return number.machine.decision, [one["code"] for one in number.machine.reasons]


async def test_the_robots_button_says_first_what_planning_would_refuse(morning: time_machine.Traveller) -> None:
    made = await make_case()
    allowed = await machine_on_screen(made)
    await consent(made, date(2026, 11, 20), withdrawn=True)
    taken_back = await machine_on_screen(made)
    with pytest.raises(DestinationRefused):
        await plan(made, Channel.VOICE, template_id=content.CALL_MESSAGE)
    await consent(made, date(2026, 11, 23))
    consented = await machine_on_screen(made)
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(language="ar")
    wordless = await machine_on_screen(made)
    with pytest.raises(TemplateNotFound):
        await plan(made, Channel.VOICE, template_id=content.CALL_MESSAGE)

    assert allowed == consented == (Decision.ALLOW, [])
    assert taken_back == (Decision.BLOCK, ["MACHINE_CALLS_REFUSED"])
    assert wordless == (Decision.BLOCK, ["CALL_MESSAGE_MISSING"])


async def test_the_robots_button_says_so_where_its_words_name_what_is_not_known() -> None:
    made = await make_case()
    async with transaction(AGENCY):
        await Party.filter(id=made.party.id).update(name=" ")

    assert await machine_on_screen(made) == (Decision.BLOCK, ["VALUE_MISSING"])


async def test_a_business_whose_name_tells_it_leaves_nothing_in_the_united_states() -> None:
    made = await make_case()
    async with reading(AGENCY):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]
    party_id = made.party.id
    facts.parties[party_id] = replace(facts.parties[party_id], countries=("US",))

    assert voicemail_of(facts, party_id, "en") is None  # “Cabinet Lenoir Recouvrement”


async def test_a_message_leaves_the_collectors_line_alone(morning: time_machine.Traveller, fakes: Fakes) -> None:
    await opened()
    morning.shift(timedelta(seconds=1))
    attempt = await planned(await make_case())
    await work()

    assert (await reread(attempt)).line_id is None
    assert isinstance(fakes.voice.accepted[1][0], OutboundMessageCall)
