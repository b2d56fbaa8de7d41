"""Countries by their ISO 3166 alpha-2 codes, and by the names that people give them."""

from functools import cache

from babel.core import Locale

from tandem.kit.search import search_key

# CLDR names regions that are no country: unions, the United Nations, unknown, pseudo-locales.
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})


@cache
def countries() -> frozenset[str]:
    """ISO 3166 alpha-2 codes."""
    codes = (str(code) for code in Locale("fr").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - _NO_COUNTRY


def country_named(text: str) -> str | None:
    """The code of a country by its whole name in French or English; None for anything else."""
    return _by_name().get(search_key(text))


@cache
def _by_name() -> dict[str, str]:
    found = {search_key(Locale(reader).territories[code]): code for reader in ("fr", "en") for code in countries()}
    return found | {"angleterre": "GB", "england": "GB", "ecosse": "GB", "scotland": "GB", "usa": "US"}
