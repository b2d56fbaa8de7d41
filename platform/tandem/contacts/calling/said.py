"""What a call that a message opens was given to say: each text once, on its attempt, and sealed with its outcome."""

from collections.abc import Sequence
from hashlib import sha256

from tandem.contacts.models import ContactAttempt


async def keep_said(attempt: ContactAttempt, said: Sequence[str]) -> None:
    """Add the exact texts that the provider is given now, with the attempt locked; asked twice, they are there once."""
    before = (attempt.body or "").splitlines()
    new = [text for text in said if text not in before]
    if new:
        attempt.body = "\n".join([*before, *new])
        await attempt.save(update_fields=["body"])


def copy_of_said(attempt: ContactAttempt) -> dict[str, object]:
    """The copy that the event of the outcome seals, with the SHA-256 of its UTF-8; empty where a person talked."""
    if not attempt.automated or not attempt.body:
        return {}
    return {"said": attempt.body, "said_sha256": sha256(attempt.body.encode()).hexdigest()}
