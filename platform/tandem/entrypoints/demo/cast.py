"""The cast: two agencies, four creditors, a group above three of them, two banks, whoever runs the installation, every
role. One cast for demo, tests and documentation.

Telephone numbers come from the ranges that Arcep keeps for fiction; addresses end in .example (RFC 2606).
"""

from dataclasses import dataclass, field
from datetime import date

from tandem.organizations.models import MandateKind, OrganizationKind
from tandem_policies.vocabulary import Role

PASSWORD = "tandem-demo"  # noqa: S105 - printed by `make run`; the cast is never loaded in production


@dataclass(frozen=True, slots=True)
class CastOrganization:
    """An organization of the cast; `key` is how code names it."""

    key: str
    kind: OrganizationKind
    name: str
    company_number: str
    address: str
    email: str
    phone: str
    payment_account: str | None = None
    # Channel -> address from which this agency writes or calls.
    senders: dict[str, str] = field(default_factory=dict)
    # The group right above it.
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class CastPerson:
    """A person of the cast with one membership or several: (organization key, role, telephone)."""

    key: str
    name: str
    email: str
    locale: str
    memberships: tuple[tuple[str, Role, str | None], ...]


@dataclass(frozen=True, slots=True)
class CastMandate:
    """A mandate between an agency and a creditor of the cast."""

    agency: str
    creditor: str
    reference: str
    starts_on: date
    kind: MandateKind = MandateKind.COLLECTION


AGENCY, CREDITOR, BANK = OrganizationKind.AGENCY, OrganizationKind.CREDITOR, OrganizationKind.BANK
OPERATOR = OrganizationKind.OPERATOR

ORGANIZATIONS = (
    CastOrganization(
        "lenoir",
        AGENCY,
        "Cabinet Lenoir Recouvrement",
        "552100554",
        "12 rue des Carmes\n44000 Nantes",
        "contact@lenoir.example",
        "+33199001210",
        "FR76 3000 4000 0312 3456 7890 143",
        {"sms": "+33937001200", "voice": "+33199001200", "email": "dossiers@lenoir.example"},
    ),
    CastOrganization(
        "atlas",
        AGENCY,
        "Atlas Recouvrement",
        "784608416",
        "3 quai de la Fosse\n69002 Lyon",
        "contact@atlas.example",
        "+33199002410",
        "FR76 3000 4000 0398 7654 3210 189",
        {"sms": "+33937002400", "voice": "+33199002400", "email": "dossiers@atlas.example"},
    ),
    CastOrganization(
        "bati-loire",
        CREDITOR,
        "Bâti-Loire SAS",
        "732829320",
        "8 allée des Artisans\n49000 Angers",
        "compta@bati-loire.example",
        "+33199003100",
        parent="ligerien",
    ),
    CastOrganization(
        "energie",
        CREDITOR,
        "Énergie Atlantique",
        "404833048",
        "21 boulevard de l’Océan\n17000 La Rochelle",
        "recouvrement@energie.example",
        "+33199003200",
    ),
    CastOrganization(
        "clinique",
        CREDITOR,
        "Clinique Saint-Roch",
        "321654987",
        "1 place Saint-Roch\n35000 Rennes",
        "facturation@clinique.example",
        "+33199003300",
        parent="ligerien-services",
    ),
    CastOrganization(
        "logistique",
        CREDITOR,
        "Logistique Nord",
        "542065479",
        "45 rue du Port\n59000 Lille",
        "credit@logistique.example",
        "+33199003400",
        parent="ligerien-services",
    ),
    CastOrganization(
        "ligerien",
        CREDITOR,
        "Groupe Ligérien",
        "813654712",
        "30 quai de la Loire\n37000 Tours",
        "finance@ligerien.example",
        "+33199003500",
    ),
    CastOrganization(
        "ligerien-services",
        CREDITOR,
        "Ligérien Services",
        "813654720",
        "32 quai de la Loire\n37000 Tours",
        "finance.services@ligerien.example",
        "+33199003600",
        parent="ligerien",
    ),
    CastOrganization(
        "lemanique",
        BANK,
        "Crédit Lémanique",
        "662042449",
        "5 place de la Bourse\n75002 Paris",
        "entreprises@lemanique.example",
        "+33199004100",
    ),
    CastOrganization(
        "ponant",
        BANK,
        "Banque du Ponant",
        "542016381",
        "2 rue de Siam\n29200 Brest",
        "entreprises@ponant.example",
        "+33199004200",
    ),
    CastOrganization(
        "sablier",
        BANK,
        "Sablier Affacturage",
        "451321335",
        "17 quai de la Seine\n76000 Rouen",
        "cession@sablier.example",
        "+33199004300",
    ),
    CastOrganization(
        "exploitation",
        OPERATOR,
        "Tandem Exploitation",
        "879004109",
        "4 rue du Calvaire\n44000 Nantes",
        "exploitation@tandem.example",
        "+33199005100",
    ),
)

