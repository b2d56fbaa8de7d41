"""What a bank sees by its grants, and what a creditor sees summed: each figure added up row by row."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.walk.plain import Reader, Row, Shown
from tests.walk.plain_cases import is_paused, open_holds
from tests.walk.plain_fields import by, columns, global_id, money, rows, told
from tests.walk.plain_house import PLACED, granted_batches, is_active
from tests.walk.plain_lists import needs

_PARIS = ZoneInfo("Europe/Paris")
_FEWEST = 5  # debtors behind anything that a bank is told
_AGES = ((0, "NOT_DUE"), (30, "DAYS_1_30"), (60, "DAYS_31_60"), (90, "DAYS_61_90"), (120, "DAYS_91_120"))


def in_force(reader: Reader) -> list[Row]:
    """The grants that the reader's bank has, by creditor and portfolio."""
    found = [one for one in reader.model.of("bank_grants", "bank_id", reader.own) if _is_open(reader, one)]
    return sorted(found, key=lambda one: (_name(reader, one, "organizations", "creditor_id"), _portfolio(reader, one)))


def _is_open(reader: Reader, grant: Row) -> bool:
    """To the bank: by the asking instant's day and by the database's own."""
    return is_active(reader, grant) and (grant["expires_on"] is None or reader.model.late <= grant["expires_on"])


def _name(reader: Reader, row: Row, table: str, column: str) -> str:
    return str((reader.model.one(table, row[column]) or {})["name"])


def _portfolio(reader: Reader, grant: Row) -> tuple[str, UUID]:
    return _name(reader, grant, "portfolios", "portfolio_id"), grant["id"]


def _pools(reader: Reader, grant: Row, found: Iterable[Row]) -> list[list[Row]]:
    """Rows of the portfolio told together, batch by batch or small batches at once, as far as the grant shows them.

    A batch of five debtors stands alone; smaller ones wait until they are five together. What is told together is
    shown together or not at all.
    """
    placed = {
        one["id"]
        for one in reader.model.of("placement_batches", "portfolio_id", grant["portfolio_id"])
        if one["state"] in PLACED
    }
    by_batch: dict[UUID, list[Row]] = defaultdict(list)
    for row in found:
        if row["batch_id"] in placed:
            by_batch[row["batch_id"]].append(row)
    large = {key for key, rows_ in by_batch.items() if len(_debtors(reader, rows_)) >= _FEWEST}
    pools = [by_batch[key] for key in large]
    pools.append([row for key in by_batch.keys() - large for row in by_batch[key]])
    shown = {one["id"] for one in granted_batches(reader, grant)}
    return [
        pool for pool in pools if len(_debtors(reader, pool)) >= _FEWEST and {row["batch_id"] for row in pool} <= shown
    ]


def _debtors(reader: Reader, found: Iterable[Row]) -> set[UUID]:
    """Who owes, each by one of the debtors that are them; nobody once the person is erased."""
    told_: set[UUID] = set()
    for row in found:
        if not _case_of(reader, row)["erased_at"]:
            told_.add(min(_same_debtor(reader, _case_of(reader, row))))
    return told_


def _same_debtor(reader: Reader, case: Row) -> set[UUID]:
    """The debtor of a case file and whoever a company or the creditor's reference connects, step by step."""
    on_file = {
        one["debtor_id"]: reader.model.one("debtors", one["debtor_id"]) or {}
        for one in reader.model.of("case_files", "creditor_id", case["creditor_id"])
    }
    reached, edge = set(), {case["debtor_id"]}
    while edge:
        reached |= edge
        names = {name for key in edge for name in _names(on_file[key])}
        edge = {key for key, debtor in on_file.items() if key not in reached and names & _names(debtor)}
    return reached


def _names(debtor: Row) -> set[str]:
    """A customer's reference, and the company: of fourteen figures the first nine."""
    number = debtor["company_number"] or ""
    company = number[:9] if len(number) == 14 and number.isdigit() else number
    return {f"reference {debtor['reference']}"} | ({f"company {company}"} if company else set())


def _case_of(reader: Reader, row: Row) -> Row:
    found = reader.model.one("case_files", row["case_file_id"]) if "case_file_id" in row else row
    assert found is not None
    return found


