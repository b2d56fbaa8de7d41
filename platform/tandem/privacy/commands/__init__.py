"""What people do about personal data, a verb a file."""

from tandem.privacy.commands.place_legal_hold import place_legal_hold
from tandem.privacy.commands.release_legal_hold import release_legal_hold
from tandem.privacy.commands.request_erasure import request_erasure
from tandem.privacy.commands.set_retention import set_retention

__all__ = ["place_legal_hold", "release_legal_hold", "request_erasure", "set_retention"]
