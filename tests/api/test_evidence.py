"""Evidence bundles through the API: asked for, followed, listed, fetched; by whom and by whom not."""

from typing import Any

import httpx2
import pytest
from obstore.store import MemoryStore
from starlette.applications import Starlette

from tandem.casefiles import storage
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.http import files
from tandem.entrypoints.http.refusals import refuse
from tandem.evidence.models import BundleProblem, BundleState, BundleStep, EvidenceBundle
from tandem.evidence.progress import fail, show
from tandem.kit import clock, texts
from tandem.kit.database import transaction
from tandem.kit.errors import TandemError
from tandem.organizations.actor import System
from tandem_graphql.ids import global_id, key_of
from tests.api.asking import LINKS, ask
from tests.api.watching import sign_in, watching
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("live")
AGENCY = System(cast_id("lenoir"))
MAKE = """
    mutation ($input: MakeEvidenceBundleInput!) { makeEvidenceBundle(input: $input) {
        bundle { id state progress locale includesOwnSide requestedBy pdfUrl zipUrl }
        caseFile { id evidenceBundles { id state } }
        userErrors { code field message } } }
"""
LIST = "query ($id: ID!) { caseFile(id: $id) { viewerCan { makeEvidenceBundle } evidenceBundles { id state } } }"
FOLLOW = "subscription ($id: ID!) { evidenceBundleProgress(bundleId: $id) { state step progress problem } }"
LINKS_OF = "query ($id: ID!) { node(id: $id) { ... on EvidenceBundle { pdfUrl zipUrl zipSha256 } } }"


def _id(made: MadeCase) -> str:
    return global_id("CaseFile", made.case_file.id)


async def _asked(made: MadeCase, person: str = "marc", organization: str = "lenoir", **more: Any) -> dict[str, Any]:
    answer = await ask(person, organization, MAKE, input={"caseFileId": _id(made), "locale": "fr", **more})
    payload: dict[str, Any] = answer.data["makeEvidenceBundle"]
    return payload


async def _row(bundle_id: str) -> EvidenceBundle:
    async with transaction(AGENCY):
        return await EvidenceBundle.get(id=key_of(bundle_id, "EvidenceBundle", "id"))


async def _ready(bundle_id: str) -> None:
    """As the worker leaves it."""
    storage.configure(MemoryStore())
    pdf, packed = await storage.put("evidence/a.pdf", b"%PDF-1.7"), await storage.put("evidence/a.zip", b"PK")
    row, now = await _row(bundle_id), clock.now()
    async with transaction(AGENCY):
        await EvidenceBundle.filter(id=row.id).update(
            state=BundleState.READY,
            pdf_key=pdf.key,
            pdf_size=pdf.size,
            pdf_sha256=pdf.sha256,
            zip_key=packed.key,
            zip_size=packed.size,
            zip_sha256=packed.sha256,
            made_at=now,
            expires_at=now,
        )


async def test_a_manager_asks_and_sees_it_in_the_list() -> None:
    made = await make_case()

    payload = await _asked(made, includeOwnSide=True)

    bundle = payload["bundle"]
    assert payload["userErrors"] == []
    assert payload["caseFile"] == {"id": _id(made), "evidenceBundles": [{"id": bundle["id"], "state": "ASKED"}]}
    assert {name: value for name, value in bundle.items() if name != "id"} == {
        "state": "ASKED",
        "progress": 0,
        "locale": "fr",
        "includesOwnSide": True,
        "requestedBy": "Marc Vidal",
        "pdfUrl": None,
        "zipUrl": None,
    }
    listed = await ask("marc", "lenoir", LIST, id=_id(made))
    assert listed.data["caseFile"] == {
        "viewerCan": {"makeEvidenceBundle": True},
        "evidenceBundles": [{"id": bundle["id"], "state": "ASKED"}],
    }


async def test_the_other_side_and_the_collector_see_none() -> None:
    made = await make_case()
    bundle = (await _asked(made))["bundle"]

    creditor = await ask("helene", "bati-loire", LIST, id=_id(made))
    collector = await ask("awa", "lenoir", LIST, id=_id(made))
    by_id = [await ask(*who, LINKS_OF, id=bundle["id"]) for who in (("helene", "bati-loire"), ("awa", "lenoir"))]

    assert creditor.data["caseFile"]["evidenceBundles"] == []
    assert (collector.data["caseFile"]["evidenceBundles"], collector.errors) == (None, [])
    assert collector.data["caseFile"]["viewerCan"] == {"makeEvidenceBundle": False}
    assert [answer.data["node"] for answer in by_id] == [None, None]


