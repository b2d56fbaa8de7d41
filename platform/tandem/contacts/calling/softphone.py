"""A collector's line that is held in the browser: whether there is one, its token, and what the provider tells of it.

The line is the same as one on the telephone; only nobody is rung: the browser makes the leg, with a token that names
the collector by an opaque word and lets it do nothing else.
"""

import hmac
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.calling import lines
from tandem.contacts.calling.lines import Closed, Line, LineDevice, LineState
from tandem.contacts.errors import LineNotOpen, SoftphoneMissing, TokenTooSoon
from tandem.kit import clock, database, keys
from tandem.kit.database import transaction
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor, System
from tandem.organizations.authorization import authorize
from tandem.organizations.errors import NotPermitted
from tandem_channels.contract import BrowserLeg, BrowserLegs, BrowserToken
from tandem_policies.permission import Permission

# A browser that renews its token in time asks every ten minutes; one that asks all the time gets none.
TOKEN_EVERY = timedelta(seconds=3)


async def browser_legs_of(agency_id: UUID) -> BrowserLegs | None:
    """Those of the agency's account; None where it has none, or where this installation's pages may not use them."""
    use = await channels_of(agency_id)
    return use.voice.browser if use.softphone and use.voice is not None else None


def identity_of(membership_id: UUID) -> str:
    """What the provider calls a collector: always the same; without the installation's key it names nobody."""
    return hmac.new(keys.derived("softphone"), membership_id.bytes, sha256).hexdigest()[:32]


async def require_softphone(actor: Actor) -> None:
    """Raise SoftphoneMissing where no line can be held in a browser, and NotPermitted for a token: it has none."""
    if actor.is_token:
        raise NotPermitted(permission=Permission.CONTACT_ATTEMPT_PLAN.value)
    if await browser_legs_of(actor.organization_id) is None:
        raise SoftphoneMissing


async def token_for_line(actor: Actor) -> tuple[Line, BrowserToken]:
    """A token for the actor's own line, while it is being opened or is open on a computer; nobody else's.

    Raises NotPermitted, SoftphoneMissing, LineNotOpen, TokenTooSoon.
    """
    authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_PLAN)
    await require_softphone(actor)
    now = clock.now()
    async with transaction(actor):
        line = await lines.line_of_for_update(actor.membership_id)
        if line is None or line.device is not LineDevice.COMPUTER:
            raise LineNotOpen
        # Of this line alone: whoever closes one and opens the next has one to make a leg for.
        last = await database.row("SELECT token_at AS at FROM phone_lines WHERE id = $1", line.id)
        if last and last["at"] is not None and last["at"] > now - TOKEN_EVERY:
            raise TokenTooSoon
        await database.execute("UPDATE phone_lines SET token_at = $2 WHERE id = $1", line.id, now)
    legs = await browser_legs_of(actor.organization_id)
    if legs is None:
        raise SoftphoneMissing
    return line, legs.token(identity_of(actor.membership_id))


async def browser_answered(leg: BrowserLeg, signed_for: UUID | None) -> str | None:
    """A browser made its leg: the conference to wait in; None for anybody but the line's own collector, for a line that
    is closed, and for a second browser on a line that has one. Asked twice about one leg, it answers alike.

    `signed_for` is whose own account signed the request: it speaks of that agency's lines alone.
    """
    line_id = lines.id_of(leg.line_id)
    found = await database.row("SELECT door_agency_of_line($1) AS agency_id", line_id) if line_id else None
    agency_id = found["agency_id"] if found else None
    if line_id is None or agency_id is None or signed_for not in (None, agency_id):
        return None
    now = clock.now()
    async with transaction(System(agency_id, kind="provider")):
        line = await lines.line_for_update(line_id)
        if line is None or line.device is not LineDevice.COMPUTER or line.state is LineState.CLOSED:
            return None
        if not hmac.compare_digest(identity_of(line.membership_id).encode(), leg.identity.encode()):
            return None
        if line.state is LineState.OPEN:
            return lines.conference_of(line.id) if line.provider_id == leg.provider_id else None
        opened = {"state": LineState.OPEN, "opened_at": now, "used_at": now, "provider_id": leg.provider_id}
        await lines.move(line.id, LineState.RINGING, **opened)
    return lines.conference_of(line.id)


async def browser_left(line_id: UUID, signed_for: UUID | None) -> None:
    """The browser is on the line no more: hung up, closed, or lost for longer than the provider waits."""
    found = await database.row("SELECT door_agency_of_line($1) AS agency_id", line_id)
    agency_id = found["agency_id"] if found else None
    if agency_id is None or signed_for not in (None, agency_id):
        return
    scope = System(agency_id, kind="provider")
    async with transaction(scope):
        await lines.close(scope, line_id, Closed.HUNG_UP, over=True)
