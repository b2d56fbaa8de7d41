"""A consumer in France is written to in French (loi 94-665); anybody else in their own language (rule 16)."""

import pytest

from tandem.casefiles.models import Debtor, Segment
from tandem.contacts import content
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.calling.script import script_for
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Verdict
from tandem.contacts.models import Channel, Purpose
from tandem.kit import clock
from tandem.kit.database import transaction
from tests.domain.contacts_db.steps import AGENCY, AWA, plan
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
LAW = "Loi 94-665 du 4 août 1994 : le consommateur est informé en français"


async def speaking(language: str, segment: Segment = Segment.CONSUMER) -> MadeCase:
    made = await make_case(segment=segment)
    async with transaction(AGENCY):
        await Debtor.filter(id=made.case_file.debtor_id).update(language=language)
    return made


async def facts(made: MadeCase) -> CaseFacts:
    async with transaction(AGENCY):
        return (await facts_of([made.case_file.id]))[made.case_file.id]


async def asked(made: MadeCase, channel: Channel, language: str | None) -> Verdict:
    told = await facts(made)
    point = {Channel.EMAIL: made.email, Channel.LETTER: made.postal}.get(channel, made.phone)
    return verdict_for(told, Question(channel, Purpose.DEMAND, told.address(point.id), clock.now(), language))


@pytest.mark.parametrize(
    ("spoken", "segment", "text", "codes"),
    [
        ("fr", Segment.CONSUMER, "fr", ()),
        ("en", Segment.CONSUMER, "fr", ()),
        ("en", Segment.CONSUMER, "en", ("LANGUAGE",)),
        ("fr", Segment.CONSUMER, "en", ("LANGUAGE",)),
        ("ar", Segment.CONSUMER, "fr", ("LANGUAGE",)),
        ("en", Segment.PROFESSIONAL, "en", ()),
        ("en", Segment.PROFESSIONAL, "fr", ("LANGUAGE",)),
    ],
)
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL, Channel.LETTER])
async def test_a_text_leaves_in_the_language_of_the_law_or_of_the_debtor(
    channel: Channel, spoken: str, segment: Segment, text: str, codes: tuple[str, ...]
) -> None:
    verdict = await asked(await speaking(spoken, segment), channel, text)

    assert verdict.codes == codes


async def test_what_the_law_wants_names_the_law() -> None:
    by_law = await asked(await speaking("en"), Channel.EMAIL, "en")
    by_us = await asked(await speaking("ar"), Channel.EMAIL, "fr")

    assert [(one.source, one.arguments) for one in by_law.reasons] == [(LAW, (("language", "fr"),))]
    assert [one.arguments for one in by_us.reasons] == [()]
    assert "94-665" not in by_us.reasons[0].source


async def test_french_is_offered_first_and_an_opening_letter_is_in_french() -> None:
    told = await facts(await speaking("en"))

    languages = [one.language for one in content.choices(told, Channel.EMAIL, "fr")]

    assert languages == sorted(languages, reverse=True)
    assert set(languages) == {"fr", "en"}


async def test_a_call_for_which_no_script_is_approved_in_the_persons_language_is_left_to_a_person() -> None:
    arab, english = await speaking("ar"), await speaking("en")

    assert (await asked(arab, Channel.VOICE, "ar")).codes == ("LANGUAGE",)
    assert (await asked(english, Channel.VOICE, "en")).codes == ()
    call = await plan(english, Channel.VOICE)
    script = await script_for(AWA, call.id)
    assert script
    assert script.language == "en"
