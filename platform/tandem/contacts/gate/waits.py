"""Waiting times that the law counts in days: from a reminder to the next demand, and the American dispute period."""

from datetime import date, timedelta
from functools import lru_cache

from tandem.contacts.gate.facts import Reminder
from tandem.contacts.gate.pack import Profile
from tandem.contacts.gate.public_holidays import is_holiday

_DAY = timedelta(days=1)
_SATURDAY = 5


def first_free_day(reminder: Reminder, profile: Profile, region: str) -> date:
    """The first day on which more may be demanded after a reminder.

    The waiting days start on the day after it was sent electronically, or on a working day after it was posted; the
    pack says how many. Raises RuleMissing.
    """
    return _first_free_day(reminder.sent_on, reminder.posted, profile, region)


@lru_cache(maxsize=4096)
def _first_free_day(sent_on: date, posted: bool, profile: Profile, region: str) -> date:
    wait = profile.reminder_wait_on(sent_on)
    starts = working_day_after(sent_on, wait.posted_working_days, profile, region) if posted else sent_on + _DAY
    return starts + timedelta(days=wait.days)


def dispute_period(sent_on: date, profile: Profile, region: str) -> tuple[date, date]:
    """The day a validation notice is taken to have been received, and the last day to dispute the debt.

    Raises RuleMissing when the pack knows no such notice.
    """
    notice = profile.validation_notice_on(sent_on)
    received = working_day_after(sent_on, notice.received_after_working_days, profile, region)
    return received, received + timedelta(days=notice.dispute_days)


def working_day_after(day: date, count: int, profile: Profile, region: str) -> date:
    """The `count`-th day after `day`, without Saturdays, Sundays and the region's public holidays.

    Saturdays are left out even where the law calls them working days: waiting a day too long harms nobody.
    """
    while count:
        day += _DAY
        if day.weekday() < _SATURDAY and not is_holiday(profile.holiday_rule(region, day), day):
            count -= 1
    return day
