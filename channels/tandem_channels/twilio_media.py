"""Files that came with a text: named in its webhook, fetched from Twilio and destroyed there.

https://www.twilio.com/docs/messaging/api/media-resource
"""

import re
from collections.abc import Mapping

from twilio.rest import Client

from tandem_channels.contract import InboundMedium, Rejected
from tandem_channels.twilio_account import OneShotHttpClient, asking

MOST = 10
"""Files of one text, by Twilio's own limit."""
_PLACE = re.compile(r"/Messages/(?:SM|MM)[0-9a-fA-F]{32}/Media/(ME[0-9a-fA-F]{32})$")
_KIND = re.compile(r"[a-z0-9.+-]{1,50}/[a-z0-9.+_-]{1,80}")
_UNKNOWN = frozenset({"20404", "404"})


class TwilioMedia:
    """The MessageMedia of one Twilio account."""

    def __init__(self, client: Client, http: OneShotHttpClient) -> None:
        self._client, self._http = client, http

    async def fetch(self, message_id: str, medium_id: str, most: int) -> bytes | None:
        """GET Messages/{sid}/Media/{sid}. Twilio sends on to its own file server, which is told no credentials."""
        account = self._client.account_sid
        path = f"{self._client.api.base_url}/2010-04-01/Accounts/{account}/Messages/{message_id}/Media/{medium_id}"
        auth = (self._client.username, self._client.password)
        return await asking(lambda: self._http.fetch_foreign(self._client.get_hostname(path), auth, most))

    async def delete(self, message_id: str, medium_id: str) -> None:
        """DELETE Messages/{sid}/Media/{sid}.json."""
        try:
            await asking(lambda: self._client.messages(message_id).media(medium_id).delete_async())
        except Rejected as refusal:
            if refusal.code not in _UNKNOWN:
                raise


def media_in(form: Mapping[str, str]) -> tuple[InboundMedium, ...]:
    """What a webhook says of them. Of their addresses only our id is kept: they are asked for where the account is."""
    told = form.get("NumMedia", "")
    count = min(int(told), MOST) if told.isdecimal() and len(told) < 4 else 0
    return tuple(_medium(form, place) for place in range(count))


def _medium(form: Mapping[str, str], place: int) -> InboundMedium:
    found = _PLACE.search(form.get(f"MediaUrl{place}", ""))
    kind = form.get(f"MediaContentType{place}", "").partition(";")[0].strip().lower()
    return InboundMedium(found[1] if found else None, kind if _KIND.fullmatch(kind) else "application/octet-stream")
