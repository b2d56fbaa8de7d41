"""Switching the recording of calls on and off: the administrator's, told in the audit log, off until then."""

import pytest

from tandem.contacts.recordings.setting import recording_is_on, set_recording
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.organizations.errors import NotPermitted
from tests.domain.contacts_db.steps import AWA, HELENE

pytestmark = pytest.mark.usefixtures("db")
INES, MARC = actor_of_cast("ines"), actor_of_cast("marc")


async def test_who_switches_it_on_is_told_and_nobody_else_may() -> None:
    with pytest.raises(NotPermitted):
        await set_recording(MARC, enabled=True)
    with pytest.raises(NotPermitted):
        await set_recording(HELENE, enabled=True)
    assert not await recording_is_on(AWA)

    await set_recording(INES, enabled=False)
    await set_recording(INES, enabled=True)
    await set_recording(INES, enabled=True)

    assert await recording_is_on(AWA)
    rows = await database.rows(
        "SELECT kind FROM audit_events WHERE organization_id = $1 AND kind LIKE 'recording%'", INES.organization_id
    )
    assert [row["kind"] for row in rows] == ["recording_switched_on"]
