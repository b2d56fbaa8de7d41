"""Making an anchor: the heads of all chains that moved since the one before, as files outside the database.

The order of writing makes an anchor exist all at once: leaves, key and signature first, under names that follow from
their contents, and the anchor file last. Killed before that, there is no anchor; killed after, the next run finds the
file and remembers it.
"""

import hashlib
import tempfile
from datetime import datetime, timedelta
from typing import IO

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from tandem.kit import clock
from tandem.timeline.anchors import index, signing, store
from tandem.timeline.anchors.anchoring import Anchoring, anchoring
from tandem.timeline.anchors.index import Remembered
from tandem.timeline.anchors.merkle import Tree
from tandem.timeline.anchors.reading import points_in, points_of, signed_anchor
from tandem.timeline.anchors.signing import NotSigned
from tandem.timeline.anchors.store import AnchorFileMissing
from tandem.timeline.anchors.written import Anchor, NotAnAnchor, Point, anchor_name, number_of

# Where nothing moves, an anchor without leaves says so once a day: silence is proved as well, at the cost of a file.
QUIET = timedelta(hours=24)
log = structlog.get_logger()


async def make_anchor_when_due() -> Anchor | None:
    """Make an anchor when the last look is long enough ago and something moved; None when there is nothing to do.

    Safe to call at any time, in any number of processes.
    """
    return await _make(anchoring(), clock.now(), asked=False) if anchoring().key else None


async def make_anchor() -> Anchor | None:
    """Make an anchor now, without leaves when nothing moved; None when another process is making one.

    Not inside a transaction, and as the worker role: what is anchored is what was committed, of every organization.
    """
    return await _make(anchoring(), clock.now(), asked=True)


async def _make(chosen: Anchoring, now: datetime, *, asked: bool) -> Anchor | None:
    if chosen.key is None:
        raise RuntimeError("anchors are signed: set TANDEM_ANCHOR_KEY")
    # One transaction from the look to the last row, although files are written meanwhile: it holds the lock.
    async with in_transaction():
        if not await index.locked():
            return None
        newest = await index.newest()
        # Apart in either direction: a clock that was set back stops nothing.
        if not asked and newest and abs(now - newest.looked_at) < chosen.every:
            return None
        newest, number = await _caught_up(chosen, newest)
        with tempfile.TemporaryFile() as leaves:
            tree, sha256 = await _collect(leaves)
            if not asked and not tree.size and newest and abs(now - newest.made_at) < QUIET:
                await index.looked(newest.number, now)
                return None
            previous = newest.sha256 if newest else None
            key = signing.fingerprint(chosen.key)
            anchor = Anchor(number, now, tree.size, sha256, tree.root(), previous, key)
            await _write(chosen, chosen.key, anchor, leaves)
            await index.add(anchor, wants_stamp=chosen.asks)
            for points in points_in(leaves):
                await index.covered(anchor, points)
    log.info("anchors.made", number=anchor.number, leaves=anchor.leaves)
    return anchor


async def _caught_up(chosen: Anchoring, newest: Remembered | None) -> tuple[Remembered | None, int]:
    """Remember what the store has and the database has not: a run was cut short, or the database was restored.

    Returns the newest anchor and the next number. A file that is no anchor of ours takes its number and is passed
    over; `tandem verify` names it.
    """
    after = newest.number if newest else 0
    names = [name async for name in store.names_after(chosen.store, anchor_name(after) if after else "")]
    numbers = sorted(number for name in names if (number := number_of(name)) and number > after)
    for number in numbers:
        try:
            anchor = await signed_anchor(chosen.store, number, chosen.pinned)
            # Once to see that all of it holds, once to remember it.
            async for _ in points_of(chosen.store, anchor):
                pass
            newest = await index.add(anchor, wants_stamp=chosen.asks)
            async for points in points_of(chosen.store, anchor):
                await index.covered(anchor, points)
            log.info("anchors.caught_up", number=number)
        except (AnchorFileMissing, NotAnAnchor, NotSigned) as wrong:
            log.error("anchors.not_ours", number=number, problem=str(wrong))
    return newest, max([after, *numbers]) + 1


async def _collect(leaves: IO[bytes]) -> tuple[Tree, bytes]:
    """Write a line for each chain that moved; the tree over them and the file's SHA-256."""
    tree, digest = Tree(), hashlib.sha256()
    async with get_connection("default").acquire_connection() as connection:
        async for row in connection.cursor("SELECT * FROM door_timeline_moved()", prefetch=2_000):
            leaf = Point(row["case_file_id"], row["chain"], row["sequence"], row["hash"]).leaf()
            tree.add(leaf)
            digest.update(leaf + b"\n")
            leaves.write(leaf + b"\n")
    return tree, digest.digest()


async def _write(chosen: Anchoring, key: Ed25519PrivateKey, anchor: Anchor, leaves: IO[bytes]) -> None:
    text = anchor.text()
    leaves.seek(0)
    await store.put_new(chosen.store, anchor.leaves_name, leaves)
    await store.put_new(chosen.store, anchor.key_name, signing.public_pem(key))
    await store.put_new(chosen.store, anchor.signature_name, key.sign(text))
    if not await store.put_new(chosen.store, anchor_name(anchor.number), text):
        raise RuntimeError(f"anchor {anchor.number} was made by somebody else meanwhile")
