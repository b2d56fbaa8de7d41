"""Messages of graphql-transport-ws: what one must look like, and what closes the socket of who sends another."""

from collections.abc import Mapping
from typing import Any

import orjson
from strawberry.types.execution import ExecutionResult

_LONGEST_ID = 200
_MOST_REASON = 120  # bytes: a close frame has room for 123

Message = Mapping[str, Any]


class Closing(Exception):
    """The socket must be closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason.encode()[:_MOST_REASON].decode(errors="ignore")
        super().__init__(reason)


def read(text: str | None) -> Message:
    """The message of a frame's text. Raises Closing 4400 for what is none."""
    if text is None:
        raise Closing(4400, "Messages are text frames")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Closing(4400, "Messages are JSON") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Closing(4400, "Messages are objects with a type")
    return message


def failed(code: str, sentence: str) -> dict[str, Any]:
    """What ends an operation that was not executed."""
    return {"type": "error", "payload": [{"message": sentence, "extensions": {"code": code}}]}


def payload_of(result: ExecutionResult) -> dict[str, Any]:
    """What a `next` message carries."""
    payload: dict[str, Any] = {"data": result.data}
    if result.errors:
        payload["errors"] = [error.formatted for error in result.errors]
    return payload


def optional(message: Message, name: str) -> dict[str, Any] | None:
    """A part that is an object, null or absent. Raises Closing 4400."""
    value = message.get(name)
    if isinstance(value, dict | None):
        return value
    raise Closing(4400, f"{name} is an object")


def id_of(message: Message) -> str:
    """Of which operation a message is. Raises Closing 4400."""
    value = message.get("id")
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID:
        raise Closing(4400, f"An id is a text of 1 to {_LONGEST_ID} characters")
    return value
