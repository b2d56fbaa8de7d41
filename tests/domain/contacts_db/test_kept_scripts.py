"""The script of a call is kept as it was shown: its text, its hash and its template's version, sealed with the call."""

import hashlib

import orjson
import pytest

from tandem.casefiles.models import Claim
from tandem.contacts import copies
from tandem.contacts.calling.script import CallScript, script_for
from tandem.contacts.commands import record_call_outcome
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition
from tandem.contacts.templates import shipped_templates
from tandem.kit.database import transaction
from tests.domain.contacts_db.steps import AGENCY, AWA, plan, reread, work
from tests.domain.contacts_db.test_copies import sealed_in
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")


async def begun() -> tuple[MadeCase, ContactAttempt, CallScript]:
    """A call that the provider has, and its script on the screen."""
    made = await make_case(amounts=(700_00, 300_00))
    attempt = await plan(made, Channel.VOICE)
    await work()
    script = await script_for(AWA, attempt.id)
    assert script is not None
    return made, await reread(attempt), script


def words(script: CallScript) -> list[str]:
    return [one.text for one in (*script.identity, *script.matter)]


async def test_what_stands_on_the_screen_is_kept_with_the_version_of_its_template() -> None:
    made, attempt, script = await begun()

    copy = copies.read(attempt.sent_copy or "")
    template = shipped_templates()["call_script.fr"]
    assert (copy.template, copy.template_version, copy.channel, copy.to) == (
        "call_script.fr",
        template.version,
        "voice",
        made.phone.value,
    )
    shown = [one.strip("[]") for one in (copy.text or "").split("\n\n")]
    assert shown == words(script)
    assert any(made.case_file.reference in one for one in shown)


async def test_its_copy_and_hash_are_sealed_in_the_event_of_the_call() -> None:
    made, attempt, _ = await begun()
    await record_call_outcome(AWA, attempt.id, disposition=Disposition.REACHED, comment=None)

    sealed = [one for one in await sealed_in(made) if one.get("sent_copy")]

    assert [one["sent_copy"] for one in sealed] == [attempt.sent_copy]
    assert sealed[0]["copy_sha256"] == hashlib.sha256((attempt.sent_copy or "").encode()).hexdigest()


async def test_what_changes_while_the_call_lasts_is_told_to_the_collector_and_the_kept_text_stays() -> None:
    made, attempt, before = await begun()
    async with transaction(AGENCY):
        await Claim.filter(id=made.claims[1].id).update(outstanding=0, paid=300_00)

    after = await script_for(AWA, attempt.id)

    assert after is not None
    note, *matter = after.matter
    assert not note.said
    assert "700,00" in note.text
    assert (after.identity, tuple(matter)) == (before.identity, before.matter)
    assert (await reread(attempt)).sent_copy == attempt.sent_copy


async def test_an_outcome_told_before_the_provider_answered_seals_the_script() -> None:
    made, attempt, _ = await begun()
    async with transaction(AGENCY):
        await ContactAttempt.filter(id=attempt.id).update(state=AttemptState.SENDING)
    before = len([one for one in await sealed_in(made) if one.get("sent_copy")])

    await record_call_outcome(AWA, attempt.id, disposition=Disposition.REACHED, comment=None)

    sealed = [one["sent_copy"] for one in await sealed_in(made) if one.get("sent_copy")]
    assert len(sealed) == before + 1
    assert orjson.loads(sealed[-1])["channel"] == "voice"
