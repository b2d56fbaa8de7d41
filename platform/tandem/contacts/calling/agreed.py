"""What was agreed on the telephone: a day to pay by, a time to be called at; each has its effect at once."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tandem.casefiles.holds import place_hold
from tandem.casefiles.models import CaseFile, ContactPoint, Hold, HoldKind
from tandem.contacts.calling.outcomes import Asks
from tandem.contacts.calls_asked import ask_for_call, withdraw_call
from tandem.contacts.errors import NobodyToCall
from tandem.contacts.models import ContactAttempt, Disposition
from tandem.contacts.places import LEGAL_ZONE
from tandem.kit import clock, texts
from tandem.kit.errors import InvalidInput
from tandem.kit.written import written_day
from tandem.organizations.actor import Actor, System
from tandem.outbox import emit

FARTHEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Agreed:
    """At most one of the two."""

    callback_at: datetime | None = None
    promised_on: date | None = None

    def recorded(self) -> dict[str, object]:
        """What there is, as an event keeps it."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def checked(asks: Asks, callback_at: datetime | None, promised_on: date | None) -> Agreed:
    """What an outcome asks for, and nothing else. Raises InvalidInput where it is missing, past, or too far away."""
    if asks is Asks.CALLBACK:
        now = clock.now()
        if callback_at is None or callback_at.tzinfo is None or not now <= callback_at <= now + FARTHEST:
            raise InvalidInput("callbackAt", callback_at.isoformat() if callback_at else "", "future_instant")
        return Agreed(callback_at=callback_at)
    if asks is Asks.PROMISE:
        today = clock.today()
        if promised_on is None or not today <= promised_on <= today + FARTHEST:
            raise InvalidInput("promisedOn", promised_on.isoformat() if promised_on else "", "promised_day")
        return Agreed(promised_on=promised_on)
    return Agreed()


def of_correction(disposition: Disposition, callback_at: datetime | None, promised_on: date | None) -> Agreed:
    """What was agreed after all: the day or time of an outcome that is one, if it is still to come. Raises InvalidInput
    for one that is past or too far away, or that belongs to no such outcome.
    """
    if callback_at is not None and disposition is not Disposition.CALLBACK:
        raise InvalidInput("callbackAt", callback_at.isoformat(), "future_instant")
    if promised_on is not None and disposition is not Disposition.PROMISES:
        raise InvalidInput("promisedOn", promised_on.isoformat(), "promised_day")
    if callback_at is not None:
        return checked(Asks.CALLBACK, callback_at, None)
    return checked(Asks.PROMISE, None, promised_on) if promised_on is not None else Agreed()


def of(attempt: ContactAttempt) -> Agreed:
    """What was agreed in a call whose outcome is told."""
    return Agreed(attempt.callback_at, attempt.promised_on)


async def keep(actor: Actor, case_file: CaseFile, attempt: ContactAttempt, when: Agreed) -> None:
    """Write what was agreed down and have it hold: demands rest until a promised day is over, a call waits on somebody.

    Inside the open transaction, with the case file locked. Raises NobodyToCall.
    """
    attempt.update_from_dict({"callback_at": when.callback_at, "promised_on": when.promised_on})
    await attempt.save(update_fields=["callback_at", "promised_on"])
    await _take_effect(actor, case_file, await attempt.contact_point, when, attempt.id)


async def keep_received(actor: Actor, case_file: CaseFile, point: ContactPoint, when: Agreed) -> None:
    """The same of a call that the person made to us, from this number: no attempt of ours names it."""
    await _take_effect(actor, case_file, point, when, None)


async def _take_effect(
    actor: Actor, case_file: CaseFile, point: ContactPoint, when: Agreed, attempt_id: UUID | None
) -> None:
    if when.promised_on is not None:
        # As the client reads it in what is exported; pages say it in their reader's language (`reason_of`).
        words, until = _promised(when.promised_on, "fr"), _midnight_after(when.promised_on)
        await place_hold(actor, case_file, HoldKind.PROMISE, words, until=until, attempt_id=attempt_id)
        await emit(actor, "contacts.regate", {"case_file_id": str(case_file.id)})
    if when.callback_at is not None:
        # Minutes of no more than a request: what was checked is not refused for them.
        at = max(when.callback_at, clock.now())
        if not await ask_for_call(System(case_file.agency_id), point, at, asked_in=attempt_id):
            raise NobodyToCall(field="callbackAt")


def reason_of(hold: Hold, locale: str) -> str:
    """Why a hold is there, for a reader: of a promise in their language, else what somebody wrote."""
    if hold.kind is not HoldKind.PROMISE or hold.attempt_id is None or hold.until is None:
        return hold.reason
    return _promised(hold.until.astimezone(LEGAL_ZONE).date() - timedelta(days=1), locale)


async def give_up(actor: Actor, case_file: CaseFile, attempt: ContactAttempt) -> None:
    """Take back what was agreed in this call, and in no other."""
    released = await Hold.filter(attempt_id=attempt.id, released_at=None).update(released_at=clock.now())
    changes: dict[str, object] = {"promised_on": None, "callback_at": None}
    attempt.update_from_dict(changes)
    await attempt.save(update_fields=list(changes))
    await withdraw_call(actor, case_file, attempt.id)
    if released:
        await emit(actor, "contacts.regate", {"case_file_id": str(case_file.id)})


def _promised(day: date, locale: str) -> str:
    return texts.render("call.promised", locale, day=written_day(day, locale))


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), LEGAL_ZONE)
