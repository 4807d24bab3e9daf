"""The catalogue in the database: checked before it counts, in force at once on every node."""

import copy
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from broker.catalogues import Catalogues, check, import_document, import_file, sample_document
from broker.core.catalogue_document import CatalogueWrong
from broker.core.visit import Actor, By, Cancel, VisitId
from broker.errors import NotFound
from broker.stores.database import Database
from broker.stores.tables import catalogues
from tests.support.clock import Clock
from tests.support.dresden import City


async def test_an_import_is_in_force_within_a_second(city: City) -> None:
    """A new service is configuration: no deployment, no restart."""
    document = copy.deepcopy(sample_document())
    document["departments"][0]["name"] = "Bürgerbüro"
    before = await city.catalogues.current()
    assert await import_document(city.database, document, city.clock())
    assert await city.catalogues.current() is before
    city.clock.advance(seconds=1)
    assert (await city.catalogues.current()).departments[0].name == "Bürgerbüro"


async def test_the_same_catalogue_twice_is_one(city: City) -> None:
    """The order of members in the file does not matter."""
    document = dict(reversed(sample_document().items()))
    assert not await import_document(city.database, document, city.clock())
    async with city.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(catalogues)) == 1


async def test_a_wrong_catalogue_changes_nothing(city: City, tmp_path: Path) -> None:
    """The mistakes are named, and what is offered stays what it was."""
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps({"authority": {}, "departments": []}))
    with pytest.raises(CatalogueWrong) as wrong:
        await import_file(city.database, path, city.clock())
    assert "authority.name: is missing" in wrong.value.mistakes
    city.clock.advance(minutes=1)
    assert len((await city.catalogues.current()).departments) == 8


async def test_no_queue_goes_in_which_somebody_is_booked(city: City, tmp_path: Path) -> None:
    """Nobody could call them any more; when the visit is over, the queue may go."""
    booked = await city.book("10:00")
    document = copy.deepcopy(sample_document())
    gone = (await city.catalogues.current()).of_queue(booked.visit.queue)
    document["departments"] = [
        each for each in document["departments"] if each["id"] not in {one.id for one in gone}
    ]
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(CatalogueWrong) as wrong:
        await import_file(city.database, path, city.clock())
    (mistake,) = wrong.value.mistakes
    assert mistake.startswith(f"queue {booked.visit.queue}: visits in it are not over (1)")
    await city.desk.do(VisitId(booked.visit.id), Cancel(), Actor(By.BOOKING_SYSTEM, ""))
    assert await import_file(city.database, path, city.clock())


async def test_a_file_is_checked_before_it_is_read(tmp_path: Path) -> None:
    """No file and no JSON are mistakes like any other; the sample has none."""
    path = tmp_path / "catalogue.json"
    with pytest.raises(CatalogueWrong):
        check(path)
    path.write_bytes(b"\xff{")
    with pytest.raises(CatalogueWrong):
        check(path)
    path.write_text(json.dumps(sample_document()), "utf-8")
    assert check(path).authority.name == "Landeshauptstadt Dresden"


async def test_before_the_first_import_there_is_none(database_url: str) -> None:
    """Named, so that readiness can say it."""
    database = Database(database_url)
    try:
        with pytest.raises(NotFound):
            await Catalogues(database, Clock()).current()
    finally:
        await database.close()
