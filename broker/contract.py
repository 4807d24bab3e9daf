"""Every HTTP body, one frozen struct each; the single source of OpenAPI and of the client's types.

Bodies that come in refuse unknown fields; every string is bounded. Instants are UTC with offset,
dates are local dates of the authority. What each route does: `broker/http/`.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from signaling.messages import (
    Audience,
    Channel,
    CitizenSnapshot,
    Count,
    MoveRow,
    Note,
    Outcome,
    Phone,
    Reason,
    Stage,
)

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,59}\Z")]
Reference = Annotated[str, Meta(pattern=r"^[A-Z0-9]{4}-[A-Z0-9]{4}\Z")]
Line = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})?\Z")]
# As people type and paste them; `broker/core/{mail_address,phone_number}.py` say what is wrong.
Email = Annotated[str, Meta(max_length=320, pattern=r"^[^\x00]*@[^\x00]*\Z")]
Instant = Annotated[datetime, Meta(tz=True)]
LimitSeconds = Annotated[int, Meta(ge=60, le=8 * 3600)]
LimitPeople = Annotated[int, Meta(ge=1, le=500)]
AS_HEADER = "Vorsprache-As"
SessionType = Literal["transactional", "advice", "coordination", "instruction"]


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What comes in. Unlike messages, strict also while nodes are updated: a booking without something
    that a citizen typed is worse than a refusal, after which the same again meets a new node."""


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What goes out; absent means the default."""


class ProblemBody(Answer):
    """RFC 9457 problem details. `type` is `/problems/<slug>`; further members are allowed.

    Of a wrong entry: `field` names it (`person.email`), `why` says in one word what is wrong.
    Of a key that has booked before: `booking` is what it has booked, so that it can be changed.
    """

    type: str
    title: str
    status: int
    detail: str = ""
    opens_at: datetime | None = None
    next: datetime | None = None
    outcome: Outcome | None = None
    field: str | None = None
    why: str | None = None
    booking: "BookingMade | None" = None


# --- catalogue ------------------------------------------------------------------------------------


class AuthorityView(Answer):
    """The city."""

    id: str
    name: str
    time_zone: str
    languages: list[str]
    phone: str | None = None


class ServiceView(Answer):
    """One service; without a channel it is still listed, with the reason."""

    id: str
    name: str
    type: SessionType
    channels: list[Channel]
    minutes: int
    documents: list[str] = []
    note: str | None = None
    legal_gate: str | None = None
    sensitive: bool = False
    interpreter: bool = False
    status: Literal["live", "planned"] = "live"
    next_free: datetime | None = None


class DepartmentView(Answer):
    """One department; opening hours as local `HH:MM-HH:MM` by weekday."""

    id: str
    name: str
    queue: str
    opening: dict[str, list[str]]
    services: list[ServiceView]
    phone: str | None = None


class CatalogueView(Answer):
    """`GET catalogue`. `server_time` is what "today" is, whatever the reader's clock says."""

    authority: AuthorityView
    departments: list[DepartmentView]
    server_time: datetime


class SlotView(Answer):
    """A bookable time. `local` is the wall clock of the office, for screens."""

    start: datetime
    end: datetime
    local: str
    seats: int = 1


class SlotsView(Answer):
    """`GET services/{id}/slots`."""

    service: str
    channel: Channel
    time_zone: str
    slots: list[SlotView]


# --- bookings -------------------------------------------------------------------------------------


class Person(Body):
    """Who comes. A sensitive service takes any name."""

    name: Line
    email: Email | None = None
    phone: Phone | None = None


class BookingRequest(Body):
    """`POST bookings`."""

    service: Slug
    slot: Instant
    channel: Channel
    person: Person
    language: Language
    consent: bool
    needs: Note | None = None


class DeskBookingRequest(Body):
    """`POST desk/bookings`. `slot: null` is a walk-in: into the line now; `priority` says why it
    counts as earlier."""

    service: Slug
    slot: Instant | None
    channel: Channel
    person: Person
    language: Language = "de"
    needs: Note | None = None
    priority: Reason | None = None


class BookingMade(Answer):
    """201 of both. `join_url` carries the join token in its fragment."""

    reference: str
    manage_token: str
    join_url: str
    calendar_url: str
    manage_url: str
    visit: str
    opens_at: datetime
    slot_start: datetime | None = None


class BookingChange(Body):
    """`PATCH bookings/{reference}`: moves the slot."""

    slot: Instant


class VisitStory(Answer):
    """What became of the live session."""

    stage: Stage
    outcome: Outcome | None = None
    arrived_at: datetime | None = None
    called_at: datetime | None = None
    joined_at: datetime | None = None
    ended_at: datetime | None = None
    waited_s: int | None = None
    talked_s: int | None = None
    moves: list[MoveRow] = []


class BookingView(Answer):
    """`GET bookings/{reference}`."""

    reference: str
    service: str
    service_name: str
    department_name: str
    channel: Channel
    status: Literal["booked", "live", "over", "cancelled"]
    visit: VisitStory
    opens_at: datetime
    slot_start: datetime | None = None
    slot_end: datetime | None = None
    documents: list[str] = []
    office_phone: str | None = None
    calendar_url: str | None = None
    join_url: str | None = None
    mail_refused: bool = False


# --- sessions -------------------------------------------------------------------------------------


class SessionRequest(Body):
    """`POST session`: the join token or staff link from a fragment."""

    token: Annotated[str, Meta(min_length=1, max_length=4096)]


