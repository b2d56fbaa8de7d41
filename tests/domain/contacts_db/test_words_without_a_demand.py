"""A text that calls itself a reply, a notice or a receipt speaks of the claims: what stops them stops it, too."""

from datetime import timedelta

import pytest
import time_machine

from tandem.casefiles.models import Claim
from tandem.contacts.commands import plan_contact
from tandem.contacts.errors import ContactRefused
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.stops.commands import NewStop, record_stop_fact
from tandem.contacts.stops.kinds import StopKind
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.models import Mandate
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, call_back, plan, reread, text_from, work
from tests.domain.contacts_db.test_attachments import shared
from tests.domain.contacts_db.test_dispatch import hold
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
REPLY = "email_invoice_copy.fr"


async def answer(made: MadeCase, key: str = "an-answer") -> ContactAttempt:
    """The shipped text for sending files, chosen in the ordinary form: no claim is named."""
    copy = await shared(made)
    return await plan_contact(
        AWA,
        made.case_file.id,
        made.email.id,
        channel=Channel.EMAIL,
        template_id=REPLY,
        send_at=None,
        idempotency_key=key,
        document_ids=[copy.id],
    )


async def refused(made: MadeCase) -> list[object]:
    with pytest.raises(ContactRefused) as error:
        await answer(made)
    return [reason["code"] for reason in error.value.reasons]


async def test_a_reply_to_nobody_is_stopped_by_a_death() -> None:
    made = await make_case()
    death = NewStop(StopKind.DECEASED, clock.today(), "acte de décès")
    await record_stop_fact(AWA, made.case_file.id, made.party.id, death)

    assert await refused(made) == ["DECEASED"]


async def test_a_reply_to_nobody_is_stopped_by_the_clients_hold() -> None:
    made = await make_case()
    await hold(made)

    assert await refused(made) == ["CLIENT_HOLD"]


async def test_no_reply_leaves_before_the_opening_letter_whoever_wrote_first() -> None:
    made = await make_case()
    await call_back(text_from(made, "Envoyez-moi la facture", key="1"))
    async with transaction(AGENCY):
        await Claim.filter(id=made.claims[0].id).update(letter_posted_on=None)

    assert await refused(made) == ["FR_FIRST_LETTER_MISSING"]


async def test_no_reply_leaves_once_the_mandate_has_ended() -> None:
    made = await make_case()
    await call_back(text_from(made, "Envoyez-moi la facture", key="1"))
    async with transaction(AGENCY):
        await Mandate.filter(id=made.case_file.mandate_id).update(ends_on=clock.today() - timedelta(days=1))

    assert await refused(made) == ["NO_MANDATE"]


async def test_a_reply_to_what_the_debtor_wrote_passes_a_hold_and_names_what_it_spoke_of(fakes: Fakes) -> None:
    made = await make_case()
    await call_back(text_from(made, "Envoyez-moi la facture", key="1"))
    await hold(made)

    attempt = await answer(made)
    await work()

    assert (attempt.purpose, attempt.claims) == (Purpose.REPLY, [[str(made.claims[0].id), 120_00]])
    assert len(fakes.email.accepted) == 1


async def test_a_reply_that_named_nothing_when_it_was_planned_is_judged_with_the_claims_when_it_leaves(
    fakes: Fakes, morning: time_machine.Traveller
) -> None:
    made = await make_case()
    await call_back(text_from(made, "Envoyez-moi la facture", key="1"))
    attempt = await answer(made)
    async with transaction(AGENCY):
        await database.execute("UPDATE contact_attempts SET claims = '[]' WHERE id = $1", attempt.id)
    await hold(made)
    morning.shift(timedelta(days=3))

    await work()

    stopped = await reread(attempt)
    assert (stopped.state, [reason["code"] for reason in stopped.reasons]) == (AttemptState.BLOCKED, ["CLIENT_HOLD"])
    assert fakes.email.accepted == []


async def test_help_is_answered_under_a_hold_and_says_nothing_of_the_claims(fakes: Fakes) -> None:
    made = await make_case()
    await plan(made)
    await work()
    await hold(made)

    await call_back(text_from(made, "AIDE", key="1"))

    answer, _, _ = fakes.sms.accepted[-1]
    assert len(fakes.sms.accepted) == 2
    assert made.case_file.reference not in answer.body
