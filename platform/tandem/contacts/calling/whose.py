"""Whose call it is: while it goes on, it is its caller's, and a manager's."""

from tandem.contacts.models import AttemptState, ContactAttempt
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_channels.contract import CallStatus
from tandem_policies.permission import Permission

# A manager decides on what others have begun.
OF_OTHERS = Permission.CONTACT_ATTEMPT_RELEASE


def is_own(actor: Actor, attempt: ContactAttempt) -> bool:
    """Whether the actor makes this call, or had the message sent that opened it; nobody's is everybody's."""
    return attempt.created_by_id in (None, actor.membership_id)


def goes_on(attempt: ContactAttempt) -> bool:
    """Whether the call is being dialled or held, as far as the provider has told."""
    if attempt.state is AttemptState.DELIVERED:
        return attempt.provider_status == CallStatus.IN_PROGRESS
    return attempt.state in (AttemptState.SENDING, AttemptState.ACCEPTED)


def may_interfere(actor: Actor, attempt: ContactAttempt) -> bool:
    """Whether the actor may end this call, or say how it went while it goes on."""
    return is_own(actor, attempt) or may(actor, side_of(actor), OF_OTHERS)
