"""What a hello, a call and a join cost the database: counted, so that nothing creeps in.

Absolute figures are what they are today; that they do not grow with the line is what matters.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from broker.core.visit import VisitId
from broker.live.snapshots import citizen_visits
from broker.stores.database import Database
from tests.support.statements import before_statements
from tests.support.town import QUEUE, Guest, Town, arrive, only_those
from tests.support.wire import Wire, wire

FEW, MANY = 2, 12
SAID = ("SELECT", "INSERT", "UPDATE", "DELETE")
# Looked at once in a while for the whole node, by whoever comes then.
NEWEST_CATALOGUE = "FROM catalogues"
Line = list[tuple[Guest, Wire]]


class Counted:
    """The SQL that sockets of a node cause; what the node does by itself is left out."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun_by: WeakKeyDictionary[asyncio.Task[Any], asyncio.Task[Any] | None]
        self._begun_by = WeakKeyDictionary()

    @contextmanager
    def tasks(self) -> Iterator[None]:
        """A write is a task of its own: who began it is noted from here on."""
        loop = asyncio.get_running_loop()

        def begin(loop: asyncio.AbstractEventLoop, coroutine: Any, **more: Any) -> Any:
            task = asyncio.Task(coroutine, loop=loop, **more)
            self._begun_by[task] = asyncio.current_task(loop)
            return task

        before = loop.get_task_factory()
        loop.set_task_factory(begin)
        try:
            yield
        finally:
            loop.set_task_factory(before)

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What is said meanwhile."""
        said: list[str] = []

        def hear(statement: str) -> None:
            for_all = NEWEST_CATALOGUE in statement
            if statement.startswith(SAID) and not for_all and self._is_of_a_socket():
                said.append(statement)

        with before_statements(self._database, hear):
            yield said

    def _is_of_a_socket(self) -> bool:
        task = asyncio.current_task()
        if _does(task, "Database._write") and task is not None:
            task = self._begun_by.get(task)
        if _does(task, "Together._look"):
            return True
        return _does(task, "RequestHandler._handle_request") or _does(task, "Commands._hear")


def _does(task: asyncio.Task[Any] | None, name: str) -> bool:
    return task is not None and getattr(task.get_coro(), "__qualname__", "") == name


async def join_the_line(town: Town, pages: AsyncExitStack, number: int) -> Line:
    """So many more people wait, each with a page."""
    line = []
    for _ in range(number):
        guest = await town.guest()
        page, _ = await pages.enter_async_context(town.citizen(guest))
        await arrive(page, guest.visit)
        line.append((guest, page))
    return line


async def hellos(town: Town, counted: Counted, waits: Guest) -> list[int]:
    """Of a guest who has not arrived, of one who waits and comes back, of a clerk, of a board."""
    tokens = [(await town.guest()).token, waits.token, town.staff(name="Zoe")]
    tokens += [town.staff("supervisor", "Robin")]
    return [await one_hello(town, counted, token) for token in tokens]


async def one_hello(town: Town, counted: Counted, token: str) -> int:
    """The least of two: what is heard of in that very moment is read again."""
    costs, here = [], len(town.nodes[0].office.pages)
    for _ in range(2):
        with counted.statements() as said:
            async with wire(town.client, town.apis[0], token):
                pass
            # What a page is shown after its welcome counts as well.
            await only_those(town, here)
        costs.append(len(said))
    return min(costs)


async def one_call(clerk: Wire, counted: Counted, guest: Guest, page: Wire) -> list[int]:
    """Of calling the first, with the record on the clerk's screen, and of the citizen's yes."""
    with counted.statements() as called:
        done = await clerk.ask("call-next", queue=QUEUE)
    with counted.statements() as joined:
        assert (await page.ask("join", visit=guest.visit))["type"] == "done"
    assert done["visit"] == guest.visit
    assert (await clerk.ask("end", visit=guest.visit, outcome="completed"))["type"] == "done"
    return [len(called), len(joined)]


async def test_a_hello_costs_the_same_however_many_wait(town: Town) -> None:
    """A thousand pages come back at once after a deployment."""
    counted = Counted(town.nodes[0].database)
    async with AsyncExitStack() as pages:
        line = await join_the_line(town, pages, FEW)
        few = await hellos(town, counted, line[-1][0])
        await join_the_line(town, pages, MANY - FEW)
        assert await hellos(town, counted, line[0][0]) == few
    # The link or the cookie, and all that a citizen's page is shown.
    assert few == [2, 2, 3, 0]


async def test_hellos_that_come_together_are_read_together(town: Town) -> None:
    """However many: one look, and nobody is shown what another one may see."""
    office = town.nodes[0].office
    guests = [VisitId((await town.guest()).visit) for _ in range(MANY)]
    counted = Counted(town.nodes[0].database)
    with counted.statements() as said:
        shown = await asyncio.gather(*(citizen_visits(office, [guest]) for guest in guests))
    assert [[each.visit for each in mine] for mine in shown] == [[guest] for guest in guests]
    assert len(said) == 1


async def test_a_crowd_of_sockets_with_cookies_costs_a_few_looks(town: Town) -> None:
    """Each of them alone would ask twice: whose cookie it is, and what its page is shown."""
    guests = [await town.guest() for _ in range(MANY)]
    browsers = [await cookie_of(town, guest) for guest in guests]
    counted = Counted(town.nodes[0].database)
    async with AsyncExitStack() as pages:
        with counted.statements() as said:
            shown = await asyncio.gather(
                *(pages.enter_async_context(come_back(town, browser)) for browser in browsers)
            )
    assert [each["visits"][0]["visit"] for _, each in shown] == [g.visit for g in guests]
    assert len(said) <= MANY, said


async def cookie_of(town: Town, guest: Guest) -> str:
    """The session of a browser in which the link was opened."""
    node = town.nodes[0]
    signed_in = await node.sessions.exchange(guest.token, town.clock())
    port = node.settings.public_url.rpartition(":")[2]
    return f"vorsprache-citizen-{port}={signed_in.cookie}"


def come_back(town: Town, cookie: str) -> AbstractAsyncContextManager[tuple[Wire, dict[str, Any]]]:
    """A page that was open already: its browser knows a cookie and no link."""
    headers = {"Cookie": cookie, "Origin": town.nodes[0].settings.public_url}
    return wire(town.client, town.apis[0], None, headers=headers, **{"as": "citizen"})


async def test_who_goes_away_takes_nobodys_greeting_along(town: Town) -> None:
    """The first of those who are read together closes the page."""
    office = town.nodes[0].office
    guests = [VisitId((await town.guest()).visit) for _ in range(FEW)]
    first, second = (asyncio.create_task(citizen_visits(office, [guest])) for guest in guests)
    await asyncio.sleep(0)
    first.cancel()
    async with asyncio.timeout(10):
        assert [each.visit for each in await second] == [guests[1]]
    assert first.cancelled()


async def test_a_call_costs_the_same_however_many_wait(town: Town) -> None:
    """From the click to the record on the clerk's screen; the citizen's yes."""
    counted = Counted(town.nodes[0].database)
    async with AsyncExitStack() as pages, town.clerk() as clerk:
        pages.enter_context(counted.tasks())
        line = await join_the_line(town, pages, FEW)
        few = await one_call(clerk, counted, *line[0])
        await join_the_line(town, pages, MANY - 1)
        assert await one_call(clerk, counted, *line[1]) == few
    assert few == [14, 6]
