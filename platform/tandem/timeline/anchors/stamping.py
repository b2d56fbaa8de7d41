"""Time-stamps for anchors: asked for after the anchor is made, again and again until a token is there that holds."""

from datetime import UTC, datetime, timedelta

import structlog
from obstore.store import ObjectStore

from tandem.kit import clock
from tandem.timeline.anchors import index, store
from tandem.timeline.anchors.anchoring import anchoring
from tandem.timeline.anchors.authority import Authority, AuthorityUnavailable, ask
from tandem.timeline.anchors.store import AnchorFileMissing
from tandem.timeline.anchors.tokens import Stamp, TokenRefused, check, request_for
from tandem.timeline.anchors.written import anchor_name, chain_name, token_name

# How far an authority's clock may be from ours: more, and one of the two is wrong.
_APART = timedelta(minutes=5)
log = structlog.get_logger()


async def stamp_what_waits() -> int:
    """Ask for the time-stamps that are due, oldest anchor first, until one fails; returns how many were kept.

    Safe to call at any time, in any number of processes. A failure is remembered with the anchor and tried again.
    """
    chosen, kept = anchoring(), 0
    if chosen.authority is None or chosen.authority.url is None:
        return 0
    while (number := await index.claim_unstamped(clock.now())) is not None:
        try:
            await index.stamped(number, await _stamp(chosen.store, chosen.authority, chosen.authority.url, number))
        except (AuthorityUnavailable, TokenRefused, AnchorFileMissing) as problem:
            reason = f"{type(problem).__name__}: {problem}"
            await index.not_stamped(number, reason)
            log.warning("anchors.not_stamped", number=number, problem=reason)
            return kept
        log.info("anchors.stamped", number=number)
        kept += 1
    return kept


async def _stamp(files: ObjectStore, authority: Authority, url: str, number: int) -> Stamp:
    text = await store.read(files, anchor_name(number))
    try:
        # A run before this one kept the token and could not say so any more.
        return check(await store.read(files, token_name(number)), text, authority)
    except AnchorFileMissing:
        pass
    request = request_for(text)
    answer = await ask(url, request.as_bytes())
    stamp = check(answer, text, authority, nonce=request.nonce)
    if abs(stamp.at - datetime.now(UTC)) > _APART:
        raise TokenRefused(f"its time is {stamp.at:%Y-%m-%d %H:%M:%S} UTC, which is not now")
    await store.put_new(files, chain_name(number, answer), stamp.chain)
    if not await store.put_new(files, token_name(number), answer):
        return check(await store.read(files, token_name(number)), text, authority)  # somebody else was faster
    return stamp
