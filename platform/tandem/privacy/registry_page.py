"""Prints the registry as a page: `python -m tandem.privacy.registry_page > docs/subsystems/personal-data.md`."""

import sys
from collections.abc import Iterable, Iterator

from tandem.privacy.personal_data import Store
from tandem.privacy.registry import BY_TABLE, ELSEWHERE, PREFIXES, STORES
from tandem.privacy.rules import rules

_HEAD = """\
# Where personal data is

Made from `platform/tandem/privacy/registry/` by `python -m tandem.privacy.registry_page`; a test holds the registry
against the database, column by column, and this page against the registry. How an erasure works is in
[privacy.md](privacy.md).
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD, *_tables(), *_files(), *_elsewhere(), *_times()]
    return "\n".join(parts).rstrip("\n") + "\n"


def _tables() -> Iterator[str]:
    yield "## Tables that hold a debtor's data\n"
    for store in sorted(_about_debtors(), key=lambda one: one.table):
        yield f"### `{store.table}`\n\n{store.about} Kept as: {store.kept}.\n"
        if store.deleted:
            yield f"- The rows are deleted, with {_listed(store.deleted.split())}."
        if store.blanked:
            yield f"- Replaced or emptied: {_listed(store.blanked)}."
        for column, why in store.stays.items():
            yield f"- `{column}` stays: {why}."
        if store.bytes_in:
            yield f"- The files that {_listed(store.bytes_in.split())} name are destroyed after the commit."
        if store.staff:
            yield f"- Of the people who work here: {_listed(store.staff.split())}."
        yield f"- No personal data: {_listed(store.plain.split())}.\n"
    yield "## Other tables\n\n| Table | What it is | Of the people who work here |\n| --- | --- | --- |"
    for name in sorted(BY_TABLE.keys() - {one.table for one in _about_debtors()}):
        one = BY_TABLE[name]
        yield f"| `{one.table}` | {one.about} | {_listed(one.staff.split()) or '-'} |"
    yield ""


def _files() -> Iterator[str]:
    yield "## Object stores\n\n| Store | Keys | What it is | An erasure |\n| --- | --- | --- | --- |"
    for prefix in PREFIXES:
        yield f"| {prefix.store} | `{prefix.prefix}` | {prefix.about} | {prefix.erased} |"
    yield ""


def _elsewhere() -> Iterator[str]:
    yield "## Elsewhere\n\n| Place | A debtor's data | |\n| --- | --- | --- |"
    for one in ELSEWHERE:
        yield f"| {one.place} | {'yes' if one.holds_debtors else 'no'} | {one.about} |"
    yield ""


def _times() -> Iterator[str]:
    yield "## How long\n\n| Class | Where | Months | An agency may choose | Source | Why |\n" + "| --- " * 6 + "|"
    for rule in rules():
        choice = f"{rule.least} to {rule.most}" if rule.may_be_chosen else "-"
        where = "everywhere" if rule.jurisdiction == "*" else rule.jurisdiction
        yield f"| {rule.kept} | {where} | {rule.months} | {choice} | {rule.source} | {rule.why} |"


def _about_debtors() -> list[Store]:
    return [store for store in STORES if store.is_erased or store.stays]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    sys.stdout.write(page())
