"""Whose time is over, and whose will be: closed case files by their rule of retention."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tandem.kit import clock, database
from tandem.privacy.personal_data import Kept
from tandem.privacy.rules import Rule, chosen_months, months_of, rule_of

SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class DuePerson:
    """A debtor under one mandate whose case files are all closed, and the day from which nothing justifies them."""

    agency_id: UUID
    creditor_id: UUID
    debtor_id: UUID
    mandate_id: UUID
    debtor_name: str
    case_reference: str
    closed_on: date
    due_on: date
    rule: Rule
    months: int
    is_held: bool


async def people_due(
    agency_id: UUID, within: timedelta, *, most: int, after: DuePerson | None = None, held: bool = True
) -> list[DuePerson]:
    """Who falls due within this time, soonest first; inside an open transaction of the agency or the creditor.

    `after`: only those behind this one in the order. `held`: with those whom a legal hold keeps.
    A creditor sees its own people by the rule alone: what the agency chose is the agency's.
    """
    today = clock.today()
    chosen = await chosen_months(agency_id)
    countries = await database.rows("SELECT DISTINCT country FROM debtors")
    periods = {}
    for row in countries:
        rule = rule_of(Kept.CASE, row["country"], today)
        periods[row["country"]] = (rule, months_of(rule, chosen))
    if not periods:
        return []
    rows = await database.rows(
        _DUE,
        list(periods),
        [months for _, months in periods.values()],
        today + within,
        most,
        held,
        *((after.due_on, after.debtor_id, after.mandate_id) if after else (None, None, None)),
    )
    return [
        DuePerson(**{name: row[name] for name in _PLAIN}, rule=rule, months=months)
        for row in rows
        for rule, months in (periods[row["country"]],)
    ]


_PLAIN = (
    "agency_id",
    "creditor_id",
    "debtor_id",
    "mandate_id",
    "debtor_name",
    "case_reference",
    "closed_on",
    "due_on",
    "is_held",
)
_DUE = """
SELECT * FROM (
    SELECT cf.agency_id, cf.creditor_id, cf.debtor_id, cf.mandate_id, d.name AS debtor_name, d.country,
        max(cf.reference) AS case_reference, max(cf.closed_at)::date AS closed_on,
        (max(cf.closed_at) + make_interval(months => period.months))::date AS due_on,
        EXISTS (SELECT FROM door_legal_holds(ARRAY[cf.debtor_id])) AS is_held
    FROM case_files cf JOIN debtors d ON d.id = cf.debtor_id
    JOIN unnest($1::text[], $2::integer[]) AS period (country, months) ON period.country = d.country
    WHERE cf.erased_at IS NULL AND cf.stage = 'closed'
        -- The shortest period that any rule can have bounds what is looked at.
        AND cf.closed_at < ($3::date - make_interval(months => period.months) + interval '1 day')
        AND NOT EXISTS (SELECT FROM case_files open WHERE open.debtor_id = cf.debtor_id
            AND open.mandate_id = cf.mandate_id AND open.erased_at IS NULL
            AND (open.stage <> 'closed'
                 OR open.closed_at >= ($3::date - make_interval(months => period.months) + interval '1 day')))
    GROUP BY cf.agency_id, cf.creditor_id, cf.debtor_id, cf.mandate_id, d.name, d.country, period.months
) due
WHERE due_on <= $3 AND ($5::boolean OR NOT is_held)
    AND ($6::date IS NULL OR (due_on, debtor_id, mandate_id) > ($6::date, $7::uuid, $8::uuid))
ORDER BY due_on, debtor_id, mandate_id LIMIT $4
"""
