"""A call that a message opens: who is on the line first, then three keys. 1 speaks now, 2 asks to be called, 9 refuses.

Until the person has said who they are, nothing is said of a debt, a creditor, or what the agency does (L121-6 C. conso;
12 CFR 1006.18, CONC 7.9.7). Every answer is asked for by the provider and depends on the rows alone: asked twice, it
does nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tandem.casefiles.models import CaseFile, ContactPoint
from tandem.contacts import access
from tandem.contacts.accounts.choosing import is_among
from tandem.contacts.call_times import call_times
from tandem.contacts.calling import lines
from tandem.contacts.calling.gone import close_line_if_left
from tandem.contacts.calling.machine_words import asked_in, message_of, said
from tandem.contacts.calling.placing import has_call
from tandem.contacts.calling.said import copy_of_said, keep_said
from tandem.contacts.calls_asked import ask_for_call, asked_for_in
from tandem.contacts.destinations import refusal_of
from tandem.contacts.errors import ContactAttemptNotFound
from tandem.contacts.events import CallOutcomeRecorded
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Disposition
from tandem.contacts.opt_outs import opt_out
from tandem.contacts.templates import ValuesMismatch
from tandem.kit import database, texts
from tandem.kit.database import transaction
from tandem.kit.written import written_day
from tandem.organizations.actor import System
from tandem.timeline import record

CONFIRMED = "confirmed"  # of `answered_by`: the person said by a key who they are
_DAYS = 7
# Of a number: where 12 CFR 1006.18(e) has a debt collector say that it is one. Said to all of it, since a number does
# not tell the country.
_NORTH_AMERICA = "+1"
_COLLECTOR = "debt collector"
_ENDED = frozenset({AttemptState.FAILED, AttemptState.BLOCKED, AttemptState.CANCELLED})


class Step(StrEnum):
    """What the keys that were pressed answer; or, without keys, how ringing the agency's telephone ended."""

    START = "start"
    WHO = "who"
    MENU = "menu"
    HOUR = "hour"
    CONNECTED = "connected"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Ask:
    """Say this, then wait for as many keys; they are the answer to `step`. `otherwise` is said when none come."""

    said: tuple[str, ...]
    step: Step
    digits: int
    otherwise: str
    locale: str


