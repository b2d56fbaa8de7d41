"""An e-mail that somebody sent to us, as an adapter hands it over: read, judged by nobody."""

from dataclasses import dataclass, field

from tandem_channels.contract import Provider


@dataclass(frozen=True, slots=True)
class MailFile:
    """Something that came with an e-mail. Name and type are the sender's claim."""

    name: str = field(repr=False)
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail server's report that an e-mail was given back: `status` as in RFC 3463 (`5.1.1`)."""

    recipient: str = field(repr=False)
    status: str


@dataclass(frozen=True, slots=True)
class InboundEmail:
    """`answers` are the message ids that it names, the nearest first.

    `recipients` are the addresses that it was delivered to, then those that it shows. `text` is all of it, `answer`
    without what it quotes below, `own_words` without anything that somebody else wrote: empty where nothing is left.
    `is_automatic`: nobody wrote it. `is_mass`: it came by a list or from an address that takes no answer, and maybe
    nobody did. `is_proven`: the sender's domain vouches for it.
    """

    provider: Provider
    message_id: str | None
    answers: tuple[str, ...]
    sender: str = field(repr=False)
    recipients: tuple[str, ...] = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    answer: str = field(repr=False)
    own_words: str = field(repr=False)
    files: tuple[MailFile, ...] = field(repr=False)
    is_automatic: bool
    is_mass: bool
    is_proven: bool
    bounce: Bounce | None = None
