"""Every reason reads as a sentence in both languages, with the arguments the gate really gives."""

import re
import string
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import tandem.contacts
from tandem.casefiles.models import ContactPlace
from tandem.contacts.gate import (
    Channel,
    Closing,
    ContactResult,
    Flags,
    HoldKind,
    Purpose,
    Reason,
    ReasonCode,
    Reminder,
    agency_origin,
    sentence,
)
from tests.domain.contacts.facts import B2C, BE, GB, IE, US, US_MA, ask, claim, hold, paris, past

DAY = date(2026, 11, 1)
STOCKTAKING = Closing("Inventaire", DAY, date(2026, 11, 24), agency_origin(1))
LOCALE = Path(tandem.contacts.__file__).parent / "locale"


def given_reasons() -> dict[ReasonCode, Reason]:
    """Each code as the gate gives it."""
    everything_wrong = Flags(
        closed_on=DAY,
        opted_out_on=DAY,
        address_invalid_on=DAY,
        wrong_party_on=DAY,
        represented_on=DAY,
        cease_on=DAY,
        no_phone_on=DAY,
        email_only_on=DAY,
        other_person_on=DAY,
        workplace_forbidden_on=DAY,
        template_missing=True,
    )
    bad = claim(
        mandated=False,
        opening_letter_posted_on=None,
        due_on=date(2020, 1, 1),
        holds=tuple(hold(kind) for kind in HoldKind),
    )
    calls = [past("2026-11-29 09:10", Channel.VOICE, ContactResult.TALKED)] * 3
    verdicts = [
        ask(Channel.VOICE, paris("2026-11-29 10:00"), claims=[bad], history=calls, flags=everything_wrong),
        ask(Channel.VOICE, paris("2026-11-11 10:00")),
        ask(Channel.VOICE, paris("2026-11-24 21:00")),
        ask(Channel.VOICE, profile=replace(B2C, closings=(STOCKTAKING,))),
        ask(Channel.VOICE, zones=()),
        ask(Channel.SMS, flags=Flags(number="+12125550100")),
        ask(Channel.SMS, flags=Flags(preferred_hours=(15 * 60, 17 * 60))),
        ask(Channel.SMS, profile=US, region="US", claims=[claim(first_contact_on=DAY)]),
        ask(Channel.SMS, profile=US, region="US", claims=[claim(due_on=date(2020, 1, 1))]),
        ask(Channel.SMS, profile=BE, region="BE", claims=[claim(reminder=None)]),
        ask(Channel.EMAIL, profile=BE, region="BE", purpose=Purpose.FIRST_REMINDER),
        ask(Channel.SMS, profile=BE, region="BE", claims=[claim(reminder=Reminder(date(2026, 11, 19), posted=True))]),
        ask(Channel.SMS, profile=GB, region="GB", flags=Flags(breathing_space_until=date(2026, 12, 1))),
        ask(Channel.SMS, profile=IE, region="IE", flags=Flags(place=ContactPlace.WORK)),
        ask(Channel.VOICE, paris("2026-11-30 15:00"), profile=US_MA, region="US-MA", history=calls),
    ]
    return {reason.code: reason for verdict in verdicts for reason in verdict.reasons}


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("code", ReasonCode)
def test_a_reason_reads_as_a_sentence(code: ReasonCode, locale: str) -> None:
    reason = given_reasons()[code]

    text = sentence(code, dict(reason.arguments), locale)

    assert text[0].isupper() or text[0].isdigit()
    assert text.endswith(".")
    assert "{" not in text


def test_the_reader_learns_who_and_when() -> None:
    reason = ask(Channel.EMAIL, claims=[claim(holds=(hold(HoldKind.DIRECTIVE),))]).reasons[0]

    assert sentence(reason.code, dict(reason.arguments), "fr") == (
        "Le client a suspendu le dossier le 20 novembre 2026 (Claire Morel)."
    )
    assert sentence(reason.code, dict(reason.arguments), "en") == (
        "The client put the case on hold on 20 November 2026 (Claire Morel)."
    )


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert sentence("HOLIDAY", {"day": "2026-11-01"}, "fr") == "Le 1er novembre 2026 est férié chez le débiteur."


def test_both_languages_know_the_same_sentences_with_the_same_arguments() -> None:
    def arguments(locale: str) -> dict[str, set[str | None]]:
        with (LOCALE / f"{locale}.po").open("rb") as file:
            messages = [message for message in read_po(file) if str(message.id).startswith("reason.")]
        return {
            str(message.id): {name for _, name, _, _ in string.Formatter().parse(str(message.string)) if name}
            for message in messages
        }

    assert arguments("fr") == arguments("en")
    # Sending has reasons of its own beside the gate's.
    assert set(arguments("fr")) >= {f"reason.{code}" for code in ReasonCode}


def test_where_the_law_wants_a_language_the_sentence_names_it() -> None:
    [reason] = ask(Channel.EMAIL, flags=Flags(language="en")).reasons

    assert re.search(r"«\sfr\s»", sentence(reason.code, dict(reason.arguments), "fr"))
    assert "“fr”" in sentence(reason.code, dict(reason.arguments), "en")
