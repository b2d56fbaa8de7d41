"""Debtors who write: each text and e-mail comes in once, whatever dies, and is answered once."""

import asyncio
from functools import partial

import httpx2

from tandem.contacts.models import Channel
from tandem.timeline.queries import timeline_of
from tests.chaos.people import PATIENCE, Plan, answer_to, persistently
from tests.chaos.storm import Kind

HELP = "AIDE"
WISH = "Bonjour, pouvez-vous m’envoyer la facture ?"
REPEATED = 6  # times that the sandbox posts what nobody takes


async def writes(plan: Plan, sandbox: httpx2.AsyncClient) -> int:
    """Have the debtor write, and wait until the case file shows it; of a text until the product has its answer.

    Who hears nothing because every post of what they wrote was lost writes again. How often they wrote; raises
    TimeoutError when what was taken is not shown.
    """
    sid, wrote = await _write(plan, sandbox), 1
    async with asyncio.timeout(2 * PATIENCE):
        while True:
            if await persistently(partial(_is_in, plan)):
                return wrote
            if await _is_lost(sid, sandbox):
                sid, wrote = await _write(plan, sandbox), wrote + 1
            await asyncio.sleep(0.5)


async def _write(plan: Plan, sandbox: httpx2.AsyncClient) -> str:
    if plan.wish.kind is Kind.ANSWER:
        text = {"from": plan.made.phone.value, "to": plan.side.sender(Channel.SMS), "body": HELP}
        answer = await sandbox.post("/sandbox/api/replies", json=text)
    else:
        mail = {
            "from": plan.made.email.value,
            "to": plan.side.sender(Channel.EMAIL),
            "subject": "Facture",
            "text": WISH,
        }
        answer = await sandbox.post("/sandbox/api/mails", json=mail)
    answer.raise_for_status()
    return str(answer.json()["sid"])


async def _is_in(plan: Plan) -> bool:
    if plan.wish.kind is Kind.ANSWER:
        return await answer_to(plan) is not None
    page = await timeline_of(plan.side.manager, plan.made.case_file.id, 100, None)
    return any(entry.kind == "inbound_message_received" for _, entry in page.items)


async def _is_lost(sid: str, sandbox: httpx2.AsyncClient) -> bool:
    posts = (await sandbox.get("/sandbox/api/callbacks", params={"sid": sid})).json()["callbacks"]
    return all(post["tries"] >= REPEATED and not post["delivered"] for post in posts)
