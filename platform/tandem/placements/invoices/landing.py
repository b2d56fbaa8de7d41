"""Where each file of an archive lands: the claim whose number its name tells, and what stands against it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tandem.casefiles.documents.matching import Numbers
from tandem.casefiles.storage import sha256_of
from tandem.placements.invoices.archive import Refused, Unpacked


class Outcome(StrEnum):
    """What becomes of a file of the archive."""

    MATCHED = "matched"
    ALREADY_THERE = "already_there"
    UNMATCHED = "unmatched"
    SEVERAL_CLAIMS = "several_claims"
    SEVERAL_FILES = "several_files"
    ENCRYPTED = "encrypted"
    NOT_PDF = "not_pdf"
    TOO_LARGE = "too_large"
    UNSAFE_PATH = "unsafe_path"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Target:
    """A claim that a file may land at, and the hashes of the copies that it has."""

    claim_id: UUID
    case_file_id: UUID
    document_number: str
    case_reference: str
    copies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Landing:
    """A file with what becomes of it; `target` where one claim is meant."""

    name: str
    size: int
    sha256: str
    outcome: Outcome
    target: Target | None = None


def landings(files: Iterable[Unpacked], targets: Sequence[Target]) -> list[Landing]:
    """One for each file, in the order of the archive. Keeps hashes, not bytes.

    Of two files for one claim none lands: nobody knows which is its invoice.
    """
    by_id = {target.claim_id: target for target in targets}
    numbers = Numbers.of({target.claim_id: target.document_number for target in targets})
    found = [_landing(file, numbers, by_id) for file in files]
    meant = Counter(one.target.claim_id for one in found if one.target and one.outcome is Outcome.MATCHED)
    return [
        Landing(one.name, one.size, one.sha256, Outcome.SEVERAL_FILES, one.target)
        if one.target and one.outcome is Outcome.MATCHED and meant[one.target.claim_id] > 1
        else one
        for one in found
    ]


def _landing(file: Unpacked, numbers: Numbers[UUID], by_id: Mapping[UUID, Target]) -> Landing:
    size, sha256 = len(file.data), sha256_of(file.data)
    if file.refused is not None:
        return Landing(file.name, size, sha256, _OUTCOMES[file.refused])
    claims = numbers.matches(file.name)
    if len(claims) != 1:
        return Landing(file.name, size, sha256, Outcome.SEVERAL_CLAIMS if claims else Outcome.UNMATCHED)
    target = by_id[claims[0]]
    there = sha256 in target.copies
    return Landing(file.name, size, sha256, Outcome.ALREADY_THERE if there else Outcome.MATCHED, target)


_OUTCOMES = {refused: Outcome(refused.value) for refused in Refused}
