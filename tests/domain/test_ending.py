"""Ending background tasks: waiting for one's end forgets neither one's own cancellation nor what it failed with; and
what an end has to do is done whole."""

import asyncio

import pytest

from tandem.kit.ending import ended, whole


async def test_a_task_that_is_ended_is_over_afterwards():
    task = asyncio.create_task(asyncio.sleep(60))

    await ended(task)

    assert task.cancelled()


async def test_whoever_is_ended_while_it_ends_another_does_not_go_on():
    letting_go, went_on = asyncio.Event(), []

    async def stubborn():
        try:
            await asyncio.sleep(60)
        finally:
            await letting_go.wait()

    async def ends_it(task):
        await ended(task)
        went_on.append(True)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    ending = asyncio.create_task(ends_it(task))
    await asyncio.sleep(0)
    ending.cancel()
    letting_go.set()

    with pytest.raises(asyncio.CancelledError):
        await ending
    assert went_on == []
    await asyncio.wait({task})


async def test_what_a_task_failed_with_is_told():
    async def broken():
        raise ValueError("broken")

    task = asyncio.create_task(broken())
    await asyncio.sleep(0)

    with pytest.raises(ValueError, match="broken"):
        await ended(task)


async def test_what_is_to_be_done_whole_is_done_although_one_is_cancelled_and_that_is_heard_afterwards():
    begun, go, steps = asyncio.Event(), asyncio.Event(), []

    async def work():
        begun.set()
        await go.wait()
        steps.append("done")

    async def waits():
        await whole(work())
        steps.append("went on")

    waiting = asyncio.create_task(waits())
    await begun.wait()
    waiting.cancel()
    await asyncio.sleep(0)
    go.set()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert steps == ["done"]


async def test_who_is_cancelled_twice_waits_no_longer_and_leaves_nothing_behind():
    begun, ends = asyncio.Event(), []

    async def endless():
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            ends.append("cut")

    waiting = asyncio.create_task(whole(endless()))
    await begun.wait()
    for _ in range(2):
        waiting.cancel()
        await asyncio.sleep(0)

    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.sleep(0)
    assert ends == ["cut"]
