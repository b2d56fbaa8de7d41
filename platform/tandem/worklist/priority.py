"""The order of the work queue, as one sum of points that can be shown part by part.

    part             points     why
    amount           0 to 30    5 for each power of ten of the minor units: 100 euros give 20, 10,000 give 30
    age              0 to 20    one for every nine days overdue; collectability halves in seven months
    letter due       15         what the law wants first was not sent: the letter or the reminder of `first_steps`
    message          30         the debtor wrote in the last 30 days and nobody has contacted them since
    time-bar near    10 to 25   an open claim's last day is at most 90 days away; 25 on that day
    time-barred      -40        all that is left is time-barred: nothing is demanded without a review
    contacted        -28 to -4  reached in the last seven days: 4 less for each day that has passed

The sum is cut to 1..100. It is 0 while holds leave nothing to ask for: such a case is at the bottom, whatever else is
true of it.
Amounts of two currencies are compared by their minor units: nothing is converted.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tandem.casefiles.access import Reach
from tandem.casefiles.first_steps import step_sql, waiting_sql
from tandem.casefiles.holds import stopped_sql
from tandem.casefiles.listing import Arguments, AssignmentFilter, search_conditions
from tandem.casefiles.models import CaseFile, Debtor
from tandem.kit import clock
from tandem.kit.hydration import columns_of
from tandem.timeline.readings import unread_sql

AMOUNT_MOST, AMOUNT_EACH = 30, 5
AGE_MOST, AGE_DAYS = 20, 9
LETTER_DUE = 15
MESSAGE, MESSAGE_DAYS = 30, 30
NEAR_LEAST, NEAR_MOST, NEAR_DAYS = 10, 25, 90
BARRED = -40
CONTACTED_EACH, CONTACTED_DAYS = -4, 7


def statement(
    reach: Reach, search: str | None, assignment: AssignmentFilter, past: tuple[int, object] | None, most: int
) -> tuple[str, list[object]]:
    """SQL and values of a page: case files with debtor, `priority`, points of each part, what decides the next step.

    `past` is (priority, id) of the last row seen. The first row is there even for an empty page, with a null id.
    """
    where, args = _narrowed(reach, search, assignment)
    keyset = "true"
    if past is not None:
        keyset = f"(priority, id) < ({args.add(past[0])}::bigint, {args.add(past[1])}::uuid)"
    # Points are computed for every case file to rank it, and once more, to be shown, for the rows of the page.
    return (
        f"""
        WITH {_facts()}, page AS (
            SELECT id, priority
            FROM (SELECT cf.id, {_PRIORITY} AS priority FROM case_files cf {_JOINED} WHERE {where}) ranked
            WHERE {keyset} ORDER BY priority DESC, id DESC LIMIT {args.add(most)}
        )
        SELECT total.count AS total, {_item()}
        FROM (SELECT count(*) FROM case_files cf WHERE {where}) total
        LEFT JOIN page ON true LEFT JOIN case_files cf ON cf.id = page.id LEFT JOIN debtors d ON d.id = cf.debtor_id
        {_JOINED}
        ORDER BY page.priority DESC, page.id DESC
        """,
        args.values,
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose next case file is asked for, and which one they have before them now."""

    membership_id: UUID
    case_file_id: UUID
    # How long what they had before them is passed over, and what a colleague has.
    passed_for: timedelta
    looked_at_for: timedelta


def next_statement(
    reach: Reach, search: str | None, assignment: AssignmentFilter, opened: Opened
) -> tuple[str, list[object]]:
    """SQL and values of one row: `place` of the case file in the queue, `total`, and the next one as in `statement`,
    with a null id where there is none: what is held, was passed, or is before a colleague does not come next.
    """
    where, args = _narrowed(reach, search, assignment)
    member, current = f"{args.add(opened.membership_id)}::uuid", f"{args.add(opened.case_file_id)}::uuid"
    passed, looked = (
        f"{args.add(clock.now() - age)}::timestamptz" for age in (opened.passed_for, opened.looked_at_for)
    )
    return (
        f"""
        WITH {_facts()}, mine AS (
            SELECT case_file_id, seen_at FROM case_file_looks
            WHERE agency_id = $1 AND membership_id = {member} AND seen_at > {passed}
        ), theirs AS (
            SELECT DISTINCT case_file_id FROM ({looked_at("$1", member, looked)}) l
        ), ranked AS (
            SELECT id, priority, is_free, row_number() OVER (ORDER BY priority DESC, id DESC) AS place
            FROM (SELECT cf.id, {_PRIORITY} AS priority,
                         theirs.case_file_id IS NULL AND (mine.seen_at IS NULL OR inbound.at > mine.seen_at) AS is_free
                  FROM case_files cf {_JOINED} LEFT JOIN mine ON mine.case_file_id = cf.id
                  LEFT JOIN theirs ON theirs.case_file_id = cf.id WHERE {where}) each
        ), page AS (
            SELECT id, priority FROM ranked WHERE is_free AND priority > 0 AND id <> {current} ORDER BY place LIMIT 1
        )
        SELECT (SELECT count(*) FROM ranked) AS total,
               (SELECT place FROM ranked WHERE id = {current}) AS place, {_item()}
        FROM (SELECT) one
        LEFT JOIN page ON true LEFT JOIN case_files cf ON cf.id = page.id LEFT JOIN debtors d ON d.id = cf.debtor_id
        {_JOINED}
        """,
        args.values,
    )


def looked_at(agency: str, member: str, since: str) -> str:
    """SQL of what each other member of the agency has before them: what they saw last, if that is since then."""
    return f"""SELECT DISTINCT ON (membership_id) membership_id, case_file_id FROM case_file_looks
        WHERE agency_id = {agency} AND membership_id <> {member} AND seen_at > {since}
        ORDER BY membership_id, seen_at DESC"""


