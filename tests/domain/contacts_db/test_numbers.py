"""Whose a text or a call is, on the account that agencies share; what tells nobody's is handed over by the operator."""

from collections.abc import AsyncIterator

import pytest
from tortoise.transactions import in_transaction

from tandem.contacts.calling.message import Ask, Step
from tandem.contacts.decisions import PlanRefused
from tandem.contacts.models import AttemptState, Channel, InboundMessage, OptOut, SetAsideAs
from tandem.contacts.webhooks import called, receive
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import database
from tandem.kit.database import reading
from tandem.organizations.actor import System
from tandem.outbox import given_up, tasks
from tandem.outbox.given_up import AgencyNotFound, MessageSettled
from tandem.outbox.relay import claim
from tandem_channels.contract import InboundCallEvent, InboundSmsEvent, Provider
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, call_back, plan, reread, told, work
from tests.domain.contacts_db.test_call_message import CONFIRMED, answered, pressed
from tests.support.builders import MadeCase, make_case
from tests.support.services import orm

OTHER = System(cast_id("atlas"))
OMAR, INES = actor_of_cast("omar"), actor_of_cast("ines")
TEXTS, CALLS, OTHERS_TEXTS, OTHERS_CALLS = "+33937001200", "+33199001200", "+33937002400", "+33199002400"
STRANGER, UNKNOWN = "+33639987777", "+33937999999"


@pytest.fixture(autouse=True)
async def owner(shared_database: DatabaseUrls) -> AsyncIterator[None]:
    """A transaction of the owner's, who alone changes senders of the installation's account; rolled back."""
    async with orm(shared_database.owner, pool=2):
        transaction = in_transaction()
        connection = await transaction.__aenter__()
        try:
            yield
        finally:
            await connection.rollback()
            await transaction.__aexit__(None, None, None)


async def removed(*numbers: str) -> None:
    await database.execute("DELETE FROM senders WHERE address = ANY ($1::text[])", list(numbers))


def text(body: str, to: str, *, sender: str = STRANGER) -> InboundSmsEvent:
    key = f"{sender} {to} {body}"
    return InboundSmsEvent(Provider.FAKE, key, key, sender, to, body, {"Body": body})


async def messages(scope: System) -> list[tuple[str, str]]:
    async with reading(scope):
        found = await InboundMessage.filter(agency_id=scope.organization_id).order_by("received_at", "id")
    return [(one.sender, one.body) for one in found]


async def refused(scope: System, number: str = STRANGER) -> list[tuple[Channel, bool]]:
    async with reading(scope):
        found = await OptOut.filter(agency_id=scope.organization_id, address=number, lifted_at=None)
    return [(one.channel, one.provisional) for one in found]


async def on_the_list() -> list[given_up.GivenUp]:
    return await given_up.given_up_for(OMAR, 10)


async def let_fail(*events: InboundSmsEvent | InboundCallEvent) -> None:
    """As `call_back`, whatever fails."""
    await receive(events)
    await run_all()


async def run_all() -> None:
    while claimed := await claim():
        for row_id, _ in claimed:
            await tasks.run(row_id)


@pytest.mark.parametrize("number", [TEXTS, CALLS], ids=["of texts", "of calls"])
async def test_a_stop_to_any_number_of_an_agency_is_its(number: str):
    await call_back(text("STOP", number))

    assert (await refused(AGENCY), await refused(OTHER)) == ([(Channel.SMS, False)], [])


async def test_a_call_to_a_number_of_texts_is_its_and_hears_whose_it_is():
    await call_back(InboundCallEvent(Provider.FAKE, "CA1", "CA1", STRANGER, TEXTS, {}))
    said = await called(TEXTS, STRANGER)

    assert (await messages(AGENCY), await messages(OTHER)) == ([(STRANGER, "")], [])
    assert said
    assert "Cabinet Lenoir" in said.sentence


async def test_a_stop_to_a_sender_that_was_removed_is_still_heard():
    await removed(TEXTS)

    await call_back(text("STOP", TEXTS))

    assert (await refused(AGENCY), await refused(OTHER)) == ([(Channel.SMS, False)], [])


async def test_who_wrote_to_that_person_from_it_comes_before_who_has_it_now():
    made = await make_case()
    await plan(made)
    await work()
    await removed(TEXTS)
    await database.execute("UPDATE senders SET address = $1 WHERE address = $2", TEXTS, OTHERS_TEXTS)

    await call_back(text("Je paie vendredi", TEXTS, sender=made.phone.value), text("STOP", TEXTS))

    assert [entry.data["body"] for entry in await told(made) if entry.kind == "inbound_message_received"] == [
        "Je paie vendredi"
    ]
    assert (await refused(OTHER), await refused(AGENCY)) == ([(Channel.SMS, False)], [])
    assert [body for _, body in await messages(OTHER)] == ["STOP"]


async def test_a_refusal_counts_for_everybody_who_wrote_from_that_number_and_the_words_are_read_by_one():
    made, theirs = await make_case(), await make_case(agency="atlas", mandate="AT-2026-021")
    await plan(made)
    await work()
    await database.execute(
        "UPDATE contact_points SET value = $1 WHERE id = $2",
        made.phone.value,
        theirs.phone.id,
    )
    await database.execute(
        "INSERT INTO contact_attempts SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), "
        "'agency_id', $1::uuid, 'case_file_id', $2::uuid, 'idempotency_key', 'theirs', 'sending_at', "
        "a.sending_at - interval '1 day'))).* FROM contact_attempts a WHERE a.to_address = $3",
        OTHER.organization_id,
        theirs.case_file.id,
        made.phone.value,
    )

    await call_back(text("Merci de ne plus m'écrire", TEXTS, sender=made.phone.value))

    assert await refused(AGENCY, made.phone.value) == await refused(OTHER, made.phone.value) == [(Channel.SMS, True)]
    assert [entry.kind for entry in await told(made)].count("inbound_message_received") == 1
    assert await of_the_other(theirs) == ["opt_out_recorded"]
    assert await messages(OTHER) == []
    async with reading(OTHER):
        entries = await database.rows("SELECT * FROM consent_entries WHERE agency_id = $1", OTHER.organization_id)
    assert [entry["evidence"] for entry in entries] == [None]


