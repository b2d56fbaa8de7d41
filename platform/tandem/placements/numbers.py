"""Numbers that an agency's statements and case files are known by, without gaps."""

from uuid import UUID

from tandem.kit import clock, database


async def next_statement(agency_id: UUID) -> str:
    """The number of the next placement statement at an agency; its counter stays locked until the commit."""
    last = await _taken(agency_id, f"placement_statements/{_year()}", 1)
    return f"P{_year()}-{last:04}"


async def next_case_files(agency_id: UUID, count: int) -> list[str]:
    """References of the next `count` case files at an agency; their counter stays locked until the commit."""
    if not count:
        return []
    last = await _taken(agency_id, f"case_files/{_year()}", count)
    return [f"{_year()}-{number:06}" for number in range(last - count + 1, last + 1)]


async def _taken(agency_id: UUID, name: str, count: int) -> int:
    (row,) = await database.rows("SELECT door_take_numbers($1, $2, $3) AS value", agency_id, name, count)
    value: int = row["value"]
    return value


def _year() -> str:
    return f"{clock.today():%y}"
