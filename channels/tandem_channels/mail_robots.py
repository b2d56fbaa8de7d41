"""Whether somebody wrote an e-mail or a program did, and what a mail server's report says.

Both are judged by what programs say of themselves. Words that a person quotes or forwards decide nothing, and a list or
an address that takes no answer may still carry a person's words.
"""

import re
from email.message import Message

from tandem_channels.inbound_email import Bounce
from tandem_channels.mail_reading import header

_MOST_REPORT = 20_000  # characters
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(?:auto(?:matic)?[ -]?(?:reply|response)|automatische antwort|out of (?:the )?office|"
    r"r[ée]ponse automatique|message automatique|absence du bureau|absent du bureau|"
    r"undeliver(?:able|ed)|mail delivery (?:failed|failure|subsystem)|delivery status notification|"
    r"non[- ]remis|[ée]chec de la remise)",
    re.I,
)
_SERVERS = re.compile(r"^(?:mailer-daemon|postmaster)(?:[+@-]|$)", re.I)
_UNANSWERED = re.compile(r"^(?:no-?reply|ne-?pas-?repondre|bounces?)(?:[+@-]|$)", re.I)


def is_automatic(message: Message, sender: str, *, returns_to_nobody: bool) -> bool:
    """Whether a program wrote it: RFC 3834, and what programs do that have not read it."""
    said = header(message, "Auto-Submitted").lower()
    if said and not said.startswith("no"):
        return True
    if message.get("X-Autoreply") or message.get("X-Autorespond"):
        return True
    if header(message, "Precedence").lower() == "auto_reply" or may_report(message, sender, returns_to_nobody):
        return True
    return bool(_AUTOMATIC_SUBJECT.match(header(message, "Subject")))


def is_mass(message: Message, sender: str) -> bool:
    """Whether it came by a list, or from an address that takes no answer: advertising, or a ticket system's person."""
    return header(message, "Precedence").lower() in ("bulk", "junk", "list") or bool(_UNANSWERED.match(sender))


def may_report(message: Message, sender: str, returns_to_nobody: bool) -> bool:
    """Whether a mail server sent it: a report by its type, or returned to nobody (RFC 5321, 4.5.5)."""
    return returns_to_nobody or message.get_content_type() == "multipart/report" or bool(_SERVERS.match(sender))


def bounce_in(report: str) -> Bounce | None:
    """What a mail server's report (RFC 3464) says of the one that was not delivered; None when it says that of none."""
    told: dict[str, str] = {}
    for line in report[:_MOST_REPORT].split("\n"):
        name, divided, value = line.partition(":")
        if divided and name.lower() in ("action", "status", "final-recipient", "original-recipient"):
            told.setdefault(name.lower(), value.strip())
    status = re.match(r"[245]\.\d{1,3}\.\d{1,3}", told.get("status", ""))
    written = told.get("final-recipient") or told.get("original-recipient") or ""
    recipient = re.fullmatch(r"<?([^\s<>]{1,256}@[^\s<>]{1,256})>?", written.rpartition(";")[2].strip())
    if status is None or recipient is None or not re.match(r"failed\b", told.get("action", ""), re.I):
        return None
    return Bounce(recipient[1].lower(), status[0])
