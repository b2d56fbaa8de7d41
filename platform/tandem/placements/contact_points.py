"""Telephone numbers and e-mail addresses of a debtor, as a cell holds them."""

import re

import phonenumbers

_EMAIL = re.compile(r"[A-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z]{2,63}", re.I)
_BETWEEN_PHONES = re.compile(r"\s*(?:[;|,/\n]|\bou\b|\bor\b|\bet\b|\band\b)\s*", re.IGNORECASE)
_BETWEEN_EMAILS = re.compile(r"[\s;,|]+")


def read_phones(text: str, country: str) -> tuple[list[str], list[str]]:
    """E.164 numbers of a cell, read as dialled inside `country`, and the pieces that are no number there."""
    whole = _e164(text, country)
    if whole:
        return [whole], []
    found: list[str] = []
    wrong: list[str] = []
    for piece in filter(None, _BETWEEN_PHONES.split(text)):
        number = _e164(piece, country) if piece != text else None
        if number is None:
            wrong.append(piece)
        elif number not in found:
            found.append(number)
    return found, wrong


def read_emails(text: str) -> tuple[list[str], list[str]]:
    """Addresses of a cell, the domain in lower case, and the pieces that are none."""
    found: list[str] = []
    wrong: list[str] = []
    for piece in filter(None, _BETWEEN_EMAILS.split(text.replace("mailto:", ""))):
        address = piece.strip("<>")
        if not _EMAIL.fullmatch(address) or ".." in address:
            wrong.append(piece)
            continue
        local, _, domain = address.rpartition("@")
        if (normal := f"{local}@{domain.lower()}") not in found:
            found.append(normal)
    return found, wrong


def _e164(text: str, country: str) -> str | None:
    # Spreadsheets drop the leading zero of a French number stored as a figure.
    if country == "FR" and len(text) == 9 and text.isdigit() and text[0] != "0":
        text = "0" + text
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
