"""Telling of letters of a run, a list at a time: the service that each goes by and, with a day, that it was posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tandem.contacts.commands.record_letter_posting import record_letter_posting
from tandem.contacts.models import PostalService
from tandem.contacts.post.errors import LetterNotInRun
from tandem.contacts.post.labels import choose_postal_service
from tandem.contacts.post.queries import run_with_letters
from tandem.contacts.post.runs import PrintRun, RunLetter
from tandem.kit.errors import InvalidInput, TandemError
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission

MOST = 50  # letters: each is a transaction of its own, and the answer waits for all of them


@dataclass(frozen=True, slots=True)
class LetterTold:
    """What is told of one letter: its service, and the number of its label."""

    attempt_id: UUID
    service: PostalService
    tracking: str | None


@dataclass(frozen=True, slots=True)
class LettersTold:
    """The run and the letters that were told; `refusal`: why the next one was not, None when all were."""

    run: PrintRun
    letters: tuple[RunLetter, ...]
    refusal: TandemError | None


async def tell_letters(
    actor: Actor, run_id: UUID, told: Sequence[LetterTold], *, posted_on: date | None = None
) -> LettersTold:
    """Keep how letters of a run are posted, and with `posted_on` that they were; in turn, to the first that is refused.

    One transaction a letter, so that a list holds up nobody; the same list again changes nothing that was told.
    Raises NotPermitted, PrintRunNotFound, LetterNotInRun, InvalidInput for no letter or more than `MOST`.
    """
    if not 0 < len(told) <= MOST:
        raise InvalidInput("letters", str(len(told)), "run_letters")
    # Before the list is gone through: who may not tell of any letter is refused, not told where the list stopped.
    authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_RECORD_POSTING)
    named = {one.attempt_id for one in told}
    _, found = await run_with_letters(actor, run_id, named)
    if len(found) != len(named):
        raise LetterNotInRun(field="letters")
    done: set[UUID] = set()
    refusal: TandemError | None = None
    for one in told:
        try:
            await _tell(actor, one, posted_on)
        except TandemError as refused:
            refusal = refused
            break
        done.add(one.attempt_id)
    run, letters = await run_with_letters(actor, run_id, done)
    return LettersTold(run, tuple(letters), refusal)


async def _tell(actor: Actor, one: LetterTold, posted_on: date | None) -> None:
    if posted_on is None:
        await choose_postal_service(actor, one.attempt_id, service=one.service, tracking=one.tracking)
    else:
        await record_letter_posting(
            actor, one.attempt_id, posted_on=posted_on, service=one.service, tracking=one.tracking
        )
