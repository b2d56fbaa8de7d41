"""How long each class of personal data is kept: dated rules by jurisdiction, and what an agency chose within them."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from tandem.kit import database
from tandem.privacy.personal_data import Kept

ANYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `least` to `most` months are an agency's to choose from."""

    kept: Kept
    jurisdiction: str
    from_day: date
    months: int
    least: int
    most: int
    source: str
    why: str

    @property
    def may_be_chosen(self) -> bool:
        """Whether the rule leaves a choice."""
        return self.least < self.most


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, as the file has them. Raises ValueError for one that contradicts itself."""
    written: dict[str, Any] = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
    found = tuple(
        Rule(Kept(each["class"]), **{name: value for name, value in each.items() if name != "class"})
        for each in written["rule"]
    )
    for rule in found:
        if not rule.least <= rule.months <= rule.most:
            raise ValueError(f"{rule.kept} in {rule.jurisdiction}: {rule.months} months are outside its own bounds")
    return found


def rule_of(kept: Kept, jurisdiction: str, on: date) -> Rule:
    """The rule of a class in a country (ISO code) on a day. Raises LookupError when there is none."""
    for place in (jurisdiction, ANYWHERE):
        fitting = [one for one in rules() if one.kept is kept and one.jurisdiction == place and one.from_day <= on]
        if fitting:
            return max(fitting, key=lambda one: one.from_day)
    raise LookupError(f"no rule says how long {kept} is kept in {jurisdiction} on {on}")


async def chosen_months(agency_id: UUID) -> dict[Kept, int]:
    """What the agency chose, the newest choice of each class; inside an open transaction of that agency."""
    rows = await database.rows(
        "SELECT DISTINCT ON (retention_class) retention_class, months FROM retention_overrides WHERE agency_id = $1 "
        "ORDER BY retention_class, set_at DESC",
        agency_id,
    )
    return {Kept(row["retention_class"]): row["months"] for row in rows}


def months_of(rule: Rule, chosen: dict[Kept, int]) -> int:
    """The months that count: the agency's choice as far as the rule allows it, else the rule's."""
    return min(max(chosen.get(rule.kept, rule.months), rule.least), rule.most)