class SessionView(Answer):
    """Who speaks, and about which visits."""

    as_: Audience = field(name="as")
    role: str
    server_time: datetime
    visits: list[str] = []
    name: str | None = None
    departments: list[str] = []
    opens_at: datetime | None = None
    snapshot: CitizenSnapshot | None = None


# --- staff ----------------------------------------------------------------------------------------


class DeskBooking(Answer):
    """A row of `GET desk/bookings`."""

    reference: str
    visit: str
    service: str
    service_name: str
    channel: Channel
    stage: Stage
    who: str
    language: str
    slot_start: datetime | None = None
    outcome: Outcome | None = None
    join_url: str | None = None


class DeskBookings(Answer):
    """`GET desk/bookings?date&queue`."""

    date: date
    bookings: list[DeskBooking]


class HistoryRow(Answer):
    """A row of `GET desk/history`: a visit that ended today."""

    visit: str
    reference: str
    service_name: str
    channel: Channel
    who: str
    outcome: Outcome
    ended_at: datetime
    waited_s: int | None = None
    talked_s: int | None = None
    note: str | None = None


class HistoryView(Answer):
    """`GET desk/history`."""

    visits: list[HistoryRow]


# --- board ----------------------------------------------------------------------------------------


class TimelineMove(Answer):
    """One move of a visit: what is of a closed set, and nothing that anybody typed.

    `by` is a role. `ahead`: how many who were here a call passed by; `queue_name`: where a transfer
    led.
    """

    version: int
    command: str
    stage: Stage
    by: str
    at: datetime
    outcome: Outcome | None = None
    queue_name: str | None = None
    ahead: Count = 0
    reason_given: bool = False


class Timeline(Answer):
    """`GET board/visits/{visit}`: the history of a visit without anybody's data."""

    visit: str
    queue: str
    queue_name: str
    service_name: str
    channel: Channel
    stage: Stage
    moves: list[TimelineMove]
    slot_start: datetime | None = None
    outcome: Outcome | None = None
    waited_s: Count | None = None
    talked_s: Count | None = None


class CurvePoint(Answer):
    """A step of a curve, from `at` on: 15 minutes of a day, an hour of a week.

    `waiting`, `desks` and `calls`: the most at one moment. `wait_s`: the median of those who were
    called in it. `ended`: calls that ended in it.
    """

    at: datetime
    waiting: Count = 0
    desks: Count = 0
    calls: Count = 0
    ended: Count = 0
    wait_s: Count | None = None


class CurvesView(Answer):
    """`GET board/queues/{queue}/curves`: up to now."""

    queue: str
    days: int
    points: list[CurvePoint]


class LimitsView(Answer, omit_defaults=False):
    """`GET board/queues/{queue}/limits`; null: this alert is off."""

    wait_s: int | None
    waiting: int | None
    late_s: int | None
    no_desk_s: int | None
    no_shows: int | None


class LimitsChange(Body):
    """`PUT board/queues/{queue}/limits`: times in seconds, from 60 to 28800; people from 1 to 500."""

    wait_s: LimitSeconds | None
    waiting: LimitPeople | None
    late_s: LimitSeconds | None
    no_desk_s: LimitSeconds | None
    no_shows: LimitPeople | None


class ReportView(Answer):
    """`GET reports/{name}`: a table, one cell a column in each row."""

    name: str
    first: date = field(name="from")
    last: date = field(name="to")
    columns: list[str]
    rows: list[list[str | int | None]]


# --- public ---------------------------------------------------------------------------------------


class StatisticsRow(Answer):
    """Counts of one service, channel and month (local month of the slot or arrival)."""

    department: str
    department_name: str
    service: str
    service_name: str
    channel: Channel
    month: str
    booked: Count = 0
    held: Count = 0
    no_show_citizen: Count = 0
    no_show_office: Count = 0
    cancelled: Count = 0
    other: Count = 0
    median_wait_s: Count | None = None
    median_talk_s: Count | None = None


class StatisticsWeek(Answer):
    """Counts of one department, channel and week; `week` is its Monday."""

    week: date
    department: str
    department_name: str
    channel: Channel
    booked: Count = 0
    held: Count = 0
    no_show_citizen: Count = 0
    no_show_office: Count = 0
    cancelled: Count = 0
    other: Count = 0


class StatisticsView(Answer):
    """`GET statistics`. `weeks`: the last half year; `this_week`, its last Monday, is not over."""

    generated_at: datetime
    rows: list[StatisticsRow]
    weeks: list[StatisticsWeek]
    this_week: date


class PagesView(Answer):
    """`GET pages`: what the city says about itself. Plain text, blank line = new paragraph.
    `emblem`: where its coat of arms is, if it has set one."""

    authority_name: str
    imprint: str
    privacy: str
    accessibility: str
    phone: str | None = None
    demo: bool = False
    emblem: str | None = None


# --- operators ------------------------------------------------------------------------------------


class HealthView(Answer):
    """`GET /healthz` and `GET /readyz`. `reasons` say why this node cannot serve (then 503)."""

    ready: bool
    reasons: list[str] = []


# --- demo -----------------------------------------------------------------------------------------


class DemoView(Answer):
    """`GET demo`: links that open ready to use; the citizen link is fresh at each call."""

    citizen: str
    clerk: str
    supervisor: str
    api: str


class Simulation(Body):
    """`GET|POST demo/simulation`: who of the demo's people is played by the program."""

    citizens: bool = False
    clerk: bool = False


class MailView(Answer):
    """One mail in the demo's mailbox."""

    id: int
    to: str
    subject: str
    at: datetime
    text: str
    attachments: list[str] = []


class MailboxView(Answer):
    """`GET demo/mailbox`."""

    mails: list[MailView]
