"""Whether a collector is still on their line: the provider is asked before somebody is put through to it, since its own
word of the end may come late, or never.
"""

import asyncio
from typing import Any
from uuid import UUID

import structlog

from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.calling import lines
from tandem.contacts.calling.lines import Closed
from tandem.kit import database
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem_channels.contract import LEG_ENDS, CallEvent, CallLeg, ChannelError

# Seconds. Whoever answers no sooner is believed to have told what there was to tell.
PATIENCE = 2.0
# Before a debtor is rung: all that is between the outcome of one call and the ring of the next has two seconds.
BEFORE_A_RING = 0.5
log = structlog.get_logger()


async def close_line_if_left(scope: System, attempt_id: UUID, patience: float = PATIENCE) -> bool:
    """Close the open line that a call is made on, or is about to be, if the provider says that its collector's leg is
    over; whether it was. Asked outside of any transaction. A provider that does not answer within `patience` seconds,
    or that knows nothing of the leg, changes nothing.
    """
    async with transaction(scope):
        line = await database.row(_LINE_OF, attempt_id)
    return line is not None and await close_if_over(scope, line["id"], line["provider_id"], patience)


async def close_if_over(scope: System, line_id: UUID, provider_id: str, patience: float = PATIENCE) -> bool:
    """The same of one line whose collector's leg is `provider_id`."""
    if await end_of_leg(scope, line_id, provider_id, patience) is None:
        return False
    log.info("contacts.line_left_untold", line_id=str(line_id))
    async with transaction(scope):
        await lines.close(scope, line_id, Closed.HUNG_UP, over=True)
    return True


async def end_of_leg(scope: System, of: UUID, provider_id: str, patience: float = PATIENCE) -> CallEvent | None:
    """What the provider says of the end of a leg, that of the line or call `of`; None while it says of none."""
    voice = (await channels_of(scope.organization_id)).voice
    if voice is None:
        return None
    try:
        async with asyncio.timeout(patience):
            # By itself, as a debtor's leg is: it has none that were dialled from it.
            said: list[Any] = list(await voice.now(provider_id, str(of), CallLeg.DEBTOR))
    except (ChannelError, TimeoutError) as error:
        log.info("contacts.leg_unanswered", of=str(of), error=type(error).__name__)
        return None
    return next((one for one in said if isinstance(one, CallEvent) and one.status in LEG_ENDS), None)


_LINE_OF = """
SELECT l.id, l.provider_id FROM contact_attempts a JOIN phone_lines l ON l.membership_id = a.created_by_id
WHERE a.id = $1 AND a.channel = 'voice' AND l.agency_id = a.agency_id
AND l.state = 'open' AND l.provider_id IS NOT NULL
"""