@pytest.mark.parametrize(
    ("case", "person", "organization", "locale", "code"),
    [
        ("collector", "awa", "lenoir", "fr", "not_permitted"),
        ("banker", "yann", "lemanique", "fr", "case_file_not_found"),
        ("another creditor", "nadia", "energie", "fr", "case_file_not_found"),
        ("another language", "marc", "lenoir", "de", "invalid_input"),
    ],
)
async def test_refusals_are_told(case: str, person: str, organization: str, locale: str, code: str) -> None:
    made = await make_case()

    payload = await _asked(made, person, organization, locale=locale)

    assert payload["bundle"] is None
    assert [error["code"] for error in payload["userErrors"]] == [code]


async def test_a_second_one_waits_for_the_first() -> None:
    made = await make_case()
    await _asked(made)

    payload = await _asked(made)

    assert [(error["code"], error["message"]) for error in payload["userErrors"]] == [
        (
            "evidence_bundle_under_way",
            "Un dossier de preuve est déjà en préparation pour ce dossier\u00a0: attendez qu’il soit prêt.",
        )
    ]


async def test_a_bundle_is_followed_until_it_rests() -> None:
    storage.configure(MemoryStore())
    made, marc = await make_case(), await sign_in("marc@lenoir.example")
    bundle = (await _asked(made))["bundle"]
    row = await _row(bundle["id"])

    async with watching(marc, FOLLOW, id=bundle["id"]) as watch:
        frames = [await watch.frame()]
        await show(AGENCY, row, BundleStep.SETTING, 40)
        frames.append(await watch.frame())
        await fail(AGENCY, row, BundleProblem.TOO_LARGE)
        frames += [await watch.frame(), await watch.frame()]

    too_large = texts.render("evidence.problem.too_large", "fr")
    assert [frame and frame["evidenceBundleProgress"] for frame in frames] == [
        {"state": "ASKED", "step": None, "progress": 0, "problem": None},
        {"state": "MAKING", "step": "SETTING", "progress": 40, "problem": None},
        {"state": "FAILED", "step": None, "progress": 40, "problem": too_large},
        None,
    ]


async def test_a_bundle_of_the_other_side_is_not_followed() -> None:
    made, helene = await make_case(), await sign_in("helene@bati-loire.example")
    bundle = (await _asked(made))["bundle"]

    async with watching(helene, FOLLOW, id=bundle["id"]) as watch:
        assert await watch.refusal() == "NOT_FOUND"


async def test_files_are_fetched_by_their_signed_address_and_by_who_may_read_them_alone() -> None:
    made = await make_case()
    bundle = (await _asked(made))["bundle"]
    await _ready(bundle["id"])
    links = (await ask("marc", "lenoir", LINKS_OF, id=bundle["id"])).data["node"]
    app = Starlette(routes=files.routes, exception_handlers={TandemError: refuse})
    app.state.links = LINKS
    marc, awa, helene = [
        await sign_in(email) for email in ("marc@lenoir.example", "awa@lenoir.example", "helene@bati-loire.example")
    ]

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="https://tandem.example") as client:

        async def status(link: str, secret: str | None) -> int:
            headers = {"Authorization": f"Bearer {secret}"} if secret else {}
            return (await client.get(link, headers=headers)).status_code

        pdf = await client.get(links["pdfUrl"], headers={"Authorization": f"Bearer {marc.secret}"})
        packed = await client.get(links["zipUrl"], headers={"Authorization": f"Bearer {marc.secret}"})
        refused = [await status(links["zipUrl"], secret) for secret in (None, awa.secret, helene.secret)]
        unsigned = await status(links["zipUrl"].partition("?")[0], marc.secret)

    assert (pdf.content, pdf.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    assert (packed.content, packed.headers["content-type"]) == (b"PK", "application/zip")
    assert f"dossier-de-preuve-{made.case_file.reference}.zip" in packed.headers["content-disposition"]
    assert "attachment" in packed.headers["content-disposition"]
    assert refused == [401, 403, 404]
    assert unsigned == 403
