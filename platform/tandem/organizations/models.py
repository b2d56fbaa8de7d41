"""Who takes part: organizations, people, their memberships and sign-ins, mandates, portfolios, bank grants."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from tandem.kit.fields import id_field, word


class OrganizationKind(StrEnum):
    AGENCY = "agency"
    CREDITOR = "creditor"
    BANK = "bank"
    OPERATOR = "operator"


class MandateKind(StrEnum):
    """COLLECTION works overdue claims; MANAGEMENT looks after receivables in the creditor's name (gestion)."""

    COLLECTION = "collection"
    MANAGEMENT = "management"


class CaseScope(StrEnum):
    """What an agency lets its collectors reach: every case file, those of their teams, or only their own."""

    ALL = "all"
    TEAM = "team"
    ASSIGNED = "assigned"


class GrantLevel(StrEnum):
    """What a bank sees: sums over five debtors and more, or each case file under a pseudonym, without who owes."""

    TOTALS = "totals"
    PSEUDONYMOUS_CASES = "pseudonymous_cases"


class Organization(Model):
    """An agency, a creditor, a bank, or the operator of this installation."""

    id = id_field()
    kind = fields.CharEnumField(OrganizationKind, max_length=20)
    name = fields.CharField(max_length=200)
    company_number = fields.CharField(max_length=40, null=True)
    address = fields.TextField(default="")
    email = fields.CharField(max_length=254, null=True)
    phone = fields.CharField(max_length=40, null=True)
    locale = fields.CharField(max_length=10, default="fr")
    country = fields.CharField(max_length=2, default="FR")
    # Where money for this organization's claims is paid: shown on letters (R124-4, 4°).
    payment_account = fields.CharField(max_length=60, null=True)
    # The group or division that this creditor belongs to, itself an organization.
    parent_id = fields.UUIDField(null=True)
    # What an agency's collectors reach.
    case_scope = fields.CharEnumField(CaseScope, max_length=10, default=CaseScope.ALL, db_default="all")
    # Since when the organization asks its people for a second factor at sign-in.
    second_factor_since = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "organizations"


class Sender(Model):
    """A number or address from which an agency writes or calls; inbound messages find their agency by it.

    Whose account it is on, its kind, countries and pace are read and written by `contacts.accounts`.
    """

    id = id_field()
    agency_id = fields.UUIDField()
    channel = word(10)
    address = fields.CharField(max_length=254)

    class Meta:
        table = "senders"
        unique_together = (("channel", "address"),)


class Person(Model):
    """A human being who signs in; may belong to several organizations."""

    id = id_field()
    name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254, unique=True)
    locale = fields.CharField(max_length=10, default="fr")

    class Meta:
        table = "people"


