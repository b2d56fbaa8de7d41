"""Asking for a bundle, and what the worker makes of it: whole or not at all, once, for the asking side alone."""

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from tortoise.exceptions import DoesNotExist

from tandem.casefiles import storage
from tandem.casefiles.errors import CaseFileNotFound
from tandem.entrypoints.demo import actor_of_cast
from tandem.evidence import making, tasks
from tandem.evidence.commands import make_evidence_bundle
from tandem.evidence.errors import EvidenceBundleUnderWay
from tandem.evidence.expiring import expire_once
from tandem.evidence.models import BundleProblem, BundleState, EvidenceBundle, folder_of
from tandem.evidence.progress import fail
from tandem.evidence.queries import problem_of
from tandem.kit import clock
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor, System
from tandem.organizations.errors import NotPermitted
from tandem.outbox import Job
from tandem.timeline.queries import timeline_of
from tests.domain.contacts_db.steps import work
from tests.domain.evidence.stories import AWA, HELENE, MARC, bundle_of, files_of, lived_in_case
from tests.support.builders import make_case

pytestmark = pytest.mark.usefixtures("worker")
AGENCY = System(MARC.organization_id)


async def kinds_seen(actor: Actor, bundle: EvidenceBundle) -> list[str]:
    page = await timeline_of(actor, bundle.case_file_id, 100, None)
    return [entry.kind for _, entry in page.items]


async def again(bundle: EvidenceBundle) -> EvidenceBundle:
    async with reading(System(bundle.organization_id)):
        return await EvidenceBundle.get(id=bundle.id)


def job_of(bundle: EvidenceBundle, attempt: int = 1) -> Job:
    return Job(bundle.id, {"bundle_id": str(bundle.id)}, attempt)


async def test_a_bundle_is_a_pdf_and_an_archive_that_name_each_other(morning: time_machine.Traveller) -> None:
    lived = await lived_in_case(morning)
    morning.shift(timedelta(microseconds=123_456))  # clocks rarely stand at a whole second

    bundle = await bundle_of(MARC, lived.id)

    pdf, packed = await files_of(bundle)
    assert (bundle.state, bundle.progress, bundle.step) == (BundleState.READY, 100, None)
    assert pdf.startswith(b"%PDF-")
    assert (bundle.pdf_sha256, bundle.pdf_size) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
    assert (bundle.zip_sha256, bundle.zip_size) == (hashlib.sha256(packed).hexdigest(), len(packed))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read("dossier-de-preuve.pdf") == pdf
    assert bundle.expires_at == clock.now() + timedelta(days=30)


async def test_the_event_is_the_asking_sides_own_and_names_the_archive(morning: time_machine.Traveller) -> None:
    lived = await lived_in_case(morning)

    bundle = await bundle_of(MARC, lived.id, include_own_side=True)

    page = await timeline_of(AWA, lived.id, 100, None)
    (event,) = [entry for _, entry in page.items if entry.kind == "evidence_bundle_made"]
    assert (event.chain, event.actor_name, event.actor_organization) == (
        "agency",
        MARC.person_name,
        MARC.organization_name,
    )
    assert event.data == {
        "bundle_id": str(bundle.id),
        "language": "fr",
        "includes_own_side": True,
        "exhibit_count": bundle.exhibit_count,
        "event_count": bundle.event_count,
        "pdf_sha256": bundle.pdf_sha256,
        "zip_sha256": bundle.zip_sha256,
    }
    assert "evidence_bundle_made" not in await kinds_seen(HELENE, bundle)


async def test_the_other_side_does_not_see_the_bundle(morning: time_machine.Traveller) -> None:
    lived = await lived_in_case(morning)

    bundle = await bundle_of(HELENE, lived.id, locale="en")

    with pytest.raises(DoesNotExist):
        async with reading(MARC):
            await EvidenceBundle.get(id=bundle.id)
    assert "evidence_bundle_made" not in await kinds_seen(MARC, bundle)
    assert "evidence_bundle_made" in await kinds_seen(HELENE, bundle)


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [(AWA, NotPermitted), (actor_of_cast("yann"), CaseFileNotFound), (actor_of_cast("nadia"), CaseFileNotFound)],
    ids=["collector", "banker", "another creditor"],
)
async def test_whoever_may_not_gets_nothing(actor: Actor, refusal: type[Exception]) -> None:
    made = await make_case()

    with pytest.raises(refusal):
        await make_evidence_bundle(actor, made.case_file.id, locale="fr", include_own_side=False)

    async with reading(AGENCY):
        assert await EvidenceBundle.filter(case_file_id=made.case_file.id).count() == 0


async def test_a_language_that_is_not_shipped_is_refused() -> None:
    made = await make_case()

    with pytest.raises(InvalidInput):
        await make_evidence_bundle(MARC, made.case_file.id, locale="de", include_own_side=False)