def _total(claim: Row) -> int:
    return int(sum(claim[name] for name in ("principal", "interest", "indemnities", "accessories")))


def _claim_pools(reader: Reader, grant: Row) -> list[list[Row]]:
    found = [one for one in reader.model.of("claims", "creditor_id", grant["creditor_id"]) if _total(one) > 0]
    return _pools(reader, grant, found)


def _case_pools(reader: Reader, grant: Row) -> list[list[Row]]:
    return _pools(reader, grant, reader.model.of("case_files", "creditor_id", grant["creditor_id"]))


def _is_exact(grant: Row) -> bool:
    return bool(grant["level"] == "pseudonymous_cases")


def _currencies(reader: Reader, grant: Row) -> list[Row]:
    pools = _claim_pools(reader, grant)
    if _is_exact(grant):
        return [{"grant": grant, "cases": found}] if (found := financed(reader, grant)) else []
    claims = [one for pool in pools for one in pool]
    cases = [one for pool in _case_pools(reader, grant) for one in pool]
    return [{"grant": grant, "claims": claims, "case_files": len(cases)}] if claims else []


def financed(reader: Reader, grant: Row) -> list[Row]:
    """The case files of a grant of single ones, with the claims that it shows; nothing of another grant."""
    if not _is_exact(grant) or not _is_open(reader, grant):
        return []
    of_case: dict[UUID, list[Row]] = defaultdict(list)
    for claim in (one for pool in _claim_pools(reader, grant) for one in pool):
        if not _case_of(reader, claim)["erased_at"]:
            of_case[claim["case_file_id"]].append(claim)
    known = set()
    for pool in _case_pools(reader, grant):
        if all(one["erased_at"] or one["id"] in of_case for one in pool):
            known |= {one["id"] for one in pool}
    return [
        {
            "grant": grant,
            "case": _case_of(reader, claims[0]),
            "claims": by(claims, "id"),
            "is_known": key in known,
            "disputed": key in known
            and any(one["kind"] == "dispute" for one in open_holds(reader, _case_of(reader, claims[0]))),
        }
        for key, claims in of_case.items()
    ]


def _sum(of: Any) -> Any:
    def read(_: Reader, row: Row) -> Row:
        claims = row["claims"] if "claims" in row else [one for case in row["cases"] for one in case["claims"]]
        return money(sum(map(of, claims)), "EUR")

    return read


def _count(reader: Reader, row: Row) -> int:
    return row["case_files"] if "case_files" in row else len(row["cases"])


def _disputed_in(_: Reader, row: Row) -> Any:
    """Of totals it is told as far as five debtors stand behind it, which this model does not work out."""
    if not row["grant"]["shows_disputes"]:
        return None
    return len([one for one in row["cases"] if one["disputed"] and sum(c["outstanding"] for c in one["claims"]) > 0])


def _ageing(reader: Reader, row: Row) -> str:
    due = [one["due_on"] for one in row["claims"] if one["outstanding"] > 0]
    days = (reader.model.today - (min(due) if due else max(one["due_on"] for one in row["claims"]))).days
    return next((name for most, name in _AGES if days <= most), "OVER_120")


def _placed_month(reader: Reader, row: Row) -> date:
    found = [reader.model.one("placement_batches", one["batch_id"]) for one in row["claims"]]
    at: datetime = min(one["submitted_at"] or one["created_at"] for one in found if one)
    return at.astimezone(_PARIS).date().replace(day=1)


def _financed_claims(_: Reader, row: Row) -> list[Row]:
    grant = row["grant"]
    if not grant["shows_invoice_numbers"] and not grant["shows_due_dates"]:
        return []
    return [{**one, "grant": grant} for one in row["claims"]]


def _milestones(reader: Reader, row: Row) -> list[Row]:
    if not row["is_known"]:
        return []
    found = [
        one
        for one in reader.parts("timeline_entries", row["case"])
        if one["chain"] == "parties"
        and one["milestone"]
        and _is_of_claims(reader, one, {c["id"] for c in row["claims"]})
    ]
    return [{**one, "position": place} for place, one in enumerate(by(found, "sequence"), start=1)]


