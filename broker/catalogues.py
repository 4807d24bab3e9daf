"""The catalogue in force: checked and imported from a file, kept in SQL, cached on every node.

The newest row of `catalogues` is in force; an import adds one: what was offered when stays known.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.core.catalogue import PROBE_QUEUE, Catalogue
from broker.core.catalogue_document import CatalogueWrong, parse
from broker.core.visit import Stage
from broker.errors import NotFound
from broker.stores.database import Database
from broker.stores.tables import catalogues, visits

FRESH = timedelta(seconds=1)
DEMO_QUEUE = "demo"
DEMO_SERVICE = "gespraech-auf-probe"


def check(path: Path) -> Catalogue:
    """The catalogue in a file. Raises CatalogueWrong with every mistake in it."""
    return parse(_read(path))


async def import_file(database: Database, path: Path, now: datetime) -> bool:
    """Checks a file and puts it in force; False if it already is.

    Raises CatalogueWrong, also for a catalogue without a queue in which people wait or are booked:
    nobody could call them any more.
    """
    document = _read(path)
    await _strands_nobody(database, parse(document))
    return await import_document(database, document, now)


async def _strands_nobody(database: Database, offered: Catalogue) -> None:
    # Who books in the queue between this look and the import is found by the next one.
    here = select(visits.c.queue, func.count()).where(visits.c.stage != Stage.ENDED.value)
    async with database.read() as connection:
        found = await connection.execute(here.group_by(visits.c.queue).order_by(visits.c.queue))
        left = [(queue, n) for queue, n in found if queue not in offered.queues()]
    if left:
        raise CatalogueWrong(
            [
                f"queue {queue}: visits in it are not over ({n}): keep it until they are"
                for queue, n in left
            ]
        )


async def import_document(database: Database, document: object, now: datetime) -> bool:
    """Likewise for a decoded document."""
    parse(document)
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()

    async def change(connection: AsyncConnection) -> bool:
        newest = select(catalogues.c.digest).order_by(catalogues.c.id.desc()).limit(1)
        if await connection.scalar(newest) == digest:
            return False
        row = {"document": document, "digest": digest, "imported_at": now}
        await connection.execute(insert(catalogues).values(row))
        return True

    return await database.write(change)


def sample_document() -> dict[str, Any]:
    """The sample that comes with the product: the offer of a real city."""
    text = resources.files("broker").joinpath("sample/catalogue.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def with_always_open(
    document: dict[str, Any], *, training: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """The same offer and two queues open day and night: one to try, a hidden one to probe.

    `training`: more such queues for an office day, each with the name of its department.
    """
    extra = [
        *(_always_open(queue, name, queue, name) for queue, name in training.items()),
        _always_open(DEMO_QUEUE, "Bürgeramt zum Ausprobieren", DEMO_SERVICE, "Gespräch auf Probe"),
        _always_open(PROBE_QUEUE, "Probe", PROBE_QUEUE, "Probe") | {"hidden": True},
    ]
    return document | {"departments": [*extra, *document["departments"]]}


class Catalogues:
    """The catalogue in force, at most `FRESH` old. One per node."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Reads nothing yet."""
        self._database = database
        self._clock = clock
        self._loading = asyncio.Lock()
        self._newest = 0
        self._catalogue: Catalogue | None = None
        self._looked_at: datetime | None = None

    async def current(self) -> Catalogue:
        """Raises NotFound before the first import, StoreDown."""
        if self._catalogue is None or self._is_stale():
            async with self._loading:
                await self._reload()
        return self.known()

    def known(self) -> Catalogue:
        """What `current` gave last, without looking again. Raises NotFound before that."""
        if self._catalogue is None:
            raise NotFound("no catalogue has been imported")
        return self._catalogue

    def _is_stale(self) -> bool:
        return self._looked_at is None or abs(self._clock() - self._looked_at) >= FRESH

    async def _reload(self) -> None:
        if self._catalogue is not None and not self._is_stale():
            return
        query = select(catalogues).order_by(catalogues.c.id.desc()).limit(1)
        async with self._database.read() as connection:
            newest = await connection.scalar(query.with_only_columns(catalogues.c.id))
            if newest is not None and newest != self._newest:
                row = (await connection.execute(query)).one()
                self._catalogue, self._newest = parse(row.document), row.id
        self._looked_at = self._clock()


def _read(path: Path) -> object:
    try:
        document: object = json.loads(path.read_bytes())
    except OSError as error:
        raise CatalogueWrong([f"{path}: cannot be read ({error.strerror})"]) from error
    except (ValueError, RecursionError) as error:
        raise CatalogueWrong([f"{path}: is not JSON ({error})"]) from error
    return document


def _always_open(queue: str, department: str, service: str, name: str) -> dict[str, Any]:
    offer = {
        "id": service,
        "name": name,
        "type": "advice",
        "channels": ["video", "phone"],
        "minutes": 10,
        "documents": ["Ausweis"],
    }
    return {
        "id": queue,
        "name": department,
        "queue": queue,
        "always_open": True,
        "desks": 200,
        "services": [offer],
    }
