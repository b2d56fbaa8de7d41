"""Who is signed in, and what they may reach in general."""

from datetime import datetime

import strawberry

from tandem.kit import clock
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem.organizations.models import CaseScope, OrganizationKind
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, value_type
from tandem_graphql.organizations.types import Membership
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


@value_type(Public.CLOCK)
class ClockState:
    """The server's idea of time; shifted only for demonstrations."""

    now: datetime
    shifted: bool


@value_type(Public.RIGHTS)
class ViewerRights:
    """What the signed-in person may reach in general: decides the navigation, never a second matrix."""

    work_queue: bool
    see_portfolio: bool
    place_claims: bool
    add_invoices: bool
    accept_placements: bool
    see_waiting_contacts: bool
    see_refusals: bool
    see_rules: bool
    see_grants: bool
    manage_grants: bool
    see_bank_dashboard: bool
    see_personal_data: bool
    see_audit: bool
    manage_mandates: bool
    see_case_files: bool
    see_roles: bool
    compose_roles: bool
    see_what_others_see: bool
    see_health: bool
    see_people: bool
    manage_people: bool
    require_second_factor: bool
    see_tokens: bool
    make_tokens: bool
    see_assignments: bool
    assign_case_files: bool
    see_teams: bool
    manage_teams: bool
    see_group: bool
    join_groups: bool
    see_accounts: bool
    see_given_up: bool
    see_templates: bool
    see_messages: bool
    place_messages: bool
    see_print_runs: bool
    print_letters: bool
    write_templates: bool
    approve_templates: bool
    call_debtors: bool
    write_call_outcomes: bool

    @classmethod
    def of(cls, actor: Actor) -> "ViewerRights":
        """By the policy table, on rows of the actor's own side."""
        side, creditor = side_of(actor), actor.organization_kind is OrganizationKind.CREDITOR
        whole = actor.case_scope is CaseScope.ALL
        return cls(
            work_queue=may(actor, side, Permission.WORKLIST_READ),
            see_portfolio=may(actor, side, Permission.PORTFOLIO_FIGURES_READ),
            place_claims=may(actor, side, Permission.PLACEMENT_CREATE),
            add_invoices=may(actor, side, Permission.DOCUMENT_PUBLISH),
            accept_placements=may(actor, side, Permission.PLACEMENT_ACCEPT),
            see_waiting_contacts=may(actor, side, Permission.CONTACT_ATTEMPT_SETTLE)
            or may(actor, side, Permission.CONTACT_ATTEMPT_RELEASE),
            see_refusals=may(actor, side, Permission.CONTACT_REFUSAL_READ),
            see_rules=may(actor, side, Permission.CONTACT_RULE_READ),
            see_grants=may(actor, side, Permission.BANK_GRANT_READ),
            manage_grants=may(actor, side, Permission.BANK_GRANT_CREATE),
            see_bank_dashboard=may(actor, Relation.BANK, Permission.BANK_DASHBOARD_READ),
            see_audit=may(actor, Relation.OWN, Permission.AUDIT_READ),
            see_personal_data=may(actor, side, Permission.PERSONAL_DATA_READ),
            manage_mandates=may(actor, side, Permission.MANDATE_WRITE),
            see_case_files=may(actor, side, Permission.CASE_FILE_READ),
            see_roles=may(actor, Relation.OWN, Permission.ROLE_READ),
            compose_roles=may(actor, Relation.OWN, Permission.ROLE_WRITE),
            see_what_others_see=may(actor, Relation.OWN, Permission.ACCESS_READ),
            see_health=may(actor, Relation.OWN, Permission.HEALTH_READ),
            see_people=may(actor, Relation.OWN, Permission.MEMBERSHIP_READ),
            manage_people=may(actor, Relation.OWN, Permission.MEMBERSHIP_WRITE),
            require_second_factor=may(actor, Relation.OWN, Permission.ORGANIZATION_WRITE),
            see_tokens=may(actor, Relation.OWN, Permission.API_TOKEN_READ),
            make_tokens=may(actor, Relation.OWN, Permission.API_TOKEN_CREATE),
            see_assignments=may(actor, side, Permission.CASE_FILE_ASSIGNMENT_READ),
            assign_case_files=may(actor, side, Permission.CASE_FILE_ASSIGN),
            see_teams=may(actor, side, Permission.TEAM_READ),
            manage_teams=may(actor, side, Permission.TEAM_WRITE),
            see_group=creditor and may(actor, Relation.OWN, Permission.ORGANIZATION_READ),
            join_groups=creditor and may(actor, Relation.OWN, Permission.ORGANIZATION_WRITE),
            see_accounts=may(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_READ),
            see_given_up=may(actor, Relation.OWN, Permission.OUTBOX_READ),
            see_templates=may(actor, side, Permission.TEMPLATE_READ),
            # Who is held to some case files sees none of the messages that found no case file yet.
            see_messages=whole and may(actor, side, Permission.INBOUND_MESSAGE_READ),
            place_messages=may(actor, side, Permission.INBOUND_MESSAGE_PLACE),
            see_print_runs=whole and may(actor, side, Permission.PRINT_RUN_READ),
            print_letters=whole and may(actor, side, Permission.PRINT_RUN_WRITE),
            write_templates=may(actor, side, Permission.TEMPLATE_WRITE),
            approve_templates=may(actor, side, Permission.TEMPLATE_APPROVE),
            call_debtors=may(actor, side, Permission.CONTACT_ATTEMPT_PLAN),
            write_call_outcomes=may(actor, side, Permission.CONTACT_ATTEMPT_PLAN)
            and may(actor, Relation.OWN, Permission.ORGANIZATION_WRITE),
        )


@value_type(Public.SIGN_IN)
class Viewer:
    membership: Membership
    locale: str

    @strawberry.field
    def clock(self) -> ClockState:
        return ClockState(now=clock.now(), shifted=clock.is_shifted())

    @strawberry.field
    def viewer_can(self, info: Info) -> ViewerRights:
        return ViewerRights.of(info.context.actor)

    @classmethod
    def of(cls, actor: Actor) -> "Viewer":
        """The person who acts."""
        return cls(membership=Membership.of(actor), locale=actor.locale)
