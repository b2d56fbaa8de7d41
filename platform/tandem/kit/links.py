"""Short-lived signed paths: whoever holds one may use it until it expires, and nothing else."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from tandem.kit import clock

LIFE = timedelta(minutes=15)
_RESERVED = {"expires", "signature"}


class Links:
    """Signs and checks paths with the installation's secret key."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, path: str, **parameters: str) -> str:
        """`path` with `parameters`, an expiry and a signature over all of it; valid for 15 minutes."""
        expires = str(int((clock.now() + LIFE).timestamp()))
        query = {**parameters, "expires": expires, "signature": self._signature(path, parameters, expires)}
        return f"{path}?{urlencode(query)}"

    def is_valid(self, path: str, query: Mapping[str, str]) -> bool:
        """Whether this path with this query was signed here and has not expired."""
        expires = query.get("expires", "")
        parameters = {name: value for name, value in query.items() if name not in _RESERVED}
        expected = self._signature(path, parameters, expires)
        # As bytes: a text beyond ASCII is no signature, and not compared by the function.
        if not hmac.compare_digest(expected.encode(), query.get("signature", "").encode(errors="replace")):
            return False
        return datetime.fromtimestamp(int(expires), tz=clock.now().tzinfo) > clock.now()

    def _signature(self, path: str, parameters: Mapping[str, str], expires: str) -> str:
        # Encoded, so that no value can be read as another parameter, whatever characters it holds.
        signed = "\n".join([path, urlencode(sorted(parameters.items())), expires])
        return hmac.new(self._secret, signed.encode(), hashlib.sha256).hexdigest()