PEOPLE = (
    CastPerson("awa", "Awa Diallo", "awa@lenoir.example", "fr", (("lenoir", Role.COLLECTOR, "+33639980101"),)),
    CastPerson("marc", "Marc Vidal", "marc@lenoir.example", "fr", (("lenoir", Role.AGENCY_MANAGER, "+33639980102"),)),
    CastPerson(
        "ines", "Inès Lenoir", "ines@lenoir.example", "fr", (("lenoir", Role.AGENCY_ADMINISTRATOR, "+33639980103"),)
    ),
    CastPerson("claire", "Claire Mercier", "claire@lenoir.example", "fr", (("lenoir", Role.COMPLIANCE_OFFICER, None),)),
    CastPerson("tom", "Tom Fletcher", "tom@atlas.example", "en", (("atlas", Role.COLLECTOR, "+33639980201"),)),
    CastPerson("sofia", "Sofia Benali", "sofia@atlas.example", "fr", (("atlas", Role.AGENCY_MANAGER, "+33639980202"),)),
    CastPerson(
        "helene", "Hélène Roy", "helene@bati-loire.example", "fr", (("bati-loire", Role.CREDITOR_ADMINISTRATOR, None),)
    ),
    CastPerson(
        "lucas", "Lucas Bonnet", "lucas@bati-loire.example", "fr", (("bati-loire", Role.CREDITOR_MEMBER, None),)
    ),
    CastPerson(
        "nadia", "Nadia Keller", "nadia@energie.example", "en", (("energie", Role.CREDITOR_ADMINISTRATOR, None),)
    ),
    CastPerson(
        "paul", "Paul Girard", "paul@clinique.example", "fr", (("clinique", Role.CREDITOR_ADMINISTRATOR, None),)
    ),
    CastPerson(
        "chloe",
        "Chloé Martin",
        "chloe@logistique.example",
        "fr",
        (("logistique", Role.CREDITOR_ADMINISTRATOR, None), ("clinique", Role.CREDITOR_MEMBER, None)),
    ),
    CastPerson(
        "agathe", "Agathe Morel", "agathe@ligerien.example", "fr", (("ligerien", Role.CREDITOR_ADMINISTRATOR, None),)
    ),
    CastPerson(
        "remi", "Rémi Costa", "remi@ligerien.example", "fr", (("ligerien-services", Role.CREDITOR_MEMBER, None),)
    ),
    CastPerson("yann", "Yann Le Goff", "yann@lemanique.example", "fr", (("lemanique", Role.BANKER, None),)),
    CastPerson("emma", "Emma Walsh", "emma@ponant.example", "en", (("ponant", Role.BANKER, None),)),
    CastPerson("gaelle", "Gaëlle Morvan", "gaelle@sablier.example", "fr", (("sablier", Role.BANKER, None),)),
    CastPerson("omar", "Omar Haddad", "omar@tandem.example", "fr", (("exploitation", Role.OPERATOR, None),)),
)

MANDATES = (
    CastMandate("lenoir", "bati-loire", "MR-2026-001", date(2026, 1, 5)),
    CastMandate("lenoir", "energie", "MR-2026-002", date(2026, 2, 2)),
    CastMandate("lenoir", "clinique", "MR-2026-003", date(2026, 3, 2)),
    CastMandate("atlas", "logistique", "AT-2026-014", date(2026, 1, 12)),
    CastMandate("atlas", "bati-loire", "AT-2026-021", date(2026, 6, 1)),
)

PORTFOLIOS = (
    ("bati-loire", "Clients professionnels"),
    ("energie", "Contrats particuliers"),
    ("clinique", "Patients"),
    ("logistique", "Transport"),
)

# (what the person is, e-mail, password): printed by `make run`.
SIGN_INS = [
    ("Collector / chargée de recouvrement", "awa@lenoir.example", PASSWORD),
    ("Agency manager / responsable", "marc@lenoir.example", PASSWORD),
    ("Agency administrator / administratrice", "ines@lenoir.example", PASSWORD),
    ("Compliance officer / conformité", "claire@lenoir.example", PASSWORD),
    ("Client administrator / créancier", "helene@bati-loire.example", PASSWORD),
    ("Client member / membre créancier", "lucas@bati-loire.example", PASSWORD),
    ("Head of a group / tête de groupe", "agathe@ligerien.example", PASSWORD),
    ("Banker, totals / banquier, totaux", "yann@lemanique.example", PASSWORD),
    ("Factor, case by case / factor, dossier par dossier", "gaelle@sablier.example", PASSWORD),
    ("Operator / exploitant", "omar@tandem.example", PASSWORD),
    ("Other agency's collector (English)", "tom@atlas.example", PASSWORD),
    ("Two organizations / deux organisations", "chloe@logistique.example", PASSWORD),
]
