"""Tracking numbers of registered letters, as the post prints them on its labels."""

import re

# UPU S10: two letters, eight digits, a check digit, the country (RK123456785FR).
_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
# La Poste's labels within France (1A12345678901, 2C12345678901): thirteen places, of whose last no rule is public.
_LA_POSTE = re.compile(r"\d[A-Z]\d{11}")


def tracking_number(typed: str) -> str | None:
    """The number without spaces and in capitals; None where no label has it: a wrong check digit."""
    number = "".join(typed.split()).upper()
    if _LA_POSTE.fullmatch(number):
        return number
    found = _S10.fullmatch(number)
    return number if found and _check_digit(found[1]) == int(found[2]) else None


def _check_digit(serial: str) -> int:
    """Of a UPU S10 serial number (standard S10-12, annex A)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)
