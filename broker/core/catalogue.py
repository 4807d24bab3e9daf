"""What an office offers: departments, their services, the channels of each. Pure.

`catalogue_document.parse()` makes these frozen values of the catalogue's JSON document. A new
service is a line in that document, not a deployment; a service without a channel is still listed,
with the reason in its `note`.

Fields beyond the names: a department has one `queue` and `desks` that take bookings side by side
(1-200); `opening` in local wall-clock times by weekday; `closed_dates` when it is shut all day;
`always_open` around the clock (then a visit is served until 4 h after its slot); `hidden` keeps it
out of the public catalogue.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from broker.core.calendar import Opening
from broker.errors import NotFound

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHANNELS = ("video", "phone")
TYPES = ("transactional", "advice", "coordination", "instruction")
LEGAL_GATES = ("appearance-in-person", "identity-check")
DEFAULT_DESKS = 2
PROBE_QUEUE = "probe"
"""The queue of `vorsprache probe`; figures ignore it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The city. `zone` is an IANA time zone; `languages` are BCP 47 tags, the first is its own."""

    id: str
    name: str
    time_zone: str
    languages: tuple[str, ...]
    phone: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone that all opening hours are meant in."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What people come for. A sensitive one is named in no mail and in no calendar."""

    id: str
    name: str
    type: str
    channels: tuple[str, ...]
    minutes: int
    documents: tuple[str, ...] = ()
    note: str | None = None
    legal_gate: str | None = None
    weekly_contingent: int | None = None
    sensitive: bool = False
    interpreter: bool = False
    status: str = "live"

    def offers(self, channel: str) -> bool:
        """Can it be booked this way?"""
        return self.status == "live" and channel in self.channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """Who offers services, when it is open, and the queue that its visits wait in."""

    id: str
    name: str
    queue: str
    opening: Opening
    services: tuple[Service, ...]
    phone: str | None = None
    desks: int = DEFAULT_DESKS
    always_open: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Departments x services x channels of one authority. Ids of services are unique in it."""

    authority: Authority
    departments: tuple[Department, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The authority's time zone."""
        return self.authority.zone

    def services(self) -> Iterator[tuple[Department, Service]]:
        """All of them, in the order of the document."""
        return ((d, service) for d in self.departments for service in d.services)

    def service(self, id: str) -> Service:
        """Raises NotFound."""
        return self._pair(id)[1]

    def department_of(self, service: str) -> Department:
        """The department that offers a service. Raises NotFound."""
        return self._pair(service)[0]

    def department(self, id: str) -> Department:
        """Raises NotFound."""
        for department in self.departments:
            if department.id == id:
                return department
        raise NotFound(f"no department {id!r}")

    def of_queue(self, queue: str) -> tuple[Department, ...]:
        """The departments whose visits wait in this queue; none for an unknown one."""
        return tuple(d for d in self.departments if d.queue == queue)

    def queues(self) -> dict[str, str]:
        """Each queue and its name: that of the first department that has it, and the queue's id
        where two would be called alike."""
        names: dict[str, str] = {}
        for department in self.departments:
            names.setdefault(department.queue, department.name)
        return _distinct(names)

    def distinct_queues(self) -> dict[str, str]:
        """Each public queue with a name that no other one has: never close or choose the wrong one."""
        names: dict[str, str] = {}
        for queue in self.queues():
            departments = self.of_queue(queue)
            if not all(department.hidden for department in departments):
                names[queue] = " / ".join(department.name for department in departments)
        return _distinct(names)

    def queues_of(self, departments: frozenset[str]) -> frozenset[str]:
        """The queues that these departments serve."""
        return frozenset(d.queue for d in self.departments if d.id in departments)

    def _pair(self, service: str) -> tuple[Department, Service]:
        for department, candidate in self.services():
            if candidate.id == service:
                return department, candidate
        raise NotFound(f"no service {service!r}")


def _distinct(names: dict[str, str]) -> dict[str, str]:
    taken = Counter(names.values())
    return {
        queue: name if taken[name] == 1 else f"{name} ({queue})" for queue, name in names.items()
    }
