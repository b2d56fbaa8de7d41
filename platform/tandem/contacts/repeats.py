"""The same copy of an invoice twice within minutes is a key held down or an impatient second press, not a wish."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from tortoise.expressions import Q

from tandem.casefiles.models import CaseFile
from tandem.contacts.errors import InvoiceCopyOnItsWay
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.kit import clock

# Whoever says on the telephone that nothing came is sent it again after these.
_PAUSE = timedelta(minutes=10)
_ON_THE_WAY = (
    AttemptState.PLANNED,
    AttemptState.DEFERRED,
    AttemptState.SENDING,
    AttemptState.UNCONFIRMED,
    AttemptState.NEEDS_PERSON,
)
_GONE = (AttemptState.ACCEPTED, AttemptState.DELIVERED)


async def require_not_on_its_way(case_file: CaseFile, document_ids: Sequence[UUID], to: str) -> None:
    """Raises InvoiceCopyOnItsWay when one of these files waits to leave for `to`, or left within ten minutes.

    Inside the transaction that has locked the case file: two presses at once wait for each other there.
    """
    alike = await ContactAttempt.filter(
        Q(state__in=_ON_THE_WAY) | Q(state__in=_GONE, sending_at__gt=clock.now() - _PAUSE),
        case_file_id=case_file.id,
        channel=Channel.EMAIL,
        to_address=to,
    )
    files = {str(one) for one in document_ids}
    if any(file["document_id"] in files for attempt in alike for file in attempt.attached or ()):
        raise InvoiceCopyOnItsWay(field="claimId")
