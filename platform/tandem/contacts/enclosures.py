"""Files of the case file that are printed behind a letter: those that an e-mail carries, where paper can show them."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.contacts.attachments import attached_to, loaded
from tandem.contacts.errors import EnclosuresTooLong, EnclosureUnprintable
from tandem.contacts.models import ContactAttempt
from tandem.contacts.states import reason
from tandem.kit.database import reading
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_channels.contract import Rejected, Unavailable
from tandem_channels.letters import (
    MOST_PAGES,
    EnclosureUnfit,
    FollowUpLetter,
    OpeningLetter,
    TooManyPages,
    pages_of,
)
from tandem_policies.permission import Permission

UNPRINTABLE = (EnclosureUnfit, TooManyPages, Rejected)
Letter = TypeVar("Letter", OpeningLetter, FollowUpLetter, OpeningLetter | FollowUpLetter)
_thread = ThreadPoolExecutor(1, thread_name_prefix="enclosures")


async def require_printable(actor: Actor, case_file_id: UUID, document_ids: Sequence[UUID]) -> None:
    """Whether paper can show the files, asked before a letter is planned and outside of its transaction.

    What the store does not give now is looked at when the letter is printed. Raises CaseFileNotFound, NotPermitted,
    AttachmentUnusable, AttachmentsTooLarge, EnclosureUnprintable, EnclosuresTooLong.
    """
    async with reading(actor):
        reached = await casefiles.case_file_for(actor, case_file_id)
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_PLAN)
        attached = await attached_to(reached.row, document_ids)
    with suppress(Rejected, Unavailable):
        files = await loaded(reached.row.agency_id, attached)
        try:
            await asyncio.get_running_loop().run_in_executor(_thread, pages_of, files)
        except EnclosureUnfit as unfit:
            raise EnclosureUnprintable(field="documentIds", name=unfit.name) from None
        except TooManyPages as long:
            raise EnclosuresTooLong(field="documentIds", pages=long.pages, most=MOST_PAGES) from None


async def enclosing(attempt: ContactAttempt, letter: Letter) -> Letter:
    """The letter with the bytes of what was planned to go with it.

    Raises Rejected when they are gone or others, Unavailable when the store does not answer.
    """
    if not attempt.attached:
        return letter
    return replace(letter, enclosures=await loaded(attempt.agency_id, attempt.attached))


def why_not_printed(error: Exception) -> dict[str, object]:
    """The reason that a person reads for one of `UNPRINTABLE`."""
    if isinstance(error, EnclosureUnfit):
        return reason("ENCLOSURE_UNFIT", name=error.name)
    if isinstance(error, TooManyPages):
        return reason("ENCLOSURES_TOO_LONG", pages=str(error.pages), most=str(MOST_PAGES))
    return reason("ENCLOSURE_CHANGED")
