"""What happened before you arrived: some weeks of work on the cast's cases, told by the product's own commands."""

from datetime import timedelta

from tortoise import Tortoise

from tandem.casefiles import tasks as _case_file_tasks  # noqa: F401 - registers its topics
from tandem.casefiles.commands import move_case_file
from tandem.casefiles.models import CaseFile, CloseCode, ContactPoint, ContactPointKind, Stage
from tandem.casefiles.publishing import Audience
from tandem.contacts import channels as contact_channels
from tandem.contacts import tasks as _contact_tasks  # noqa: F401
from tandem.contacts.channels import Channels
from tandem.contacts.commands.record_call_outcome import record_call_outcome
from tandem.contacts.models import Channel, Disposition
from tandem.directives.commands import issue_directive
from tandem.directives.models import DirectiveKind
from tandem.entrypoints.composition import configure
from tandem.entrypoints.demo import files, papers, stage
from tandem.entrypoints.demo.organizations import actor_of_cast, cast_id
from tandem.entrypoints.demo.when import StoryClock, story_clock
from tandem.entrypoints.orm import orm_config
from tandem.entrypoints.settings import Settings
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.kit.money import Money
from tandem.ledger.commands import declare_payment, record_payment
from tandem.notes import tasks as _note_tasks  # noqa: F401
from tandem.notes.commands import write_note
from tandem.organizations.actor import Actor
from tandem.organizations.grants import FactorExtras, open_bank_grant
from tandem.organizations.models import GrantLevel
from tandem.placements import tasks as _placement_tasks  # noqa: F401
from tandem_channels.contract import OutboundEmail, OutboundSms
from tandem_channels.fake import FakeCallChannel, FakeChannel, FakeFindableChannel

SENDER = "+33937001200"


async def tell_stories(settings: Settings) -> None:
    """Fill the cast's case files. Nothing reaches a provider: the channels are in memory while the stories are told."""
    if settings.worker_database_url is None:
        raise RuntimeError("the stories are told as the worker role: set TANDEM_WORKER_DATABASE_URL")
    configure(settings)
    contact_channels.configure(
        Channels(
            FakeFindableChannel[OutboundSms](ids="demo"), FakeCallChannel(), FakeChannel[OutboundEmail](ids="demo")
        )
    )
    await Tortoise.init(config=orm_config(settings.worker_database_url.get_secret_value(), pool=4))
    try:
        with story_clock() as told:
            await _bati_loire(told)
        with story_clock() as told:
            await _energie(told)
        with story_clock() as told:
            await _others(told)
    finally:
        await Tortoise.close_connections()


async def _bati_loire(told: StoryClock) -> None:
    awa, marc, helene = actor_of_cast("awa"), actor_of_cast("marc"), actor_of_cast("helene")
    told.stand_at(45, 9, 30)
    batch = await stage.place(files.BATI_LOIRE, clock.today())
    told.stand_at(44, 10)
    await stage.accept("marc", batch)
    cases = await stage.cases_of(awa, batch)
    told.stand_at(43, 9)
    # Two are left without their opening letter: the queue says so.
    letters = await stage.open_cases(awa, [case for key, case in cases.items() if key not in ("C1010", "C1012")])
    told.stand_at(42, 16)
    # One is printed and waits to be posted.
    waiting = cases["C1008"].id
    await stage.post(awa, [letter for letter in letters if letter.case_file_id != waiting], clock.today())

    told.stand_at(30, 10, 15)
    for key in ("C1001", "C1002", "C1003", "C1006"):
        await stage.delivered(await stage.contact(awa, cases[key], Channel.SMS))
    told.stand_at(30, 14)
    for key in ("C1004", "C1005", "C1009"):
        await stage.delivered(await stage.contact(awa, cases[key], Channel.EMAIL))

    told.stand_at(22, 11)
    await _called(awa, cases["C1001"], Disposition.REACHED, "Le gérant confirme la dette, demande deux semaines.")
    await _note(awa, cases["C1001"], "Ton cordial. Rappeler le gérant plutôt que la comptabilité.", Audience.OWN_SIDE)
    await _called(awa, cases["C1004"], Disposition.NO_ANSWER, None)
    told.stand_at(18, 9, 45)
    await _note(helene, cases["C1002"], "Chantier terminé et réceptionné, procès-verbal signé le 12.", Audience.PARTIES)
    report = papers.acceptance_report(clock.today())
    await stage.add_document(helene, cases["C1002"], "Procès-verbal de réception.pdf", report, Audience.PARTIES)
    told.stand_at(14, 10)
    await _paid(awa, cases["C1001"], 2_000_00)
    await _declared(helene, cases["C1009"], 870_00)
    await _paid(awa, cases["C1007"], 980_00)
    told.stand_at(12, 15)
    await stage.texted(await _phone(awa, cases["C1003"]), SENDER, "Bonjour, je règle les deux premières cette semaine.")
    await _paid(awa, cases["C1003"], 1_422_50)
    told.stand_at(9, 11)
    await issue_directive(
        helene, cases["C1005"].id, kind=DirectiveKind.HOLD, reason="Client stratégique, notre direction l’appelle."
    )
    await stage.drain()
    told.stand_at(8, 14, 30)
    await move_case_file(awa, cases["C1011"].id, stage=Stage.PRE_LEGAL)
    await move_case_file(awa, cases["C1004"].id, stage=Stage.PRE_LEGAL)
    told.stand_at(6, 10)
    await move_case_file(awa, cases["C1011"].id, stage=Stage.LEGAL)
    told.stand_at(5, 9)
    await stage.contact(awa, cases["C1006"], Channel.EMAIL)
    told.stand_at(5, 11)
    # The factor that finances the first placement sees its claims; what is placed later stays the creditor's.
    await open_bank_grant(
        helene,
        cast_id("sablier"),
        cast_id("bati-loire", "portfolio"),
        level=GrantLevel.PSEUDONYMOUS_CASES,
        expires_on=clock.today() + timedelta(days=180),
        batch_ids=[batch],
        extras=FactorExtras(invoice_numbers=True, due_dates=True, disputes=True),
    )
    told.stand_at(1, 17)
    # Confirmed last evening: the agency still has to take it on.
    await stage.place(files.BATI_LOIRE_LATER, clock.today())
    told.put_back()
    await _note(marc, cases["C1011"], "Assignation transmise, retour attendu sous dix jours.", Audience.OWN_SIDE)


