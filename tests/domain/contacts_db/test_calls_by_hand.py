"""Calls that collectors dial on a telephone of their own: judged first, counted at once, their outcome told by hand."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine

from tandem import contacts
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import Segment
from tandem.contacts.attention import rights_on
from tandem.contacts.commands import call_by_hand, record_call_outcome
from tandem.contacts.errors import CallInHand, ContactPointUnsuitable, ContactRefused
from tandem.contacts.models import AttemptState, ContactAttempt, Disposition
from tandem.contacts.untold import ask_once
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.errors import NotPermitted
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, reread, states_told, told, work
from tests.domain.contacts_db.test_calls_counted import EVERYWHERE, counted
from tests.domain.contacts_db.test_dispatch import hold
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture(autouse=True)
def no_provider(fakes: object) -> None:
    """Nothing makes calls, or sends anything, for the agency."""
    contacts.configure(contacts.Channels())


async def dial(made: MadeCase, key: str = "by-hand-1") -> ContactAttempt:
    return (await call_by_hand(AWA, made.case_file.id, made.phone.id, idempotency_key=key)).attempt


async def nothing_written(made: MadeCase) -> bool:
    async with transaction(AGENCY):
        return not await ContactAttempt.filter(case_file_id=made.case_file.id).exists() and not await told(made)


async def test_it_counts_at_once_and_its_outcome_is_told_as_any_calls() -> None:
    made = await make_case(segment=Segment.CONSUMER)

    attempt = await dial(made)

    assert (attempt.state, attempt.to_address, attempt.provider_id) == (AttemptState.ACCEPTED, made.phone.value, None)
    assert rights_on(AWA, attempt).record_outcome
    assert await counted(made) == EVERYWHERE
    await record_call_outcome(AWA, attempt.id, disposition=Disposition.NO_ANSWER, comment="Messagerie pleine")
    attempt = await reread(attempt)
    assert (attempt.state, attempt.disposition) == (AttemptState.FAILED, Disposition.NO_ANSWER)
    assert [entry.kind for entry in await told(made)] == [
        "contact_planned",
        "contact_state_changed",
        "call_outcome_recorded",
        "contact_state_changed",
    ]
    assert await states_told(made) == ["accepted", "failed"]
    assert await counted(made) == EVERYWHERE


async def test_the_next_call_of_the_day_is_refused_and_the_refusal_is_kept() -> None:
    made = await make_case(segment=Segment.CONSUMER)
    await record_call_outcome(AWA, (await dial(made)).id, disposition=Disposition.NO_ANSWER, comment=None)
    before = await told(made)

    with pytest.raises(ContactRefused) as refused:
        await dial(made, "by-hand-2")

    assert refused.value.values["codes"] == ["CALL_CAP_DAY"]
    assert await told(made) == before
    async with transaction(AGENCY):
        kept = await database.rows(
            "SELECT decision FROM gate_decisions WHERE case_file_id = $1 ORDER BY decision", made.case_file.id
        )
        assert await ContactAttempt.filter(case_file_id=made.case_file.id).count() == 1
    assert [row["decision"] for row in kept] == ["allow", "defer"]


async def test_what_the_gate_forbids_or_a_person_must_let_pass_is_not_begun() -> None:
    made = await make_case()
    await hold(made)
    told_before = len(await told(made))

    with pytest.raises(ContactRefused):
        await dial(made)

    async with transaction(AGENCY):
        assert not await ContactAttempt.filter(case_file_id=made.case_file.id).exists()
    assert len(await told(made)) == told_before


async def test_the_outcome_is_owed_before_the_next_call_and_no_provider_is_asked_for_it(
    morning: time_machine.Traveller,
) -> None:
    first, second = await make_case(), await make_case()
    attempt = await dial(first)

    with pytest.raises(CallInHand):
        await dial(second, "by-hand-2")
    morning.shift(timedelta(days=2))
    await ask_once()
    await work()

    attempt = await reread(attempt)
    assert (attempt.state, attempt.reasons, attempt.ask_at) == (AttemptState.ACCEPTED, [], None)
    assert rights_on(AWA, attempt).record_outcome
    assert await nothing_written(second)


async def test_pressing_twice_begins_one_call_and_the_second_answer_says_so(
    morning: time_machine.Traveller,
) -> None:
    made = await make_case(segment=Segment.CONSUMER)
    ask = partial(call_by_hand, AWA, made.case_file.id, made.phone.id, idempotency_key="by-hand-1")

    first = await ask()
    # Whether its outcome is owed still, or was told: what would refuse a call now was not asked.
    owed = await ask()
    await record_call_outcome(AWA, first.attempt.id, disposition=Disposition.NO_ANSWER, comment=None)
    morning.shift(timedelta(hours=1))
    told_of = await ask()

    assert [first.before, owed.before, told_of.before] == [False, True, True]
    assert {one.attempt.id for one in (first, owed, told_of)} == {first.attempt.id}


async def test_an_e_mail_address_is_not_dialled() -> None:
    made = await make_case()

    with pytest.raises(ContactPointUnsuitable):
        await call_by_hand(AWA, made.case_file.id, made.email.id, idempotency_key="by-hand-1")

    assert await nothing_written(made)


async def test_the_client_dials_nobody_and_another_agency_finds_nothing() -> None:
    made = await make_case()

    with pytest.raises(NotPermitted):
        await call_by_hand(HELENE, made.case_file.id, made.phone.id, idempotency_key="by-hand-1")
    with pytest.raises(CaseFileNotFound):
        await call_by_hand(actor_of_cast("sofia"), made.case_file.id, made.phone.id, idempotency_key="by-hand-1")

    assert await nothing_written(made)
