"""Redis in a simulated world: the product's own Lua on a dictionary.

`Memory` is what a server does; the functions run in the Lua 5.1 that Redis has. That both do the same is
proved against a real redis-server (`test_redis.py`). `Client` speaks like redis-py as far as the product
asks, over a network that may be slow, lose what is said, or deliver it when nobody waits any more.
"""

import copy
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, Protocol

from lupa.lua51 import LuaRuntime
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import ResponseError

from broker.stores import line
from broker.stores.line import LIBRARY

Value = Any
_NIL_IS_FALSE = {
    "HGET",
    "GET",
    "ZSCORE",
    "ZADD",
}


class Functions:
    """The library, loaded once for all simulated servers of this program."""

    def __init__(self) -> None:
        self._lua = LuaRuntime(unpack_returned_tuples=True)
        self._named: dict[str, Any] = {}
        self._memory: Memory | None = None
        lua: Any = self._lua.eval(
            "function(call, register) redis = {call = call, register_function = register} end"
        )
        lua(self._call, self._register)
        self._lua.execute(line.library().split("\n", 1)[1])

    def run(self, memory: "Memory", name: str, keys: Sequence[str], argv: Sequence[str]) -> Value:
        """Calls one function on the data of `memory`."""
        self._memory = memory
        answer = self._named[name](self._lua.table_from(keys), self._lua.table_from(argv))
        return self._from_lua(answer)

    def _register(self, name: str, function: Any) -> None:
        self._named[name] = function

    def _call(self, command: str, *arguments: Any) -> Any:
        assert self._memory is not None
        answer = self._memory.command(command, *map(text, arguments))
        if answer is None:
            return False
        return self._lua.table_from(answer) if isinstance(answer, list) else answer

    def _from_lua(self, answer: Any) -> Value:
        if answer is None or answer is False:
            return None
        if isinstance(answer, (str, int)):
            return answer
        if isinstance(answer, float):
            return int(answer)
        return [self._from_lua(each) for each in answer.values()]


