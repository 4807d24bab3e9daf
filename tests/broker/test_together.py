"""Who asks in the same moment is answered by one look, and no look holds up the others."""

import asyncio
from collections.abc import Sequence

import pytest

from broker.together import Together
from signaling.errors import StoreDown

SOON_S = 0.05


class Store:
    """Answers each question with itself; what it is asked waits while it hangs."""

    def __init__(self) -> None:
        self.looks: list[list[int]] = []
        self.begun = asyncio.Event()
        self.answers = asyncio.Event()
        self.answers.set()
        self.refuses = False

    async def look(self, questions: Sequence[int]) -> list[int]:
        self.looks.append(list(questions))
        self.begun.set()
        answers = self.answers
        await answers.wait()
        if self.refuses:
            raise StoreDown("away")
        return list(questions)

    def hang(self) -> None:
        """From now on; what is under way, too."""
        self.answers = asyncio.Event()


@pytest.fixture
async def store() -> Store:
    return Store()


async def test_a_crowd_is_one_look_and_each_gets_its_own_answer(store: Store) -> None:
    together = Together(store.look)
    assert await asyncio.gather(*(together.of(n) for n in range(50))) == list(range(50))
    assert store.looks == [list(range(50))]


async def test_a_look_takes_so_many_at_most(store: Store) -> None:
    together = Together(store.look, most=20)
    assert await asyncio.gather(*(together.of(n) for n in range(50))) == list(range(50))
    assert [len(look) for look in store.looks] == [20, 20, 10]


async def test_nobody_is_answered_by_a_look_that_began_before(store: Store) -> None:
    """What it reads may be older than what the asker has heard of."""
    together = Together(store.look)
    store.hang()
    first = asyncio.create_task(together.of(1))
    await store.begun.wait()
    second = asyncio.create_task(together.of(1))
    store.answers.set()
    assert [await first, await second] == [1, 1]
    assert store.looks == [[1], [1]]


async def test_looks_that_hang_hold_up_nobody_else(store: Store) -> None:
    """One after the other, each on a connection that is dead."""
    together = Together(store.look, slow_s=SOON_S)
    store.hang()
    stuck = []
    async with asyncio.timeout(5):
        for n in range(3):
            store.begun.clear()
            stuck.append(asyncio.create_task(together.of(n)))
            await store.begun.wait()
        assert store.looks == [[0], [1], [2]]
        hung = store.answers
        store.answers = asyncio.Event()
        store.answers.set()
        assert await together.of(3) == 3
        assert not any(each.done() for each in stuck)
        hung.set()
        assert await asyncio.gather(*stuck) == [0, 1, 2]


async def test_each_asker_gets_an_exception_of_its_own(store: Store) -> None:
    """One object raised many times collects the tracebacks of all."""
    together = Together(store.look)
    store.refuses = True
    failed = await asyncio.gather(*(together.of(n) for n in range(3)), return_exceptions=True)
    assert [(type(each), str(each)) for each in failed] == [(StoreDown, "away")] * 3
    assert len({id(each) for each in failed}) == 3
    store.refuses = False
    assert await together.of(4) == 4


async def test_nobody_is_asked_for_who_has_gone(store: Store) -> None:
    together = Together(store.look)
    asked = [asyncio.create_task(together.of(n)) for n in range(3)]
    await asyncio.sleep(0)
    for each in asked[:2]:
        each.cancel()
    assert await asked[2] == 2
    assert store.looks == [[2]]
    alone = asyncio.create_task(together.of(5))
    await asyncio.sleep(0)
    alone.cancel()
    assert await together.of(6) == 6
    assert store.looks == [[2], [6]]
