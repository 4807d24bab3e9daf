"""Leave and be called by a message of the browser: from the page's offer to what the browser reads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from broker.cli.embedded import embedded_redis
from broker.clock import utc_now
from broker.core.visit import Stage
from broker.stores.tables import mails, push_addresses, pushes
from broker.trust.keys import new_set, write
from tests.support.push_service import (
    Browser,
    PushService,
    octets_of,
    running_push_service,
    said_to,
)
from tests.support.redis import running_redis
from tests.support.town import Guest, Town, arrive, open_town
from tests.support.wire import Wire


@dataclass
class Pushing:
    """Two nodes that may send to the push service."""

    town: Town
    service: PushService

    async def sweep(self) -> None:
        """Both nodes look twice, at about the same time."""
        for _ in range(2):
            for node in self.town.nodes:
                await node.sweeper.sweep()

    async def steps_away(self, page: Wire, guest: Guest, browser: Browser) -> dict[str, str]:
        """Waits, and leaves an address."""
        await arrive(page, guest.visit)
        await page.until(type="position")
        address = browser.address(f"{self.service.origin}/one")
        done = await page.ask("step-away", visit=guest.visit, reach="push", push=address)
        assert done["type"] == "done", done
        return address

    async def addresses(self) -> int:
        """How many are kept."""
        async with self.town.nodes[0].office.database.read() as connection:
            return len((await connection.execute(select(push_addresses))).all())

    async def mailed_within(self, seconds: float) -> list[str]:
        """The kinds of mails, once one says that the turn is near."""
        async with asyncio.timeout(seconds):
            while "near" not in (kinds := await self._mails()):
                await asyncio.sleep(0.05)
        return kinds

    async def _mails(self) -> list[str]:
        async with self.town.nodes[0].office.database.read() as connection:
            return list((await connection.scalars(select(mails.c.kind))).all())

    async def stage(self, guest: Guest) -> Stage:
        """As committed."""
        found = await self.town.nodes[0].office.visits.get(guest.visit)
        assert found is not None
        return found.stage


@asynccontextmanager
async def pushing(url: str, redis: str, folder: Path) -> AsyncIterator[Pushing]:
    """Two nodes with one key."""
    path = folder / "push.json"
    write(new_set(utc_now()), path, replace_file=False)
    async with running_push_service(utc_now) as service:
        hosts = (service.origin, "web.push.apple.com")
        async with open_town(url, redis, nodes=2, push_key_file=path, push_hosts=hosts) as town:
            yield Pushing(town, service)


@pytest.fixture(params=["small", "city"])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pushing]:
    """On what the demo runs with, and on what a city runs with."""
    if request.param == "small":
        url = request.getfixturevalue("sqlite_url")
        with embedded_redis() as redis:
            async with pushing(url, redis, tmp_path) as opened:
                yield opened
        return
    url = request.getfixturevalue("postgres_url")
    async with running_redis() as server, pushing(url, server.url, tmp_path) as opened:
        yield opened


async def test_who_steps_away_is_told_once_and_finds_the_place_kept(office: Pushing) -> None:
    """The page offers a key, the browser gets one message, the return ends it."""
    town, browser = office.town, Browser()
    guest = await town.guest()
    async with town.clerk() as clerk:
        async with town.citizen(guest) as (page, visit):
            point = octets_of(visit["push_key"])
            assert (len(point), point[0]) == (65, 4)
            office.service.key = visit["push_key"]
            await office.steps_away(page, guest, browser)
            assert (await page.until(type="stage", reason="step-away"))["reach"] == "push"
            await clerk.until(
                lambda m: any(row.get("reach") == "push" for row in m.get("visits", []))
            )
        await office.sweep()
        (delivery,) = await office.service.until(1)
        assert said_to(browser, delivery) == {"kind": "near", "language": "de"}
        assert await office.stage(guest) is Stage.WAITING
        async with town.citizen(guest, 1) as (page, visit):
            assert visit["reach"] == "push"
            await arrive(page, guest.visit)
            assert "reach" not in await page.until(type="stage", reason="arrive")
    await office.sweep()
    assert office.service.asked == 1
    assert await office.addresses() == 0
    async with town.nodes[0].office.database.read() as connection:
        sent = (await connection.execute(select(pushes.c.kind, pushes.c.attempts))).all()
        assert [tuple(row) for row in sent] == [("near", 1)]
        assert (await connection.scalars(select(mails.c.kind))).all() == []


async def test_a_browser_that_is_gone_brings_a_mail_instead(office: Pushing) -> None:
    """Two nodes, one mail."""
    town = office.town
    office.service.status = 410
    guest = await town.guest(email="erika@example.org")
    async with town.clerk(), town.citizen(guest) as (page, _):
        await office.steps_away(page, guest, Browser())
        await office.sweep()
        kinds = await office.mailed_within(20)
    assert kinds.count("near") == 1
    assert office.service.asked == 1
    assert await office.addresses() == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://push.example.org/one",
        "https://web.push.apple.com:8443/one",
        "https://web.push.apple.com@127.0.0.1/one",
        "http://127.0.0.1:1/one",
        "https://169.254.169.254/latest/meta-data/",
    ],
)
async def test_an_address_that_is_not_allowed_changes_nothing(
    sqlite_url: str, tmp_path: Path, endpoint: str
) -> None:
    """A stranger's page names it: it is refused before anything is promised or sent."""
    with embedded_redis() as redis:
        async with pushing(sqlite_url, redis, tmp_path) as office:
            guest = await office.town.guest()
            async with office.town.citizen(guest) as (page, _):
                await arrive(page, guest.visit)
                address = Browser().address(endpoint)
                told = await page.ask("step-away", visit=guest.visit, reach="push", push=address)
                assert (told["type"], told["kind"]) == ("problem", "no-push")
                assert endpoint not in told.get("detail", "")
            found = await office.town.nodes[0].office.visits.get(guest.visit)
            assert found is not None
            assert found.reach == "page"
            assert await office.addresses() == 0


async def test_an_address_goes_with_push_and_with_nothing_else(office: Pushing) -> None:
    """Half a wish is refused as a whole."""
    guest = await office.town.guest(email="erika@example.org")
    address = Browser().address(f"{office.service.origin}/one")
    async with office.town.citizen(guest) as (page, _):
        await arrive(page, guest.visit)
        for half in ({"reach": "push"}, {"reach": "mail", "push": address}):
            told = await page.ask("step-away", visit=guest.visit, **half)
            assert told["kind"] == "no-push"
    assert await office.addresses() == 0


async def test_the_address_ends_with_the_visit(office: Pushing) -> None:
    """Whoever ends it, on whichever node."""
    guest = await office.town.guest()
    async with office.town.clerk(1) as clerk:
        async with office.town.citizen(guest) as (page, _):
            await office.steps_away(page, guest, Browser())
        assert await office.addresses() == 1
        done = await clerk.ask("end", visit=guest.visit, outcome="citizen_left")
        assert done["type"] == "done", done
    assert await office.addresses() == 0


async def test_without_a_key_nothing_is_offered_and_nothing_promised(town: Town) -> None:
    """Off is how the product comes."""
    guest = await town.guest()
    async with town.citizen(guest) as (page, visit):
        assert "push_key" not in visit
        await arrive(page, guest.visit)
        address = Browser().address("https://fcm.googleapis.com/fcm/send/x")
        told = await page.ask("step-away", visit=guest.visit, reach="push", push=address)
        assert told["kind"] == "no-push"
        assert (await page.ask("step-away", visit=guest.visit, reach="page"))["type"] == "done"
