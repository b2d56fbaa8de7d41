"""Signing in and out is told to the organizations that the person works for, and to nobody about a stranger."""

from time import monotonic

import asyncpg
import pytest

from tandem.entrypoints.demo import PASSWORD, actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.organizations import audit
from tandem.organizations.errors import InvalidCredentials
from tandem.organizations.sign_in import SignedIn, actor_of, sign_in, sign_out
from tests.domain.audit.chains import chain_of

AWA = actor_of_cast("awa")


async def test_a_session_is_told_when_it_opens_and_when_it_ends(committed: DatabaseUrls) -> None:
    with audit.coming_from("203.0.113.77"):
        signed_in = await sign_in(AWA.person_email, PASSWORD)
        assert isinstance(signed_in, SignedIn)
        actor = await actor_of(signed_in.secret)
        assert actor is not None
        await sign_out(signed_in.secret)
        await sign_out(signed_in.secret)

    opened, ended = await chain_of(committed, AWA.organization_id)

    assert (opened["kind"], ended["kind"]) == ("signed_in", "signed_out")
    for row in (opened, ended):
        assert (row["membership_id"], row["person_name"]) == (AWA.membership_id, AWA.person_name)
        assert (row["via"], row["via_id"], row["network"]) == ("session", actor.session_id, "203.0.113.0/24")


async def test_a_wrong_password_is_told_about_the_person_and_by_nobody(committed: DatabaseUrls) -> None:
    with pytest.raises(InvalidCredentials):
        await sign_in(AWA.person_email, "not the password")

    (row,) = await chain_of(committed, AWA.organization_id)

    assert (row["kind"], row["actor_kind"], row["membership_id"], row["via"]) == ("sign_in_failed", "nobody", None, "")
    assert (row["subject_type"], row["subject_id"], row["subject_label"]) == (
        "membership",
        AWA.membership_id,
        AWA.person_name,
    )


async def test_an_address_that_nobody_has_is_told_to_nobody_and_refused_as_slowly(committed: DatabaseUrls) -> None:
    took = []
    for email in ("nobody@lenoir.example", AWA.person_email):
        started = monotonic()
        with pytest.raises(InvalidCredentials):
            await sign_in(email, "not the password")
        took.append(monotonic() - started)

    owner = await asyncpg.connect(committed.owner)
    told = await owner.fetch("SELECT subject_id FROM audit_events")
    await owner.close()
    assert [row["subject_id"] for row in told] == [AWA.membership_id]
    assert min(took) >= 0.3


async def test_nobody_is_signed_in_whom_the_log_cannot_tell(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("ALTER TABLE audit_events ADD CHECK (kind <> 'signed_in')")

    with pytest.raises(Exception, match="audit_events"):
        await sign_in(AWA.person_email, PASSWORD)

    assert await owner.fetchval("SELECT count(*) FROM sessions") == 0
    await owner.close()
