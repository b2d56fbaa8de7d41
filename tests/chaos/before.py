"""What is so before the storm: a printer, recorded calls, files of the case files, payments, and a text to answer."""

import asyncio

import asyncpg

from tandem.contacts.accounts.printer import use_printer
from tandem.contacts.commands import plan_contact
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.recordings.setting import set_recording
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.kit.money import Money
from tandem.ledger.commands import record_payment
from tandem.organizations.actor import Actor
from tandem_policies.vocabulary import Role
from tests.chaos.people import EQUIPPED, TEMPLATES, Plan, case_for, colleague, side_of
from tests.chaos.storm import BY_COLLECTOR, WITH_FILE, Kind, Wish
from tests.domain.contacts_db.test_attachments import shared

# A number that no contact of a run has, so that nobody else has their telephone.
_ADMINISTRATOR = 999
_LEAVES_WITHIN = 180.0


async def equip(administrator: Actor) -> None:
    """The second agency's letters go to its printer, and its calls are recorded."""
    await use_printer(administrator)
    await set_recording(administrator, enabled=True)


async def who_plans(owner_url: str, wanted: list[Wish]) -> tuple[Actor, list[Actor]]:
    """An administrator of the agency that is to be equipped, and who asks for each contact."""
    owner = await asyncpg.connect(owner_url)
    try:
        administrator = await colleague(owner, _ADMINISTRATOR, EQUIPPED, Role.AGENCY_ADMINISTRATOR)
        return administrator, [
            await colleague(owner, wish.number, side_of(wish)) if wish.kind in BY_COLLECTOR else side_of(wish).collector
            for wish in wanted
        ]
    finally:
        await owner.close()


async def planned_for(wish: Wish, collector: Actor) -> Plan:
    """A debtor of their own, with what the contact is about: the file that goes with it, the payment that it tells."""
    made = await case_for(wish)
    file = None
    if wish.kind in WITH_FILE:
        file = await shared(made, f"Facture {made.claims[0].document_number}.pdf")
    if wish.kind is Kind.RECEIPT:
        paid, key = Money(50_00, "EUR"), f"chaos-paid-{wish.number:06}"
        await record_payment(
            collector, made.case_file.id, amount=paid, received_on=clock.today(), reference=None, idempotency_key=key
        )
    return Plan(wish, made, collector, file)


async def first_texts(plans: list[Plan]) -> None:
    """Who answers a text has had one: it left before anything is struck. Raises TimeoutError."""
    texts = [await _first_text(plan) for plan in plans if plan.wish.kind is Kind.ANSWER]
    async with asyncio.timeout(_LEAVES_WITHIN):
        while not all([await _has_left(plan, attempt) for plan, attempt in texts]):  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.2)


async def _first_text(plan: Plan) -> tuple[Plan, ContactAttempt]:
    return plan, await plan_contact(
        plan.collector,
        plan.made.case_file.id,
        plan.made.phone.id,
        channel=Channel.SMS,
        template_id=TEMPLATES[Kind.SMS],
        send_at=None,
        idempotency_key=f"chaos-first-{plan.wish.number:06}",
    )


async def _has_left(plan: Plan, attempt: ContactAttempt) -> bool:
    async with reading(plan.collector):
        state = (await ContactAttempt.get(id=attempt.id)).state
    return state in (AttemptState.ACCEPTED, AttemptState.DELIVERED)
