"""Who sees what, decided row by row over plain dictionaries: the model that the API is compared with.

Written apart from the product: it knows the rows and the lines of the policy table (`policy.py`), and imports neither
the product's `access` modules nor its compiled policies.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.walk.policy import Allowed, allowed, composed

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]
# What is asked of a case file: the selection, and the resources that must all be readable for it to be shown.
OF_CASE_FILE = {
    "reference": {"case_file"},
    "balance { principal { amount } }": {"case_file", "case_file.amounts"},
    "debtor { reference }": {"case_file"},
    "debtor { name }": {"case_file", "case_file.identity"},
    "claims { documentNumber }": {"case_file", "claim"},
    "claims { placed { amount } }": {"case_file", "claim", "case_file.amounts"},
    "parties { name }": {"case_file", "party", "case_file.identity"},
    "parties { contactPoints { value } }": {"case_file", "party", "contact_point"},
    "payments { reference }": {"case_file", "payment"},
    "directives { reason }": {"case_file", "directive"},
    "holds { reason }": {"case_file", "hold"},
    "documents { name }": {"case_file", "document"},
    "mandate { reference }": {"case_file", "mandate"},
    "portfolio { name }": {"case_file", "portfolio"},
    "assignee { name }": {"case_file", "case_file.assignment"},
    "team { name }": {"case_file", "case_file.assignment", "team"},
}
KINDS = {
    "agency": ("collector", "agency_manager", "agency_administrator", "compliance_officer"),
    "creditor": ("creditor_member", "creditor_administrator"),
    "bank": ("banker",),
}


@dataclass
class Model:
    """Rows of the generated world, and what each member may know of them."""

    tables: Tables
    _allowed: dict[str, Allowed] = field(default_factory=dict)

    def organization(self, member: Row) -> Row:
        return next(one for one in self.tables["organizations"] if one["id"] == member["organization_id"])

    def creditors(self, organization: Row) -> set[Any]:
        """An organization and all that is below it."""
        found, waiting = set(), [organization["id"]]
        while waiting:
            key = waiting.pop()
            found.add(key)
            waiting += [one["id"] for one in self.tables["organizations"] if one["parent_id"] == key]
        return found

    def relation(self, member: Row) -> str:
        organization = self.organization(member)
        return "group" if len(self.creditors(organization)) > 1 else organization["kind"]

    def may(self, member: Row, relation: str, permission: str) -> bool:
        if member["id"] not in self._allowed:
            role = member["composed_role_id"]
            if role is None:
                self._allowed[member["id"]] = allowed(member["role"])
            else:
                rules = [
                    (one["relation"], one["permission"]) for one in self.tables["role_rules"] if one["role_id"] == role
                ]
                ceiling = KINDS[self.organization(member)["kind"]]
                self._allowed[member["id"]] = frozenset().union(*(composed(rules, one) for one in ceiling))
        return (relation, permission) in self._allowed[member["id"]]

    def reads(self, member: Row, resources: Iterable[str]) -> bool:
        return all(self.may(member, self.relation(member), f"{one}:read") for one in resources)

    def reaches(self, member: Row, case_file: Row) -> bool:
        organization = self.organization(member)
        if organization["kind"] == "creditor":
            return case_file["creditor_id"] in self.creditors(organization)
        if organization["kind"] != "agency" or case_file["agency_id"] != organization["id"]:
            return False
        if organization["case_scope"] == "all" or self.may(member, "agency", "case_file:reach_all"):
            return True
        if case_file["assignee_id"] == member["id"]:
            return True
        teams = {one["team_id"] for one in self.tables["team_members"] if one["membership_id"] == member["id"]}
        return bool(organization["case_scope"] == "team" and case_file["team_id"] in teams)

    def is_for(self, member: Row, document: Row) -> bool:
        """Whether a file of a case file in reach is for the member's side, and neither taken back nor too new."""
        if document["state"] == "withdrawn":
            return False
        side = "agency" if self.organization(member)["kind"] == "agency" else "creditor"
        if document["state"] == "publishing":
            own = {self.organization(member)["id"]} if side == "agency" else self.creditors(self.organization(member))
            return document["author_organization_id"] in own
        return document["chain"] in ("parties", side)

    def shown(self, member: Row, case_file: Row, selection: str) -> list[str]:
        """The values that one selection of a case file shows, sorted."""
        if not self.reaches(member, case_file) or not self.reads(member, OF_CASE_FILE[selection]):
            return []
        return sorted(self._values(member, case_file, selection))

    def _values(self, member: Row, case: Row, selection: str) -> Iterator[str]:
        part, _, rest = selection.partition(" { ")
        if part == "reference":
            yield case["reference"]
        elif part == "balance":
            yield _money(case["principal"])
        elif part == "debtor":
            yield from (one[rest[:-2]] for one in self.tables["debtors"] if one["id"] == case["debtor_id"])
        elif part == "mandate":
            yield from (one["reference"] for one in self.tables["mandates"] if one["id"] == case["mandate_id"])
        elif part == "portfolio":
            yield from (one["name"] for one in self.tables["portfolios"] if one["id"] == case["portfolio_id"])
        elif part == "assignee":
            people = {one["id"]: one["person_id"] for one in self.tables["memberships"]}
            person = people.get(case["assignee_id"])
            yield from (one["name"] for one in self.tables["people"] if one["id"] == person)
        elif part == "team":
            yield from (one["name"] for one in self.tables["teams"] if one["id"] == case["team_id"])
        else:
            yield from self._of_rows(member, case, part, rest)

    def _of_rows(self, member: Row, case: Row, part: str, rest: str) -> Iterator[str]:
        column = {"documentNumber": "document_number", "placed": "principal"}.get(rest.split()[0], rest.split()[0])
        table, column = ("contact_points", "value") if column == "contactPoints" else (part, column)
        for row in self.tables[table]:
            if row["case_file_id"] != case["id"] or (part == "documents" and not self.is_for(member, row)):
                continue
            yield _money(row[column]) if column == "principal" else row[column]

    def listed(self, member: Row, name: str) -> set[Any] | None:
        """The ids of a list; None when it does not open."""
        resource, table = LISTS[name]
        if not self.reads(member, [resource]):
            return None
        own = self.creditors(self.organization(member))
        found = set()
        for row in self.tables[table]:
            if table == "case_files":
                is_mine = self.reaches(member, row)
            elif self.organization(member)["kind"] == "agency":
                is_mine = row.get("agency_id") in own
            else:
                is_mine = row["creditor_id"] in own
            if is_mine:
                found.add(row["id"])
        return found


# Lists: the resource that opens each, and whose rows they are.
LISTS = {
    "caseFiles": ("case_file", "case_files"),
    "mandates": ("mandate", "mandates"),
    "portfolios": ("portfolio", "portfolios"),
    "bankGrants": ("bank_grant", "bank_grants"),
    "placementBatches": ("placement", "placement_batches"),
}


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"
