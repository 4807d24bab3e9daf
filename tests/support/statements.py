"""A test between a node and its database: it hears every statement, may hold it back or refuse it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from broker.stores.database import Database


@contextmanager
def before_statements(database: Database, do: Callable[[str], None]) -> Iterator[None]:
    """`do(statement)` runs before each; it may wait with SQLAlchemy's `await_only`, or raise."""

    def hear(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        do(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", hear)
