"""The channels of one agency: its own accounts', and the installation's for providers where it has none."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from tandem.contacts.accounts.account import Account
from tandem.contacts.accounts.reading import accounts_of_agency
from tandem.contacts.channels import Channels, channels
from tandem.kit.wakeups import Wakeup, listener
from tandem_channels.contract import Provider

TOPIC = "accounts"  # of the wake-up that says: this agency's accounts changed
_LONGEST = 300.0  # seconds that accounts are remembered without being asked for again, while LISTEN holds
_RETIRED = 60.0  # seconds after which replaced adapters are closed: longer than any request lasts


@dataclass(slots=True)
class _Kept:
    installation: Channels
    accounts: tuple[Account, ...]
    channels: Channels
    until: float


_kept: dict[UUID, _Kept] = {}
_retiring: set[asyncio.Task[None]] = set()
# Grows with each wake-up: what was read before one is not remembered as fresh after it.
_heard = 0


def _forget(wakeup: Wakeup | None) -> None:
    """Ask the database again for whom a wake-up is about; None: for everybody."""
    global _heard
    _heard += 1
    for agency_id in [wakeup.subject] if wakeup else list(_kept):
        if agency_id in _kept:
            _kept[agency_id].until = 0.0


listener.watch(TOPIC, _forget)


async def channels_of(agency_id: UUID) -> Channels:
    """The adapters of this agency, with the installation's bounds and addresses; a channel that neither has is off.

    Asks the database when something changed, and always while LISTEN is down. Inside any transaction, or none.
    """
    installation = channels()
    if installation.build is None:
        return installation
    kept = _kept.get(agency_id)
    if kept and kept.installation is installation and listener.connected and monotonic() < kept.until:
        return kept.channels
    heard = _heard
    accounts = await accounts_of_agency(agency_id)
    until = monotonic() + _LONGEST if heard == _heard else 0.0
    kept = _kept.get(agency_id)  # somebody else may have asked meanwhile
    if kept and kept.installation is installation and kept.accounts == accounts:
        kept.until = max(kept.until, until)
        return kept.channels
    made = installation
    for account in accounts:
        made = installation.build(account, made)
    _kept[agency_id] = _Kept(installation, accounts, made, until)
    if kept:
        _retire(kept)
    return made


async def served(agency_id: UUID, provider: Provider) -> tuple[Channels, Account | None]:
    """The adapters of this agency, and its own account at a provider that they were built for; None: it has none."""
    made = await channels_of(agency_id)
    kept = _kept.get(agency_id)
    accounts = kept.accounts if kept and kept.channels is made else ()
    return made, next((one for one in accounts if one.provider is provider), None)


async def close_all() -> None:
    """Give back the connections and threads of all agencies' own adapters, and of no others."""
    for task in list(_retiring):
        task.cancel()
    for kept in list(_kept.values()):
        await _close(kept)
    _kept.clear()


def _retire(kept: _Kept) -> None:
    """Close replaced adapters once nothing can be under way in them: cut off, a request's outcome would be unknown."""

    async def later() -> None:
        try:
            await asyncio.sleep(_RETIRED)
        finally:
            await _close(kept)

    task = asyncio.create_task(later(), name="accounts.retire")
    _retiring.add(task)
    task.add_done_callback(_retiring.discard)


async def _close(kept: _Kept) -> None:
    shared = kept.installation
    for own, ours in (
        (kept.channels.sms, shared.sms),
        (kept.channels.voice, shared.voice),
        (kept.channels.email, shared.email),
        (kept.channels.postal, shared.postal),
    ):
        if own is not None and own is not ours:
            await own.close()