async def test_one_at_a_time_for_a_side_and_a_case_file() -> None:
    made = await make_case()
    await make_evidence_bundle(MARC, made.case_file.id, locale="fr", include_own_side=False)

    with pytest.raises(EvidenceBundleUnderWay):
        await make_evidence_bundle(MARC, made.case_file.id, locale="en", include_own_side=False)

    await make_evidence_bundle(HELENE, made.case_file.id, locale="fr", include_own_side=False)


async def test_twice_is_once() -> None:
    made = await make_case()
    bundle = await bundle_of(MARC, made.case_file.id)

    await tasks.make_bundle(AGENCY, job_of(bundle, 2))
    await making.make(AGENCY, bundle, job_of(bundle, 3))  # a second worker that had begun before the first was done

    assert (await again(bundle)).zip_sha256 == bundle.zip_sha256
    assert (await kinds_seen(MARC, bundle)).count("evidence_bundle_made") == 1


async def test_a_worker_killed_between_the_files_leaves_no_half_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    made = await make_case()
    asked = await make_evidence_bundle(MARC, made.case_file.id, locale="fr", include_own_side=False)

    def killed(**_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(making, "EvidenceBundleMade", killed)  # both files are stored by then
        with pytest.raises(SystemExit):
            await tasks.make_bundle(AGENCY, job_of(asked))
    halfway = await again(asked)
    await work()

    assert (halfway.state, halfway.pdf_key, halfway.zip_key) == (BundleState.MAKING, None, None)
    done = await again(asked)
    assert done.state is BundleState.READY
    assert (await kinds_seen(MARC, done)).count("evidence_bundle_made") == 1


async def test_one_that_kills_its_worker_each_time_says_that_it_failed() -> None:
    made = await make_case()
    asked = await make_evidence_bundle(MARC, made.case_file.id, locale="fr", include_own_side=False)

    await tasks.make_bundle(AGENCY, job_of(asked, tasks.ATTEMPTS + 1))

    failed = await again(asked)
    assert (failed.state, failed.problem) == (BundleState.FAILED, BundleProblem.UNEXPECTED)
    assert problem_of(failed, "en") == (
        "The evidence file could not be made. Try again; if it happens again, tell the administrator."
    )
    await make_evidence_bundle(MARC, made.case_file.id, locale="fr", include_own_side=False)


async def test_what_was_stored_of_one_that_failed_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    made = await make_case()
    asked = await make_evidence_bundle(MARC, made.case_file.id, locale="fr", include_own_side=False)

    def broken(**_: object) -> None:
        raise RuntimeError("after both files were stored")

    monkeypatch.setattr(making, "EvidenceBundleMade", broken)
    with pytest.raises(RuntimeError):
        await tasks.make_bundle(AGENCY, job_of(asked, 1))
    left = len(await storage.keys_under(folder_of(asked)))
    with pytest.raises(RuntimeError):
        await tasks.make_bundle(AGENCY, job_of(asked, tasks.ATTEMPTS))

    assert (left, await storage.keys_under(folder_of(asked))) == (2, [])
    assert (await again(asked)).state is BundleState.FAILED


async def test_a_worker_that_ends_after_its_bundle_was_given_up_leaves_no_files() -> None:
    made = await make_case()
    asked = await make_evidence_bundle(MARC, made.case_file.id, locale="fr", include_own_side=False)
    await fail(AGENCY, asked, BundleProblem.UNEXPECTED)

    await making.make(AGENCY, asked, job_of(asked))

    assert (await again(asked)).state is BundleState.FAILED
    assert await storage.keys_under(folder_of(asked)) == []


async def test_a_failure_that_comes_too_late_deletes_nothing_of_a_finished_bundle() -> None:
    made = await make_case()
    bundle = await bundle_of(MARC, made.case_file.id)

    await fail(AGENCY, bundle, BundleProblem.UNEXPECTED)

    assert (await again(bundle)).state is BundleState.READY
    assert len(await storage.keys_under(folder_of(bundle))) == 2


async def test_more_than_a_bundle_holds_is_refused_with_a_reason(
    morning: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived = await lived_in_case(morning)
    monkeypatch.setattr(making, "MOST", 100)

    bundle = await bundle_of(MARC, lived.id)

    assert (bundle.state, bundle.problem, bundle.zip_key) == (BundleState.FAILED, BundleProblem.TOO_LARGE, None)


async def test_the_files_of_a_bundle_that_has_run_out_are_deleted(morning: time_machine.Traveller) -> None:
    made = await make_case()
    bundle = await bundle_of(MARC, made.case_file.id)
    morning.shift(timedelta(days=29))
    before = await expire_once()
    morning.shift(timedelta(days=1))

    after = await expire_once()

    assert (before, after, await expire_once()) == (0, 1, 0)
    assert await storage.keys_under(folder_of(bundle)) == []
    kept = await again(bundle)
    assert (kept.state, kept.pdf_key, kept.zip_key) == (BundleState.EXPIRED, None, None)
    assert kept.zip_sha256 == bundle.zip_sha256
