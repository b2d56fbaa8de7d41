"""An exhibit in plain text, for the archive: what the PDF says of it, readable without any program."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tandem.casefiles.exhibits import Exhibit
from tandem.kit import texts
from tandem.kit.written import written_day

# The legal time of the case: that of metropolitan France.
ZONE = ZoneInfo("Europe/Paris")


def written_instant(at: datetime, locale: str) -> str:
    """*22 novembre 2026 à 11:42:05 (UTC+1)*: legal time with its distance, so that no instant can be mistaken."""
    local = at.astimezone(ZONE)
    distance = local.utcoffset()
    hours = int(distance.total_seconds()) // 3600 if distance else 0
    day = written_day(local.date(), locale)
    return texts.render("evidence.instant", locale, day=day, time=f"{local:%H:%M:%S}", offset=f"UTC+{hours}")


def sheet(number: int, exhibit: Exhibit, locale: str) -> str:
    """The text of the file beside an exhibit's pieces."""
    say = texts.catalogue(locale)
    title = texts.render("evidence.exhibit_title", locale, number=number, title=exhibit.title)
    lines = [title, written_day(exhibit.day, locale), ""]
    lines += [texts.render("evidence.labelled", locale, label=label, value=value) for label, value in exhibit.facts]
    if exhibit.proofs:
        lines += ["", say["evidence.proofs"]]
        lines += [
            f"- {written_instant(proof.at, locale)} - {proof.words}" if proof.at else f"- {proof.words}"
            for proof in exhibit.proofs
        ]
    if exhibit.words:
        lines += ["", say["evidence.words"], "", exhibit.words]
    return "\n".join([*lines, ""])
