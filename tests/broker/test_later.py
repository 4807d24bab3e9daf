"""What follows a commit, when a store is away: in order, not for ever, and not without a bound."""

from collections.abc import Awaitable, Callable

from broker.later import Later
from broker.stores.line import Line, connect
from signaling.errors import Replaced, StoreDown

AWAY = "unix:///nonexistent/redis.sock"


class Store:
    """A store that is away or there, and what it was told."""

    def __init__(self) -> None:
        self.there = False
        self.told: list[int] = []

    def hears(self, number: int) -> Callable[[], Awaitable[None]]:
        async def telling() -> None:
            if not self.there:
                raise StoreDown("away")
            self.told.append(number)

        return telling


async def test_what_could_not_be_told_is_told_in_order() -> None:
    store, later = Store(), Later(Line(connect(AWAY)))
    assert [await later.do(store.hears(each)) for each in range(3)] == [False] * 3
    store.there = True
    await later.try_again()
    await later.try_again()
    assert store.told == [0, 1, 2]
    assert later.let_go == 0


async def test_of_too_many_the_oldest_are_let_go() -> None:
    """Pages come and go for hours while Redis is away: a node must not grow with them."""
    store, later = Store(), Later(Line(connect(AWAY)), most=5)
    for each in range(12):
        await later.do(store.hears(each))
    assert later.let_go == 7
    store.there = True
    await later.try_again()
    assert store.told == [7, 8, 9, 10, 11]


async def test_who_is_let_go_while_it_is_told_takes_nobody_along() -> None:
    store, later = Store(), Later(Line(connect(AWAY)), most=2)

    async def while_it_is_told() -> None:
        if store.there:
            store.there = False
            await later.do(store.hears(2))
            store.there = True
            store.told.append(0)
            return
        raise StoreDown("away")

    await later.do(while_it_is_told)
    await later.do(store.hears(1))
    store.there = True
    await later.try_again()
    assert store.told == [0, 1, 2]


async def test_what_is_refused_meanwhile_holds_nobody_up() -> None:
    """What it was about is over: who waits behind it is told all the same."""
    store, later = Store(), Later(Line(connect(AWAY)))

    async def over() -> None:
        if not store.there:
            raise StoreDown("away")
        raise Replaced

    await later.do(over)
    await later.do(store.hears(1))
    store.there = True
    await later.try_again()
    await later.try_again()
    assert store.told == [1]
