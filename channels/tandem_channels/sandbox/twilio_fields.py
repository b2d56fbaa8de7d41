"""What a request to Twilio's resources may say, field by field: what the sandbox does not play, it refuses.

Twilio passes over a name that it does not know, and a misspelt option is then silently off: here it is an error.
"""

from collections.abc import Callable, Mapping

from starlette.datastructures import FormData
from starlette.responses import Response

from tandem_channels.sandbox.answers import twilio_error

Holds = Callable[[str], bool]
Fields = Mapping[str, tuple[Holds, int]]
_INVALID = 20001


def _anything(_value: str) -> bool:
    """It is looked at elsewhere, with an error of its own."""
    return True


def _is_address(value: str) -> bool:
    return value.startswith(("http:", "https:"))


def _is_number(least: int, most: int) -> Holds:
    return lambda value: value.isascii() and value.isdigit() and least <= int(value) <= most


def _one_of(*words: str) -> Holds:
    return lambda value: value in words


# How long a text may wait in Twilio's queue: 1 to 36,000 seconds, 36,000 where nothing is said
# (https://www.twilio.com/docs/messaging/api/message-resource).
LONGEST_VALIDITY = 36_000
MESSAGE: Fields = {
    "To": (_anything, _INVALID),
    "From": (_anything, _INVALID),
    "Body": (_anything, _INVALID),
    "StatusCallback": (_is_address, 21609),
    "ValidityPeriod": (_is_number(1, LONGEST_VALIDITY), _INVALID),
}
CONSENTS: Fields = {"Items": (_anything, _INVALID)}
_BOOLEAN = (_one_of("true", "false"), _INVALID)
_OF_ANY_CALL: Fields = {
    "To": (_anything, _INVALID),
    "From": (_anything, _INVALID),
    "Timeout": (_is_number(5, 600), _INVALID),
    "StatusCallback": (_is_address, 21609),
    "StatusCallbackEvent": (_one_of("initiated", "ringing", "answered", "completed"), _INVALID),
}
CALL: Fields = {
    **_OF_ANY_CALL,
    "Url": (_is_address, 21205),
    "MachineDetection": (_one_of("Enable", "DetectMessageEnd"), _INVALID),
    "AsyncAmd": _BOOLEAN,
    "AsyncAmdStatusCallback": (_is_address, 21609),
}
CHANGED_CALL: Fields = {"Status": (_anything, _INVALID), "Twiml": (_anything, _INVALID)}
PARTICIPANT: Fields = {
    **_OF_ANY_CALL,
    "Beep": (_one_of("true", "false", "onEnter", "onExit"), _INVALID),
    "EarlyMedia": _BOOLEAN,
    "EndConferenceOnExit": _BOOLEAN,
}
RECORDING: Fields = {
    "RecordingStatusCallback": (_is_address, 21609),
    "RecordingStatusCallbackEvent": (_one_of("in-progress", "completed", "absent"), _INVALID),
    "RecordingTrack": (_one_of("inbound", "outbound", "both"), _INVALID),
}
CHANGED_RECORDING: Fields = {
    "Status": (_anything, _INVALID),
    "PauseBehavior": (_one_of("skip", "silence"), _INVALID),
}


def refusal_of_fields(form: FormData, known: Fields) -> Response | None:
    """The answer to the first field that is unknown, or that holds what it cannot, in one of its values."""
    for name, value in form.multi_items():
        if name not in known:
            return twilio_error(_INVALID, detail=f"Unknown parameter {name}")
        holds, code = known[name]
        if not holds(str(value)):
            return twilio_error(code, detail=f"Invalid value of {name}")
    return None
