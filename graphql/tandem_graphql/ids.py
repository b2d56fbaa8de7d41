"""Relay's global identification: `Type:uuid` in base64."""

import base64
import binascii
from uuid import UUID

import strawberry

from tandem.kit.errors import InvalidInput


def global_id(type_name: str, key: object) -> strawberry.ID:
    """The identifier of a row on the wire."""
    return strawberry.ID(base64.b64encode(f"{type_name}:{key}".encode()).decode())


def split(text: str, field: str) -> tuple[str, UUID]:
    """Type name and key of a global id. Raises InvalidInput naming the input field."""
    try:
        type_name, _, key = base64.b64decode(text, validate=True).decode().partition(":")
        return type_name, UUID(key)
    except (ValueError, binascii.Error):
        raise InvalidInput(field, text, "id") from None


def key_of(text: str, type_name: str, field: str) -> UUID:
    """The key of a global id of this type. Raises InvalidInput for garbage and for another type's id."""
    found, key = split(text, field)
    if found != type_name:
        raise InvalidInput(field, text, "id")
    return key
