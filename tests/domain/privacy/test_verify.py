"""A destroyed key is explained by an erasure, or it is named."""

from tandem.privacy.verify import key_faults
from tests.domain.placements_db.road import Road
from tests.domain.privacy.people import People, asked


async def test_only_an_erasure_explains_a_destroyed_key(road: Road, people: People) -> None:
    await asked(road, people.ada)
    assert [fault async for fault in key_faults(road.owner)] == []
    key_id = await road.owner.fetchval(
        "UPDATE timeline_keys SET wrapped = NULL, destroyed_at = now() WHERE debtor_id = $1 RETURNING id",
        people.bob.debtor_id,
    )

    [fault] = [fault async for fault in key_faults(road.owner)]

    assert fault.startswith(f"key {key_id} of debtor {people.bob.debtor_id} under mandate {people.bob.mandate_id}: ")
    assert fault.endswith("it is destroyed, and no erasure destroyed it")


async def test_an_erasure_that_was_not_carried_out_explains_nothing(road: Road, people: People) -> None:
    await asked(road, people.ada)
    await road.owner.execute("UPDATE erasures SET state = 'stopped'")

    assert len([fault async for fault in key_faults(road.owner)]) == 1