async def _energie(told: StoryClock) -> None:
    awa, nadia = actor_of_cast("awa"), actor_of_cast("nadia")
    told.stand_at(33, 9)
    batch = await stage.place(files.ENERGIE, clock.today())
    told.stand_at(32, 11)
    await stage.accept("marc", batch)
    cases = await stage.cases_of(awa, batch)
    told.stand_at(31, 10)
    # The one that is time-barred gets no letter: the gate refuses any demand for it.
    letters = await stage.open_cases(awa, [case for key, case in cases.items() if key != "P20288"])
    told.stand_at(30, 16)
    await stage.post(awa, letters, clock.today())
    told.stand_at(16, 10, 30)
    for key in ("P20114", "P20131", "P20202", "P20245"):
        await stage.delivered(await stage.contact(awa, cases[key], Channel.SMS))
    told.stand_at(15, 12)
    await stage.texted(await _phone(awa, cases["P20245"]), SENDER, "Arrêt.")
    told.stand_at(10, 10)
    # Eight paid in full, seven in part: a bank is shown no total over fewer than five debtors.
    for key in ("P20114", "P20310", "P20322", "P20356", "P20378", "P20405", "P20436", "P20459"):
        await _paid(awa, cases[key], cases[key].outstanding)
    for key in ("P20131", "P20341", "P20364", "P20397", "P20428", "P20472", "P20501"):
        await _paid(awa, cases[key], cases[key].outstanding // 3)
    told.stand_at(7, 15)
    await _called(awa, cases["P20202"], Disposition.VOICEMAIL, None)
    told.stand_at(4, 9)
    await open_bank_grant(
        nadia, cast_id("lemanique"), cast_id("energie", "portfolio"), level=GrantLevel.TOTALS, expires_on=None
    )


async def _others(told: StoryClock) -> None:
    awa, marc, sofia, tom = (actor_of_cast(key) for key in ("awa", "marc", "sofia", "tom"))
    told.stand_at(20, 9)
    batch = await stage.place(files.CLINIQUE, clock.today())
    told.stand_at(19, 9)
    await stage.accept("marc", batch)
    cases = await stage.cases_of(awa, batch)
    told.stand_at(18, 9)
    letters = await stage.open_cases(awa, list(cases.values()))
    told.stand_at(17, 16)
    await stage.post(awa, letters, clock.today())
    told.stand_at(3, 10)
    await move_case_file(marc, cases["D-3318"].id, stage=Stage.CLOSED, close_code=CloseCode.UNCOLLECTIBLE)

    told.stand_at(2, 9)
    batch = await stage.place(files.LOGISTIQUE, clock.today())
    told.stand_at(1, 9)
    await stage.accept("sofia", batch)
    await stage.open_cases(tom, list((await stage.cases_of(sofia, batch)).values())[:3])


async def _called(actor: Actor, case_file: CaseFile, disposition: Disposition, comment: str | None) -> None:
    attempt = await stage.contact(actor, case_file, Channel.VOICE)
    if attempt is not None:
        await record_call_outcome(actor, attempt.id, disposition=disposition, comment=comment)
        await stage.drain()


async def _note(actor: Actor, case_file: CaseFile, body: str, audience: Audience) -> None:
    await write_note(actor, case_file.id, body=body, audience=audience)
    await stage.drain()


async def _paid(actor: Actor, case_file: CaseFile, cents: int) -> None:
    await record_payment(
        actor,
        case_file.id,
        amount=Money(cents, "EUR"),
        received_on=clock.today(),
        reference="Virement",
        idempotency_key=f"demo-{case_file.reference}-{cents}",
    )
    await stage.drain()


async def _declared(actor: Actor, case_file: CaseFile, cents: int) -> None:
    await declare_payment(
        actor,
        case_file.id,
        amount=Money(cents, "EUR"),
        received_on=clock.today(),
        reference="Chèque reçu au siège",
        idempotency_key=f"demo-{case_file.reference}-{cents}",
    )
    await stage.drain()


async def _phone(actor: Actor, case_file: CaseFile) -> str:
    async with reading(actor):
        point = await ContactPoint.filter(case_file_id=case_file.id, kind=ContactPointKind.PHONE).first()
    if point is None:
        raise LookupError(f"{case_file.reference} has no telephone number")
    return point.value