def text(value: Any) -> str:
    """As Redis writes an argument of a Lua script."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.17g}"
    return value.decode() if isinstance(value, bytes) else str(value)


class Memory:
    """All keys of one server. `published` is told every PUBLISH."""

    def __init__(
        self, clock_ms: Callable[[], int], published: Callable[[str, str], None] | None = None
    ) -> None:
        self.keys: dict[str, Any] = {}
        self.loaded = True
        self.run = 1
        self._clock_ms = clock_ms
        self._published = published or (lambda channel, message: None)

    def starts(self) -> None:
        """Another server answers from now on, with the same keys."""
        self.run += 1

    def copy(self) -> dict[str, Any]:
        """All that it holds now, for a replica that is behind."""
        return copy.deepcopy(self.keys)

    def command(self, name: str, *arguments: str) -> Value:
        """One command; arguments and answers are as in Lua, nil is None."""
        method = getattr(self, f"_{name.lower()}", None)
        if method is None:
            raise NotImplementedError(f"the simulated Redis has no {name}")
        return method(*arguments)

    def function(self, name: str, keys: Sequence[str], argv: Sequence[str]) -> Value:
        """FCALL. Raises ResponseError without the library."""
        if not self.loaded:
            raise ResponseError("Function not found")
        return functions().run(self, name, keys, argv)

    def _time(self) -> list[str]:
        now = self._clock_ms()
        return [str(now // 1000), str(now % 1000 * 1000)]

    def _info(self, _: str) -> dict[str, str]:
        return {"run_id": f"{self.run:040x}"[::-1]}

    def _publish(self, channel: str, message: str) -> int:
        self._published(channel, message)
        return 0

    def _exists(self, key: str) -> int:
        return int(key in self.keys)

    def _get(self, key: str) -> str | None:
        return self.keys.get(key)

    def _set(self, key: str, value: str) -> str:
        self.keys[key] = value
        return "OK"

    def _incr(self, key: str) -> int:
        value = int(self.keys.get(key, 0)) + 1
        self.keys[key] = str(value)
        return value

    def _del(self, *keys: str) -> int:
        return sum(self.keys.pop(key, None) is not None for key in keys)

    def _mget(self, *keys: str) -> list[str | None]:
        return [self.keys.get(key) for key in keys]

    def _hget(self, key: str, field: str) -> str | None:
        value: str | None = self.keys.get(key, {}).get(field)
        return value

    def _hmget(self, key: str, *fields: str) -> list[str | None]:
        found = self.keys.get(key, {})
        return [found.get(field) for field in fields]

    def _hgetall(self, key: str) -> list[str]:
        return [each for pair in self.keys.get(key, {}).items() for each in pair]

    def _hkeys(self, key: str) -> list[str]:
        return list(self.keys.get(key, {}))

    def _hexists(self, key: str, field: str) -> int:
        return int(field in self.keys.get(key, {}))

    def _hlen(self, key: str) -> int:
        return len(self.keys.get(key, {}))

    def _hset(self, key: str, *pairs: str) -> int:
        found = self.keys.setdefault(key, {})
        before = len(found)
        found.update(zip(pairs[::2], pairs[1::2], strict=True))
        return len(found) - before

    def _hdel(self, key: str, *fields: str) -> int:
        return self._take_out(key, fields)

    def _zadd(self, key: str, *arguments: str) -> int:
        only_new = arguments[0].upper() == "NX"
        pairs = arguments[1:] if only_new else arguments
        found = self.keys.setdefault(key, {})
        before = len(found)
        for score, member in zip(pairs[::2], pairs[1::2], strict=True):
            if not (only_new and member in found):
                found[member] = float(score)
        return len(found) - before

    def _zrem(self, key: str, *members: str) -> int:
        return self._take_out(key, members)

    def _zscore(self, key: str, member: str) -> str | None:
        score = self.keys.get(key, {}).get(member)
        return None if score is None else text(score)

    def _zcard(self, key: str) -> int:
        return len(self.keys.get(key, {}))

    def _zrange(self, key: str, start: str, stop: str, *words: str) -> list[str]:
        members = self._sorted(key)
        end = int(stop) + 1 or len(members)
        some = members[int(start) : end if end > 0 else end + len(members)]
        if not words:
            return [member for member, _ in some]
        return [each for member, score in some for each in (member, text(score))]

    def _zrangebyscore(self, key: str, low: str, high: str, *_: str) -> list[str]:
        below = float(high.removeprefix("("))
        found = [
            (member, score)
            for member, score in self._sorted(key)
            if (score < below if high[0] == "(" else score <= below)
            and (low == "-inf" or score >= float(low))
        ]
        return [each for member, score in found for each in (member, text(score))]

    def _sorted(self, key: str) -> list[tuple[str, float]]:
        return sorted(self.keys.get(key, {}).items(), key=lambda pair: (pair[1], pair[0]))

    def _take_out(self, key: str, names: Sequence[str]) -> int:
        found = self.keys.get(key, {})
        gone = sum(found.pop(name, None) is not None for name in names)
        if key in self.keys and not found:
            del self.keys[key]
        return gone


_functions: list[Functions] = []


def functions() -> Functions:
    """The library of this program."""
    if not _functions:
        _functions.append(Functions())
    return _functions[0]


class Network(Protocol):
    """The way to Redis and back."""

    async def ask(self, what: str, run: Callable[[], Value]) -> Value:
        """Runs it there; raises RedisError when no answer comes (in time)."""


WAIT_S = 1.0
"""Nobody waits longer for an answer."""


class Client:
    """As redis-py, for one node."""

    def __init__(self, memory: Callable[[], Memory], network: Network) -> None:
        self.connection_pool = SimpleNamespace(connection_kwargs={"socket_timeout": WAIT_S})
        self._memory = memory
        self._network = network

    async def _ask(self, name: str, *arguments: Any) -> Value:
        words = [text(each) for each in arguments]
        return await self._network.ask(name, lambda: self._memory().command(name, *words))

    async def fcall(self, name: str, count: int, *arguments: Any) -> Value:
        words = [text(each) for each in arguments]
        return await self._network.ask(
            name, lambda: self._memory().function(name, words[:count], words[count:])
        )

    async def function_load(self, source: str, *, replace: bool = False) -> Value:
        return await self._network.ask("load", lambda: setattr(self._memory(), "loaded", True))

    async def function_list(self, library: str = LIBRARY) -> Value:
        def run() -> Value:
            return [{"library_name": LIBRARY}] if self._memory().loaded else []

        return await self._network.ask("list", run)

    async def hkeys(self, key: str) -> Value:
        return await self._ask("HKEYS", key)

    async def hgetall(self, key: str) -> Value:
        flat = await self._ask("HGETALL", key)
        return dict(zip(flat[::2], flat[1::2], strict=True))

    async def hdel(self, key: str, *fields: str) -> Value:
        return await self._ask("HDEL", key, *fields)

    async def hmget(self, key: str, fields: Sequence[str]) -> Value:
        return await self._ask("HMGET", key, *fields)

    async def zrange(self, key: str, start: int, stop: int) -> Value:
        return await self._ask("ZRANGE", key, start, stop)

    async def zadd(self, key: str, scores: dict[str, float]) -> Value:
        pairs = [each for member, score in scores.items() for each in (score, member)]
        return await self._ask("ZADD", key, *pairs)

    async def zrem(self, key: str, *members: str) -> Value:
        return await self._ask("ZREM", key, *members)

    async def zrangebyscore(self, key: str, low: Any, high: Any, *, withscores: bool) -> Value:
        return _pairs(await self._ask("ZRANGEBYSCORE", key, low, high))

    async def info(self, section: str) -> Value:
        return await self._ask("INFO", section)

    async def time(self) -> Value:
        seconds, micros = await self._ask("TIME")
        return int(seconds), int(micros)

    def pipeline(self, *, transaction: bool) -> "Pipeline":
        return Pipeline(self._memory, self._network)

    async def aclose(self) -> None:
        """Nothing is open."""


class Pipeline:
    """Several commands in one trip."""

    def __init__(self, memory: Callable[[], Memory], network: Network) -> None:
        self._memory = memory
        self._network = network
        self._asked: list[tuple[Callable[[Value], Value], tuple[str, ...]]] = []

    def _add(self, shape: Callable[[Value], Value], *words: Any) -> None:
        self._asked.append((shape, tuple(map(text, words))))

    def zrange(self, key: str, start: int, stop: int, *, withscores: bool = False) -> None:
        words = ("WITHSCORES",) if withscores else ()
        self._add(_pairs if withscores else _same, "ZRANGE", key, start, stop, *words)

    def hgetall(self, key: str) -> None:
        self._add(lambda flat: dict(zip(flat[::2], flat[1::2], strict=True)), "HGETALL", key)

    def hmget(self, key: str, fields: Sequence[str]) -> None:
        self._add(_same, "HMGET", key, *fields)

    def mget(self, keys: Sequence[str]) -> None:
        self._add(_same, "MGET", *keys)

    def zcard(self, key: str) -> None:
        self._add(_same, "ZCARD", key)

    def fcall(self, name: str, count: int, *arguments: Any) -> None:
        self._add(_same, "FCALL", name, count, *arguments)

    async def execute(self) -> list[Value]:
        def run() -> list[Value]:
            memory = self._memory()
            return [shape(_one(memory, words)) for shape, words in self._asked]

        answers: list[Value] = await self._network.ask("pipeline", run)
        return answers


def _one(memory: Memory, words: tuple[str, ...]) -> Value:
    if words[0] != "FCALL":
        return memory.command(*words)
    count = int(words[2])
    return memory.function(words[1], words[3 : 3 + count], words[3 + count :])


def _same(answer: Value) -> Value:
    return answer


def _pairs(flat: Value) -> list[tuple[str, float]]:
    return [(m, float(s)) for m, s in zip(flat[::2], flat[1::2], strict=True)]


__all__ = ["Client", "Memory", "RedisGone"]
