"""Which channels this installation has, set once by the composition root; what is not set is off.

An agency's own are `accounts.serving.channels_of(agency_id)`: its provider accounts come before the installation's.
`configure` is one of the three places where dependencies enter the domain (docs/architecture.md).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tandem.contacts.accounts.account import Account
from tandem.contacts.email_groups import EmailGroup
from tandem.contacts.errors import ChannelOff
from tandem.contacts.models import Channel
from tandem.contacts.pacing.backoff import Backoff
from tandem_channels.account_faults import Found
from tandem_channels.contract import CallChannel, EmailChannel, SmsChannel
from tandem_channels.postal import PostalChannel

# Where the providers reach us, below the public address: the web process serves exactly these.
SMS_INBOUND_PATH = "/webhooks/twilio/sms"
SMS_STATUS_PATH = "/webhooks/twilio/sms/status"
CALL_ANSWER_PATH = "/webhooks/twilio/call/answer"
CALL_INBOUND_PATH = "/webhooks/twilio/call/inbound"
CALL_LEFT_PATH = "/webhooks/twilio/call/left"
CALL_STATUS_PATH = "/webhooks/twilio/call/status"
MESSAGE_ANSWER_PATH = "/webhooks/twilio/message"
LINE_ANSWER_PATH = "/webhooks/twilio/line/answer"
LINE_STATUS_PATH = "/webhooks/twilio/line/status"
BROWSER_ANSWER_PATH = "/webhooks/twilio/browser"
BROWSER_LEFT_PATH = "/webhooks/twilio/browser/left"
RECORDING_ANSWER_PATH = "/webhooks/twilio/recording/announced"
RECORDING_STATUS_PATH = "/webhooks/twilio/recording/status"
EMAIL_EVENTS_PATH = "/webhooks/sendgrid/events"
EMAIL_INBOUND_PATH = "/webhooks/sendgrid/inbound"  # and the secret of the account, or of the installation


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long the outcome of a send may stay unknown, each counted from the instant of sending.

    `unanswered_after`: nobody waits for the answer any more, so the attempt is `unconfirmed`. `look_up_after`: the
    provider's list is asked. `give_up_after`: a person is asked; an attempt without an end beyond this is lost.

    Of what the provider has, and whose end its callbacks do not tell: after `ask_text_after` or `ask_call_after` it is
    asked how it stands.
    """

    unanswered_after: timedelta = timedelta(seconds=60)
    look_up_after: timedelta = timedelta(seconds=300)
    give_up_after: timedelta = timedelta(seconds=900)
    ask_text_after: timedelta = timedelta(seconds=900)
    ask_call_after: timedelta = timedelta(seconds=180)

    @classmethod
    def within(cls, lost_after: int) -> "Bounds":
        """Spread over `lost_after` seconds, the setting within which every contact ends or waits on a person.

        The last sweep comes a little before the bound, not after it.
        """
        whole = timedelta(seconds=lost_after)
        return cls(
            unanswered_after=min(timedelta(seconds=60), whole / 4),
            look_up_after=whole / 3,
            give_up_after=whole - min(timedelta(seconds=30), whole / 5),
            ask_text_after=whole,
            ask_call_after=whole / 5,
        )


@dataclass(frozen=True, slots=True)
class Channels:
    """The adapters in use. Letters need no provider. `public_url` is the address that providers call back at."""

    sms: SmsChannel | None = None
    voice: CallChannel | None = None
    email: EmailChannel | None = None
    # Who prints and posts letters; without one they wait for the agency's own print run.
    postal: PostalChannel | None = None
    public_url: str = ""
    bounds: Bounds = field(default_factory=Bounds)
    # From which address Tandem writes to its own users.
    own_sender: str = ""
    # The domain whose e-mails the provider posts to us, and the secret in the address that it posts to.
    inbound_domain: str = ""
    inbound_secret: str = field(default="", repr=False)
    # The numbers of the provider's unsubscribe groups in the account that e-mails leave by.
    email_groups: Mapping[EmailGroup, int] = field(default_factory=dict)
    # Puts the adapters of one of an agency's accounts in the place of those of the same provider; None: agencies have
    # no accounts of their own here.
    build: "Callable[[Account, Channels], Channels] | None" = None
    # Asks the provider about an account and about these senders of it, sending nothing.
    check: Callable[[Account, list[str]], Awaitable[list[Found]]] | None = None
    # How long webhooks signed with a replaced key are still taken: providers repeat for a day what they could not post.
    grace: timedelta = timedelta(days=1)
    backoff: Backoff = field(default_factory=Backoff)
    # Whether the pages of this installation may use the microphone and reach the provider by themselves.
    softphone: bool = False

    def is_on(self, channel: Channel) -> bool:
        """Whether something can leave by this channel."""
        adapters = {Channel.SMS: self.sms, Channel.VOICE: self.voice, Channel.EMAIL: self.email}
        return channel is Channel.LETTER or adapters[channel] is not None

    def require(self, channel: Channel) -> None:
        """Raise ChannelOff when no provider serves this channel."""
        if not self.is_on(channel):
            raise ChannelOff(channel)

    def callback(self, path: str) -> str:
        """The public address of one of the paths above."""
        return self.public_url + path


_channels = Channels()


def configure(channels: Channels) -> None:
    """Set the channels of this process. Only the composition root calls this."""
    global _channels
    _channels = channels


def channels() -> Channels:
    """The channels of this process; all of a provider's are off until `configure`."""
    return _channels
