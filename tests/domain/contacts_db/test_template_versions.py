"""Texts of an agency: every saved one is a version, somebody else lets it go out, what is planned keeps its own."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from tandem.contacts.commands import plan_contact
from tandem.contacts.errors import (
    TemplateChangedMeanwhile,
    TemplateCommentMissing,
    TemplateKeyTaken,
    TemplateNotFound,
    TemplateNotInUse,
    TemplateOwnVersion,
    TemplateRefused,
    TemplateSuperseded,
    TemplateUnchanged,
    TemplateVersionDecided,
    TemplateVersionNotFound,
)
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.models import Channel, Purpose
from tandem.contacts.queries import templates_for as offered_for
from tandem.contacts.templates import Template, Tone, shipped_templates, template_as_planned, templates_of
from tandem.contacts.templates.commands import (
    approve_template_version,
    reject_template_version,
    save_template_version,
    withdraw_template,
)
from tandem.contacts.templates.history import VersionState
from tandem.contacts.templates.queries import template_for, templates_for, try_words
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("db")

KEY = "sms_reminder.fr"
SMS = shipped_templates()[KEY].wording
POLITER = replace(SMS, text=SMS.text.replace("Questions :", "Une question ?"))
FIRMER = replace(SMS, tone=Tone.FIRM, text=SMS.text.replace("Rappel de", "Relance après"))
AWA, MARC, INES = (actor_of_cast(name) for name in ("awa", "marc", "ines"))
SOFIA, HELENE, LUCAS = (actor_of_cast(name) for name in ("sofia", "helene", "lucas"))


async def approved(text: str, key: str | None = KEY) -> str:
    told = await save_template_version(MARC, key, replace(SMS, text=text))
    return (await approve_template_version(INES, told.key, told.versions[0].number)).key


async def sent_from(actor: Actor, key: str = KEY) -> str | None:
    async with reading(actor):
        found = (await templates_of(actor.organization_id)).get(key)
    return found.text if found else None


async def test_what_ships_is_the_first_approved_version_of_every_agency():
    told = await template_for(AWA, KEY)

    assert told is not None
    [version] = told.versions
    assert (version.number, version.state, version.author) == (1, VersionState.IN_USE, None)
    assert {one.key for one in await templates_for(SOFIA)} == set(shipped_templates())
    assert await template_for(AWA, "own.nothing") is None


async def test_a_text_is_sent_once_somebody_else_has_approved_it():
    told = await save_template_version(MARC, KEY, POLITER)

    assert [(one.number, one.state) for one in told.versions] == [(2, VersionState.WAITING), (1, VersionState.IN_USE)]
    assert await sent_from(MARC) == SMS.text
    told = await approve_template_version(INES, KEY, 2, comment="  Très   bien ")
    assert [(one.number, one.state) for one in told.versions] == [(2, VersionState.IN_USE), (1, VersionState.REPLACED)]
    assert (told.versions[0].decided_by, told.versions[0].comment) == (INES.person_name, "Très bien")
    assert told.versions[0].decided_at == clock.now()
    assert await sent_from(MARC) == POLITER.text
    assert await sent_from(SOFIA) == SMS.text


async def test_who_wrote_a_text_neither_approves_nor_rejects_it():
    await save_template_version(MARC, KEY, POLITER)

    with pytest.raises(TemplateOwnVersion):
        await approve_template_version(MARC, KEY, 2)
    with pytest.raises(TemplateOwnVersion):
        await reject_template_version(MARC, KEY, 2, comment="Non")

    told = await template_for(MARC, KEY)
    assert told is not None
    assert told.versions[0].state is VersionState.WAITING


async def test_the_database_lets_nobody_approve_their_own_text():
    await save_template_version(MARC, KEY, POLITER)

    with pytest.raises(IntegrityError, match="decided_by_another"):
        async with transaction(MARC):
            await database.execute(
                "UPDATE template_versions SET approved = true, decided_at = now(), decided_by = 'x', "
                "decided_by_id = author_id WHERE key = $1",
                KEY,
            )


@pytest.mark.parametrize("change", ["text = 'autre'", "sha256 = ''", "author = 'x'", "number = 9"])
async def test_the_database_lets_nobody_change_a_text_that_was_saved(change: str):
    await save_template_version(MARC, KEY, POLITER)

    with pytest.raises(OperationalError, match="permission denied"):
        async with transaction(MARC):
            await database.execute(f"UPDATE template_versions SET {change}")


async def test_a_decision_stands():
    await approved(POLITER.text)

    with pytest.raises(TemplateVersionDecided):
        await reject_template_version(INES, KEY, 2, comment="Finalement non")
    with pytest.raises(IntegrityError, match="is decided"):
        async with transaction(INES):
            await database.execute("UPDATE template_versions SET approved = false WHERE key = $1", KEY)


async def test_a_rejection_says_why_and_changes_nothing_that_is_sent():
    await save_template_version(MARC, KEY, POLITER)

    with pytest.raises(TemplateCommentMissing):
        await reject_template_version(INES, KEY, 2, comment="  ")
    told = await reject_template_version(INES, KEY, 2, comment="Trop long")

    assert [one.state for one in told.versions] == [VersionState.REJECTED, VersionState.IN_USE]
    assert told.versions[0].comment == "Trop long"
    assert await sent_from(MARC) == SMS.text


async def test_an_older_text_is_not_approved_after_a_newer_one():
    await save_template_version(MARC, KEY, POLITER)
    await save_template_version(MARC, KEY, FIRMER)
    await approve_template_version(INES, KEY, 3)

    with pytest.raises(TemplateSuperseded):
        await approve_template_version(INES, KEY, 2)


async def test_a_text_that_breaks_a_rule_is_not_saved():
    before = await template_for(MARC, KEY)

    with pytest.raises(TemplateRefused) as refused:
        await save_template_version(MARC, KEY, replace(SMS, text="Huissier ! STOP"))

    assert {one.code for one in refused.value.problems} == {
        "judicial_word",
        "opening_letter_recalled",
        "said_to_be_amicable",
    }
    assert "Line 1: “Huissier”" in refused.value.message("en")
    assert await template_for(MARC, KEY) == before


async def test_a_new_template_has_a_key_of_its_own_and_is_offered_in_the_debtors_language():
    made = await make_case()
    key = await approved(POLITER.text, None)

    offered = await offered_for(AWA, made.case_file.id, Channel.SMS)

    assert key.startswith("own.")
    assert {KEY, key} <= {choice.id for choice in offered}
    assert {choice.language for choice in offered} == {"fr"}
    assert [choice.recommended for choice in offered] == [True] + [False] * (len(offered) - 1)


async def test_the_tone_that_fits_the_time_since_the_opening_letter_is_offered_first():
    made = await make_case()

    offered = await offered_for(AWA, made.case_file.id, Channel.EMAIL)

    async with reading(AWA):
        posted = (await facts_of([made.case_file.id]))[made.case_file.id].letter_posted_on
    assert posted is not None
    first = Tone.POLITE if (clock.today() - posted).days < 15 else Tone.FIRM
    assert offered[0].tone is first
    assert {choice.tone for choice in offered if choice.purpose is Purpose.DEMAND} == {
        Tone.POLITE,
        Tone.FIRM,
        Tone.LAST,
    }


async def test_a_copy_keeps_the_form_and_the_language_of_what_it_changes():
    with pytest.raises(TemplateKeyTaken):
        await save_template_version(MARC, KEY, replace(SMS, language="en", text=SMS.text + " amicable collection"))


async def test_the_same_words_are_not_saved_twice_and_nobodys_change_is_written_over():
    await save_template_version(MARC, KEY, POLITER, seen=1)

    with pytest.raises(TemplateUnchanged):
        await save_template_version(INES, KEY, POLITER)
    with pytest.raises(TemplateChangedMeanwhile):
        await save_template_version(INES, KEY, FIRMER, seen=1)


async def test_a_template_that_was_withdrawn_is_neither_offered_nor_planned_until_a_new_version():
    made = await make_case()
    key = await approved(POLITER.text, None)

    told = await withdraw_template(MARC, key)

    assert told.versions[0].state is VersionState.WITHDRAWN
    assert key not in {choice.id for choice in await offered_for(AWA, made.case_file.id, Channel.SMS)}
    with pytest.raises(TemplateNotFound):
        await plan_contact(
            AWA,
            made.case_file.id,
            made.phone.id,
            channel=Channel.SMS,
            template_id=key,
            send_at=None,
            idempotency_key="withdrawn",
        )
    await approved(POLITER.text, key)
    assert await sent_from(AWA, key) == POLITER.text


async def test_what_ships_is_withdrawn_as_it_is_and_comes_back_with_a_version_of_ones_own():
    made = await make_case()

    told = await withdraw_template(MARC, KEY)

    assert [(one.state, one.author, one.wording.text) for one in told.versions] == [
        (VersionState.WITHDRAWN, None, SMS.text),
        (VersionState.REPLACED, None, SMS.text),
    ]
    assert (told.in_use, told.versions[0].withdrawn_by) == (None, MARC.person_name)
    assert KEY not in {choice.id for choice in await offered_for(AWA, made.case_file.id, Channel.SMS)}
    with pytest.raises(TemplateNotInUse):
        await withdraw_template(MARC, KEY)
    await approved(SMS.text, KEY)
    assert await sent_from(AWA, KEY) == SMS.text


async def test_what_ships_is_withdrawn_while_a_text_waits_which_is_let_out_all_the_same():
    """The copy of what ships is numbered after the waiting one, and is the older text."""
    await save_template_version(MARC, KEY, POLITER)
    await withdraw_template(MARC, KEY)

    told = await approve_template_version(INES, KEY, 2)

    assert [(one.number, one.state) for one in told.versions] == [
        (3, VersionState.WITHDRAWN),
        (2, VersionState.IN_USE),
        (1, VersionState.REPLACED),
    ]
    assert await sent_from(AWA, KEY) == POLITER.text
    assert (await withdraw_template(MARC, KEY)).in_use is None
    assert KEY not in await _current()


async def _current() -> Mapping[str, Template]:
    async with reading(AWA):
        return await templates_of(AWA.organization_id)


async def test_what_another_agency_withdrew_is_still_sent_here():
    await withdraw_template(MARC, KEY)

    assert await sent_from(SOFIA, KEY) == SMS.text


async def test_an_attempt_keeps_the_version_that_it_was_planned_with():
    made = await make_case()
    await approved(POLITER.text)
    attempt = await plan_contact(
        AWA,
        made.case_file.id,
        made.phone.id,
        channel=Channel.SMS,
        template_id=KEY,
        send_at=None,
        idempotency_key="kept-version",
    )
    await approved(FIRMER.text)

    async with reading(AWA):
        current = await templates_of(AWA.organization_id)
        planned = await template_as_planned(AWA.organization_id, KEY, attempt.template_version, current)

    assert attempt.template_version == POLITER.sha256
    assert current[KEY].text == FIRMER.text
    assert planned is not None
    assert (planned.text, planned.version) == (POLITER.text, POLITER.sha256)
    assert "Une question ?" in (attempt.body or "")


async def test_facts_carry_the_templates_in_the_one_statement_that_reads_them():
    made = await make_case()
    await approved(POLITER.text)

    async with reading(AWA):
        facts = (await facts_of([made.case_file.id]))[made.case_file.id]

    assert facts.templates[KEY].text == POLITER.text
    assert set(facts.templates) == set(shipped_templates())


@pytest.mark.parametrize("actor", [SOFIA, HELENE, LUCAS], ids=["another agency", "a creditor", "another creditor"])
async def test_no_other_organization_reaches_an_agencys_own_text(actor: Actor):
    key = await approved(POLITER.text, None)

    if actor is SOFIA:
        assert await template_for(SOFIA, key) is None
        with pytest.raises(TemplateVersionNotFound):
            await save_template_version(SOFIA, key, FIRMER)
    else:
        for asked in (template_for(actor, key), templates_for(actor), save_template_version(actor, key, FIRMER)):
            with pytest.raises(NotPermitted):
                await asked
    async with reading(actor):
        assert await database.rows("SELECT id FROM template_versions") == []


async def test_collectors_read_and_neither_write_nor_approve():
    await save_template_version(MARC, KEY, POLITER)

    for asked in (
        save_template_version(AWA, KEY, FIRMER),
        approve_template_version(AWA, KEY, 2),
        reject_template_version(AWA, KEY, 2, comment="Non"),
        withdraw_template(AWA, KEY),
    ):
        with pytest.raises(NotPermitted):
            await asked

    told = await template_for(AWA, KEY)
    assert told is not None
    assert [one.state for one in told.versions] == [VersionState.WAITING, VersionState.IN_USE]


async def test_words_are_tried_with_examples_and_on_a_case_file_in_reach():
    made = await make_case()

    plain = await try_words(AWA, SMS)
    real = await try_words(AWA, SMS, made.case_file.id)
    elsewhere = await try_words(SOFIA, SMS, made.case_file.id)

    assert plain.rendered is not None
    assert "RM-2026-0042" in plain.rendered.text
    assert plain.segments is not None
    assert (plain.segments.segments, plain.segments.forcing) == (2, ())
    assert real.rendered is not None
    assert made.case_file.reference in real.rendered.text
    assert elsewhere.rendered == plain.rendered


async def test_words_that_are_wrong_are_shown_with_their_gaps_and_their_problems():
    trial = await try_words(AWA, replace(SMS, text="Bonjour {debtor_nom} ! œ STOP"))

    assert trial.rendered is not None
    assert trial.rendered.text == "Bonjour {debtor_nom} ! œ STOP"
    assert trial.segments is not None
    assert trial.segments.forcing == ("œ",)
    assert "unknown_variable" in {one.code for one in trial.problems}
    assert (await try_words(AWA, replace(SMS, text="Bonjour {debtor"))).rendered is None


async def test_a_version_that_is_not_there_is_not_decided():
    with pytest.raises(TemplateVersionNotFound):
        await approve_template_version(INES, KEY, 9)
    with pytest.raises(TemplateVersionNotFound):
        await approve_template_version(INES, f"own.{uuid4().hex}", 1)