def _narrowed(reach: Reach, search: str | None, assignment: AssignmentFilter) -> tuple[str, Arguments]:
    """The condition on `cf` of what is in the queue, with the values of `_facts` first."""
    args = Arguments([*reach.args, clock.now(), clock.today()])
    conditions = [reach.sql, "cf.stage NOT IN ('submitted', 'closed')"]
    if search is not None:
        conditions += search_conditions(search, args)
    conditions += assignment.conditions(args)
    return " AND ".join(conditions), args


def _item() -> str:
    """Columns of one row of the queue; the models' own are known once they are set up."""
    return f"""page.priority, held.case_file_id IS NOT NULL AS on_hold, held.until AS held_until,
        near.last_day AS near_last_day, inbound.at AS message_at, letters.step AS first_step, {_SHOWN}, {_NEXT},
        {columns_of(CaseFile, "cf")}, {columns_of(Debtor, "d", "debtor__")}, {unread_sql("cf.id")} AS timeline_unread"""


def _facts() -> str:
    """$1 is the agency, $2 now, $3 today."""
    return f"""
held AS (
    SELECT case_file_id, CASE WHEN bool_and(until IS NOT NULL) THEN max(until) END AS until
    FROM holds WHERE agency_id = $1 AND released_at IS NULL AND (until IS NULL OR until > $2::timestamptz) GROUP BY 1
    HAVING {stopped_sql("holds.case_file_id", "$2::timestamptz")}
), near AS (
    SELECT case_file_id, min(last_day) AS last_day FROM claims
    WHERE agency_id = $1 AND outstanding > 0 AND last_day BETWEEN $3::date AND $3::date + {NEAR_DAYS} GROUP BY 1
), letters AS (
    SELECT case_file_id, min(step) AS step FROM (
        SELECT c.case_file_id, {step_sql("c", "$1", "$3::date")} AS step FROM claims c
        WHERE c.agency_id = $1 AND {waiting_sql("c", "$3::date")}) due
    WHERE step IS NOT NULL GROUP BY 1
), inbound AS (
    SELECT case_file_id, max(recorded_at) AS at FROM timeline_entries
    WHERE agency_id = $1 AND kind = 'inbound_message_received'
      AND recorded_at > $2::timestamptz - interval '{MESSAGE_DAYS} days' GROUP BY 1
)"""


_JOINED = """
LEFT JOIN held ON held.case_file_id = cf.id LEFT JOIN near ON near.case_file_id = cf.id
LEFT JOIN letters ON letters.case_file_id = cf.id LEFT JOIN inbound ON inbound.case_file_id = cf.id"""

_POINTS = {
    "amount": f"least({AMOUNT_MOST}, floor({AMOUNT_EACH} * log(greatest(cf.outstanding, 1)::float8)))::int",
    "age": f"coalesce(least({AGE_MOST}, greatest(0, ($3::date - cf.oldest_due_on) / {AGE_DAYS})), 0)",
    "letter": f"CASE WHEN letters.case_file_id IS NULL THEN 0 ELSE {LETTER_DUE} END",
    "message": f"CASE WHEN inbound.at > coalesce(cf.last_contact_at, '-infinity') THEN {MESSAGE} ELSE 0 END",
    "near": (
        "CASE WHEN near.last_day IS NULL THEN 0 ELSE "
        f"{NEAR_MOST} - ({NEAR_MOST} - {NEAR_LEAST}) * (near.last_day - $3::date) / {NEAR_DAYS} END"
    ),
    "barred": f"CASE WHEN cf.last_day < $3::date THEN {BARRED} ELSE 0 END",
    "contacted": (
        f"CASE WHEN cf.last_contact_at > $2::timestamptz - interval '{CONTACTED_DAYS} days' THEN {CONTACTED_EACH} * "
        f"greatest(1, {CONTACTED_DAYS} - floor(date_part('epoch', $2::timestamptz - cf.last_contact_at) / 86400)::int) "
        "ELSE 0 END"
    ),
}
_PRIORITY = (
    f"CASE WHEN held.case_file_id IS NOT NULL THEN 0 ELSE least(100, greatest(1, {' + '.join(_POINTS.values())})) END"
)
_SHOWN = ", ".join(f"{points} AS points_{part}" for part, points in _POINTS.items())
PARTS = tuple(_POINTS)

# Read for the rows of the page only.
_NEXT = """
    (SELECT bool_and(c.segment = 'consumer') FROM claims c WHERE c.case_file_id = cf.id AND c.outstanding > 0)
        AS consumers_only,
    EXISTS (SELECT FROM contact_attempts a WHERE a.case_file_id = cf.id AND a.state = 'needs_person') AS settle,
    EXISTS (SELECT FROM contact_attempts a WHERE a.case_file_id = cf.id AND a.is_opening_letter
            AND a.state = 'accepted' AND a.posted_on IS NULL) AS printed,
    EXISTS (SELECT FROM contact_attempts a WHERE a.agency_id = $1 AND a.case_file_id = cf.id
            AND a.return_reason IN ('unknown', 'moved', 'unreachable') AND a.tracing_outcome IS NULL) AS traced,
    (SELECT min(coalesce(a.until, a.send_at)) FROM contact_attempts a
     WHERE a.case_file_id = cf.id AND a.state IN ('planned', 'deferred')) AS planned_at,
    EXISTS (SELECT FROM contact_points p WHERE p.case_file_id = cf.id AND p.kind = 'phone' AND p.invalid_at IS NULL)
        AS has_phone"""
