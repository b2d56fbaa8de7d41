"""A second process of the product, as far as accounts go: says each time which key its adapters are made with.

`python -m tests.domain.accounts.watching URL AGENCY KEY_IN_HEX`; run by its test, ended by closing its input.
"""

import asyncio
import contextlib
import sys
from dataclasses import replace
from uuid import UUID

from tandem import contacts
from tandem.contacts.accounts import sealing
from tandem.contacts.accounts.account import Account
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.channels import Channels
from tandem.kit.wakeups import listener
from tandem_channels.fake import FakeFindableChannel
from tests.support.services import orm

EVERY = 0.02  # seconds


def built(account: Account, channels: Channels) -> Channels:
    """The adapter shows which key it was made with; only the test's keys come here."""
    return replace(channels, sms=FakeFindableChannel(account.secrets.auth_token))


async def watch(url: str, agency_id: UUID) -> None:
    """Say the key whenever it is another one."""
    known: object = ""
    async with orm(url, pool=2), listener.run(url):
        while True:
            sms = (await channels_of(agency_id)).sms
            key = sms._secret.decode() if isinstance(sms, FakeFindableChannel) else "off"
            if key != known:
                print(key, flush=True)
                known = key
            await asyncio.sleep(EVERY)


if __name__ == "__main__":
    sealing.configure(bytes.fromhex(sys.argv[3]))
    contacts.configure(contacts.Channels(build=built))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(watch(sys.argv[1], UUID(sys.argv[2])))
