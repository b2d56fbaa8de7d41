"""What a machine is told: nothing that reveals a debt, by fixed texts per country in a file that a lawyer can edit."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

import structlog

from tandem.contacts import access
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.calling.message import tell_outcome
from tandem.contacts.calling.said import keep_said
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.models import Disposition
from tandem.kit.database import transaction
from tandem.kit.written import written_phone
from tandem.organizations.actor import System
from tandem.outbox import Job
from tandem_channels.contract import ChannelError

log = structlog.get_logger()
_FILE = Path(__file__).with_name("voicemail.toml")


@dataclass(frozen=True, slots=True)
class Voicemail:
    """The text of one country in one language. `names_business`: only left by a business whose name tells nothing."""

    text: str
    source: str
    names_business: bool


@cache
def voicemails() -> tuple[dict[tuple[str, str], Voicemail], re.Pattern[str]]:
    """The texts by country and language, and what a name must not contain to be said on a machine."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    texts = {
        (country, language): Voicemail(rules[language], rules["source"], "{business}" in rules[language])
        for country, rules in told["country"].items()
        for language in ("fr", "en")
        if language in rules
    }
    return texts, re.compile("|".join(told["revealing"]), re.IGNORECASE)


def voicemail_for(facts: CaseFacts, language: str) -> str | None:
    """What to leave on a machine where the debtor is; None: leave nothing, and hang up."""
    known, revealing = voicemails()
    found = known.get((facts.country, language)) or known.get(("*", language))
    if found is None or not facts.agency.phone:
        return None
    if found.names_business and revealing.search(facts.agency.name):
        return None
    return found.text.format(phone=written_phone(facts.agency.phone, language), business=facts.agency.name)


async def leave_voicemail(scope: System, attempt_id: UUID, job: Job) -> None:
    """Count the call as one that a machine took, then say the text, at most once, and hang up."""
    async with transaction(scope):
        await job.done()
        reached = await access.attempt_for_update(scope, attempt_id)
        attempt = reached.attempt
        if attempt.disposition is not None or attempt.provider_id is None:
            return
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
        text = voicemail_for(facts, attempt.language)
        await keep_said(attempt, [text] if text else [])
        await tell_outcome(scope, reached.case_file, attempt, Disposition.VOICEMAIL)
    voice = (await channels_of(scope.organization_id)).voice
    if voice is None:
        return
    try:
        if text is None:
            await voice.hang_up(attempt.provider_id)
        else:
            await voice.say_and_hang_up(attempt.provider_id, text, attempt.language)
    except ChannelError as error:
        # The machine records silence, which reveals nothing; the call ends by itself.
        log.warning("contacts.voicemail_not_left", attempt_id=str(attempt_id), error=type(error).__name__)
