"""The templates that an agency sends from: what ships, and over it the newest text that it approved itself."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson

from tandem.contacts.gate.vocabulary import Purpose
from tandem.contacts.templates.shipped import shipped_templates
from tandem.contacts.templates.template import Template, Wording
from tandem.contacts.templates.vocabulary import Form, Tone
from tandem.kit import database

COLUMNS = (
    *("key", "number", "sha256", "form", "language", "tone", "purpose", "country", "one_way_sender"),
    *("title_fr", "title_en", "subject", "text"),
)
_WRITTEN = ", ".join(f"'{name}', newest.{name}" for name in COLUMNS)
# The newest approved text of each template of the agency `{agency}`, as one JSON list, withdrawn ones told as such.
# What ships is older than any text of its own, though its copy was numbered on the day that it was withdrawn.
OWN_TEMPLATES = f"""(SELECT coalesce(json_agg(json_build_object({_WRITTEN},
        'withdrawn', newest.withdrawn_at IS NOT NULL)), '[]') FROM (
    SELECT DISTINCT ON (v.key) v.* FROM template_versions v WHERE v.agency_id = {{agency}} AND v.approved
    ORDER BY v.key, v.author IS NULL, v.number DESC) newest)"""


async def templates_of(agency_id: UUID) -> Mapping[str, Template]:
    """The templates that an agency sends from, by id, in one statement inside the open transaction of that agency.

    Whoever has read the facts of a case file has them there: `CaseFacts.templates`.
    """
    row = await database.row(f"SELECT {OWN_TEMPLATES.format(agency='$1')} AS own", agency_id)
    return templates_from(orjson.loads(row["own"]) if row else ())


def templates_from(own: Iterable[Mapping[str, Any]]) -> Mapping[str, Template]:
    """What ships with an agency's own texts over it; what it withdrew is not there."""
    found = dict(shipped_templates())
    for row in own:
        if row["withdrawn"]:
            found.pop(row["key"], None)
        else:
            found[row["key"]] = template_of(row)
    return found


async def template_as_planned(
    agency_id: UUID, template_id: str, version: str | None, current: Mapping[str, Template]
) -> Template | None:
    """The very text that an attempt was planned with, though a newer one has been approved since.

    A text that ships and was changed by an upgrade is the present one. None for a template that was withdrawn.
    """
    present = current.get(template_id)
    if present is None or version is None or present.version == version:
        return present
    found = await database.row(
        f"SELECT {', '.join(COLUMNS)} FROM template_versions "
        "WHERE agency_id = $1 AND key = $2 AND sha256 = $3 AND approved ORDER BY number DESC LIMIT 1",
        agency_id,
        template_id,
        version,
    )
    if found:
        return template_of(found)
    shipped = shipped_templates().get(template_id)
    return shipped if shipped and shipped.version == version else present


def template_of(row: Mapping[str, Any]) -> Template:
    """A template from a row of `template_versions`."""
    return Template(row["key"], row["number"], row["sha256"], wording_of(row))


def wording_of(row: Mapping[str, Any]) -> Wording:
    """What its author wrote."""
    return Wording(
        form=Form(row["form"]),
        language=row["language"],
        tone=Tone(row["tone"]),
        purpose=Purpose(row["purpose"]),
        country=row["country"],
        one_way_sender=row["one_way_sender"],
        titles={"fr": row["title_fr"], "en": row["title_en"]},
        subject=row["subject"],
        text=row["text"],
    )
