"""The paper that the creditor adds in the story: one page that says the work was accepted."""

from datetime import UTC, date, datetime, time

import typst

from tandem.kit.written import written_day

_PAGE = """#set page(paper: "a4", margin: 3cm)
#set text(lang: "fr", size: 12pt)
= Procès-verbal de réception
Chantier : couverture et maçonnerie, lot 3

Le {day}, le client a réceptionné les travaux *sans réserve*.

#v(2cm)
Pour l’entreprise #h(1fr) Pour le client
"""


def acceptance_report(on: date) -> bytes:
    """A PDF of a page, with the fonts inside the typst wheel."""
    source = _PAGE.format(day=written_day(on, "fr")).encode()
    return bytes(typst.compile(source, ignore_system_fonts=True, timestamp=datetime.combine(on, time(), UTC)))
