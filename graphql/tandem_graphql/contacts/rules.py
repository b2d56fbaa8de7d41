"""Reading the rules of contact, and setting what an agency allows itself within them."""

from collections.abc import Sequence
from datetime import date

import strawberry

from tandem.contacts.rules import commands
from tandem.contacts.rules.commands import ClosingDraft, DayHours, OwnRulesDraft
from tandem.contacts.rules.queries import rules_for
from tandem_graphql.contacts.rule_types import ContactRules
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.roots import mutation, query
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@strawberry.input
class DayHoursInput:
    weekday: int = strawberry.field(description="Monday is 0.")
    opens: str = strawberry.field(description="As `09:00`, at the debtor's place.")
    closes: str


@strawberry.input
class NarrowContactRulesInput:
    """Whatever is null is as the rules have it, and follows them."""

    country: str
    profile: str
    starts_on: date = strawberry.field(description="Today or later.")
    voice: list[DayHoursInput] | None = strawberry.field(
        default=None, description="Hours of calls; a weekday that is not named is closed."
    )
    written: list[DayHoursInput] | None = strawberry.field(default=None, description="Hours of texts and e-mails.")
    calls_day: int | None = None
    calls_7d: int | None = None
    contacts_7d: int | None = None

    def parse(self) -> OwnRulesDraft:
        """As the domain asks."""
        return OwnRulesDraft(
            starts_on=self.starts_on,
            voice=_hours(self.voice),
            written=_hours(self.written),
            calls_day=self.calls_day,
            calls_7d=self.calls_7d,
            contacts_7d=self.contacts_7d,
        )


@strawberry.input
class ClosedDaysInput:
    name: str = strawberry.field(description="Why, in a few words.")
    first: date
    last: date


@strawberry.input
class SetClosedDaysInput:
    closings: list[ClosedDaysInput] = strawberry.field(description="All of them: what is left out is taken back.")


@value_type(Public.ANSWER)
class ContactRulesPayload:
    version: int | None = strawberry.field(default=None, description="The number that decisions name from now on.")
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class RuleQueries:
    @query(Resource.CONTACT_RULE)
    async def contact_rules(
        self, info: Info, country: str | None = None, version: str | None = None, day: date | None = None
    ) -> ContactRules | None:
        """The rules of a country, by default the agency's own; null for whoever is no agency.

        `version`, as a decision names it: the rules that it was made by, as they were on that `day`.
        """
        found = await rules_for(info.context.actor, country, version=version, day=day)
        return ContactRules.of(found, info.context.locale) if found else None


@strawberry.type
class RuleMutations:
    @mutation(Permission.CONTACT_RULE_WRITE)
    async def narrow_contact_rules(
        self,
        info: Info,
        input: NarrowContactRulesInput,  # noqa: A002
    ) -> ContactRulesPayload:
        """Hold the agency's contacts under a profile to narrower hours and limits than the rules allow."""
        version = await commands.narrow_rules(info.context.actor, input.country, input.profile, input.parse())
        return ContactRulesPayload(version=version)

    @mutation(Permission.CONTACT_RULE_WRITE)
    async def set_closed_days(self, info: Info, input: SetClosedDaysInput) -> ContactRulesPayload:  # noqa: A002
        """Days on which the agency contacts nobody: exactly these."""
        drafts = [ClosingDraft(one.name, one.first, one.last) for one in input.closings]
        return ContactRulesPayload(version=await commands.set_closings(info.context.actor, drafts))


def _hours(days: Sequence[DayHoursInput] | None) -> list[DayHours] | None:
    return None if days is None else [DayHours(one.weekday, one.opens, one.closes) for one in days]
