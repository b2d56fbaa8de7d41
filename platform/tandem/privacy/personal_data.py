"""How a place that holds personal data is described: whose it is, how it is reached, and what an erasure does to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kept(StrEnum):
    """A class of retention: what is kept equally long, and from when that is counted (`rules.toml`)."""

    CASE = "case"  # from the day the case file was closed
    ACCOUNTING = "accounting"  # the same day; the law of accounts, longer than the case
    UPLOAD = "upload"  # from the day the agency accepted the placement
    DRAFT = "draft"  # from the day a file was received that was never placed
    WEBHOOK = "webhook"  # from the day a provider's callback came
    RECORDING = "recording"  # from the day of the call
    TECHNICAL = "technical"  # from the day it was done: effects, answered requests, opt-outs without a person
    AUDIT = "audit"  # from the day it was done: acts of the people who work with Tandem
    STAFF = "staff"  # while the membership lasts: another rule, another law
    NONE = "none"  # no personal data


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A table: each of its columns is named exactly once below; a test holds it against the database.

    `reach` is a condition on the rows of one person in the words of `scope.py`, None where no row is a debtor's.
    """

    table: str
    kept: Kept
    # No personal data: ids, states, days, amounts. A shell of the row keeps them.
    plain: str
    # Names and acts of the people who work with Tandem.
    staff: str = ""
    reach: str | None = None
    # The debtor's, replaced on erasure: column -> SQL.
    blanked: Mapping[str, str] = field(default_factory=dict)
    # The debtor's, gone with the whole row; then everything else goes too.
    deleted: str = ""
    # The debtor's, and stays: column -> why, with the article.
    stays: Mapping[str, str] = field(default_factory=dict)
    # Which of the columns above hold keys of the object store: the bytes go after the commit.
    bytes_in: str = ""
    # A word on what it is, for the page of documentation.
    about: str

    @property
    def columns(self) -> list[str]:
        """Every column that is classified, in the order of the classes."""
        return [*self.plain.split(), *self.staff.split(), *self.blanked, *self.deleted.split(), *self.stays]

    @property
    def is_erased(self) -> bool:
        """Whether an erasure touches this table."""
        return bool(self.blanked or self.deleted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """A part of an object store, by how its keys begin. `files`: the store of files; else one of its own."""

    prefix: str
    kept: Kept
    store: str = "files"
    # The next part of a key is the case file's id: everything below it goes, also what no row names.
    by_case_file: bool = False
    holds_debtors: bool
    erased: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What is neither a table nor an object store."""

    place: str
    holds_debtors: bool
    about: str
