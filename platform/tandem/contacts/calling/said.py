"""What a call that a message opens was given to say: each text once, on its attempt, and sealed with its outcome.

A text is kept before the provider is given it, so that it is never lost, and taken back when nobody can have heard it.
"""

from collections.abc import Sequence
from hashlib import sha256

from tandem.contacts.models import ContactAttempt

# Of an attempt: a machine was to be told something, and nobody knows whether it was.
UNCONFIRMED = "VOICEMAIL_UNCONFIRMED"


async def keep_said(attempt: ContactAttempt, said: Sequence[str]) -> list[str]:
    """Add the exact texts that the provider is given now, with the attempt locked; asked twice, they are there once.

    Returns those that were not there before.
    """
    before = (attempt.body or "").splitlines()
    new = [text for text in said if text not in before]
    if new:
        attempt.body = "\n".join([*before, *new])
        await attempt.save(update_fields=["body"])
    return new


async def take_back(attempt: ContactAttempt, texts: Sequence[str]) -> None:
    """Nobody heard these, with the attempt locked: what is left was given to say."""
    said = "\n".join(one for one in (attempt.body or "").splitlines() if one not in texts)
    attempt.update_from_dict({"body": said or None})
    await attempt.save(update_fields=["body"])


def is_unconfirmed(attempt: ContactAttempt) -> bool:
    """Whether a machine was to be told something, and no answer of the provider is known."""
    return any(reason["code"] == UNCONFIRMED for reason in attempt.reasons)


def copy_of_said(attempt: ContactAttempt) -> dict[str, object]:
    """The copy that the event of the outcome seals, with the SHA-256 of its UTF-8; empty where a person talked."""
    if not attempt.automated or not attempt.body:
        return {}
    return {"said": attempt.body, "said_sha256": sha256(attempt.body.encode()).hexdigest()}
