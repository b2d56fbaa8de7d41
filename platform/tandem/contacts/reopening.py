"""Addresses that a provider closed and a person opens again: for every client of the agency, and on its lists.

SendGrid drops what is sent to an address that gave a message back once, so it is asked to forget that first. Where it
does not, the address is closed again and the timeline says so: nothing would arrive.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import structlog
from tortoise.expressions import Q

from tandem.casefiles.models import ContactPoint, ContactPointKind
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.addresses import PROVIDER, is_by_provider
from tandem.contacts.events import AddressReopened
from tandem.contacts.opt_outs import open_case_files_of
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.organizations.actor import Actor, System
from tandem.outbox import Job, RetryLater, emit
from tandem.timeline import Chain, record
from tandem_channels.contract import RateLimited, RefusalLists, Rejected, Unavailable, Unconfirmed

log = structlog.get_logger()
TOPIC = "contacts.reopen_address"
STILL_LISTED = f"{PROVIDER} list"
_AWAY = 60.0  # seconds until a provider that did not answer is asked again
_LONGEST = timedelta(days=1)
_CLOSED = Q(invalid_at__not_isnull=True) | Q(texts_end_at__not_isnull=True)


class Closed(StrEnum):
    """Who said that an address is dead."""

    BY_PROVIDER = "by_provider"
    BY_PERSON = "by_person"


async def closed_as(agency_id: UUID, address: str) -> Closed | None:
    """How an address is closed on whichever case file of the agency; None when it is open. In the open transaction."""
    async with database.whole_organization():
        marks = await _closed(agency_id, address)
    if any(mark.invalid_at and not is_by_provider(mark.invalid_reason) for mark in marks):
        return Closed.BY_PERSON
    return Closed.BY_PROVIDER if marks else None


async def open_again(actor: Actor, agency_id: UUID, point: ContactPoint, reason: str) -> None:
    """Take the marks away and tell it on the agency's chain of each open case file of the address. Call it last."""
    async with database.whole_organization():
        # Only what was marked itself says that it is open again: no client learns of another's case.
        await ContactPoint.filter(_CLOSED, agency_id=agency_id, value=point.value).update(
            invalid_at=None,
            invalid_reason=None,
            texts_end_at=None,
            texts_end_reason=None,
            reopened_at=clock.now(),
        )
        if point.kind is ContactPointKind.EMAIL:
            since = clock.now().isoformat()
            await emit(System(agency_id), TOPIC, {"address": point.value, "since": since})
        await _tell(actor, agency_id, point.kind, point.value, succeeded=True, reason=reason)


async def have_tried_again(scope: System, address: str, since: datetime, job: Job) -> None:
    """Have the provider of e-mails forget that it gave a message back; again, it does the same.

    Raises RetryLater while the provider does not answer, for a day at most.
    """
    email: object = (await channels_of(scope.organization_id)).email
    if isinstance(email, RefusalLists):
        try:
            await email.try_again(address)
        except (RateLimited, Unavailable, Unconfirmed) as away:
            if clock.now() - since < _LONGEST:
                asked = away.retry_after if isinstance(away, RateLimited) else None
                raise RetryLater(asked or _AWAY) from None
            await close_again(scope, address, since, job)
            return
        except Rejected as refusal:
            log.warning("contacts.lists_refused", agency_id=str(scope.organization_id), code=refusal.code)
            await close_again(scope, address, since, job)
            return
    async with transaction(scope):
        await job.done()


async def close_again(scope: System, address: str, since: datetime, job: Job) -> None:
    """The provider keeps it on its list: nothing sent there would arrive. Told once."""
    async with transaction(scope):
        touched = await ContactPoint.filter(
            agency_id=scope.organization_id, value=address, invalid_at=None, reopened_at__lte=since
        ).update(invalid_at=clock.now(), invalid_reason=STILL_LISTED)
        await job.done()
        if touched:
            await emit(scope, "contacts.regate", {"channel": "email", "address": address})
            await _tell(scope, scope.organization_id, ContactPointKind.EMAIL, address, succeeded=False)


async def _closed(agency_id: UUID, address: str) -> list[ContactPoint]:
    return await ContactPoint.filter(_CLOSED, agency_id=agency_id, value=address).order_by("id")


async def _tell(
    acting: Actor | System,
    agency_id: UUID,
    kind: ContactPointKind,
    address: str,
    *,
    succeeded: bool,
    reason: str | None = None,
) -> None:
    for case_file in await open_case_files_of(agency_id, address):
        event = AddressReopened(kind, succeeded, address=address, reason=reason)
        await record(acting, case_file, event, chain=Chain.AGENCY)
