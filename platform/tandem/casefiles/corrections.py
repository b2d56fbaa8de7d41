"""What every correction has in common: a chain never loses what was corrected, and the correction says why."""

from tandem.kit.errors import InvalidInput

_REASON = 500  # characters


def correction_reason(text: str) -> str:
    """Why something is corrected, trimmed. Raises InvalidInput when it is missing or longer than 500 characters."""
    words = text.strip()
    if not words or len(words) > _REASON:
        raise InvalidInput("reason", text, "correction_reason")
    return words
