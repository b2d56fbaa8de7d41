"""What one member is answered, beside what the model says: lists by pages, case files, rows by id, sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.walk.asking_plainly import Asker
from tests.walk.plain import Asked, Reader, Refused, Row
from tests.walk.plain_banks import financed, in_force, portfolio_figures
from tests.walk.plain_events import events
from tests.walk.plain_fields import global_id
from tests.walk.plain_lists import LISTS, List, needs, roles, worklist
from tests.walk.plain_nodes import NODES
from tests.walk.selections import Chooser, shown_in, without_refused, written

_ROWS = 8  # of a type, asked by their ids
_STAGES = ("SUBMITTED", "ACCEPTED", "AMICABLE", "LEGAL", "CLOSED")
_TYPES = {
    "caseFiles": {"filter": "CaseFileFilter", "sort": "CaseFileSort! = OLDEST_DUE"},
    "auditEvents": {"filter": "AuditFilter"},
    "bankCaseFiles": {"portfolioId": "ID!"},
}
_BADGES = ("PAUSED", "DISPUTED", "PROMISED", "TIME_BARRED", "LETTER_DUE", "REMINDER_DUE", "STOPPED", "WAITING")


@dataclass
class Comparing:
    """One member's answers; `made` are the rows of this world, beside which there are those of strangers."""

    reader: Reader
    asker: Asker
    chooser: Chooser
    made: Mapping[str, Sequence[Row]]
    differences: list[tuple[Any, ...]] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    async def everything(self) -> None:
        """Ask, and note what differs."""
        if self.reader.organization["kind"] == "bank":
            await self._bank()
        rng = self.chooser.rng
        for name in ("caseFiles", *rng.sample(sorted(LISTS), 6)):
            await self._list(name, LISTS[name])
        cases = self.made["case_files"]
        for case in rng.sample(cases, min(len(cases), 3)):
            await self._case_file(case)
            if rng.random() < 0.3:
                await self._timeline_by_pages(case)
        for name in rng.sample(sorted(NODES), 5):
            await self._by_ids(name)
        await self._house()
        await self._worklist()
        await self._figures()

    def _same(self, what: Any, expected: Any, found: Any) -> None:
        if expected != found:
            self.differences.append((what, *_where(expected, found)))

    def _show(self, type_: str, found: Sequence[Row], asked: Sequence[Asked]) -> list[Any]:
        """What the model shows of rows. Raises Refused."""
        answer = [self.reader.shown(type_, one, asked, self.chooser.types) for one in found]
        self.shown |= set(shown_in(self.chooser.types, type_, asked, answer))
        return answer

    def _fits(self, type_: str, found: Sequence[Row]) -> Any:
        def fits(one: Asked) -> bool:
            try:
                [self.reader.shown(type_, row, [one], self.chooser.types) for row in found]
            except Refused:
                return False
            return True

        return fits

    def _split(self, type_: str, found: Sequence[Row], asked: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
        """What of a selection is shown whole, and the fields for which all would be refused."""
        fits = self._fits(type_, found)
        kept = [one for one in (without_refused(each, fits) for each in asked) if one]
        return kept, [one for one in asked if not fits(one)]

    async def _list(self, name: str, of: List) -> None:
        """All pages of a list under random arguments."""
        told = self._arguments(name)
        try:
            expected: list[Row] | None = of.rows(self.reader, told)
        except Refused:
            expected = None
        kept, refused = self._split(of.type, expected or [], self.chooser.few(of.type, 5))
        kept = kept if kept and expected else [_id_of(of.type)]
        shown = None if expected is None else self._show(of.type, expected, kept)
        if not of.is_paged:
            data = await self.asker.data(f"{{ {name} {written(kept)} }}")
            self._same((name, kept), shown, data and data[name])
            return
        size = self.chooser.rng.choice((1, 2, 5, 100))
        answer = await self.asker.pages(name, _TYPES.get(name, {}), told, written(kept), size)
        self._same((name, told, kept), shown if shown is None else (shown, len(shown)), answer)
        if refused and expected:
            answer = await self.asker.pages(name, _TYPES.get(name, {}), told, written(refused[:1]), 100)
            self._same((name, refused[0]), None, answer)

    def _arguments(self, name: str) -> dict[str, Any]:
        rng = self.chooser.rng
        if name == "caseFiles":
            sort = rng.choice((None, "OLDEST_DUE", "LARGEST", "NEWEST", "NAME"))
            narrowed = self._narrowed() if rng.random() < 0.7 else {}
            return ({"sort": sort} if sort else {}) | ({"filter": narrowed} if narrowed else {})
        if name == "auditEvents" and rng.random() < 0.7:
            return {"filter": self._audited()}
        return {}

    def _narrowed(self) -> dict[str, Any]:
        rng, told = self.chooser.rng, dict[str, Any]()
        if rng.random() < 0.4:
            told["stages"] = rng.sample(_STAGES, 3)
        if rng.random() < 0.3:
            told["badge"] = rng.choice(_BADGES)
        if rng.random() < 0.2:
            told["search"] = rng.choice(("duran", "ÉMILE", "sarl dur", "invoice", "t", ""))
        for name, kind in (("agencyId", "agency"), ("creditorId", "creditor")):
            of_kind = [one["id"] for one in self.made["organizations"] if one["kind"] == kind]
            if rng.random() < 0.25:
                told[name] = global_id("Organization", rng.choice(of_kind))
        if rng.random() < 0.3:
            told["assignment"] = self._assigned()
        return told

    def _assigned(self) -> dict[str, Any]:
        rng = self.chooser.rng
        chosen = {
            "assigneeId": global_id("Membership", rng.choice(self.made["memberships"])["id"]),
            "teamId": global_id("Team", rng.choice(self.made["teams"])["id"]),
            "unassigned": True,
        }
        return {name: chosen[name] for name in rng.sample(sorted(chosen), rng.randint(0, 2))}

    def _audited(self) -> dict[str, Any]:
        rng, told = self.chooser.rng, dict[str, Any]()
        if rng.random() < 0.5:
            told["kinds"] = ["SIGNED_IN", "BANK_VIEWED"]
        if rng.random() < 0.5:
            told["groups"] = rng.sample(("SIGN_IN", "PEOPLE", "BANKS", "EXPORTS", "DATA"), 2)
        if rng.random() < 0.3:
            told["person"] = global_id("Membership", rng.choice(self.made["memberships"])["id"])
        if rng.random() < 0.3:
            told["from"] = "2026-11-01"
        if rng.random() < 0.3:
            told["until"] = rng.choice(("2026-11-01", "2026-11-23"))
        return told

    async def _case_file(self, case: Row) -> None:
        """All of one case file, by its look-up and by its id; then each field that is refused, alone."""
        finds = NODES["CaseFile"].finds(self.reader, case)
        asked = self.chooser.whole("CaseFile")
        kept, refused = self._split("CaseFile", [case], asked) if finds else (list(asked), [])
        key, body = {"id": global_id("CaseFile", case["id"])}, written(kept or [Asked("id")])
        data = await self.asker.data(
            f"query ($id: ID!) {{ found: caseFile(id: $id) {body} again: node(id: $id) {{ ... on CaseFile {body} }} }}",
            key,
        )
        expected = self._show("CaseFile", [case], kept or [Asked("id")])[0] if finds else None
        self._same(("caseFile", body), {"found": expected, "again": expected}, data)
        if refused and finds:
            refused = self.chooser.rng.sample(refused, min(len(refused), 12))
            alone = [f"a{place}: caseFile(id: $id) {written([one])}" for place, one in enumerate(refused)]
            data = await self.asker.data(f"query ($id: ID!) {{ {' '.join(alone)} }}", key)
            self._same(("refused", alone), {f"a{place}": None for place in range(len(alone))}, data)

    async def _timeline_by_pages(self, case: Row) -> None:
        """A timeline from its newest event to its oldest by cursors, and back."""
        if not NODES["CaseFile"].finds(self.reader, case) or not self.reader.may("timeline:read"):
            return
        told = [global_id("TimelineEvent", one["event_id"]) for one in events(self.reader, case)]
        for way, cursor, of in (("first", "after", "endCursor"), ("last", "before", "startCursor")):
            found: list[str] = []
            at, size = None, self.chooser.rng.choice((1, 3))
            for _ in range(len(told) + 1):
                document = (
                    f"query ($id: ID!, $at: String, $size: Int) "
                    f"{{ caseFile(id: $id) {{ timeline({way}: $size, {cursor}: $at) "
                    "{ edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"
                )
                data = await self.asker.data(
                    document, {"id": global_id("CaseFile", case["id"]), "at": at, "size": size}
                )
                page = data["caseFile"]["timeline"]
                ids = [one["node"]["id"] for one in page["edges"]]
                found = found + ids if way == "first" else ids + found
                at = page["pageInfo"][of]
                if not page["pageInfo"]["hasNextPage" if way == "first" else "hasPreviousPage"]:
                    break
            self._same(("timeline by pages", way, size), told, found)

    async def _by_ids(self, name: str) -> None:
        """Rows of one type by their ids, those of strangers among them."""
        by_id, rng = NODES[name], self.chooser.rng
        every = self.reader.model.tables[by_id.table]
        own = {one["id"] for one in self.made[by_id.table]}
        mine = [one for one in every if one["id"] in own]
        strangers = [one for one in every if one["id"] not in own]
        found = rng.sample(mine, min(len(mine), _ROWS)) + rng.sample(strangers, min(len(strangers), 2))
        asked = self.chooser.few(name, 8)
        shown = [one for one in found if by_id.finds(self.reader, one)]
        kept, _ = self._split(name, shown, asked)
        for body in (kept or [_id_of(name)], [_id_of(name), *asked]):
            ids = {f"n{place}": global_id(name, one["id"]) for place, one in enumerate(found)}
            data = await self.asker.nodes(name, written(body), ids)
            expected = {f"n{place}": self._node(name, one, body) for place, one in enumerate(found)}
            self._same(("node", name, written(body)), expected, data)

    def _node(self, name: str, row: Row, asked: Sequence[Asked]) -> Any:
        if not NODES[name].finds(self.reader, row):
            return None
        try:
            return self._show(name, [row], asked)[0]
        except Refused:
            return None

    async def _house(self) -> None:
        """Roles, and oneself."""
        built_in = list(self.chooser.whole("BuiltInRole"))
        composed = list(self.chooser.whole("ComposedRole"))
        data = await self.asker.data(f"{{ roles {{ builtIn {written(built_in)} composed {written(composed)} }} }}")
        try:
            found = roles(self.reader)
            expected: Any = {
                "roles": {
                    "builtIn": self._show("BuiltInRole", found["builtIn"], built_in),
                    "composed": self._show("ComposedRole", found["composed"], composed),
                }
            }
        except Refused:
            expected = None
        self._same("roles", expected, data)
        me = list(self.chooser.whole("Membership"))
        kept, _ = self._split("Membership", [self.reader.member], me)
        data = await self.asker.data(f"{{ viewer {{ membership {written(kept)} }} }}")
        self._same("viewer", {"viewer": {"membership": self._show("Membership", [self.reader.member], kept)[0]}}, data)
        data = await self.asker.data("{ caseScope }")
        scope = {"caseScope": self.reader.organization["case_scope"].upper()}
        self._same("caseScope", scope if self.reader.may("team:read") else None, data)

    async def _worklist(self) -> None:
        """Which case files wait for work; their order is priority's."""
        told: dict[str, Any] = {"search": "duran"} if self.chooser.rng.random() < 0.3 else {}
        if self.chooser.rng.random() < 0.4:
            told["assignment"] = self._assigned()
        try:
            expected = sorted(global_id("CaseFile", one["id"]) for one in worklist(self.reader, told))
        except Refused:
            expected = None
        data = await self.asker.data(
            "query ($search: String, $assignment: AssignmentFilter) { worklist(first: 100, search: $search, "
            "assignment: $assignment) { edges { node { caseFile { id } } } totalCount } }",
            told,
        )
        if expected is None or data is None:
            self._same(("worklist", told), expected, data)
            return
        found = [edge["node"]["caseFile"]["id"] for edge in data["worklist"]["edges"]]
        self._same(("worklist", told), (expected, len(expected)), (sorted(found), data["worklist"]["totalCount"]))

    async def _figures(self) -> None:
        """The sums of a creditor, of a group or of one of its entities."""
        creditors = [one["id"] for one in self.made["organizations"] if one["kind"] == "creditor"]
        narrowed = global_id("Organization", self.chooser.rng.choice(creditors))
        asked = self.chooser.whole("CurrencyFigures")
        for creditor in (None, narrowed):
            data = await self.asker.data(
                f"query ($of: ID) {{ portfolioFigures(creditorId: $of) {{ currencies {written(asked)} }} }}",
                {"of": creditor},
            )
            try:
                found = portfolio_figures(self.reader, creditor)
                expected: Any = {"portfolioFigures": {"currencies": self._show("CurrencyFigures", found, asked)}}
            except Refused:
                expected = None
            self._same(("portfolioFigures", creditor), expected, data)

    async def _bank(self) -> None:
        """The dashboard, and the case files of every grant there is, of strangers too."""
        asked = list(self.chooser.whole("BankPortfolio"))
        try:
            needs(self.reader, "bank_dashboard:read", relation="bank")
            shown = in_force(self.reader)
            expected: Any = {"bankDashboard": {"portfolios": self._show("BankPortfolio", shown, asked)}}
        except Refused:
            expected = None
        self._same(
            "bankDashboard", expected, await self.asker.data(f"{{ bankDashboard {{ portfolios {written(asked)} }} }}")
        )
        if expected:
            await self._exact(shown)
        for grant in self.made["bank_grants"]:
            await self._financed(grant)

    async def _exact(self, shown: Sequence[Row]) -> None:
        """Figures of single case files to the cent."""
        asked = list(self.chooser.whole("ExactFigures"))
        data = await self.asker.data(f"{{ bankDashboard {{ portfolios {{ level currencies {written(asked)} }} }} }}")
        found = [
            one["currencies"] for one in data["bankDashboard"]["portfolios"] if one["level"] == "PSEUDONYMOUS_CASES"
        ]
        exact = [one for one in shown if one["level"] == "pseudonymous_cases"]
        sums = [[{"grant": one, "cases": cases}] if (cases := financed(self.reader, one)) else [] for one in exact]
        self._same("exact figures", [self._show("ExactFigures", one, asked) for one in sums], found)

    async def _financed(self, grant: Row) -> None:
        """The case files that a grant shows, in an order that says nothing."""
        asked = list(self.chooser.whole("BankCaseFile"))
        told = {"portfolioId": global_id("BankPortfolio", grant["id"])}
        answer = await self.asker.pages("bankCaseFiles", _TYPES["bankCaseFiles"], told, written(asked), 2)
        if not self.reader.may("bank_case_file:read", "bank"):
            self._same(("bankCaseFiles", grant["level"]), None, answer)
            return
        is_own = grant["bank_id"] == self.reader.own
        expected = self._show("BankCaseFile", financed(self.reader, grant) if is_own else [], asked)
        found = sorted(answer[0], key=_text) if answer else answer
        self._same(("bankCaseFiles", grant["level"]), sorted(expected, key=_text), found)
        self._same(("bankCaseFiles", "counted"), len(expected), answer and answer[1])


def _where(expected: Any, found: Any, path: str = "") -> tuple[str, Any, Any]:
    """The first place at which two answers differ."""
    if isinstance(expected, dict) and isinstance(found, dict) and expected.keys() == found.keys():
        for name in expected:
            if expected[name] != found[name]:
                return _where(expected[name], found[name], f"{path}.{name}")
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for place, (one, other) in enumerate(zip(expected, found, strict=True)):
            if one != other:
                return _where(one, other, f"{path}[{place}]")
    return path, expected, found


def _text(one: Any) -> str:
    return orjson.dumps(one).decode()


def _id_of(type_: str) -> Asked:
    return Asked("membershipId" if type_ == "Colleague" else "id")
