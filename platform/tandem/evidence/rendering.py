"""From a dossier to the PDF: words and figures are made here, `bundle.typ` only lays them out."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import typst

from tandem.casefiles.models import ContactPoint, ContactPointKind
from tandem.evidence.annexes import MOST_PAGES, pages_in
from tandem.evidence.chronology import Line, chronology
from tandem.evidence.gathering import Dossier
from tandem.evidence.numbering import NumberedExhibit
from tandem.evidence.sheets import ZONE, written_instant
from tandem.evidence.statement import PARTS, Account
from tandem.kit import texts
from tandem.kit.clock import local_day
from tandem.kit.money import Money
from tandem.kit.written import written_day, written_phone
from tandem.organizations.models import Organization
from tandem.timeline import Chain

TEMPLATE = Path(__file__).with_name("bundle.typ")
_PREFIX = "evidence.pdf."


@dataclass(frozen=True, slots=True)
class Anchored:
    """How far a chain is anchored, for a reader: the covered event, when, and by whose time-stamp."""

    chain: Chain
    sequence: int
    at: datetime
    stamped_at: datetime | None
    authority: str | None


def render(
    dossier: Dossier, exhibits: Sequence[NumberedExhibit], anchored: Sequence[Anchored], made_at: datetime
) -> bytes:
    """The PDF; equal dossiers give equal bytes. Up to some seconds of computing: run it in a thread.

    Fonts are those inside the typst wheel, so every machine prints the same page. It is no PDF/A, because no such file
    may hold the pages of another one.
    """
    with tempfile.TemporaryDirectory(prefix="tandem-bundle-") as made:
        folder = Path(made)
        page = _page(dossier, exhibits, anchored, made_at, folder)
        (folder / "bundle.json").write_bytes(orjson.dumps(page))
        main = folder / "bundle.typ"
        main.write_bytes(TEMPLATE.read_bytes())
        at = made_at.replace(microsecond=0)  # as PDF keeps times
        return bytes(typst.compile(main, root=folder, ignore_system_fonts=True, timestamp=at))


def _page(
    dossier: Dossier,
    exhibits: Sequence[NumberedExhibit],
    anchored: Sequence[Anchored],
    made_at: datetime,
    folder: Path,
) -> dict[str, Any]:
    locale, bundle = dossier.bundle.locale, dossier.bundle
    say = {key.removeprefix(_PREFIX): text for key, text in texts.catalogue(locale).items() if key.startswith(_PREFIX)}
    own = [chain for chain in dossier.records if chain is not Chain.PARTIES]
    return {
        "language": locale,
        "say": say,
        "reference": dossier.case_file.reference,
        "bundle_id": str(bundle.id),
        "made_at": written_instant(made_at, locale),
        "made_on": written_day(made_at.astimezone(ZONE).date(), locale),
        "asked_by": f"{bundle.requested_by}, {dossier.asker.name}",
        "scope": _say(f"scope.{own[0].value if own else 'parties'}", locale),
        "own_side": bool(own),
        "debtor": {"name": dossier.debtor.name, "lines": _debtor_lines(dossier, locale)},
        "creditor": _organization(dossier.creditor, locale),
        "agency": _organization(dossier.agency, locale),
        "parties": [
            {
                "role": texts.render(f"evidence.role.{one.party.role.value}", locale),
                "name": one.party.name,
                "points": [_point(point, locale) for point in one.points],
            }
            for one in dossier.parties
        ],
        "stage": texts.render(f"evidence.stage.{dossier.case_file.stage.value}", locale),
        "placed_on": written_day(local_day(dossier.case_file.placed_at), locale),
        "accounts": [_account(account, locale) for account in dossier.accounts],
        "chronology": [_line(line, locale) for line in chronology(dossier.events, locale)],
        "exhibits": [_exhibit(exhibit, locale, folder) for exhibit in exhibits],
        "chains": [_chain(chain, records, anchored, locale) for chain, records in dossier.records.items()],
    }


def _say(key: str, locale: str, **values: object) -> str:
    return texts.render(f"{_PREFIX}{key}", locale, **values)


def _organization(row: Organization, locale: str) -> dict[str, Any]:
    number = _say("company_number", locale, number=row.company_number) if row.company_number else ""
    phone = written_phone(row.phone, locale) if row.phone else ""
    return {"name": row.name, "lines": [*row.address.splitlines(), *filter(None, (number, phone, row.email or ""))]}


def _debtor_lines(dossier: Dossier, locale: str) -> list[str]:
    number = dossier.debtor.company_number
    lines = [_say("company_number", locale, number=number)] if number else []
    return [*lines, _say("debtor_reference", locale, reference=dossier.debtor.reference)]


def _point(point: ContactPoint, locale: str) -> str:
    if point.kind is ContactPointKind.PHONE:
        return written_phone(point.value, locale)
    return point.value.replace("\n", ", ")


def _account(account: Account, locale: str) -> dict[str, Any]:
    def amount(value: Money) -> str:
        return value.formatted(locale) if value.minor else "–"

    columns = (*PARTS, "placed", "paid", "balance")
    return {
        "currency": account.currency,
        "claims": [
            {
                "number": line.claim.document_number,
                "description": line.claim.description or "",
                "due_on": written_day(line.claim.due_on, locale, "medium"),
                "amounts": [
                    *(amount(line.part(part)) for part in PARTS),
                    *(amount(getattr(line, column)) for column in ("placed", "paid")),
                    line.balance.formatted(locale),
                ],
            }
            for line in account.claims
        ],
        "totals": [account.total(column).formatted(locale) for column in columns],
        "balance": account.total("balance").formatted(locale),
        "payments": [
            {
                "day": written_day(line.payment.received_on, locale, "medium"),
                "source": texts.render(f"exhibit.payment.source.{line.payment.source.value}", locale),
                "reference": line.payment.reference or "",
                "amount": line.amount.formatted(locale),
                "remark": _say("reversed", locale) if line.payment.reversed_at else "",
                "shares": [
                    texts.render("evidence.labelled", locale, label=number, value=share.formatted(locale))
                    for number, share in line.shares
                ],
            }
            for line in account.payments
        ],
    }


def _line(line: Line, locale: str) -> dict[str, Any]:
    occurred, recorded = line.occurred_at.astimezone(ZONE), line.recorded_at.astimezone(ZONE)
    remarks = []
    if line.corrects:
        remarks.append(_say("corrects", locale, sequence=line.corrects))
    if line.is_corrected:
        remarks.append(_say("corrected", locale))
    # Told apart only when the record is not of the same minute: most events are written as they happen.
    late = abs((line.recorded_at - line.occurred_at).total_seconds()) >= 60
    return {
        "day": written_day(occurred.date(), locale, "medium"),
        "time": f"{occurred:%H:%M}",
        "recorded": f"{written_day(recorded.date(), locale, 'medium')} {recorded:%H:%M}" if late else "",
        "who": line.who,
        "sentence": line.sentence,
        "remarks": remarks,
        "place": f"{_say(f'chain.{line.chain.value}', locale)} {line.sequence}",
        "hash": line.hash[:12],
    }


def _exhibit(exhibit: NumberedExhibit, locale: str, folder: Path) -> dict[str, Any]:
    annexes, sheets = [], 0
    for index, file in enumerate(file for file in exhibit.files if file.is_annexed):
        pages = pages_in(file.content)
        name = f"annex-{exhibit.number}-{index}.pdf"
        if pages:
            Path(folder, name).write_bytes(file.content)
        annexes.append({"file": name, "pages": min(pages, MOST_PAGES), "note": _annex_note(pages, locale)})
        sheets += min(pages, MOST_PAGES)
    shown, main = exhibit.exhibit, exhibit.files[0]
    folder_path = "/".join(main.path.split("/")[:2])
    return {
        "number": exhibit.number,
        "title": shown.title,
        "day": written_day(shown.day, locale, "medium"),
        "facts": [list(fact) for fact in shown.facts],
        "words": (shown.words or "").splitlines(),
        "proofs": [
            {"at": written_instant(proof.at, locale) if proof.at else "", "words": proof.words}
            for proof in shown.proofs
        ],
        "folder": folder_path,
        "files": [file.path.removeprefix(f"{folder_path}/") for file in exhibit.files],
        "sha256": main.sha256,
        "extent": _extent(len(exhibit.files), sheets, locale),
        "annexes": annexes,
    }


def _extent(files: int, sheets: int, locale: str) -> str:
    counted = [f"{files} {_say('files', locale)}"] if files > 1 else []
    counted += [f"{sheets} {_say('sheets', locale)}"] if sheets else []
    return f"({', '.join(counted)})" if counted else ""


def _annex_note(pages: int, locale: str) -> str:
    if pages == 0:
        return _say("annex_unreadable", locale)
    return _say("annex_cut", locale, pages=MOST_PAGES) if pages > MOST_PAGES else ""


def _chain(
    chain: Chain, records: Sequence[dict[str, Any]], anchored: Sequence[Anchored], locale: str
) -> dict[str, Any]:
    found = next((one for one in anchored if one.chain is chain), None)
    name = _say(f"chain.{chain.value}", locale)
    if found is None:
        told = _say("anchor_none", locale)
    elif found.stamped_at is None:
        told = _say("anchor_signed", locale, sequence=found.sequence, at=written_instant(found.at, locale))
    else:
        told = _say(
            "anchor_stamped",
            locale,
            sequence=found.sequence,
            at=written_instant(found.stamped_at, locale),
            authority=found.authority or "",
        )
    return {"name": name, "events": len(records), "last": records[-1]["hash"] if records else "", "anchor": told}
