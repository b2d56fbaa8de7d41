"""What to do next with a case, from its facts: the first rule that fits."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tandem.casefiles.first_steps import FirstStep
from tandem.kit import texts
from tandem.worklist.priority import CONTACTED_DAYS
from tandem.worklist.reasons import written


class NextActionKind(StrEnum):
    """ACCEPT is for placements: a case file is in the queue once its placement was accepted."""

    ACCEPT = "accept"
    SEND_OPENING_LETTER = "send_opening_letter"
    POST_LETTER = "post_letter"
    CALL = "call"
    REMIND = "remind"
    WAIT = "wait"
    SETTLE = "settle"
    CLOSE = "close"
    REVIEW = "review"
    TRACE_ADDRESS = "trace_address"


@dataclass(frozen=True, slots=True)
class NextAction:
    """The step, the key and arguments of its sentence, and when it is due; `at` is null for now, or for unknown."""

    kind: NextActionKind
    key: str
    at: datetime | None = None
    args: dict[str, Any] = field(default_factory=dict)

    def message(self, locale: str) -> str:
        """The step in the reader's language."""
        return texts.render(f"next_action.{self.key}", locale, **written(self.args, locale))


def next_action_of(row: dict[str, Any]) -> NextAction:
    """The next step of a row of the queue."""
    if row["settle"]:
        return NextAction(NextActionKind.SETTLE, "settle")
    if row["on_hold"]:
        return NextAction(NextActionKind.WAIT, "wait_hold", row["held_until"])
    if row["points_barred"]:
        # Demanding a barred debt is refused for consumers and reviewed by a person for others (compliance, 1.3).
        if row["consumers_only"]:
            return NextAction(NextActionKind.CLOSE, "close_barred")
        return NextAction(NextActionKind.REVIEW, "review_barred")
    if row["printed"]:
        return NextAction(NextActionKind.POST_LETTER, "post_letter")
    if row["traced"]:
        return NextAction(NextActionKind.TRACE_ADDRESS, "trace_address")
    # Before the letter no answer may leave either; the reminder stops demands alone.
    if row["points_message"] and row["first_step"] != FirstStep.LETTER:
        return NextAction(NextActionKind.CALL, "answer", args={"at": row["message_at"]})
    if row["points_letter"] and not row["planned_at"]:
        if row["first_step"] == FirstStep.REMINDER:
            return NextAction(NextActionKind.REMIND, "send_first_reminder")
        return NextAction(NextActionKind.SEND_OPENING_LETTER, "send_opening_letter")
    if row["planned_at"]:
        return NextAction(NextActionKind.WAIT, "wait_planned", row["planned_at"])
    if row["points_contacted"]:
        again = row["last_contact_at"] + timedelta(days=CONTACTED_DAYS)
        return NextAction(NextActionKind.WAIT, "wait_contacted", again)
    if row["has_phone"]:
        return NextAction(NextActionKind.CALL, "call")
    return NextAction(NextActionKind.REMIND, "remind")
