"""The domain's words as GraphQL enums: one vocabulary, nothing translated."""

import strawberry

from tandem.casefiles.badges import CaseBadge
from tandem.casefiles.events import AssignedTo, PartyStep
from tandem.casefiles.listing import CaseFileSort
from tandem.casefiles.models import ClaimNature, CloseCode, ContactPointKind, HoldKind, PartyRole, Segment, Stage
from tandem.casefiles.publishing import Audience, PublicationState
from tandem.contacts.accounts.queries import ServedBy
from tandem.contacts.consents import ConsentPurpose, EntryKind
from tandem.contacts.gate import Decision
from tandem.contacts.models import AttemptState, Channel, Disposition, Purpose
from tandem.contacts.person import Unsaid
from tandem.contacts.returns.reasons import ReturnReason, TracingOutcome
from tandem.contacts.stops.kinds import StopKind
from tandem.directives.models import DirectiveKind, DirectiveState
from tandem.health import queries as health
from tandem.ledger.models import PaymentSource
from tandem.organizations.models import CaseScope, GrantLevel, MandateKind, OrganizationKind
from tandem.placements.models import PlacementState
from tandem.privacy.errors import Obstacle
from tandem.privacy.models import ErasureState, Ground
from tandem.privacy.personal_data import Kept
from tandem.timeline import Chain, EventGroup
from tandem.worklist.next_action import NextActionKind
from tandem_policies.permission import Permission
from tandem_policies.subjects import Subject
from tandem_policies.vocabulary import Relation, Role

for word in (
    AssignedTo,
    AttemptState,
    Audience,
    CaseBadge,
    CaseFileSort,
    CaseScope,
    Chain,
    Decision,
    Channel,
    ClaimNature,
    CloseCode,
    ConsentPurpose,
    ContactPointKind,
    DirectiveKind,
    DirectiveState,
    Disposition,
    ErasureState,
    EventGroup,
    GrantLevel,
    HoldKind,
    MandateKind,
    NextActionKind,
    OrganizationKind,
    PartyRole,
    PartyStep,
    PaymentSource,
    Permission,
    PlacementState,
    PublicationState,
    Relation,
    Role,
    ReturnReason,
    Segment,
    ServedBy,
    Stage,
    StopKind,
    TracingOutcome,
    Unsaid,
):
    strawberry.enum(word)
strawberry.enum(Purpose, name="ContactPurpose")
strawberry.enum(EntryKind, name="ConsentEntryKind")
strawberry.enum(Ground, name="ErasureGround")
strawberry.enum(Kept, name="RetentionClass")
strawberry.enum(Obstacle, name="ErasureObstacleCode")
strawberry.enum(health.Check, name="HealthCheck")
strawberry.enum(health.State, name="HealthState")
strawberry.enum(Subject, name="PermissionSubjectKey")
