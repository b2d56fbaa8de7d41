"""The five blocks of an opening letter (CPCE R124-4), looked for in what is about to be printed.

`require_mentions` looks at the values of a letter; here its words are looked at too, so that neither an edited text
nor a law that was not in force can put a letter into the post that lacks a mention
(R124-7: a fifth-class offence each).
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tandem_channels.letters.correspondent import MentionMissing

# R124-4, 1° wants the collector's own words for it, whatever the language of the letter.
ACTIVITY = "exerce une activité de recouvrement amiable"
_LAWS = Path(__file__).parent / "laws.json"
_COLUMNS = ("column_principal", "column_interest", "column_accessories")
_PARTS = ("principal", "interest", "accessories")


def law_in_force(name: str, on: date) -> Mapping[str, Any]:
    """The text of a law as it was in force on a day. Raises MentionMissing for a day before the first one on file."""
    versions: list[dict[str, Any]] = json.loads(_LAWS.read_text(encoding="utf-8"))[name]
    known = [one for one in versions if date.fromisoformat(one["in_force_since"]) <= on]
    if not known:
        raise MentionMissing(f"law.{name}")
    return max(known, key=lambda one: str(one["in_force_since"]))


def require_blocks(page: Mapping[str, Any], on: date) -> None:
    """Raise MentionMissing for the first block of R124-4 that the words of a page do not hold whole."""
    for field, stands in _blocks(page, on):
        if not stands:
            raise MentionMissing(field)


def _blocks(page: Mapping[str, Any], on: date) -> Iterator[tuple[str, bool]]:
    texts, claims, payee = page["texts"], page["claims"], page["payee"]
    yield "1.collector", _is_named(page["agency"])
    yield "1.activity", ACTIVITY in texts["activity"]
    yield "2.creditor", _is_named(page["creditor"])
    yield "3.claims", bool(claims)
    for claim in claims:
        yield "3.basis", bool(claim["document"].strip() and claim["basis"].strip())
        yield "3.parts", all(claim[part].strip() for part in _PARTS)
    yield "3.columns", all(texts[column].strip() for column in _COLUMNS)
    yield "4.demand", page["total"] in texts["demand"] and page["pay_by"] in texts["demand"]
    yield "4.how_to_pay", bool(texts["how_to_pay"].strip() and payee["name"].strip() and payee["iban"].strip())
    wanted = law_in_force("l111_8", on)["paragraphs"]
    yield "5.l111_8", len(wanted) == 2 and list(page["law"]) == wanted and bool(texts["law_title"].strip())


def _is_named(party: Mapping[str, Any]) -> bool:
    return bool(party["name"].strip() and "".join(party["address"]).strip())
