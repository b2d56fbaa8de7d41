"""Random organizations, people, rights and rows: small enough to read when a difference is found."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
from hypothesis import strategies as st

from tandem.organizations.sign_in import hash_of
from tests.walk.people import insert
from tests.walk.plain import KINDS, OF_CASE_FILE, Row

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
# In the order in which rows point at each other.
TABLES = [
    "organizations",
    "people",
    "roles",
    "role_rules",
    "memberships",
    "sessions",
    "teams",
    "team_members",
    "mandates",
    "portfolios",
    "uploads",
    "placement_batches",
    "debtors",
    "case_files",
    "parties",
    "contact_points",
    "claims",
    "payments",
    "allocations",
    "directives",
    "holds",
    "documents",
    "bank_grants",
]
# What a composed role may be made of: readings, and what opens the whole agency.
RULES = sorted({f"{one}:read" for needed in OF_CASE_FILE.values() for one in needed} | {"case_file:reach_all"})


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Tables of rows as plain dictionaries, columns as the database names them."""
    made: dict[str, list[Row]] = {name: [] for name in TABLES}
    agencies = [_organization(made, "agency", case_scope=scope) for scope in draw(_some(_scopes, 1, 2))]
    creditors = [_organization(made, "creditor") for _ in range(draw(st.integers(1, 3)))]
    bank = _organization(made, "bank")
    if len(creditors) > 1 and draw(st.booleans()):
        group = _organization(made, "creditor")
        for one in creditors[: draw(st.integers(1, len(creditors)))]:
            one["parent_id"] = group["id"]
        _members(draw, made, group)
    for organization in (*agencies, *creditors):
        _members(draw, made, organization)
    _members(draw, made, bank)
    for creditor in creditors:
        made["portfolios"].append(_row(creditor_id=creditor["id"], name=f"portfolio {len(made['portfolios'])}"))
        if draw(st.booleans()):
            _grant(draw, made, creditor, bank)
    for agency, creditor in draw(_some(st.tuples(st.sampled_from(agencies), st.sampled_from(creditors)), 1, 3)):
        _case_file(draw, made, agency, creditor)
    return made


_scopes = st.sampled_from(["all", "team", "assigned"])


