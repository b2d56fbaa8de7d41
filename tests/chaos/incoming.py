"""Debtors who are heard of: each text, e-mail and missed call comes in once, whatever dies; each refusal stands."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import httpx2

from tandem.contacts.commands import record_opt_out
from tandem.contacts.models import Channel, OptOut
from tandem.kit.database import reading
from tandem.timeline.queries import timeline_of
from tests.chaos.people import PATIENCE, Plan, answer_to, persistently, reached_by
from tests.chaos.storm import Kind

HELP = "AIDE"
STOP = "STOP"  # which the provider confirms itself
WISH = "Bonjour, pouvez-vous m’envoyer la facture ?"
REPEATED = 6  # times that the sandbox posts what nobody takes
Condition = Callable[[], Awaitable[bool]]


async def writes(plan: Plan, sandbox: httpx2.AsyncClient) -> int:
    """Have the debtor write or ring, and wait until the case file shows it; of a text until the product has its answer.

    How often they wrote. Raises TimeoutError, which says who wrote what, when what was taken is not shown.
    """
    return await _until(partial(_is_in, plan), partial(_write, plan, sandbox), sandbox, plan)


async def refuses(plan: Plan, sandbox: httpx2.AsyncClient) -> None:
    """Have the debtor refuse to be reached: by text to the number that texts them, else by a word to the collector."""
    channel, point = reached_by(plan)
    if channel is Channel.SMS:
        text = {"from": point.value, "to": plan.side.sender(channel), "body": STOP}
        await _until(partial(_is_refused, plan), partial(_post, sandbox, "replies", text), sandbox, plan)
    else:
        await persistently(lambda: record_opt_out(plan.collector, plan.made.case_file.id, point.id, channel=channel))


async def _until(is_so: Condition, write: Callable[[], Awaitable[str]], sandbox: httpx2.AsyncClient, plan: Plan) -> int:
    """Write until it is so, again only when every post of what was written before was lost; how often."""
    sid, wrote = await write(), 1
    try:
        async with asyncio.timeout(2 * PATIENCE):
            while True:
                if await persistently(is_so):
                    return wrote
                if await _is_lost(sid, sandbox):
                    sid, wrote = await write(), wrote + 1
                await asyncio.sleep(0.5)
    except TimeoutError as late:
        posts = await _posts_of(sid, sandbox)
        raise TimeoutError(f"{plan.wish} of {plan.made.case_file.id} wrote {wrote} times; the last: {posts}") from late


async def _write(plan: Plan, sandbox: httpx2.AsyncClient) -> str:
    phone, side = plan.made.phone.value, plan.side
    if plan.wish.kind is Kind.ANSWER:
        return await _post(sandbox, "replies", {"from": phone, "to": side.sender(Channel.SMS), "body": HELP})
    if plan.wish.kind is Kind.CALLED:
        return await _post(sandbox, "callers", {"from": phone, "to": side.sender(Channel.VOICE)})
    to, email = side.sender(Channel.EMAIL), plan.made.email.value
    return await _post(sandbox, "mails", {"from": email, "to": to, "subject": "Facture", "text": WISH})


async def _post(sandbox: httpx2.AsyncClient, what: str, said: Mapping[str, str]) -> str:
    answer = await sandbox.post(f"/sandbox/api/{what}", json=said)
    answer.raise_for_status()
    return str(answer.json()["sid"])


async def _is_refused(plan: Plan) -> bool:
    channel, point = reached_by(plan)
    async with reading(plan.side.manager):
        return await OptOut.filter(channel=channel, address=point.value, lifted_at=None).exists()


async def _is_in(plan: Plan) -> bool:
    if plan.wish.kind is Kind.ANSWER:
        return await answer_to(plan) is not None
    page = await timeline_of(plan.side.manager, plan.made.case_file.id, 100, None)
    return any(entry.kind == "inbound_message_received" for _, entry in page.items)


async def _is_lost(sid: str, sandbox: httpx2.AsyncClient) -> bool:
    return all(post["tries"] >= REPEATED and not post["delivered"] for post in await _posts_of(sid, sandbox))


async def _posts_of(sid: str, sandbox: httpx2.AsyncClient) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = (await sandbox.get("/sandbox/api/callbacks", params={"sid": sid})).json()["callbacks"]
    return posts
