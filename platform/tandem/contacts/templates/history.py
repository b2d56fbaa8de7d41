"""A template with all of its versions, the newest first: what was written, by whom, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tandem.contacts.models import TemplateVersion
from tandem.contacts.templates.checking import Problem, problems_on
from tandem.contacts.templates.reading import COLUMNS, wording_of
from tandem.contacts.templates.shipped import shipped_templates
from tandem.contacts.templates.template import Wording
from tandem.contacts.templates.vocabulary import LANGUAGES, Form
from tandem.kit import clock


class VersionState(StrEnum):
    """What became of a version."""

    WAITING = "waiting"  # for somebody other than its author
    IN_USE = "in_use"
    REPLACED = "replaced"  # approved, and a newer one after it
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Version:
    """One text as it was saved. What ships has no author, and was approved before."""

    number: int
    state: VersionState
    sha256: str
    wording: Wording
    author: str | None = None
    author_id: UUID | None = None
    written_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    comment: str | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A template and its versions, the newest first; there is one at least."""

    key: str
    versions: tuple[Version, ...]
    # Why the version in use may not leave today, by the rules of the law that it is written under.
    problems: tuple[Problem, ...] = ()

    @property
    def shipped_stands_in(self) -> bool:
        """Whether the version that ships leaves in place of the one in use, which may not."""
        used, shipped = self.in_use, shipped_templates().get(self.key)
        if not self.problems or used is None or shipped is None:
            return False
        return used.sha256 != shipped.version and not problems_on(shipped.wording, clock.today())

    @property
    def in_use(self) -> Version | None:
        """The version that is sent."""
        return next((one for one in self.versions if one.state is VersionState.IN_USE), None)

    @property
    def shown(self) -> Version:
        """The version that the template is called and sorted by: the one in use, else the newest."""
        return self.in_use or self.versions[0]


def histories(rows: Iterable[TemplateVersion]) -> list[History]:
    """Every template that ships or that the rows are of: by form, then by its name in French."""
    by_key: dict[str, list[TemplateVersion]] = {key: [] for key in shipped_templates()}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    found = [history(key, of_key) for key, of_key in by_key.items()]
    return sorted(found, key=lambda one: (_place(one.shown.wording), one.shown.wording.titles["fr"], one.key))


def history(key: str, rows: Sequence[TemplateVersion]) -> History:
    """The versions of one template from its rows, in any order."""
    newest_first = sorted(rows, key=lambda row: row.number, reverse=True)
    # What ships is older than any text of the agency's own, whenever its copy was withdrawn.
    of_its_own_first = sorted(newest_first, key=lambda row: row.author is None)
    approved = next((row.number for row in of_its_own_first if row.approved), None)
    versions = [_version(row, is_newest_approved=row.number == approved) for row in newest_first]
    if shipped := shipped_templates().get(key):
        state = VersionState.IN_USE if approved is None else VersionState.REPLACED
        versions.append(Version(shipped.number, state, shipped.version, shipped.wording))
    used = next((one for one in versions if one.state is VersionState.IN_USE), None)
    return History(key, tuple(versions), problems_on(used.wording, clock.today()) if used else ())


def wording_in(row: TemplateVersion) -> Wording:
    """What the author of a row wrote."""
    return wording_of({name: getattr(row, name) for name in COLUMNS})


def _version(row: TemplateVersion, *, is_newest_approved: bool) -> Version:
    return Version(
        number=row.number,
        state=_state(row, is_newest_approved=is_newest_approved),
        sha256=row.sha256,
        wording=wording_in(row),
        author=row.author,
        author_id=row.author_id,
        written_at=row.written_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        comment=row.comment,
        withdrawn_by=row.withdrawn_by,
        withdrawn_at=row.withdrawn_at,
    )


def _state(row: TemplateVersion, *, is_newest_approved: bool) -> VersionState:
    if row.approved is None:
        return VersionState.WAITING
    if not row.approved:
        return VersionState.REJECTED
    if row.withdrawn_at is not None:
        return VersionState.WITHDRAWN
    return VersionState.IN_USE if is_newest_approved else VersionState.REPLACED


def _place(wording: Wording) -> tuple[int, int]:
    return list(Form).index(wording.form), LANGUAGES.index(wording.language)