def _some(one: st.SearchStrategy[Any], least: int, most: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(one, min_size=least, max_size=most)


def _row(**values: Any) -> Row:
    return {"id": uuid4(), **values}


def _organization(made: dict[str, list[Row]], kind: str, **values: Any) -> Row:
    number = len(made["organizations"])
    row = _row(
        kind=kind, name=f"{kind} {number}", address="", locale="fr", country="FR", created_at=NOW, parent_id=None
    )
    row |= {"case_scope": "all"} | values
    made["organizations"].append(row)
    if kind == "agency":
        made["teams"] += [_row(agency_id=row["id"], name=f"team {number} {letter}") for letter in "ab"]
    return row


def _members(draw: st.DrawFn, made: dict[str, list[Row]], organization: Row) -> None:
    for role in draw(_some(st.sampled_from(KINDS[organization["kind"]]), 1, 2)):
        person = _row(name=f"person {len(made['people'])}", email=f"{uuid4()}@x.example", locale="fr")
        made["people"].append(person)
        composed = None
        if draw(st.booleans()):
            composed = _composed(draw, made, organization)
        member = _row(person_id=person["id"], organization_id=organization["id"], role=role, composed_role_id=composed)
        made["memberships"].append(member)
        secret = str(uuid4())
        made["sessions"].append(
            _row(
                secret=secret,
                membership_id=member["id"],
                created_at=NOW,
                last_seen_at=NOW,
                expires_at=NOW + timedelta(hours=10),
            )
        )
        if organization["kind"] == "agency":
            own = [team for team in made["teams"] if team["agency_id"] == organization["id"]]
            for team in draw(st.lists(st.sampled_from(own), max_size=2, unique_by=lambda one: one["id"])):
                made["team_members"].append(
                    _row(agency_id=organization["id"], team_id=team["id"], membership_id=member["id"])
                )


def _composed(draw: st.DrawFn, made: dict[str, list[Row]], organization: Row) -> Any:
    role = _row(organization_id=organization["id"], name=f"role {len(made['roles'])}", version=1)
    made["roles"].append(role)
    relations = {"agency": ["agency", "own"], "creditor": ["creditor", "group", "own"], "bank": ["bank", "own"]}
    for permission in draw(st.sets(st.sampled_from(RULES), max_size=6)):
        for relation in relations[organization["kind"]]:
            made["role_rules"].append(
                _row(organization_id=organization["id"], role_id=role["id"], relation=relation, permission=permission)
            )
    return role["id"]


def _grant(draw: st.DrawFn, made: dict[str, list[Row]], creditor: Row, bank: Row) -> None:
    revoked = draw(st.booleans())
    made["bank_grants"].append(
        _row(
            creditor_id=creditor["id"],
            bank_id=bank["id"],
            portfolio_id=_of(made, "portfolios", creditor)["id"],
            level="totals",
            created_at=NOW,
            created_by="somebody",
            revoked_at=NOW if revoked else None,
            revoked_by="somebody" if revoked else None,
        )
    )


def _of(made: Mapping[str, list[Row]], table: str, creditor: Row, agency: Row | None = None) -> Row:
    return next(
        one
        for one in made[table]
        if one["creditor_id"] == creditor["id"] and (agency is None or one["agency_id"] == agency["id"])
    )


def _placed(made: dict[str, list[Row]], sides: Row, agency: Row, creditor: Row) -> tuple[Row, Row]:
    """The mandate of the two and its one batch."""
    if not any(one["agency_id"] == agency["id"] and one["creditor_id"] == creditor["id"] for one in made["mandates"]):
        number = len(made["mandates"])
        terms = dict.fromkeys(("basis", "insurance", "fee_terms", "remittance_terms", "payee", "payee_account"), "x")
        day = date(2026, 1, 5)
        mandate = _row(**sides, reference=f"mandate {number}", kind="collection", signed_on=day, starts_on=day, **terms)
        upload = _row(
            organization_id=creditor["id"],
            membership_id=_of_organization(made, creditor)["id"],
            filename="f.csv",
            size=1,
            storage_key="",
            requested_at=NOW,
        )
        made["mandates"].append(mandate)
        made["uploads"].append(upload)
        made["placement_batches"].append(
            _row(
                **sides,
                mandate_id=mandate["id"],
                portfolio_id=_of(made, "portfolios", creditor)["id"],
                upload_id=upload["id"],
                reference=f"batch {number}",
                filename="f.csv",
                state="accepted",
                created_at=NOW,
                created_by="somebody",
            )
        )
    return _of(made, "mandates", creditor, agency), _of(made, "placement_batches", creditor, agency)


def _of_organization(made: Mapping[str, list[Row]], organization: Row) -> Row:
    return next(one for one in made["memberships"] if one["organization_id"] == organization["id"])


def _case_file(draw: st.DrawFn, made: dict[str, list[Row]], agency: Row, creditor: Row) -> None:
    """One case file with everything on it, in every state that hides something."""
    number = len(made["case_files"])
    sides: Row = {"agency_id": agency["id"], "creditor_id": creditor["id"]}
    mandate, batch = _placed(made, sides, agency, creditor)
    team = draw(st.sampled_from([None, *(one["id"] for one in made["teams"] if one["agency_id"] == agency["id"])]))
    colleagues = [one["id"] for one in made["memberships"] if one["organization_id"] == agency["id"]]
    amount = 100_00 + number
    debtor = _row(**sides, reference=f"customer {number}", name=f"debtor {number}", language="fr", country="FR")
    case = _row(
        **sides,
        mandate_id=mandate["id"],
        portfolio_id=batch["portfolio_id"],
        batch_id=batch["id"],
        debtor_id=debtor["id"],
        reference=f"T{uuid4().hex[:12]}",
        assignee_id=draw(st.sampled_from([None, *colleagues])),
        team_id=team,
        stage="amicable",
        currency="EUR",
        principal=amount,
        outstanding=amount,
        claim_count=1,
        placed_at=NOW,
        accepted_at=NOW,
        name_sort=f"debtor {number}",
        search=f"debtor {number}",
    )
    made["debtors"].append(debtor)
    made["case_files"].append(case)
    of_case = {**sides, "case_file_id": case["id"]}
    party = _row(**of_case, role="debtor", name=f"party {number}")
    made["parties"].append(party)
    made["contact_points"].append(
        _row(**of_case, party_id=party["id"], kind="email", value=f"debtor{number}@x.example", created_at=NOW)
    )
    made["claims"].append(
        _row(
            **of_case,
            mandate_id=mandate["id"],
            debtor_id=debtor["id"],
            batch_id=batch["id"],
            document_number=f"invoice {number}",
            due_on=date(2026, 6, 1),
            segment="professional",
            payee="agency",
            currency="EUR",
            principal=amount,
            outstanding=amount,
        )
    )
    payment = _row(
        **of_case,
        amount=1_00,
        currency="EUR",
        received_on=date(2026, 11, 1),
        source="agency",
        reference=f"payment {number}",
        recorded_at=NOW,
        recorded_by="somebody",
    )
    made["payments"].append(payment)
    claim = made["claims"][-1]
    made["allocations"].append(_row(**sides, payment_id=payment["id"], claim_id=claim["id"], amount=1_00))
    made["directives"].append(
        _row(**of_case, kind="hold", state="issued", reason=f"directive {number}", issued_at=NOW, issued_by="somebody")
    )
    made["holds"].append(
        _row(**of_case, kind="dispute", reason=f"hold {number}", owner_id=creditor["id"], since=NOW, by_name="somebody")
    )
    states = st.tuples(
        st.sampled_from(["agency", "creditor", "parties"]), st.sampled_from(["recorded", "publishing", "withdrawn"])
    )
    for chain, state in draw(st.lists(states, max_size=3)):
        _document(made, of_case, chain, state)


def _document(made: dict[str, list[Row]], of_case: Row, chain: str, state: str) -> None:
    number = len(made["documents"])
    # Only what is for both parties waits or is taken back.
    chain = chain if state == "recorded" else "parties"
    author = of_case["creditor_id"] if chain == "creditor" or number % 2 else of_case["agency_id"]
    made["documents"].append(
        _row(
            **of_case,
            chain=chain,
            state=state,
            author_organization_id=of_case["agency_id"] if chain == "agency" else author,
            author_name="somebody",
            author_membership_id=uuid4(),
            publishes_at=NOW + timedelta(seconds=10) if chain == "parties" else None,
            name=f"file {number}",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            storage_key="",
            created_at=NOW,
        )
    )


async def write(owner: asyncpg.Connection, world: Mapping[str, list[Row]]) -> None:
    """Write a world beside those that were written before: their rows are strangers to it."""
    needed = await owner.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' "
        "AND is_nullable = 'NO' AND column_default IS NULL AND is_generated = 'NEVER' AND table_name = ANY ($1)",
        list(TABLES),
    )
    async with owner.transaction():
        for table in TABLES:
            empty = {name: _EMPTY.get(kind) for of, name, kind in needed if of == table}
            # A group's entities point at it.
            for row in sorted(world[table], key=lambda one: one.get("parent_id") is not None):
                values = empty | row
                if "secret" in values:
                    values["secret_hash"] = hash_of(values.pop("secret"))
                await insert(owner, table, **values)


# What a column holds that says nothing.
_EMPTY = {"jsonb": "[]", "integer": 0, "bigint": 0, "boolean": False, "character varying": "", "text": ""}
