"""Which channels this installation has, set once by the composition root; what is not set is off.

`configure` is one of the three places where dependencies enter the domain (docs/architecture.md).
"""

from dataclasses import dataclass, field
from datetime import timedelta

from tandem.contacts.errors import ChannelOff
from tandem.contacts.models import Channel
from tandem_channels.contract import CallChannel, EmailChannel, SmsChannel

# Where the providers reach us, below the public address: the web process serves exactly these.
SMS_INBOUND_PATH = "/webhooks/twilio/sms"
SMS_STATUS_PATH = "/webhooks/twilio/sms/status"
CALL_ANSWER_PATH = "/webhooks/twilio/call/answer"
CALL_STATUS_PATH = "/webhooks/twilio/call/status"
EMAIL_EVENTS_PATH = "/webhooks/sendgrid/events"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long the outcome of a send may stay unknown, each counted from the instant of sending.

    `unanswered_after`: nobody waits for the answer any more, so the attempt is `unconfirmed`. `look_up_after`: the
    provider's list is asked. `give_up_after`: a person is asked; an attempt without an end beyond this is lost.
    """

    unanswered_after: timedelta = timedelta(seconds=60)
    look_up_after: timedelta = timedelta(seconds=300)
    give_up_after: timedelta = timedelta(seconds=900)

    @classmethod
    def within(cls, lost_after: int) -> "Bounds":
        """Spread over `lost_after` seconds, the setting within which every contact ends or waits on a person.

        The last sweep comes a little before the bound, not after it.
        """
        whole = timedelta(seconds=lost_after)
        return cls(min(timedelta(seconds=60), whole / 4), whole / 3, whole - min(timedelta(seconds=30), whole / 5))


@dataclass(frozen=True, slots=True)
class Channels:
    """The adapters in use. Letters need no provider. `public_url` is the address that providers call back at."""

    sms: SmsChannel | None = None
    voice: CallChannel | None = None
    email: EmailChannel | None = None
    public_url: str = ""
    bounds: Bounds = field(default_factory=Bounds)
    # From which address Tandem writes to its own users.
    own_sender: str = ""

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
