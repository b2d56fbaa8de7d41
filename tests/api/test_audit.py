"""The audit log over GraphQL and HTTP: who reads it, what a page says, who takes it out."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from tandem.entrypoints.http import audit_file
from tandem.entrypoints.http.auth import COOKIE
from tandem.entrypoints.http.caller import CallerAddress
from tandem.entrypoints.http.refusals import refuse
from tandem.kit.errors import TandemError
from tests.api.asking import LINKS, Answer, ask
from tests.api.watching import sign_in

pytestmark = pytest.mark.usefixtures("committed")

PAGE = """query ($first: Int, $after: String, $filter: AuditFilter) {
    auditEvents(first: $first, after: $after, filter: $filter) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { node { id sequence at kind group who person via network sentence hash organization { name } } } } }"""
EXPORT = "query ($filter: AuditFilter) { auditExport(filter: $filter) { csvUrl jsonLinesUrl scriptUrl } }"
INES = ("ines", "lenoir")


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """The log's addresses and nothing else."""
    app = Starlette(
        routes=audit_file.routes,
        exception_handlers={TandemError: refuse},
        middleware=[Middleware(CallerAddress)],
    )
    app.state.links = LINKS
    transport = httpx2.ASGITransport(app, client=("203.0.113.77", 1))
    async with httpx2.AsyncClient(transport=transport, base_url="https://tandem.example") as client:
        yield client


def nodes(answer: Answer) -> list[dict[str, Any]]:
    assert answer.errors == []
    return [edge["node"] for edge in answer.data["auditEvents"]["edges"]]


async def test_a_page_says_who_did_what_from_where() -> None:
    await sign_in("awa@lenoir.example")

    (event,) = nodes(await ask(*INES, PAGE))

    assert (event["kind"], event["who"], event["sentence"]) == ("SIGNED_IN", "Awa Diallo", "Connexion")
    assert event["group"] == "SIGN_IN"
    assert (event["via"], event["network"], event["sequence"]) == ("session", None, 1)
    assert event["organization"]["name"] == "Cabinet Lenoir Recouvrement"
    assert len(event["hash"]) == 64
    again = await ask(*INES, "query ($id: ID!) { node(id: $id) { ... on AuditEvent { sentence } } }", id=event["id"])
    assert again.data == {"node": {"sentence": "Connexion"}}


async def test_pages_and_filters_narrow_and_count() -> None:
    for email in ("awa@lenoir.example", "marc@lenoir.example", "awa@lenoir.example"):
        await sign_in(email)

    first = await ask(*INES, PAGE, first=2)
    rest = await ask(*INES, PAGE, first=2, after=first.data["auditEvents"]["pageInfo"]["endCursor"])
    awa = nodes(first)[0]["person"]
    of_awa = await ask(*INES, PAGE, filter={"person": awa, "groups": ["SIGN_IN"], "search": "awa"})
    nothing = await ask(*INES, PAGE, filter={"kinds": ["BANK_VIEWED"], "from": "2026-01-01", "until": "2199-12-31"})

    assert [event["sequence"] for event in [*nodes(first), *nodes(rest)]] == [3, 2, 1]
    assert rest.data["auditEvents"]["pageInfo"]["hasNextPage"] is False
    assert [event["sequence"] for event in nodes(of_awa)] == [3, 1]
    assert nothing.data["auditEvents"]["totalCount"] == 0


@pytest.mark.parametrize("person", [("awa", "lenoir"), ("lucas", "bati-loire"), ("yann", "lemanique")])
async def test_who_may_not_read_it_is_refused(person: tuple[str, str]) -> None:
    page, export = await ask(*person, PAGE), await ask(*person, EXPORT)

    assert page.codes == ["FORBIDDEN"]
    assert export.data == {"auditExport": None}


async def test_nobody_reads_it_who_is_signed_out() -> None:
    assert (await ask(None, "", PAGE)).codes == ["UNAUTHENTICATED"]


@pytest.mark.parametrize(
    ("narrowed", "field"),
    [
        ({"from": "2026-02-02", "until": "2026-02-01"}, "filter.until"),
        ({"person": "x"}, "filter.person"),
        ({"from": "1066-10-14"}, "filter.from"),
    ],
)
async def test_a_filter_that_cannot_be_is_refused_by_its_field(narrowed: dict[str, str], field: str) -> None:
    answer = await ask(*INES, PAGE, filter=narrowed)

    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["field"] == field


async def urls(**narrowed: object) -> dict[str, str]:
    answer = await ask(*INES, EXPORT, filter=narrowed)
    found: dict[str, str] = answer.data["auditExport"]
    return found


async def test_the_file_is_for_whoever_may_take_it_out_and_is_told_with_the_network(http: httpx2.AsyncClient) -> None:
    ines = await sign_in("ines@lenoir.example")
    http.cookies.set(COOKIE, ines.secret)
    found = await urls(groups=["SIGN_IN"], search="ines", **{"from": "2026-01-01"})

    table, lines, script = [await http.get(found[name]) for name in ("csvUrl", "jsonLinesUrl", "scriptUrl")]

    assert (table.status_code, lines.status_code, script.status_code) == (200, 200, 200)
    assert table.headers["content-disposition"] == 'attachment; filename="journal-audit.csv"'
    assert [line.split(";")[2] for line in table.text.splitlines()] == ["quoi", "Connexion"]
    assert [kind in lines.text for kind in ("signed_in", "audit_exported")] == [True, True]
    assert "sha256" in script.text
    told = nodes(await ask(*INES, PAGE, filter={"groups": ["EXPORTS"]}))
    assert [(event["sentence"], event["network"]) for event in told] == [
        ("Journal d’audit exporté (JSONL)", "203.0.113.0/24"),
        ("Journal d’audit exporté (CSV)", "203.0.113.0/24"),
    ]


@pytest.mark.parametrize(
    ("email", "status"), [(None, 401), ("awa@lenoir.example", 403), ("yann@lemanique.example", 403)]
)
async def test_an_address_that_was_passed_on_opens_nothing(
    http: httpx2.AsyncClient, email: str | None, status: int
) -> None:
    if email:
        http.cookies.set(COOKIE, (await sign_in(email)).secret)

    answers = [await http.get(url) for name, url in (await urls()).items() if name != "scriptUrl"]

    assert [answer.status_code for answer in answers] == [status, status]
    assert nodes(await ask(*INES, PAGE, filter={"groups": ["EXPORTS"]})) == []


async def test_an_address_opens_its_own_readers_log_and_no_other(http: httpx2.AsyncClient) -> None:
    http.cookies.set(COOKIE, (await sign_in("helene@bati-loire.example")).secret)
    await sign_in("awa@lenoir.example")

    table = await http.get((await urls())["csvUrl"])

    assert "Hélène" in table.text
    assert "Awa" not in table.text


async def test_a_changed_address_is_refused(http: httpx2.AsyncClient) -> None:
    http.cookies.set(COOKIE, (await sign_in("ines@lenoir.example")).secret)

    refused = await http.get((await urls(search="a"))["csvUrl"].replace("search=a", "search=b"))

    assert refused.status_code == 403