@dataclass(frozen=True, slots=True)
class Say:
    """Say this and hang up."""

    said: tuple[str, ...]
    locale: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Say this and put the person through: to a collector's open line, else to the agency's number."""

    said: tuple[str, ...]
    locale: str
    conference: str | None = None
    number: str | None = None
    caller_id: str = ""


Reply = Ask | Say | Connect
# Where 9 is a key of its own, and no part of an hour.
_REFUSING = frozenset({Step.WHO, Step.MENU})


async def message_answer(attempt_id: UUID, step: Step, keys: str, signed_for: UUID | None = None) -> Reply | None:
    """What the call says next; None for a call that is none of ours, or over. A refusal is kept all the same.

    `signed_for` is whose own account signed the request: it speaks of that agency's calls alone.
    """
    found = await database.row("SELECT door_agency_of_attempt($1) AS agency_id", attempt_id)
    agency_id = found["agency_id"] if found else None
    if agency_id is None or signed_for not in (None, agency_id):
        return None
    scope = System(agency_id, kind="debtor")
    if step is Step.MENU and keys == "1":
        await close_line_if_left(scope, attempt_id)  # nobody is put through to a collector who is there no more
    async with transaction(scope):
        try:
            reached = await access.attempt_for_update(scope, attempt_id)
        except ContactAttemptNotFound:
            return None
        attempt = reached.attempt
        over = attempt.state in _ENDED or attempt.disposition is not None
        if keys == "9" and step in _REFUSING and attempt.automated and attempt.to_address:
            return await _refuse(scope, reached.case_file, attempt, over=over)
        if not attempt.automated or over:
            return None
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
        template = await message_of(attempt, facts)
        if template is None:
            return None
        try:
            words = said(template, facts, attempt.party_id, asked_in(attempt, facts), attempt.id)
        except ValuesMismatch:
            return None
        reply = await _Call(scope, reached.case_file, attempt, facts, words).answer(step, keys)
        if reply is not None:
            await keep_said(attempt, reply.said)
        return reply


@dataclass(frozen=True, slots=True)
class _Call:
    """One call while one of its questions is answered, with its attempt locked."""

    scope: System
    case_file: CaseFile
    attempt: ContactAttempt
    facts: CaseFacts
    # What the agency's text says, a part a paragraph; the first is said to whoever picks up.
    words: Sequence[str]

    async def answer(self, step: Step, keys: str) -> Reply | None:
        if step is Step.WHO and keys == "1":
            await self._confirm()
            return self._menu()
        if step is Step.MENU and self._is_confirmed():
            if keys == "1":
                return await self._connect()
            return self._hour() if keys == "2" else self._menu()
        if step is Step.HOUR and self._is_confirmed():
            return await self._call_back(keys)
        if step is Step.CONNECTED and self._is_confirmed():
            await self._tell(Disposition.REACHED, ())
            return None
        if step is Step.UNANSWERED and self._is_confirmed():
            return await self._nobody()
        if step is Step.START:
            return self._who()
        return Say((self._text("not_you"),), self.attempt.language)

    def _who(self) -> Ask:
        return Ask((self.words[0],), Step.WHO, 1, self._text("goodbye"), self.attempt.language)

    def _menu(self) -> Ask:
        said = list(self.words[1:])
        if self.attempt.to_address.startswith(_NORTH_AMERICA) and not any(_COLLECTOR in one for one in said):
            said.insert(-1, self._text("debt_collector"))
        return Ask(tuple(said), Step.MENU, 1, self._text("goodbye"), self.attempt.language)

    def _hour(self, first: Sequence[str] = ()) -> Ask:
        said = (*first, self._text("hour"))
        return Ask(said, Step.HOUR, 2, self._text("goodbye"), self.attempt.language)

    async def _connect(self) -> Reply | None:
        if self.attempt.line_id is not None:
            # Asked again: the same answer, or none once its collector, who tells the outcome, has left.
            return self._joined(self.attempt.line_id) if await lines.is_open(self.attempt.line_id) else None
        line = await _free_line(self.attempt)
        if line is not None:
            self.attempt.line_id = line.id
            await self.attempt.save(update_fields=["line_id"])
            lines.wake(line.agency_id, line.membership_id)
            return self._joined(line.id)
        number = self._telephone()
        if number is None:
            return await self._nobody()
        caller_id = self.attempt.sender or ""
        return Connect((self._text("connecting"),), self.attempt.language, number=number, caller_id=caller_id)

    def _telephone(self) -> str | None:
        """The agency's, to be dialled; None where it has none, one of our own numbers that nobody need answer, or one
        that no call of ours may go to.
        """
        agency = self.facts.agency
        ours = [one.address for one in self.facts.every_sender]
        if not agency.phone or is_among(agency.phone, ours, agency.country):
            return None
        if refusal_of(Channel.VOICE, agency.phone, self.facts.every_sender, agency.country):
            return None
        return agency.phone.replace(" ", "")

    async def _nobody(self) -> Reply:
        """Who wants to speak now, and finds nobody, is called as soon as possible, or at the hour that they choose."""
        if not await asked_for_in(self.attempt.id):
            point = await ContactPoint.get(id=self.attempt.contact_point_id)
            if not await ask_for_call(self.scope, point, None, asked_in=self.attempt.id):
                return Say((self._text("nobody"), self._text("no_call")), self.attempt.language)
        asked = self._hour((self._text("nobody"),))
        return replace(asked, otherwise=self._text("call_noted"))

    def _joined(self, line_id: UUID) -> Connect:
        conference = lines.conference_of(line_id)
        return Connect((self._text("connecting"),), self.attempt.language, conference=conference)

    async def _call_back(self, keys: str) -> Reply:
        at = callback_at(self.facts, self.attempt, keys)
        if at is None:
            return self._hour((self._text("hour_closed"),))
        point = await ContactPoint.get(id=self.attempt.contact_point_id)
        if not await ask_for_call(self.scope, point, at, asked_in=self.attempt.id):
            return Say((self._text("no_call"),), self.attempt.language)
        said = self._text("hour_noted", hour=str(at.hour), day=written_day(at.date(), self.attempt.language))
        await self._tell(Disposition.CALLBACK, (said,))
        return Say((said,), self.attempt.language)

    async def _confirm(self) -> None:
        self.attempt.answered_by = CONFIRMED
        await self.attempt.save(update_fields=["answered_by"])

    def _is_confirmed(self) -> bool:
        return self.attempt.answered_by == CONFIRMED

    async def _tell(self, disposition: Disposition, said: Sequence[str]) -> None:
        await keep_said(self.attempt, said)
        await tell_outcome(self.scope, self.case_file, self.attempt, disposition)

    def _text(self, key: str, **values: str) -> str:
        return texts.render(f"voice.{key}", self.attempt.language, **values)


async def _refuse(scope: System, case_file: CaseFile, attempt: ContactAttempt, *, over: bool) -> Say:
    """Keep that the person refuses calls, whatever the call was taken for meanwhile; the outcome of one that is over
    stands.
    """
    await opt_out(scope, attempt.agency_id, Channel.VOICE, attempt.to_address, source="keypad")
    said = (texts.render("voice.refused", attempt.language),)
    if not over:
        await keep_said(attempt, said)
        await tell_outcome(scope, case_file, attempt, Disposition.REFUSES)
    return Say(said, attempt.language)


async def tell_outcome(scope: System, case_file: CaseFile, attempt: ContactAttempt, disposition: Disposition) -> None:
    """Record what a call without a collector ended with: by the person's own keys, or as a machine was heard."""
    attempt.disposition = disposition
    await attempt.save(update_fields=["disposition"])
    told = copy_of_said(attempt) or None
    await record(scope, case_file, CallOutcomeRecorded(attempt.id, disposition, comment=None, told=told))


def callback_at(facts: CaseFacts, attempt: ContactAttempt, keys: str) -> datetime | None:
    """The next time that it is the hour of these two keys where the person is, at which calls may be made.

    None for what is no hour, and for one at which nobody may be called within the next days.
    """
    if not (len(keys) == 2 and keys.isdigit()):
        return None
    times = call_times(facts, attempt.party_id, _DAYS)
    return next((at for at in times if at.hour == int(keys)), None)


async def _free_line(attempt: ContactAttempt) -> lines.Line | None:
    """The open line of whoever had the message sent, while they talk to nobody."""
    if attempt.created_by_id is None:
        return None
    line = await lines.line_of_for_update(attempt.created_by_id)
    if line is None or line.state is not lines.LineState.OPEN:
        return None
    return None if await has_call(attempt.agency_id, attempt.created_by_id) else line
