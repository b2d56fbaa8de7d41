"""Why a case is where it is in the queue: each part of the priority that counts, in the reader's language."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tandem.casefiles.first_steps import FirstStep
from tandem.kit import texts
from tandem.kit.money import Money
from tandem.kit.written import written_day
from tandem.worklist.priority import PARTS

_ZONE = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its arguments: dates, instants and amounts as they are, written out by `message`."""

    code: str
    args: dict[str, Any] = field(default_factory=dict)

    def message(self, locale: str) -> str:
        """The reason in the reader's language."""
        return texts.render(f"reason.{self.code}", locale, **written(self.args, locale))


def written(args: dict[str, Any], locale: str) -> dict[str, str]:
    """Arguments as a reader of `locale` expects them."""
    return {name: _written(value, texts.language_of(locale)) for name, value in args.items()}


def _written(value: Any, locale: str) -> str:
    if isinstance(value, Money):
        return value.formatted(locale)
    if isinstance(value, datetime):
        value = value.astimezone(_ZONE).date()
    if isinstance(value, date):
        return written_day(value, locale, "medium")
    return str(value)


def reasons_of(row: dict[str, Any]) -> list[Reason]:
    """What decided a row's priority: the hold first, then the parts from the weightiest on."""
    made = {
        "amount": Reason("WORK_AMOUNT", {"outstanding": Money(row["outstanding"], row["currency"])}),
        "age": Reason("WORK_AGE", {"due_on": row["oldest_due_on"]}),
        "letter": Reason("WORK_REMINDER_DUE" if row["first_step"] == FirstStep.REMINDER else "WORK_LETTER_DUE"),
        "message": Reason("WORK_MESSAGE", {"at": row["message_at"]}),
        "near": Reason("WORK_TIME_BAR_NEAR", {"last_day": row["near_last_day"]}),
        "barred": Reason("WORK_TIME_BARRED", {"last_day": row["last_day"]}),
        "contacted": Reason("WORK_CONTACTED", {"at": row["last_contact_at"]}),
    }
    counting = sorted((part for part in PARTS if row[f"points_{part}"]), key=lambda part: -abs(row[f"points_{part}"]))
    return ([_hold(row["held_until"])] if row["on_hold"] else []) + [made[part] for part in counting]


def _hold(until: datetime | None) -> Reason:
    return Reason("WORK_HOLD_UNTIL", {"until": until}) if until else Reason("WORK_HOLD")
