"""Writing templates: a text is saved as a version, and somebody else lets it go out or says why not.

What is saved is never overwritten: a change is another version, and an attempt names the one that it was planned with.
"""

from typing import Any
from uuid import UUID

from tandem.contacts.errors import (
    TemplateChangedMeanwhile,
    TemplateCommentMissing,
    TemplateKeyTaken,
    TemplateNotInUse,
    TemplateOwnVersion,
    TemplateRefused,
    TemplateSuperseded,
    TemplateUnchanged,
    TemplateVersionDecided,
    TemplateVersionNotFound,
)
from tandem.contacts.models import Purpose, TemplateVersion
from tandem.contacts.templates.checking import problems, require_known
from tandem.contacts.templates.history import History, VersionState, history, wording_in
from tandem.contacts.templates.shipped import shipped_templates
from tandem.contacts.templates.template import Wording
from tandem.contacts.templates.words_on_file import on_file_of
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission

_LONGEST_COMMENT = 500  # characters
_LONGEST_TITLE = 80


async def save_template_version(actor: Actor, key: str | None, wording: Wording, *, seen: int | None = None) -> History:
    """Save words as the next version of a template, or as the first of a new one (`key` None). It waits for approval.

    `seen` is the number that the change began with. Raises TemplateRefused with every problem, TemplateVersionNotFound
    for an unknown key, TemplateChangedMeanwhile, TemplateKeyTaken, TemplateUnchanged, InvalidInput for a long name.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.TEMPLATE_WRITE)
        require_known(wording)
        if any(len(title) > _LONGEST_TITLE for title in wording.titles.values()):
            raise InvalidInput("title", max(wording.titles.values(), key=len), "text")
        if wrong := problems(wording, on=clock.today(), on_file=await on_file_of(actor.organization_id)):
            raise TemplateRefused(wrong)
        number = 1
        if key is None:
            key = f"own.{new_id().hex}"
        else:
            former = (await _of_key(actor, key)).versions[0]
            number = former.number + 1
            if seen is not None and former.number != seen:
                raise TemplateChangedMeanwhile
            if _lasting(former.wording) != _lasting(wording):
                raise TemplateKeyTaken
            if former.wording == wording and former.state is not VersionState.WITHDRAWN:
                raise TemplateUnchanged
        await _write(actor, key, number, wording, author=actor.person_name, author_id=actor.membership_id)
        await _tell(actor, AuditKind.TEMPLATE_SAVED, key, number, wording)
        return await _read(actor, key)


async def approve_template_version(actor: Actor, key: str, number: int, *, comment: str | None = None) -> History:
    """Let a version go out from now on; what is planned keeps the words it was planned with.

    Raises TemplateVersionNotFound, TemplateOwnVersion, TemplateVersionDecided, TemplateSuperseded; TemplateRefused when
    the rules have changed since it was saved.
    """
    async with transaction(actor):
        row = await _to_decide(actor, key, number)
        newer = TemplateVersion.filter(agency_id=actor.organization_id, key=key, number__gt=number, approved=True)
        if await newer.filter(author__isnull=False).exists():
            raise TemplateSuperseded
        wording = wording_in(row)
        if wrong := problems(wording, on=clock.today(), on_file=await on_file_of(actor.organization_id)):
            raise TemplateRefused(wrong)
        await _decide(actor, row, comment, approved=True)
        await _tell(actor, AuditKind.TEMPLATE_APPROVED, key, number, wording)
        return await _read(actor, key)


async def reject_template_version(actor: Actor, key: str, number: int, *, comment: str) -> History:
    """Say why a version may not go out. Raises as `approve_template_version`, and TemplateCommentMissing."""
    async with transaction(actor):
        row = await _to_decide(actor, key, number)
        if not comment.strip():
            raise TemplateCommentMissing(field="comment")
        await _decide(actor, row, comment, approved=False)
        await _tell(actor, AuditKind.TEMPLATE_REJECTED, key, number, wording_in(row))
        return await _read(actor, key)


async def withdraw_template(actor: Actor, key: str) -> History:
    """Send a template no more: neither the version in use nor any before it. A new version brings it back.

    Of a text that ships the words are kept as they were withdrawn, as a version that nobody here wrote. Raises
    TemplateVersionNotFound, TemplateNotInUse.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.TEMPLATE_WRITE)
        found = (await _of_key(actor, key)).in_use
        if found is None:
            raise TemplateNotInUse
        withdrawn = {
            "withdrawn_at": clock.now(),
            "withdrawn_by": actor.person_name,
            "withdrawn_by_id": actor.membership_id,
        }
        if found.author is None:
            number = await _next_number(actor, key)
            row = await _write(actor, key, number, found.wording, **_let_out(actor), **withdrawn)
        else:
            row = await TemplateVersion.get(agency_id=actor.organization_id, key=key, number=found.number)
            await row.update_from_dict(withdrawn).save(update_fields=list(withdrawn))
        await _tell(actor, AuditKind.TEMPLATE_WITHDRAWN, key, row.number, found.wording)
        return await _read(actor, key)


