"""Two debtors of one placed file, with something in every place that holds personal data."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine

from tandem.casefiles import storage
from tandem.casefiles.commands import move_case_file
from tandem.casefiles.models import CaseFile, CloseCode, ContactPoint, Stage
from tandem.casefiles.publishing import Audience
from tandem.contacts import tasks as _contact_tasks  # noqa: F401 - registers its topics
from tandem.contacts import webhooks
from tandem.contacts.commands.record_opt_out import record_opt_out
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.directives.commands import issue_directive, release_directive
from tandem.directives.models import DirectiveKind
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tandem.kit.database import reading, transaction
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.ledger.commands import record_payment
from tandem.notes.commands import write_note
from tandem.placements.models import PlacementBatch
from tandem.privacy.commands import request_erasure
from tandem.privacy.models import Ground
from tandem_channels.contract import DeliveryEvent, DeliveryStatus, InboundSmsEvent, Provider
from tests.domain.placements_db.road import Road, csv_of

AWA, INES, MARC = actor_of_cast("awa"), actor_of_cast("ines"), actor_of_cast("marc")
HELENE, LUCAS = actor_of_cast("helene"), actor_of_cast("lucas")
SMS_SENDER = "+33937001200"  # Lenoir's
ADA, BOB = "Adalovelace", "Bobdylan"
PHONES = {ADA: "+33639981001", BOB: "+33639981002"}


@dataclass(frozen=True)
class People:
    """The case files of both."""

    ada: CaseFile
    bob: CaseFile
    batch: PlacementBatch


def rows_of(name: str, reference: str) -> list[str]:
    phone = "0" + PHONES[name][3:]
    whole = f"15/02/2026;120,50;{name.lower()}@client.example;{phone};1 rue {name};49000;Angers"
    return [
        f"{reference};{name};F-{reference[-2:]}01;15/01/2026;{whole}",
        # A row that is refused: no amount.
        f"{reference};{name};G-{reference[-2:]}02;15/01/2026;15/02/2026;;{name.lower()}@client.example;{phone};;49000;Angers",
    ]


async def make_people(road: Road) -> People:
    """Placed, accepted, worked and closed; contacts are over."""
    rows = [*rows_of(ADA, "REF-ADA-77"), *rows_of(BOB, "REF-BOB-88")]
    batch = await road.accepted(csv_of(*rows))
    async with reading(HELENE):
        found = {each.debtor.name: each for each in await CaseFile.filter(batch_id=batch.id).select_related("debtor")}
    for name in (ADA, BOB):
        await live(road, found[name], name)
    await road.work()
    async with reading(HELENE):
        ada, bob = [await CaseFile.get(id=found[name].id).select_related("debtor") for name in (ADA, BOB)]
    return People(ada, bob, batch)


async def live(road: Road, case_file: CaseFile, name: str) -> None:
    """Everything that can be written about somebody, their name in each of it, until the case is closed."""
    key = case_file.id
    await write_note(AWA, key, body=f"{name} calls back", audience=Audience.OWN_SIDE)
    await write_note(HELENE, key, body=f"{name} is a good client", audience=Audience.OWN_SIDE)
    directive = await issue_directive(HELENE, key, kind=DirectiveKind.HOLD, reason=f"{name} asked for it")
    await release_directive(HELENE, directive.id)
    await record_payment(
        AWA,
        key,
        amount=Money(10_00, "EUR"),
        received_on=clock.today(),
        reference=f"TRANSFER {name}",
        idempotency_key=f"pay-{key}",
    )
    async with reading(AWA):
        phone = await ContactPoint.get(case_file_id=key, kind="phone")
    attempt = await sent_sms(case_file, phone, name)
    await webhooks.receive(
        [
            DeliveryEvent(
                Provider.TWILIO, f"d-{key}", str(attempt.id), "SM1", DeliveryStatus.DELIVERED, {"To": phone.value}
            ),
            InboundSmsEvent(
                Provider.TWILIO, f"i-{key}", f"i-{key}", phone.value, SMS_SENDER, f"{name} here", {"From": phone.value}
            ),
        ]
    )
    await road.work()
    await record_opt_out(AWA, key, phone.id, channel=Channel.SMS)
    with time_machine.travel(timedelta(hours=1)):  # a provider is told of a refusal once its own word had time to come
        await road.work()
    await closed(case_file)


async def sent_sms(case_file: CaseFile, phone: ContactPoint, name: str) -> ContactAttempt:
    """A text that left long ago, as the worker would have written it."""
    then = clock.now() - timedelta(days=10)
    sides: dict[str, Any] = {"agency_id": case_file.agency_id, "creditor_id": case_file.creditor_id}
    async with transaction(AWA):
        return await ContactAttempt.create(
            **sides,
            case_file_id=case_file.id,
            party_id=phone.party_id,
            contact_point_id=phone.id,
            channel=Channel.SMS,
            purpose=Purpose.DEMAND,
            state=AttemptState.ACCEPTED,
            template_id="sms_reminder.fr",
            template_title="Rappel",
            language="fr",
            to_address=phone.value,
            body=f"Dear {name}",
            reasons=[{"code": "NOTE", "args": {"who": name}, "source": None}],
            comment=f"{name} was asleep",
            send_at=then,
            sending_at=then,
            created_at=then,
            created_by=AWA.person_name,
            provider_id=f"SM-{case_file.id}",
        )


async def closed(case_file: CaseFile) -> None:
    await move_case_file(MARC, case_file.id, stage=Stage.CLOSED, close_code=CloseCode.OTHER)


async def with_document(road: Road, case_file: CaseFile, name: str) -> str:
    """A file of the case, its bytes and its row; returns its key."""
    document_id = new_id()
    stored = await storage.put(f"documents/{case_file.id}/{document_id}.pdf", f"portrait of {name}".encode())
    await road.owner.execute(
        "INSERT INTO documents (id, agency_id, creditor_id, case_file_id, name, content_type, size, sha256, "
        "storage_key, created_at, chain, state) "
        "VALUES ($1, $2, $3, $4, $5, 'application/pdf', 1, $6, $7, now(), 'parties', 'recorded')",
        document_id,
        case_file.agency_id,
        case_file.creditor_id,
        case_file.id,
        f"{name}.pdf",
        stored.sha256,
        stored.key,
    )
    return stored.key


async def everything_in(road: Road) -> str:
    """The text of every row of every table."""
    tables = await road.owner.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    texts = [
        await road.owner.fetchval(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM \"{name}\" t")
        for (name,) in tables
    ]
    return "\n".join(f"[{table['relname']}] {text}" for table, text in zip(tables, texts, strict=True))


def places_of(word: str, text: str) -> list[str]:
    """The tables whose text holds a word."""
    found = []
    for part in text.split("\n["):
        if word.lower() in part.lower():
            found.append(part.split("]")[0].lstrip("["))
    return found


async def asked(road: Road, case_file: CaseFile, *, confirmed: str | None = None, **options: Any) -> UUID:
    """Inès asks for the erasure, the worker carries it out."""
    erasure = await request_erasure(
        INES,
        case_file.debtor_id,
        ground=Ground.REQUEST,
        reason="asked by letter",
        confirmation=confirmed or case_file.reference,
        **options,
    )
    await road.work()
    return erasure.id
