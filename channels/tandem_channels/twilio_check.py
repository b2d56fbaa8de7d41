"""Testing a Twilio account: it is fetched, and each sender looked up; nothing is sent and nothing changed."""

from collections.abc import Iterable
from dataclasses import replace

from twilio.rest import Client

from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import RateLimited, Rejected, Unavailable, Unconfirmed
from tandem_channels.twilio_account import TwilioAccount, asking, client_for
from tandem_channels.twilio_browser import check_application

HOME = "us1"
# Twilio's regions: the keys of one are unknown in the others.
REGIONS = (HOME, "ie1", "au1")
STATUSES = {"suspended": AccountFault.SUSPENDED, "closed": AccountFault.CLOSED}
# "Account not active", and its kin of the older API.
INACTIVE = {"20005": AccountFault.SUSPENDED, "10001": AccountFault.SUSPENDED}


async def check_twilio(account: TwilioAccount, senders: Iterable[str], browser_url: str = "") -> list[Found]:
    """What is wrong with the account and with those senders of it; empty when all is well.

    A name (alphanumeric sender) belongs to nobody and is not looked up. `browser_url` is what the account's TwiML app,
    if it has one, must ask about legs made in browsers.
    """
    client, http = client_for(account)
    try:
        fetched = await asking(lambda: client.api.v2010.accounts(account.account_sid).fetch_async())
        if fault := STATUSES.get(str(fetched.status)):
            return [Found(fault)]
        found = [Found(AccountFault.SENDER_NOT_OWNED, one) for one in senders if not await _owns(client, one)]
        if account.application_sid:
            found += await check_application(client, account.application_sid, browser_url)
    except Rejected as refused:
        if fault := INACTIVE.get(refused.code):
            return [Found(fault)]
        at = await _region_of(account)
        return [Found(AccountFault.WRONG_REGION, at)] if at else [Found(AccountFault.WRONG_KEY)]
    except RateLimited:
        return [Found(AccountFault.LIMITED)]
    except (Unavailable, Unconfirmed):
        return [Found(AccountFault.UNREACHABLE)]
    finally:
        await http.close()
    return found


async def _owns(client: Client, sender: str) -> bool:
    if sender.startswith("+"):
        numbers = await asking(lambda: client.incoming_phone_numbers.list_async(phone_number=sender, limit=1))
        if numbers:
            return True
        # A number of another company's that was verified may be shown as the caller.
        verified = await asking(lambda: client.outgoing_caller_ids.list_async(phone_number=sender, limit=1))
        return bool(verified)
    if sender.isdigit():
        return bool(await asking(lambda: client.short_codes.list_async(short_code=sender, limit=1)))
    return True


async def _region_of(account: TwilioAccount) -> str | None:
    """The other region in which these keys are known, if any."""
    for region in REGIONS:
        if region == (account.region or HOME):
            continue
        if await _is_known(replace(account, region=None if region == HOME else region, edge=None)):
            return region
    return None


async def _is_known(account: TwilioAccount) -> bool:
    client, http = client_for(account)
    try:
        await asking(lambda: client.api.v2010.accounts(account.account_sid).fetch_async())
    except (Rejected, RateLimited, Unavailable, Unconfirmed):
        return False
    finally:
        await http.close()
    return True
