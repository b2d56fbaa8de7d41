"""The search for a better address: opened by a letter that came back, ended by a person who says how."""

from uuid import UUID

from tandem.casefiles.commands import add_contact_point
from tandem.casefiles.models import ContactPoint, ContactPointKind
from tandem.contacts import access
from tandem.contacts.models import ContactAttempt
from tandem.contacts.returns.errors import AddressStillMissing, NothingToTrace
from tandem.contacts.returns.events import AddressTraced
from tandem.contacts.returns.reasons import WRONG_ADDRESS, TracingOutcome
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission

COMMENT = 1_000  # characters


def is_traced(attempt: ContactAttempt) -> bool:
    """Whether a better address is searched for."""
    return attempt.return_reason in WRONG_ADDRESS and attempt.tracing_outcome is None


async def finish_tracing(
    actor: Actor, attempt_id: UUID, *, outcome: TracingOutcome, address: str | None, comment: str | None
) -> ContactAttempt:
    """End the search for every letter of the case file that came back from the attempt's address.

    FOUND: `address` is entered for the person, or one that letters can be sent to is on file already. NOT_FOUND:
    `comment` says what was tried.
    Raises ContactAttemptNotFound, NothingToTrace, AddressStillMissing, ContactPointKnown, InvalidInput.
    """
    async with transaction(actor):
        reached = await access.attempt_for_update(actor, attempt_id)
        authorize(actor, reached.relation, Permission.CONTACT_ATTEMPT_RECORD_POSTING)
        attempt, words = reached.attempt, (comment or "").strip()
        if not is_traced(attempt):
            raise NothingToTrace(field="attemptId")
        if len(words) > COMMENT or (outcome is TracingOutcome.NOT_FOUND and not words):
            raise InvalidInput("comment", words, "tracing_comment")
        if outcome is TracingOutcome.FOUND:
            await _require_address(actor, attempt, address)
        same = ContactAttempt.filter(
            case_file_id=attempt.case_file_id,
            party_id=attempt.party_id,
            to_address=attempt.to_address,
            return_reason__in=list(WRONG_ADDRESS),
            tracing_outcome=None,
        )
        await same.update(tracing_outcome=outcome)
        attempt.tracing_outcome = outcome
        await record(actor, reached.case_file, AddressTraced(attempt.id, outcome, comment=words or None))
    return attempt


async def _require_address(actor: Actor, attempt: ContactAttempt, address: str | None) -> None:
    if address is not None and address.strip():
        await add_contact_point(actor, attempt.party_id, kind=ContactPointKind.POSTAL, value=address)
        return
    usable = ContactPoint.filter(party_id=attempt.party_id, kind=ContactPointKind.POSTAL, invalid_at=None)
    if not await usable.exists():
        raise AddressStillMissing(field="address")
