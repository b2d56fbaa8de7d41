"""The addressee as envelopes want it: NF Z 10-011, the standard of French postal addresses.

Six lines of 38 characters from the name to the town, a seventh for the country; the last three in capitals without
accents and, in France, without punctuation; words are shortened only in a line that is too long, by the standard's own
abbreviations. What still does not fit is refused: nobody guesses an address.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from babel import Locale

from tandem_channels.letters.correspondent import ADDRESS_LINES, ADDRESS_WIDTH, AddressTooLong, Correspondent

# The sorting machines read capitals there.
_IN_CAPITALS = 3
_FRENCH_TOWN = re.compile(r"(?:F-?\s?)?(\d{5})\s+(\D.*)", re.IGNORECASE)
_HOME = "FR"
# The country's name is for the post that sends the letter off, in a language that it reads.
_READS_FRENCH = frozenset({"FR", "BE", "CH", "LU", "MC"})
# Letters that are not a plain one with an accent.
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
# In this order: kinds of buildings and streets before titles, titles before what legal persons are called.
_SHORT = {
    "APPARTEMENT": "APP",
    "BATIMENT": "BAT",
    "ESCALIER": "ESC",
    "ETAGE": "ETG",
    "IMMEUBLE": "IMM",
    "RESIDENCE": "RES",
    "LOTISSEMENT": "LOT",
    "QUARTIER": "QUA",
    "ZONE INDUSTRIELLE": "ZI",
    "ZONE ARTISANALE": "ZA",
    "ZONE D ACTIVITES": "ZA",
    "ALLEE": "ALL",
    "AVENUE": "AV",
    "BOULEVARD": "BD",
    "CHEMIN": "CHE",
    "COURS": "CRS",
    "FAUBOURG": "FG",
    "IMPASSE": "IMP",
    "PASSAGE": "PAS",
    "PLACE": "PL",
    "ROUTE": "RTE",
    "SQUARE": "SQ",
    "CAPITAINE": "CNE",
    "COLONEL": "CNL",
    "COMMANDANT": "CDT",
    "DOCTEUR": "DR",
    "GENERAL": "GAL",
    "LIEUTENANT": "LTT",
    "MARECHAL": "MAL",
    "PRESIDENT": "PDT",
    "PROFESSEUR": "PR",
    "SAINTE": "STE",
    "SAINT": "ST",
    "MADAME": "MME",
    "MADEMOISELLE": "MLLE",
    "MONSIEUR": "M",
    "ASSOCIATION": "ASS",
    "COMPAGNIE": "CIE",
    "ETABLISSEMENTS": "ETS",
    "SOCIETE": "STE",
}


def posted_block(addressee: Correspondent, sender: Correspondent) -> tuple[str, ...]:
    """The lines behind the window, the name first. Raises AddressTooLong naming the line that does not fit.

    The order of the lines is the given one: from the person to the town, as the standard has it. A last line that is a
    country says where the address is, else the addressee's country does: five figures and a town may be a German one.
    Abroad the town and the country, which is named where it was not, are in capitals; nothing else is touched, since
    punctuation may mean something there.
    """
    lines = [" ".join(line.split()) for line in addressee.address if line.strip()]
    home = sender.country or _HOME
    if lines and _capitals(lines[-1]) == _named(home, home):
        lines.pop()
        country = home
    elif _names_a_country(lines, addressee.country or home, home):
        country = None
    else:
        country = addressee.country or home
        if country != home:
            lines.append(_named(country, home))
    abroad = country != home
    most = ADDRESS_LINES + 1 if abroad else ADDRESS_LINES
    if 1 + len(lines) > most:
        raise AddressTooLong("debtor.address")
    if abroad:
        lines[-2:] = [_capitals(line) for line in lines[-2:]]
    elif home != _HOME:
        lines[-1:] = [_capitals(line) for line in lines[-1:]]
    else:
        lines[-_IN_CAPITALS:] = [_plain(line) for line in lines[-_IN_CAPITALS:]]
    name = _fitting(" ".join(addressee.name.split()), "debtor.name")
    return name, *(_fitting(line, f"debtor.address[{place}]") for place, line in enumerate(lines))


def _names_a_country(lines: Sequence[str], country: str, home: str) -> bool:
    """A last line without a digit under a town is a country: towns have their code beside them. Of somebody abroad it
    may be a town without one, so it is read.
    """
    if len(lines) < 2 or any(character.isdigit() for character in lines[-1]):
        return False
    return country == home or _capitals(lines[-1]) in _names_of(country)


@cache
def _names_of(country: str) -> frozenset[str]:
    """What a country is called in French, in English, and in the language that most there speak."""
    locales = (Locale("fr"), Locale("en"), Locale.parse(f"und_{country}"))
    return frozenset(_capitals(str(locale.territories.get(country, country))) for locale in locales)


def _named(country: str, home: str) -> str:
    locale = Locale("fr" if home in _READS_FRENCH else "en")
    return _capitals(str(locale.territories.get(country, country)))


def _plain(line: str) -> str:
    """Capitals without accents or any sign but letters and figures."""
    town = _FRENCH_TOWN.fullmatch(line)
    said = f"{town[1]} {town[2]}" if town else line
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", _capitals(said)).split())


def _capitals(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.translate(_LIGATURES).upper())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _fitting(line: str, field: str) -> str:
    """The line, shortened word by word only as far as it must be. Raises AddressTooLong."""
    for long, short in _SHORT.items():
        if len(line) <= ADDRESS_WIDTH:
            break
        line = _shortened(line, long, short)
    if len(line) > ADDRESS_WIDTH:
        raise AddressTooLong(field, line)
    return line


def _shortened(line: str, long: str, short: str) -> str:
    """With every such word replaced, however it is accented; the others keep their spelling."""
    words, wanted = line.split(" "), long.split(" ")
    kept: list[str] = []
    while words:
        if [_capitals(word) for word in words[: len(wanted)]] == wanted:
            kept.append(short if words[0].isupper() else short.capitalize())
            del words[: len(wanted)]
        else:
            kept.append(words.pop(0))
    return " ".join(kept)