class Membership(Model):
    """One person in one organization with one role: the unit that acts."""

    id = id_field()
    person_id: UUID
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("tandem.Person", related_name="memberships")
    organization_id: UUID
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "tandem.Organization", related_name="memberships"
    )
    role = word()
    # The role that the organization composed, which then holds instead.
    composed_role_id = fields.UUIDField(null=True)
    # The telephone that rings first when this person calls a debtor through the bridge.
    phone = fields.CharField(max_length=20, null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "memberships"
        unique_together = (("person", "organization"),)


class ComposedRole(Model):
    """A role that an organization put together for itself; `version` grows with each change."""

    id = id_field()
    organization_id = fields.UUIDField()
    name = fields.CharField(max_length=80)
    version = fields.IntField(default=1)

    class Meta:
        table = "roles"
        unique_together = (("organization_id", "name"),)


class RoleRule(Model):
    """One permission of a composed role in one relation, in the words of the policy table; void above the ceiling."""

    id = id_field()
    organization_id = fields.UUIDField()
    role_id: UUID
    role: fields.ForeignKeyRelation[ComposedRole] = fields.ForeignKeyField("tandem.ComposedRole", related_name="rules")
    relation = word(20)
    permission = word(80)

    class Meta:
        table = "role_rules"
        unique_together = (("role", "relation", "permission"),)


class Team(Model):
    """Collectors of one agency who share case files."""

    id = id_field()
    agency_id = fields.UUIDField()
    name = fields.CharField(max_length=80)

    class Meta:
        table = "teams"
        unique_together = (("agency_id", "name"),)


class TeamMember(Model):
    """A membership in a team."""

    id = id_field()
    agency_id = fields.UUIDField()
    team_id: UUID
    team: fields.ForeignKeyRelation[Team] = fields.ForeignKeyField("tandem.Team", related_name="members")
    membership_id = fields.UUIDField()

    class Meta:
        table = "team_members"
        unique_together = (("team", "membership_id"),)


class Session(Model):
    """A sign-in of one membership; only the hash of its secret is kept."""

    id = id_field()
    secret_hash = fields.BinaryField()
    membership_id: UUID
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "tandem.Membership", related_name="sessions"
    )
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    # From where it was opened: what the browser and its machine are called, and the network of the address.
    browser = fields.CharField(max_length=20, default="", db_default="")
    platform = fields.CharField(max_length=20, default="", db_default="")
    network = fields.CharField(max_length=50, default="", db_default="")
    second_factor_at = fields.DatetimeField(null=True)
    # The person's rights changed: the next answer brings a new secret, and the former one stands for half a minute.
    renew = fields.BooleanField(default=False, db_default=False)
    previous_hash = fields.BinaryField(null=True)
    previous_until = fields.DatetimeField(null=True)

    class Meta:
        table = "sessions"


class ApiToken(Model):
    """A secret by which an integrator acts through one membership."""

    id = id_field()
    secret_hash = fields.BinaryField()
    membership_id: UUID
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "tandem.Membership", related_name="tokens"
    )
    name = fields.CharField(max_length=100)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_tokens"


class Mandate(Model):
    """The written agreement without which no case is worked (R124-3 CPCE); its four mentions are columns."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    reference = fields.CharField(max_length=60)
    kind = fields.CharEnumField(MandateKind, max_length=20)
    signed_on = fields.DateField(null=True)
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    basis = fields.TextField()
    insurance = fields.TextField()
    fee_terms = fields.TextField()
    remittance_terms = fields.TextField()
    # Who alone frees the debtor by being paid: named on every letter.
    payee = fields.CharField(max_length=200)
    payee_account = fields.CharField(max_length=60)

    class Meta:
        table = "mandates"
        unique_together = (("agency_id", "creditor_id", "reference"),)


class Portfolio(Model):
    """A creditor's named set of placement batches."""

    id = id_field()
    creditor_id = fields.UUIDField()
    name = fields.CharField(max_length=120)

    class Meta:
        table = "portfolios"
        unique_together = (("creditor_id", "name"),)


class BankGrant(Model):
    """What a creditor opened to a bank, until when; ended by revoking, never changed and never deleted."""

    id = id_field()
    creditor_id = fields.UUIDField()
    bank_id = fields.UUIDField()
    portfolio_id: UUID
    portfolio: fields.ForeignKeyRelation[Portfolio] = fields.ForeignKeyField("tandem.Portfolio", related_name="grants")
    # Those batches of the portfolio; null: all of it, with what will be placed into it.
    batch_ids: fields.Field[list[UUID] | None] = ArrayField(element_type="uuid", null=True)
    level = fields.CharEnumField(GrantLevel, max_length=20)
    # What a factor may see of the claims that it finances; with pseudonymous case files only.
    shows_invoice_numbers = fields.BooleanField(default=False, db_default=False)
    shows_due_dates = fields.BooleanField(default=False, db_default=False)
    shows_disputes = fields.BooleanField(default=False, db_default=False)
    # The grant that this one took the place of, when the creditor changed what the bank sees.
    replaces_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=200)
    expires_on = fields.DateField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    revoked_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "bank_grants"
