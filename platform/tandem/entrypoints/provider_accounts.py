"""The adapters of an agency's own provider accounts, at the same addresses as the installation's."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from tandem.contacts.accounts.account import Account
from tandem.contacts.channels import BROWSER_ANSWER_PATH, Channels
from tandem.contacts.email_groups import EmailGroup
from tandem_channels.account_faults import AccountFault, Found
from tandem_channels.contract import Provider
from tandem_channels.file_drop import FileDrop
from tandem_channels.sendgrid_check import check_sendgrid
from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_check import check_twilio
from tandem_channels.twilio_sms import TwilioSms
from tandem_channels.twilio_voice import TwilioVoice

_EU = "https://api.eu.sendgrid.com"


def builder(
    twilio_url: str | None, sendgrid_url: str | None, printer_folder: Path | None
) -> Callable[[Account, Channels], Channels]:
    """How an account becomes adapters. A provider without an address stays off: never live by default."""

    def build(account: Account, channels: Channels) -> Channels:
        if account.provider is Provider.TWILIO:
            if twilio_url is None:
                return replace(channels, sms=None, voice=None)
            twilio = twilio_account(account, twilio_url)
            return replace(channels, sms=TwilioSms(twilio), voice=TwilioVoice(twilio))
        if account.provider is Provider.FILE_DROP:
            return replace(channels, postal=file_drop(account, printer_folder) if printer_folder else None)
        if sendgrid_url is None:
            return replace(channels, email=None)
        return replace(
            channels,
            email=SendGridEmail(sendgrid_account(account, sendgrid_url)),
            inbound_domain=account.reply_domain or channels.inbound_domain,
            # Those of the installation's account are nobody's in another one.
            email_groups=groups_in(account),
        )

    return build


def checker(
    twilio_url: str | None, sendgrid_url: str | None, address: str, printer_folder: Path | None
) -> Callable[[Account, list[str]], Awaitable[list[Found]]]:
    """How an account is tested. A provider without an address is not reached. `address` is our own, which it calls."""

    async def check(account: Account, senders: list[str]) -> list[Found]:
        if account.provider is Provider.TWILIO:
            if twilio_url is None:
                return [Found(AccountFault.UNREACHABLE)]
            return await check_twilio(twilio_account(account, twilio_url), senders, address + BROWSER_ANSWER_PATH)
        if account.provider is Provider.FILE_DROP:
            usable = printer_folder is not None and await file_drop(account, printer_folder).is_usable()
            return [] if usable else [Found(AccountFault.FOLDER)]
        if sendgrid_url is None:
            return [Found(AccountFault.UNREACHABLE)]
        domains = {one.rpartition("@")[2] for one in senders} | (
            {account.email_domain} if account.email_domain else set()
        )
        there = replace(account, region=None if account.region == "eu" else "eu")
        elsewhere = sendgrid_account(there, sendgrid_url) if _is_of(sendgrid_url, "sendgrid.com") else None
        groups = groups_in(account).values()
        return await check_sendgrid(sendgrid_account(account, sendgrid_url), domains, elsewhere, groups)

    return check


def twilio_account(account: Account, url: str) -> TwilioAccount:
    """Credentials as the channel takes them. Twilio itself is found by region and edge, a stand-in by its address."""
    return TwilioAccount(
        account.account_sid or "",
        account.secrets.auth_token,
        None if _is_of(url, "twilio.com") else url,
        api_key_sid=account.api_key_sid,
        api_key_secret=account.secrets.api_key_secret or None,
        region=account.region,
        edge=account.edge,
        application_sid=account.twiml_app_sid,
    )


def file_drop(account: Account, folder: Path) -> FileDrop:
    """The printer's folder of one agency: nobody types a path, and no agency reaches another's."""
    return FileDrop(folder / str(account.agency_id))


def sendgrid_account(account: Account, url: str) -> SendGridAccount:
    """Credentials as the channel takes them; SendGrid's European region has an address of its own."""
    at = _EU if account.region == "eu" and _is_of(url, "sendgrid.com") else url
    return SendGridAccount(account.secrets.api_key, account.secrets.webhook_public_key, at)


def groups_in(account: Account) -> dict[EmailGroup, int]:
    """The unsubscribe groups that the agency has entered."""
    numbers = {EmailGroup.DEMANDS: account.demand_group, EmailGroup.INFORMATION: account.information_group}
    return {group: number for group, number in numbers.items() if number is not None}


def _is_of(url: str, domain: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == domain or host.endswith(f".{domain}")
