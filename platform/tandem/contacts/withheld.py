"""What only the person who gets a message reads of it: the letters of its way out, the word that it is answered at.

Whoever holds them acts as that person: refuses, is reached again, asks for a call, writes onto the case file. So the
text that the parties of a case read, that chains seal and bundles hold has stars in their place. They follow from the
attempt's id and the installation's key, and are put in at the instant of sending.
"""

import hmac
import re
from uuid import UUID

from tandem.contacts.incoming import reply_address
from tandem.contacts.way_out import STARS, WAY_OUT_PATH, code_of
from tandem.kit import keys

_PURPOSE = "contacts/copy-as-left/1"
_WORD_STARS = "*" * reply_address.LENGTH
_PLACE = f"{WAY_OUT_PATH}/{STARS}"
_ANSWER_PLACE = f"reply+{_WORD_STARS}@"
# Quotes break long lines, with the signs of a quote or of quoted-printable between.
_FOLD = r"(?:=?\r?\n[> \t]*)?"
# What rewrites links for its readers writes them percent-encoded, once or more often (Microsoft, Barracuda), or with
# other signs (Proofpoint's first links: _ for a slash, - for a percent sign).
_SLASH, _PLUS, _AT = (rf"(?:{sign}|[%-](?:25)*{code})" for sign, code in (("[/_]", "2f"), (r"\+", "2b"), ("@", "40")))


def _run(letters: str, length: int) -> str:
    return rf"{_FOLD}(?:{letters}{_FOLD}){{{length - 1}}}{letters}"


# In what somebody else wrote: any link and any word of ours, whoever's message it quotes. PostgreSQL reads the first
# alike (`receipts.raw_replies`).
ANY_LINK = rf"(?i)({_SLASH}o{_SLASH}){_run('[a-hjkmnp-z2-9]', len(STARS))}(?![A-Za-z0-9])"
_ANY_LINK = re.compile(ANY_LINK)
_ANY_WORD = re.compile(rf"(?i)(reply{_PLUS}){_run('[a-z2-7]', reply_address.LENGTH)}(?={_FOLD}{_AT})")


def withheld(text: str, attempt_id: UUID) -> str:
    """A text of this attempt as it is kept and shown: as long as it was, with stars for its two secrets."""
    return text.replace(code_of(attempt_id), STARS).replace(reply_address.word_of(attempt_id), _WORD_STARS)


def filled_in(text: str, attempt_id: UUID) -> str:
    """The same as it leaves. A text without stars is as it was."""
    if STARS not in text:
        return text
    answered_at = f"reply+{reply_address.word_of(attempt_id)}@"
    return text.replace(_ANSWER_PLACE, answered_at).replace(_PLACE, f"{WAY_OUT_PATH}/{code_of(attempt_id)}")


def withheld_of_anybody(text: str) -> str:
    """What somebody wrote to us, who may quote a message of ours: without the secrets of whichever it is."""
    return _ANY_WORD.sub(rf"\g<1>{_WORD_STARS}", _ANY_LINK.sub(rf"\g<1>{STARS}", text))


def mark_of(text: str) -> str:
    """A keyed hash of what left, secrets and all, in hex: it proves the text to the installation, and since it is keyed
    nobody who reads it can try out the letters that are withheld.
    """
    return hmac.digest(keys.derived(_PURPOSE), text.encode(), "sha256").hex()