async def _write(actor: Actor, key: str, number: int, wording: Wording, **told: Any) -> TemplateVersion:
    return await TemplateVersion.create(
        agency_id=actor.organization_id,
        key=key,
        number=number,
        form=wording.form.value,
        language=wording.language,
        tone=wording.tone.value,
        purpose=Purpose(wording.purpose.value),
        country=wording.country,
        one_way_sender=wording.one_way_sender,
        title_fr=wording.titles["fr"],
        title_en=wording.titles["en"],
        subject=wording.subject,
        text=wording.text,
        sha256=wording.sha256,
        written_at=clock.now(),
        **told,
    )


async def _next_number(actor: Actor, key: str) -> int:
    """After what ships, and after the versions that wait or were rejected; the key is locked."""
    return (await _read(actor, key)).versions[0].number + 1


def _let_out(actor: Actor) -> dict[str, object]:
    """What ships was let out before: the row says so in the name of whoever takes it back."""
    return {
        "approved": True,
        "decided_at": clock.now(),
        "decided_by": actor.person_name,
        "decided_by_id": actor.membership_id,
    }


def _lasting(wording: Wording) -> tuple[object, ...]:
    return wording.form, wording.language, wording.country, wording.one_way_sender, wording.purpose


async def _of_key(actor: Actor, key: str) -> History:
    """The versions of a template, which nobody else adds to before the commit. Raises TemplateVersionNotFound."""
    await database.rows(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"template {actor.organization_id} {key}"
    )
    return await _read(actor, key)


async def _read(actor: Actor, key: str) -> History:
    rows = await TemplateVersion.filter(agency_id=actor.organization_id, key=key)
    if not rows and key not in shipped_templates():
        raise TemplateVersionNotFound(field="templateId")
    return history(key, rows)


async def _to_decide(actor: Actor, key: str, number: int) -> TemplateVersion:
    await _of_key(actor, key)
    row = (
        await TemplateVersion.filter(agency_id=actor.organization_id, key=key, number=number)
        .select_for_update()
        .first()
    )
    if row is None:
        raise TemplateVersionNotFound(field="number")
    authorize(actor, side_of(actor), Permission.TEMPLATE_APPROVE)
    if row.decided_at is not None:
        raise TemplateVersionDecided
    if row.author_id == actor.membership_id:
        raise TemplateOwnVersion
    return row


async def _decide(actor: Actor, row: TemplateVersion, comment: str | None, *, approved: bool) -> None:
    said = " ".join((comment or "").split()) or None
    if said is not None and len(said) > _LONGEST_COMMENT:
        raise InvalidInput("comment", said, "text")
    row.approved, row.comment = approved, said
    row.decided_at, row.decided_by, row.decided_by_id = clock.now(), actor.person_name, actor.membership_id
    await row.save(update_fields=["approved", "comment", "decided_at", "decided_by", "decided_by_id"])


async def _tell(actor: Actor, kind: AuditKind, key: str, number: int, wording: Wording) -> None:
    label = wording.titles["fr"] if actor.locale.startswith("fr") else wording.titles["en"]
    await audit.record(actor, kind, Subject(SubjectType.TEMPLATE, _id_of(key), label), details={"number": number})


def _id_of(key: str) -> UUID | None:
    """The id inside of the key of an agency's own template; what ships has a name alone."""
    return UUID(key.removeprefix("own.")) if key.startswith("own.") else None
