"""Company numbers: SIREN, SIRET and French VAT numbers checked, those of other countries taken as written."""

import re

_LA_POSTE = "356000000"  # its establishments' SIRET follow another rule: the figures add up to a multiple of five
_FRENCH_VAT = re.compile(r"FR([0-9A-Z]{2})([0-9]{9})")
_FOREIGN = re.compile(r"[0-9A-Z]{4,20}")


def read_company_number(text: str, country: str | None) -> str | None:
    """The number without spaces or dots, None when it cannot be one.

    In France nine figures (SIREN) or fourteen (SIRET) with the right check figure; a French VAT number gives its SIREN.
    Numbers of other countries are only checked for their form.
    """
    number = _compact(text)
    if vat := _FRENCH_VAT.fullmatch(number):
        key, number = vat[1], vat[2]
        if key.isdigit() and int(key) != (12 + 3 * (int(number) % 97)) % 97:
            return None
    elif country not in (None, "FR"):
        return number if _FOREIGN.fullmatch(number) else None
    return number if is_siren_or_siret(number) else None


def company_of(text: str) -> str:
    """The company that a number names, checked or not: two establishments (SIRET) of one company (SIREN) are one.

    Of fourteen figures the first nine, whatever the country, and of a French VAT number its SIREN; others stay whole.
    The database's `company_of` is the same for numbers as they are kept.
    """
    number = _compact(text)
    if vat := _FRENCH_VAT.fullmatch(number):
        return vat[2]
    return number[:9] if re.fullmatch(r"[0-9]{14}", number) else number


def is_siren_or_siret(number: str) -> bool:
    """True for nine or fourteen figures with the right check figure."""
    if not (number.isascii() and number.isdigit() and len(number) in (9, 14)):
        return False
    if len(number) == 14 and number.startswith(_LA_POSTE):
        return sum(map(int, number)) % 5 == 0 or _luhn(number)
    return _luhn(number)


def _compact(text: str) -> str:
    return re.sub(r"[\s.\-/]", "", text).upper()


def _luhn(number: str) -> bool:
    doubled = (int(figure) * (1 + position % 2) for position, figure in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
