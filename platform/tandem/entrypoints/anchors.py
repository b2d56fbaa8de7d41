"""Anchors at the entrypoints: how the settings say to make them, and `tandem anchor`."""

import logging
from datetime import timedelta
from pathlib import Path

import structlog
from obstore.exceptions import BaseError
from rich.console import Console
from tortoise import Tortoise

from tandem.entrypoints import embedded
from tandem.entrypoints.orm import orm_config
from tandem.entrypoints.settings import Settings, SettingsRefused
from tandem.kit import clock
from tandem.timeline.anchors import Anchoring, AnchorTally, configure, make_anchor, signing, stamp_what_waits, store
from tandem.timeline.anchors.authority import Authority
from tandem.timeline.anchors.index import stamp_of


def anchoring_of(settings: Settings, folder: Path) -> Anchoring:
    """Where and how anchors are made and checked; in `folder` unless the settings name a store.

    Raises SettingsRefused when the store's address or the certificates make no sense.
    """
    try:
        files = store.opened(settings.anchors or str(folder / "anchors"))
    except (OSError, BaseError) as wrong:
        raise SettingsRefused(f"TANDEM_ANCHORS: {str(wrong).splitlines()[0]}") from None
    return Anchoring(
        files,
        signing.private_key(settings.key_bytes("anchor_key")) if settings.anchor_key else None,
        settings.fingerprints("trusted_anchor_keys"),
        timedelta(seconds=settings.anchor_every),
        _authority_of(settings),
    )


def _authority_of(settings: Settings) -> Authority | None:
    if not settings.timestamp_certificates:
        return None
    url = settings.timestamp_url.get_secret_value() if settings.timestamp_url else None
    try:
        return Authority.of(url, settings.timestamp_certificates, settings.fingerprints("timestamp_qualified"))
    except (OSError, ValueError) as wrong:
        raise SettingsRefused(f"TANDEM_TIMESTAMP_CERTIFICATES: {wrong}") from None


async def anchor_now(settings: Settings, console: Console) -> bool:
    """Make an anchor and ask for its time-stamp; False when another process is making one at this moment."""
    settings.needs("worker_database_url", "anchor_key")
    url = settings.worker_database_url.get_secret_value() if settings.worker_database_url else ""
    clock.configure(settings.clock_shift)
    # What is said here is for a person; what goes wrong is logged as well.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    configure(anchoring_of(settings, settings.data or embedded.choose_data_folder(None)))
    await Tortoise.init(config=orm_config(url, pool=2), _enable_global_fallback=True)
    try:
        return await _anchor(console)
    finally:
        await Tortoise.close_connections()


async def _anchor(console: Console) -> bool:
    anchor = await make_anchor()
    if anchor is None:
        console.print("Another process is making an anchor; look at it with `tandem verify`.")
        return False
    console.print(f"Anchor {anchor.number} of {anchor.at:%Y-%m-%d %H:%M:%S} UTC: {anchor.leaves} chains moved.")
    console.print(f"Root {anchor.root.hex()}")
    console.print(f"Key  {anchor.key.hex()}")
    await stamp_what_waits()
    console.print(await stamp_of(anchor.number), soft_wrap=True)
    return True


def summary_of(tally: AnchorTally) -> str:
    """What `tandem verify` says of the anchors that it looked at, in one line."""
    if tally.newest is None:
        return "No anchor holds: a chain that was made anew as a whole would not be noticed."
    said = [
        f"{tally.anchors} anchors with {tally.points} points, the newest of {tally.newest.at:%Y-%m-%d %H:%M:%S} UTC",
        f"{tally.stamped} time-stamped",
    ]
    if tally.unqualified:
        said.append(f"{tally.unqualified} of them by an authority not known to be qualified")
    if tally.waiting:
        said.append(f"{tally.waiting} waiting for their time-stamp")
    return ", ".join(said) + "."
