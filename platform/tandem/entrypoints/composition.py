"""The composition root's common part: what web, worker and command line set up in the same way."""

import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog
from pydantic import SecretStr
from tortoise import Tortoise

from tandem.casefiles import storage
from tandem.contacts import channels as contact_channels
from tandem.contacts import gate
from tandem.contacts.accounts import sealing as account_keys
from tandem.contacts.accounts import serving
from tandem.contacts.channels import Bounds, Channels
from tandem.contacts.pacing.backoff import Backoff
from tandem.entrypoints import embedded, provider_accounts
from tandem.entrypoints.anchors import anchoring_of
from tandem.entrypoints.erasures import journal_of
from tandem.entrypoints.orm import orm_config
from tandem.entrypoints.settings import Environment, Settings, groups_of
from tandem.kit import clock, keys, rule_packs
from tandem.kit.wakeups import flusher, listener
from tandem.organizations import session_limits
from tandem.organizations.session_limits import SessionLimits
from tandem.privacy import journal
from tandem.timeline import anchors, sealing
from tandem_channels.sendgrid_email import SendGridAccount, SendGridEmail
from tandem_channels.twilio_account import TwilioAccount
from tandem_channels.twilio_sms import TwilioSms
from tandem_channels.twilio_voice import TwilioVoice


def configure(settings: Settings) -> Channels:
    """Set the clock, the timeline's keys, storage and channels of this process and check the rules of contact; returns
    the channels.
    """
    configure_logging(settings)
    clock.configure(settings.clock_shift)
    sealing.configure(settings.key_bytes("master_key"))
    keys.configure(settings.key_bytes("master_key"))
    account_keys.configure(*settings.keys_of_accounts(keys.derived("provider-accounts")))
    session_limits.configure(SessionLimits(settings.session_idle_time, settings.session_life_time))
    folder = settings.data or embedded.choose_data_folder(None)
    storage.configure(storage.local_folder(folder / "files"))
    anchors.configure(anchoring_of(settings, folder))
    journal.configure(journal_of(settings, folder))
    channels = installation_channels(settings)
    contact_channels.configure(channels)
    rule_packs.configure(settings.packs)
    gate.load_shipped()
    return channels


def configure_logging(settings: Settings) -> None:
    """JSON lines in production, readable lines on a developer's machine; names and numbers never enter a log."""
    production = settings.env is Environment.PRODUCTION
    renderer = structlog.processors.JSONRenderer() if production else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def installation_channels(settings: Settings) -> Channels:
    """The adapters that have an address and credentials; a channel without both is off, never live by default."""
    sms = voice = email = None
    if settings.twilio_is_on and settings.twilio_account_sid and settings.twilio_auth_token:
        account = TwilioAccount(
            settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value(), settings.twilio_api_url
        )
        sms, voice = TwilioSms(account), TwilioVoice(account)
    if settings.sendgrid_is_on and settings.sendgrid_api_key:
        email = SendGridEmail(
            SendGridAccount(
                settings.sendgrid_api_key.get_secret_value(),
                settings.sendgrid_webhook_public_key or "",
                settings.sendgrid_api_url,
            )
        )
    return Channels(
        sms,
        voice,
        email,
        public_url=settings.address,
        bounds=Bounds.within(settings.lost_after),
        own_sender=settings.own_sender,
        inbound_domain=settings.inbound_domain,
        inbound_secret=settings.inbound_secret.get_secret_value() if settings.inbound_secret else "",
        email_groups=groups_of(settings.email_groups),
        build=provider_accounts.builder(settings.twilio_api_url, settings.sendgrid_api_url, settings.printer_folder),
        check=provider_accounts.checker(
            settings.twilio_api_url, settings.sendgrid_api_url, settings.address, settings.printer_folder
        ),
        grace=timedelta(seconds=settings.provider_grace),
        softphone=settings.softphone,
        backoff=Backoff(timedelta(seconds=settings.backoff_first), timedelta(seconds=settings.backoff_longest)),
    )


async def close(channels: Channels) -> None:
    """Give back the connections and threads of the installation's channels, and of agencies' own."""
    await serving.close_all()
    for adapter in (channels.sms, channels.voice, channels.email):
        if adapter is not None:
            await adapter.close()


@contextlib.asynccontextmanager
async def running(settings: Settings, url: SecretStr, *, pool: int) -> AsyncIterator[None]:
    """The ORM on `url`, and live updates both ways, for as long as the block runs."""
    await Tortoise.init(config=orm_config(url.get_secret_value(), pool=pool), _enable_global_fallback=True)
    try:
        direct = settings.direct(url)
        async with listener.run(direct), flusher.run(direct):
            yield
    finally:
        await Tortoise.close_connections()
