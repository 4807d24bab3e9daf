"""Any struct of the wire from its type hints: bounds, patterns and literals respected."""

from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

_INSTANTS = st.datetimes().map(lambda at: at.isoformat(timespec="seconds") + "Z")
_RAW = st.one_of(
    st.just(msgspec.Raw(b'{"type":"offer","sdp":"v=0"}')),
    st.text(max_size=80).map(lambda text: msgspec.Raw(msgspec.json.encode(text))),
)


def structs(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Instances of a msgspec struct, optional fields there or not."""
    return _bodies(inspect.type_info(kind)).map(lambda body: msgspec.convert(body, kind))


def _bodies(node: inspect.Type) -> st.SearchStrategy[Any]:
    match node:
        case inspect.StructType():
            return _struct(node)
        case inspect.Metadata():
            return _bodies(node.type)
        case inspect.UnionType():
            return st.one_of([_bodies(one) for one in node.types])
        case inspect.LiteralType():
            return st.sampled_from(list(node.values))
        case inspect.ListType():
            return st.lists(_bodies(node.item_type), max_size=3)
        case inspect.StrType():
            return _text(node)
        case inspect.IntType():
            return st.integers(node.ge or 0, node.le if node.le is not None else 2**31)
        case inspect.FloatType():
            return st.floats(node.ge or 0, node.le if node.le is not None else 1e6)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.DateTimeType():
            return _INSTANTS
        case inspect.RawType():
            return _RAW
        case _:
            raise NotImplementedError(f"no strategy for {node}")


def _struct(node: inspect.StructType) -> st.SearchStrategy[Any]:
    needed: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in node.fields:
        part = needed if field.required else optional
        part[field.encode_name] = _bodies(field.type)
    if node.tag_field is not None:
        needed[node.tag_field] = st.just(node.tag)
    return st.fixed_dictionaries(needed, optional=optional)


def _text(node: inspect.StrType) -> st.SearchStrategy[str]:
    longest = min(node.max_length or 40, 40)
    if node.pattern is None:
        return st.text(min_size=node.min_length or 0, max_size=longest)
    found = st.from_regex(node.pattern)
    return found.filter(lambda text: (node.min_length or 0) <= len(text) <= longest)