async def of_the_other(made: MadeCase) -> list[str]:
    return [entry.kind for entry in await told(made, actor_of_cast("tom"))]


async def test_where_several_had_it_once_each_is_closed_to_who_refuses_and_none_reads_it():
    await removed(TEXTS)
    await database.execute("UPDATE senders SET address = $1 WHERE address = $2", TEXTS, OTHERS_TEXTS)
    await removed(TEXTS)

    await let_fail(text("STOP", TEXTS))

    assert await refused(AGENCY) == await refused(OTHER) == [(Channel.SMS, False)]
    assert await messages(AGENCY) == await messages(OTHER) == []
    [listed] = await on_the_list()
    assert (listed.topic, listed.may_be_handed, listed.came_to) == ("contacts.number_of_nobody", True, TEXTS)


async def test_a_text_to_a_number_that_nobody_ever_had_is_the_operators_to_hand_over():
    await let_fail(text("Je paie vendredi", UNKNOWN))
    [listed] = await on_the_list()
    assert (listed.came_to, listed.case_file_id, listed.organization_name) == (UNKNOWN, None, None)

    await given_up.hand_to_agency(OMAR, listed.id, OTHER.organization_id)
    with pytest.raises(MessageSettled):
        await given_up.hand_to_agency(OMAR, listed.id, AGENCY.organization_id)
    await run_all()

    assert (await messages(OTHER), await messages(AGENCY)) == ([(STRANGER, "Je paie vendredi")], [])
    assert await on_the_list() == []
    row = await database.row(
        "SELECT payload -> 'raw' ->> 'Body' AS body FROM provider_events WHERE kind = $1", "inbound_sms"
    )
    assert row
    assert row["body"] == "Je paie vendredi"


async def test_no_agency_hands_over_or_learns_of_it():
    await let_fail(text("Je paie vendredi", UNKNOWN))
    [listed] = await on_the_list()

    assert await given_up.given_up_for(INES, 10) == []
    assert await given_up.agencies_to_hand_to(INES) == []
    with pytest.raises(MessageSettled):
        await given_up.hand_to_agency(INES, listed.id, AGENCY.organization_id)
    with pytest.raises(AgencyNotFound):
        await given_up.hand_to_agency(OMAR, listed.id, cast_id("bati-loire"))

    assert [one.id for one in await on_the_list()] == [listed.id]
    assert await messages(AGENCY) == await messages(OTHER) == []


async def test_the_only_agency_is_meant_whatever_the_number():
    await database.execute("DELETE FROM senders WHERE agency_id = $1", OTHER.organization_id)
    await database.execute("UPDATE organizations SET kind = 'creditor' WHERE id = $1", OTHER.organization_id)

    await call_back(text("STOP", UNKNOWN))

    assert await refused(AGENCY) == [(Channel.SMS, False)]


async def test_a_wish_of_a_number_of_no_open_case_file_is_found_and_holds_for_the_next_one():
    await call_back(text("STOP", TEXTS))

    async with reading(AGENCY):
        [message] = await InboundMessage.all()
    assert (message.sender, message.body, message.set_aside_as) == (STRANGER, "STOP", SetAsideAs.WISH)
    made = await make_case()
    await database.execute("UPDATE contact_points SET value = $1 WHERE id = $2", STRANGER, made.phone.id)
    with pytest.raises(PlanRefused) as refusal:
        await plan(made)
    assert refusal.value.values["codes"] == ["OPTED_OUT"]
    assert AWA.organization_id == message.agency_id


@pytest.mark.parametrize("telephone", [CALLS, "01 99 00 12 00", TEXTS])
async def test_nobody_is_sent_to_the_number_that_they_dialled_nor_to_another_of_ours(telephone: str):
    await database.execute("UPDATE organizations SET phone = $1 WHERE id = $2", telephone, AGENCY.organization_id)

    said = await called(CALLS, STRANGER)

    assert said
    assert said.sentence.endswith("Nous savons que vous avez appelé et vous rappellerons.")


async def test_who_presses_one_is_put_through_to_no_number_of_ours():
    await database.execute("UPDATE organizations SET phone = $1 WHERE id = $2", CALLS, AGENCY.organization_id)
    _, attempt = await answered()

    reply = await pressed(attempt, CONFIRMED, (Step.MENU, "1"))

    assert isinstance(reply, Ask)
    assert reply.step is Step.HOUR


async def test_a_text_that_asks_for_answers_leaves_from_no_name_that_the_agency_has_by_then(fakes: Fakes):
    attempt = await plan(await make_case())
    await database.execute(
        "UPDATE senders SET address = 'LENOIR', kind = 'alphanumeric', two_way = false WHERE address = $1", TEXTS
    )

    await work()

    waiting = await reread(attempt)
    assert waiting.state is AttemptState.NEEDS_PERSON
    assert [(why["code"], why["args"]) for why in waiting.reasons] == [("SENDER_UNHEARD", {"sender": "LENOIR"})]
    assert fakes.sms.accepted == []
