"""What a bundle must not hold: the other side's words, other debtors, callbacks about others, a collector's phone."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable

import pytest
import time_machine

from tandem.contacts.models import Channel, ContactAttempt
from tandem.entrypoints.demo import actor_of_cast
from tandem.evidence.models import EvidenceBundle
from tandem.kit.database import reading
from tandem_channels.contract import CallEvent, CallLeg, CallStatus, Cause, DeliveryStatus, Provider
from tests.channels.pdf_text import text_of
from tests.domain.contacts_db.steps import AGENCY, call_back, callback, plan, text_from, work
from tests.domain.evidence.stories import (
    AGENCY_WORD,
    CREDITOR_WORD,
    HELENE,
    MARC,
    OTHERS_WORD,
    Lived,
    bundle_of,
    files_of,
    lived_in_case,
)

pytestmark = pytest.mark.usefixtures("worker")


async def everything_in(bundle: EvidenceBundle) -> str:
    """All bytes of both files, decompressed as far as they go, with the names of entries and the text of the PDF."""
    pdf, packed = await files_of(bundle)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        entries = [archive.read(name) for name in archive.namelist()]
        names = " ".join(archive.namelist()).encode()
    return "\n".join(part.decode("utf-8", "replace") for part in [names, *entries, *_streams(pdf), shown(pdf)])


def _streams(pdf: bytes) -> Iterable[bytes]:
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(stream)
        except zlib.error:
            yield stream


def shown(pdf: bytes) -> bytes:
    return text_of(pdf).encode()


@pytest.fixture
async def lived(morning: time_machine.Traveller) -> Lived:
    return await lived_in_case(morning)


async def test_what_was_planted_is_found_where_it_belongs(lived: Lived) -> None:
    everything = await everything_in(await bundle_of(MARC, lived.id, include_own_side=True))

    assert AGENCY_WORD in everything
    assert "Livraison signée le 3 mars." in everything
    assert "carnet interne.txt" in everything


async def test_the_other_sides_own_words_and_files_are_nowhere(lived: Lived) -> None:
    of_agency = await everything_in(await bundle_of(MARC, lived.id, include_own_side=True))
    of_creditor = await everything_in(await bundle_of(HELENE, lived.id, include_own_side=True))

    assert CREDITOR_WORD in of_creditor
    for planted, everything in ((CREDITOR_WORD, of_agency), (AGENCY_WORD, of_creditor)):
        assert planted not in everything
    assert "avis interne" not in of_agency
    assert "carnet interne" not in of_creditor
    assert '"chain":"creditor"' not in of_agency
    assert '"chain":"agency"' not in of_creditor


async def test_ones_own_side_is_in_it_only_when_asked_for(lived: Lived) -> None:
    everything = await everything_in(await bundle_of(MARC, lived.id))

    assert AGENCY_WORD not in everything
    assert "carnet interne" not in everything
    assert '"chain":"agency"' not in everything


async def test_other_debtors_and_the_file_that_was_placed_are_nowhere(lived: Lived) -> None:
    for actor in (MARC, HELENE):
        everything = await everything_in(await bundle_of(actor, lived.id, include_own_side=True))
        assert OTHERS_WORD not in everything
        assert str(lived.other.case_file.id) not in everything
        assert lived.other.case_file.reference not in everything
        assert "factures.csv" not in everything


async def test_callbacks_about_another_creditors_case_file_are_nowhere(lived: Lived) -> None:
    other = await plan(lived.other, Channel.SMS, actor=actor_of_cast("awa"))
    await work()
    told = callback(other, DeliveryStatus.DELIVERED)
    await call_back(told)
    # The other person writes the very words that this one wrote.
    await call_back(text_from(lived.other, "Je paierai vendredi, pas avant, palsambleu.", key="other-reply"))

    everything = await everything_in(await bundle_of(MARC, lived.id, include_own_side=True))

    assert str(other.id) not in everything
    assert "palsambleu" not in everything
    assert lived.other.phone.value not in everything


async def test_a_refusal_to_be_reached_is_the_agencys_to_know(lived: Lived) -> None:
    async with reading(AGENCY):
        attempt = await ContactAttempt.get(case_file_id=lived.id, channel=Channel.EMAIL)
    await call_back(callback(attempt, DeliveryStatus.UNSUBSCRIBED, cause=Cause.OPTED_OUT))

    of_creditor = await everything_in(await bundle_of(HELENE, lived.id, include_own_side=True))
    of_agency = await everything_in(await bundle_of(MARC, lived.id, include_own_side=True))

    assert ("unsubscribed" in of_creditor, "opt_out_recorded" in of_creditor) == (False, False)
    assert ("unsubscribed" in of_agency, "opt_out_recorded" in of_agency) == (True, True)


async def test_the_collectors_own_telephone_is_nowhere(lived: Lived) -> None:
    async with reading(AGENCY):
        attempt = await ContactAttempt.get(case_file_id=lived.id, channel=Channel.VOICE)
    legs = [
        CallEvent(
            provider=Provider.FAKE,
            dedupe_key=f"{attempt.id}:{leg}",
            attempt_id=str(attempt.id),
            provider_id=f"call-{leg}",
            status=CallStatus.COMPLETED,
            leg=leg,
            raw={"Called": number},
        )
        for leg, number in ((CallLeg.COLLECTOR, "+33611223344"), (CallLeg.DEBTOR, "+33699887766"))
    ]
    await call_back(*legs)

    everything = await everything_in(await bundle_of(MARC, lived.id, include_own_side=True))

    assert "+33699887766" in everything
    assert "+33611223344" not in everything
