"""Words that an amicable text must not use: those of courts and bailiffs while no enforceable title is on file.

An amicable step dressed as a judicial one misleads (C. conso. L121-2; C. pénal 433-13), and a premium number makes the
debtor pay for the call.
"""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of the text that may not be sent, and the rule: `judicial_word` or `premium_number`."""

    rule: str
    found: str


_JUDICIAL = re.compile(
    r"\b("
    # French
    r"huissiers?|commissaires? de justice|saisies?|saisie-\w+|tribunal saisi|saisine du tribunal"
    r"|(pre-?)?contentieu(x|ses?)|mises? en demeure avant (les )?poursuites|derniers? avis avant \w+"
    r"|avant execution|poursuites judiciaires|assignation"
    # English
    r"|bailiffs?|enforcement officers?|seizures?|summons|court (action|proceedings)|last notice before \w+"
    r")\b"
)
# 081, 082 and 089 numbers are surcharged in France; 080 numbers are free or at the price of an ordinary call.
_PREMIUM = re.compile(r"(?<!\d)(?:0|\+33\s?(?:\(0\)\s?)?)[\s.]?8[\s.]?[129](?:[\s.-]?\d){7}(?!\d)")


def lint(text: str, *, has_title: bool = False) -> list[Finding]:
    """What must go before this text may be sent; empty when nothing.

    With an enforceable title on file (`has_title`) judicial words are allowed; a premium number never is.
    """
    findings = [Finding("premium_number", match.group()) for match in _PREMIUM.finditer(text)]
    if not has_title:
        findings += [Finding("judicial_word", match.group()) for match in _JUDICIAL.finditer(_plain(text))]
    return findings


def _plain(text: str) -> str:
    """Lower case without accents, with one space between words: "Mise  en\\nDEMEURE" reads "mise en demeure"."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())
