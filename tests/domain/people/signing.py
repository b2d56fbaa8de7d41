"""Signing in as the cast, with and without a second factor."""

import base64

from tandem.entrypoints.demo import PASSWORD, actor_of_cast
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem.organizations import second_factor, sign_in
from tandem.organizations.actor import Actor
from tandem.organizations.audit import Door
from tandem.organizations.sign_in import Browser, SignedIn, open_session


async def signed_in(email: str, password: str = PASSWORD, code: str | None = None) -> SignedIn:
    """A session of somebody with one membership."""
    outcome = await sign_in.sign_in(email, password, code=code)
    assert isinstance(outcome, SignedIn)
    return outcome


async def set_up_for(email: str) -> tuple[bytes, list[str]]:
    """A second factor of a person of the cast: the authenticator's secret and the recovery codes."""
    actor = actor_of_cast(email.partition("@")[0])
    enrolment = await second_factor.begin(actor.person_id, email)
    assert enrolment is not None
    secret = base64.b32decode(enrolment.secret.replace(" ", ""))
    return secret, await second_factor.confirm(actor.person_id, code_of(secret))


async def proven(actor: Actor) -> Actor:
    """The actor by a sign-in that has shown a second factor."""
    door = Door(actor.organization_id, actor.membership_id, new_id())
    opened = await open_session(door, Browser(), clock.now())
    acting = await sign_in.actor_of(opened.secret)
    assert acting is not None
    return acting


def code_of(secret: bytes) -> str:
    """What the authenticator shows now."""
    return second_factor.code_at(secret, second_factor.step_at(clock.now()))
