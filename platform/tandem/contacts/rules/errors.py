"""Refusals of an agency's own rules: what would be wider than the rules, or stop every contact."""

from babel.dates import get_day_names

from tandem.kit import texts
from tandem.kit.errors import ErrorKind, TandemError


class RuleProfileNotFound(TandemError):
    """No such profile, or not of a country that has rules."""

    code = "rule_profile_not_found"
    kind = ErrorKind.NOT_FOUND


class RuleVersionNotFound(TandemError):
    """No decision of the agency was made by these rules, or they cannot be read any more."""

    code = "rule_version_not_found"
    kind = ErrorKind.NOT_FOUND


class HoursTooWide(TandemError):
    """Hours outside those that the rules allow that weekday; `allowed` empty: they allow none."""

    code = "hours_too_wide"

    def __init__(self, field: str, weekday: int, found: str, allowed: str) -> None:
        super().__init__(field=field, weekday=weekday, found=found, allowed=allowed)

    def message(self, locale: str) -> str:
        """With the weekday's name."""
        key = f"error.{self.code}" if self.values["allowed"] else f"error.{self.code}.none"
        names = get_day_names("wide", locale=texts.language_of(locale))
        day = names[int(str(self.values["weekday"]))]
        return texts.render(key, locale, day=day, found=self.values["found"], allowed=self.values["allowed"])


class NoDayOpen(TandemError):
    """Every day of the week is closed: then nothing would ever leave."""

    code = "no_day_open"


class LimitTooLarge(TandemError):
    """More than the rules allow."""

    code = "limit_too_large"


class ClosedTooLong(TandemError):
    """More days in a row than contacts may wait for: `most`."""

    code = "closed_too_long"


class WaitsTooLong(TandemError):
    """Closed days and hours together leave too many days in a row on which nothing may leave: `most`."""

    code = "waits_too_long"
