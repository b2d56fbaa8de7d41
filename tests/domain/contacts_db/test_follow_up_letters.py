"""Letters after the opening one: worded by a template, printed in the same frame, recalling the opening letter."""

from datetime import date

import orjson
import pytest

from tandem.casefiles import storage
from tandem.casefiles.models import Document, Stage
from tandem.contacts.commands import record_letter_posting
from tandem.contacts.errors import TemplateNotFound
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.queries import preview, templates_for
from tandem.contacts.templates import shipped_templates
from tandem.contacts.templates.queries import try_letter
from tandem.kit import clock
from tandem.kit.database import reading
from tests.channels.pdf_text import text_of
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
REMINDER = "letter_reminder.fr"


async def offered(made: MadeCase) -> list[str]:
    return [choice.id for choice in await templates_for(AWA, made.case_file.id, Channel.LETTER)]


async def planned(made: MadeCase) -> ContactAttempt:
    return await plan(made, Channel.LETTER, template_id=REMINDER)


async def test_no_letter_of_a_template_comes_before_the_opening_one():
    made = await make_case(stage=Stage.ACCEPTED)

    assert await offered(made) == ["opening_letter"]
    with pytest.raises(TemplateNotFound):
        await planned(made)


async def test_after_the_opening_letter_those_of_templates_are_offered():
    made = await make_case()

    assert await offered(made) == [REMINDER, "letter_formal_notice.fr"]
    shown = await preview(
        AWA, made.case_file.id, made.postal.id, channel=Channel.LETTER, template_id=REMINDER, send_at=None
    )
    assert shown is not None
    assert shown.subject == f"Relance amiable – dossier {made.case_file.reference}"
    assert str(made.case_file.letter_reference) in shown.body


async def test_it_is_printed_with_its_words_and_its_copy_names_the_version():
    made = await make_case()
    attempt = await planned(made)

    await work()

    attempt = await reread(attempt)
    assert (attempt.state, attempt.is_opening_letter) == (AttemptState.ACCEPTED, False)
    assert attempt.letter_reference == f"{made.case_file.reference}-R1"
    assert attempt.template_version == shipped_templates()[REMINDER].version
    copy = orjson.loads(attempt.sent_copy or "")
    assert (copy["template"], copy["template_version"]) == (REMINDER, attempt.template_version)
    async with reading(AGENCY):
        document = await Document.get(id=attempt.document_id)
    printed = text_of(await storage.get(document.storage_key))
    for words in ("recouvrement amiable", str(made.case_file.letter_reference), f"{made.case_file.reference}-R1"):
        assert words in printed


async def test_its_posting_opens_nothing_and_is_told_as_a_later_letter():
    made = await make_case()
    attempt = await planned(made)
    await work()

    await record_letter_posting(AWA, attempt.id, posted_on=clock.today())

    async with reading(AGENCY):
        await made.case_file.refresh_from_db()
    assert made.case_file.letter_posted_on != clock.today()
    [posted] = [entry for entry in await told(made) if entry.kind == "letter_posted"]
    assert posted.data["opening"] is False
    assert (await reread(attempt)).posted_on == date(2026, 11, 24)


async def test_its_trial_is_the_very_page_that_is_printed():
    made = await make_case(amounts=(120_00, 80_00))
    wording = shipped_templates()[REMINDER].wording
    tried = await try_letter(AWA, wording, made.case_file.id)
    attempt = await planned(made)

    await work()

    async with reading(AGENCY):
        document = await Document.get(id=(await reread(attempt)).document_id)
    assert await storage.get(document.storage_key) == tried


async def test_a_trial_with_examples_has_the_table_and_the_opening_letter_too():
    words = text_of(await try_letter(AWA, shipped_templates()[REMINDER].wording) or b"")

    for said in ("L-2026-0042 du 2 novembre 2026", "F-101", "700,00", "534,56", "1 234,56", "RM-2026-0042-R1"):
        assert said in words.replace("\u202f", " ").replace("\u00a0", " ")


async def test_two_letters_have_two_references():
    made = await make_case()

    first, second = await planned(made), await planned(made)

    assert first.letter_reference != second.letter_reference