def _is_of_claims(reader: Reader, event: Row, shown: set[UUID]) -> bool:
    """Whether a payment or a letter is about a claim that is shown; placing and stages are the case file's own."""
    if event["kind"].startswith("payment"):
        parts = reader.model.of("allocations", "payment_id", UUID(event["data"]["payment_id"]))
        return any(one["claim_id"] in shown for one in parts)
    if event["kind"].startswith("letter"):
        attempt = reader.model.one("contact_attempts", UUID(event["data"]["attempt_id"])) or {"claims": []}
        return any(UUID(claim) in shown for claim, _ in attempt["claims"])
    return True


def portfolio_figures(reader: Reader, creditor: str | None) -> list[Row]:
    """What a creditor placed with any agency, or a group's entities did; one row, or none without case files."""
    needs(reader, "portfolio.figures:read")
    found = [
        one
        for one in reader.model.tables["case_files"]
        if one["creditor_id"] in reader.creditors
        and (creditor is None or creditor == global_id("Organization", one["creditor_id"]))
    ]
    return [{"cases": found}] if found else []


def _held(reader: Reader, row: Row) -> int:
    return len([one for one in row["cases"] if one["stage"] != "closed" and is_paused(reader, one)])


def _of_cases(column: str) -> Any:
    return lambda _, row: money(sum(one[column] for one in row["cases"]), "EUR")


BANKS: dict[str, dict[str, Shown]] = {
    "BankPortfolio": {
        **told(
            "",
            id=lambda _, one: global_id("BankPortfolio", one["id"]),
            creditor=lambda reader, one: _name(reader, one, "organizations", "creditor_id"),
            portfolio=lambda reader, one: _name(reader, one, "portfolios", "portfolio_id"),
            batches=lambda reader, one: sorted(
                str((reader.model.one("placement_batches", key) or {})["reference"]) for key in one["batch_ids"] or ()
            ),
            withheld=lambda reader, one: not _currencies(reader, one),
        ),
        **columns("", "level^ expires_on?"),
        **rows("", "BankFigures", currencies=_currencies),
    },
    "BankFigures": {
        **told("", currency=lambda *_: "EUR", case_files=_count),
        **rows("", "Money", placed=_sum(_total)),
    },
    # Beside those, of single case files to the cent.
    "ExactFigures": {
        **rows(
            "",
            "Money",
            collected=_sum(lambda one: one["paid"]),
            outstanding=_sum(lambda one: one["outstanding"]),
        ),
        **told("", disputed_case_files_=_disputed_in),
    },
    "BankCaseFile": {
        **told(
            "",
            stage_=lambda _, one: one["case"]["stage"].upper() if one["is_known"] else None,
            close_code_=lambda _, one: (one["case"]["close_code"] or "").upper() or None if one["is_known"] else None,
            ageing=_ageing,
            placed_month=_placed_month,
            disputed_=lambda _, one: one["disputed"] if one["grant"]["shows_disputes"] and one["is_known"] else None,
        ),
        **rows(
            "",
            "Money",
            placed=_sum(_total),
            collected=_sum(lambda one: one["paid"]),
            outstanding=_sum(lambda one: one["outstanding"]),
        ),
        **rows("", "FinancedClaim", claims=_financed_claims),
        **rows("", "Milestone", milestones=_milestones),
    },
    "FinancedClaim": {
        **told(
            "",
            number_=lambda _, one: one["document_number"] if one["grant"]["shows_invoice_numbers"] else None,
            due_on_=lambda _, one: one["due_on"] if one["grant"]["shows_due_dates"] else None,
        ),
        **rows(
            "",
            "Money",
            placed=lambda _, one: money(_total(one), "EUR"),
            outstanding=lambda _, one: money(one["outstanding"], "EUR"),
        ),
    },
    "Milestone": {
        **columns("", "position kind"),
        **told("", on=lambda _, one: one["occurred_at"].astimezone(_PARIS).date()),
    },
    "CurrencyFigures": {
        **told(
            "",
            currency=lambda *_: "EUR",
            case_files=lambda _, row: len(row["cases"]),
            open_case_files_=lambda _, row: len([one for one in row["cases"] if one["stage"] != "closed"]),
            held_case_files_=_held,
        ),
        **rows("", "Money", collected_=_of_cases("paid"), outstanding_=_of_cases("outstanding")),
    },
}
