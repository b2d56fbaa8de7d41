"""Words for a country, a currency, a language, a segment, a nature or a place, in French and English, and codes."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from babel.core import Locale, get_global

from tandem.kit.countries import countries

# Offered first; the others follow in the order of their codes.
USUAL_CURRENCIES = ("EUR", "GBP", "USD", "CHF")
USUAL_COUNTRIES = ("FR", "BE", "CH", "LU", "DE", "ES", "IT", "GB")

SEGMENTS = ("consumer", "professional", "public_buyer", "association")
NATURES = ("general", "telecom", "transport", "rent", "consumer_credit")
# Where a number reaches somebody, as `ContactPlace`.
PHONE_PLACES = ("home", "mobile", "work", "unknown")
LANGUAGES = ("fr", "en")

_READERS = tuple(Locale(language) for language in LANGUAGES)
_NOT_WORD = re.compile(r"[^a-z0-9]+")

_REMEMBERED = 2_000  # a column of words repeats a few of them on every row

_SEGMENT_WORDS = {
    "consumer": "consumer consumers individual private b2c conso consommateur particulier particuliers pp "
    "personne_physique",
    "professional": "professional professionals business company b2b pro entreprise entreprises societe "
    "professionnel professionnels artisan commercant tpe pme eti pm personne_morale sole_trader auto_entrepreneur",
    "public_buyer": "public_buyer public b2g government authority administration collectivite "
    "collectivite_territoriale acheteur_public secteur_public mairie commune etat",
    "association": "association associations asso nonprofit non_profit charity association_loi_1901",
}
_NATURE_WORDS = {
    "general": "general generale ordinary goods services goods_and_services sale sales ordinaire courant biens "
    "biens_et_services prestation_service vente ventes fourniture fournitures marchandises travaux",
    "telecom": "telecom telecoms telecommunication telecommunications telephone telephony telephonie internet mobile "
    "phone_bill electronic_communications communications_electroniques facture_telephone",
    "transport": "transport transports carriage freight haulage fret transport_marchandises transport_personnes",
    "rent": "rent rents home_rent residential_rent loyer loyers loyer_habitation loyers_habitation bail_habitation",
    "consumer_credit": "consumer_credit consumer_loan credit_consommation credit_a_consommation "
    "credit_a_la_consommation credit_conso",
}
_PHONE_PLACE_WORDS = {
    "home": "home house private personal domicile maison prive personnel perso",
    "mobile": "mobile mobile_phone cell cellphone cellular portable telephone_portable gsm",
    "work": "work workplace office business employer travail lieu_de_travail bureau pro professionnel employeur",
    "unknown": "unknown not_known inconnu non_connu",
}

# A sign names a set of currencies; only a set of one says which.
CURRENCY_SIGNS: Mapping[str, frozenset[str]] = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "BRL"}),
    "¥": frozenset({"JPY", "CNY"}),
}


def plain(text: str) -> str:
    """Lower case without accents, punctuation or repeated spaces: `N° de Facture` becomes `n de facture`."""
    stripped = text
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.replace("°", " ").replace("œ", "oe").replace("Œ", "OE"))
        stripped = "".join(character for character in apart if not unicodedata.combining(character))
    return _NOT_WORD.sub(" ", stripped.casefold()).strip()


@lru_cache(maxsize=_REMEMBERED)
def segment_of(text: str) -> str | None:
    """The segment that a word names, else None."""
    return _segments().get(plain(text))


@lru_cache(maxsize=_REMEMBERED)
def nature_of(text: str) -> str | None:
    """The nature of a claim that a word names, else None."""
    return _natures().get(plain(text))


@lru_cache(maxsize=_REMEMBERED)
def phone_place_of(text: str) -> str | None:
    """Where a number is, as a word says, else None."""
    return _phone_places().get(plain(text))


@lru_cache(maxsize=_REMEMBERED)
def country_of(text: str) -> str | None:
    """ISO 3166 alpha-2 of a country written as a two- or three-letter code, a numeric code or a name, else None."""
    key = plain(text)
    return _countries().get(key.zfill(3) if key.isdigit() else key)


@lru_cache(maxsize=_REMEMBERED)
def currency_of(text: str) -> str | None:
    """ISO 4217 code, in use today, of a code, a sign that names one currency only, or a name; else None."""
    signed = CURRENCY_SIGNS.get(text.strip(), frozenset())
    return next(iter(signed)) if len(signed) == 1 else _currencies().get(plain(text))


@lru_cache(maxsize=_REMEMBERED)
def language_of_text(text: str) -> str | None:
    """`fr` or `en` for a code (`FR`, `fra`, `fr-FR`) or a name; None for a language that we do not write in."""
    return _languages().get(plain(text)) or _languages().get(plain(text.replace("_", "-").partition("-")[0]))


@cache
def currencies_in_use() -> frozenset[str]:
    """ISO 4217 codes that are legal tender somewhere today."""
    return frozenset(
        code
        for periods in get_global("territory_currencies").values()
        for code, _start, end, tender in periods
        if tender and end is None
    )


@cache
def _segments() -> dict[str, str]:
    return {word.replace("_", " "): segment for segment, words in _SEGMENT_WORDS.items() for word in words.split()}


@cache
def _natures() -> dict[str, str]:
    return {word.replace("_", " "): nature for nature, words in _NATURE_WORDS.items() for word in words.split()}


@cache
def _phone_places() -> dict[str, str]:
    return {word.replace("_", " "): place for place, words in _PHONE_PLACE_WORDS.items() for word in words.split()}


@cache
def _countries() -> dict[str, str]:
    known = countries()
    names = {plain(reader.territories[code]): code for reader in _READERS for code in known}
    aliases = {
        key.lower(): codes[0]
        for key, codes in get_global("territory_aliases").items()
        if len(key) == 3 and len(codes) == 1 and codes[0] in known
    }
    usual = {"uk": "GB", "england": "GB", "great britain": "GB", "angleterre": "GB", "usa": "US", "hollande": "NL"}
    return names | aliases | usual | {code.lower(): code for code in known}


@cache
def _currencies() -> dict[str, str]:
    known = currencies_in_use()
    names = {plain(reader.currencies[code]): code for reader in _READERS for code in known if code in reader.currencies}
    return names | {"euros": "EUR"} | {code.lower(): code for code in known}


@cache
def _languages() -> dict[str, str]:
    names = {plain(reader.languages[code]): code for reader in _READERS for code in LANGUAGES}
    return names | {"fra": "fr", "fre": "fr", "eng": "en", "f": "fr", "e": "en"} | {code: code for code in LANGUAGES}
