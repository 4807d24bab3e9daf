"""Every HTTP route of the contract: what goes in, what comes out, who may ask. Pure.

The single source of OpenAPI. The modules in `broker/http/` serve these routes; a test compares the
router of the running application with this table, in both directions.
"""

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from broker import contract as c
from broker import errors as e
from broker.trust.policy import Action
from signaling.errors import OpReused, Problem, Rate, StoreDown, Unknown

API = "/api/v1"

Speaker = Literal["anyone", "session", "staff", "manage-token", "metrics-token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of the query, the path or the header; all of them are text on the wire."""

    name: str
    text: str
    place: Literal["query", "header"] = "query"
    required: bool = False
    format: Literal["date", "uuid"] | None = None
    enum: tuple[str, ...] = ()
    longest: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method on one path. `answer` None means an answer without a body."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    text: str
    answer: type[Struct] | None = None
    status: int = 200
    body: type[c.Body] | None = None
    media: str = "application/json"
    speaker: Speaker = "anyone"
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[type[Problem], ...] = ()
    demo: bool = False
    action: Action = Action.READ_PUBLIC

    @property
    def every_problem(self) -> tuple[type[Problem], ...]:
        """The named ones, and those that any route of this kind can answer with."""
        body = (e.BadRequest, e.TooLarge) if self.body is not None else ()
        signed = () if self.speaker in ("anyone", "metrics-token") else (e.NotSignedIn,)
        down = (StoreDown,) if self.method == "GET" else (StoreDown, Unknown)
        return tuple(dict.fromkeys((*self.problems, *body, *signed, *down, e.Internal)))


AS = Parameter(
    name=c.AS_HEADER,
    text="Which of the browser's sessions speaks.",
    place="header",
    enum=("citizen", "desk", "board"),
)
FROM = Parameter(name="from", text="First local date.", required=True, format="date")
TO = Parameter(
    name="to", text="Last local date, at most 31 days on.", required=True, format="date"
)
CHANNEL = Parameter(name="channel", text="How to talk.", required=True, enum=("video", "phone"))
KEY = Parameter(
    name="Idempotency-Key",
    text="The same key with the same body gives the same booking again, never a second one. With"
    " another body it is 409 `op-reused`; that has the `booking` for a key of 32 characters or more"
    " that made it within a day.",
    place="header",
    longest=64,
)
DATE = Parameter(name="date", text="Local date; today if absent.", format="date")
QUEUE = Parameter(name="queue", text="Only this queue.", longest=40)
CURVE_DAYS = Parameter(
    name="days", text="Today, or seven days up to today.", required=True, enum=("1", "7")
)
REPORT_TO = Parameter(
    name="to", text="Last local date, at most 366 days in all.", required=True, format="date"
)
FORMAT = Parameter(name="format", text="`json` if absent.", enum=("json", "csv"))

_BOOKING_PROBLEMS = (e.NotFound, e.SlotTaken, e.ServiceClosed, e.ClosedToday, OpReused, Rate)
_MANAGED = (e.TokenInvalid, e.NotFound)

ROUTES: tuple[Route, ...] = (
    # --- sessions ---
    Route(
        method="POST",
        path=f"{API}/session",
        action=Action.SIGN_IN,
        text="Exchanges the token of a link for a session cookie. Too early is 200 with opens_at.",
        body=c.SessionRequest,
        answer=c.SessionView,
        parameters=(AS,),
        problems=(e.TokenInvalid, e.TokenExpired, e.VisitOver, e.NotYours, Rate),
    ),
    Route(
        method="GET",
        path=f"{API}/session",
        action=Action.READ_SESSION,
        text="Who the cookie is.",
        answer=c.SessionView,
        speaker="session",
        parameters=(AS,),
    ),
    Route(
        method="DELETE",
        path=f"{API}/session",
        action=Action.SIGN_OUT,
        text="Signs out. The cookie is gone whatever the answer.",
        status=204,
        parameters=(AS,),
        problems=(e.NotYours,),
    ),
    # --- public ---
    Route(
        method="GET",
        path=f"{API}/catalogue",
        text="All departments and services, by channel.",
        answer=c.CatalogueView,
    ),
    Route(
        method="GET",
        path=f"{API}/services/{{id}}/slots",
        text="Free times of a service.",
        answer=c.SlotsView,
        parameters=(FROM, TO, CHANNEL),
        problems=(e.NotFound, e.BadRequest, e.ServiceClosed),
    ),
    Route(
        method="GET",
        path=f"{API}/statistics",
        text="Counts by service, channel and month.",
        answer=c.StatisticsView,
    ),
    Route(
        method="GET",
        path=f"{API}/pages",
        text="What the city says about itself: imprint, privacy, accessibility.",
        answer=c.PagesView,
    ),
    # --- bookings ---
    Route(
        method="POST",
        path=f"{API}/bookings",
        action=Action.BOOK,
        text="Books a slot.",
        body=c.BookingRequest,
        answer=c.BookingMade,
        status=201,
        parameters=(KEY,),
        problems=(*_BOOKING_PROBLEMS, e.ConsentMissing),
    ),
    Route(
        method="GET",
        path=f"{API}/bookings/{{reference}}",
        action=Action.READ_BOOKING,
        text="The booking and what became of its visit.",
        answer=c.BookingView,
        speaker="manage-token",
        problems=_MANAGED,
    ),
    Route(
        method="PATCH",
        path=f"{API}/bookings/{{reference}}",
        action=Action.CHANGE_BOOKING,
        text="Moves the booking to another slot, as one step; only while it is booked.",
        body=c.BookingChange,
        answer=c.BookingView,
        speaker="manage-token",
        problems=(*_MANAGED, e.NotNow, e.SlotTaken, e.ServiceClosed, e.Conflict),
    ),
    Route(
        method="DELETE",
        path=f"{API}/bookings/{{reference}}",
        action=Action.CHANGE_BOOKING,
        text="Cancels the booking.",
        answer=c.BookingView,
        speaker="manage-token",
        problems=(*_MANAGED, e.NotNow, e.VisitOver, e.Conflict),
    ),
    Route(
        method="GET",
        path=f"{API}/bookings/{{reference}}/calendar.ics",
        action=Action.READ_BOOKING,
        text="The appointment as a calendar file (RFC 5545).",
        media="text/calendar",
        speaker="manage-token",
        problems=_MANAGED,
    ),
    # --- staff ---
    Route(
        method="GET",
        path=f"{API}/desk/bookings",
        action=Action.READ_DESK_BOOKINGS,
        text="The bookings of a day in the queues of the own departments.",
        answer=c.DeskBookings,
        speaker="staff",
        parameters=(AS, DATE, QUEUE),
        problems=(e.NotYours, e.BadRequest),
    ),
    Route(
        method="POST",
        path=f"{API}/desk/bookings",
        action=Action.BOOK_AT_DESK,
        text="Books for somebody at the counter or on the telephone; `slot: null` is a walk-in.",
        body=c.DeskBookingRequest,
        answer=c.BookingMade,
        status=201,
        speaker="staff",
        parameters=(AS, KEY),
        problems=(*_BOOKING_PROBLEMS, e.NotYours),
    ),
    Route(
        method="GET",
        path=f"{API}/desk/history",
        action=Action.READ_HISTORY,
        text="The visits of the own departments that ended today.",
        answer=c.HistoryView,
        speaker="staff",
        parameters=(AS, QUEUE),
        problems=(e.NotYours, e.BadRequest),
    ),
    # --- board ---
    Route(
        method="GET",
        path=f"{API}/board/visits/{{visit}}",
        action=Action.READ_TIMELINE,
        text="What happened to a visit, without anybody's data.",
        answer=c.Timeline,
        speaker="staff",
        parameters=(AS,),
        problems=(e.NotYours, e.NotFound),
    ),
    Route(
        method="GET",
        path=f"{API}/board/queues/{{queue}}/curves",
        action=Action.READ_CURVES,
        text="The course of a queue up to now: today, or seven days.",
        answer=c.CurvesView,
        speaker="staff",
        parameters=(AS, CURVE_DAYS),
        problems=(e.NotYours, e.BadRequest),
    ),
    Route(
        method="GET",
        path=f"{API}/board/queues/{{queue}}/limits",
        action=Action.READ_LIMITS,
        text="From when on a queue alarms its supervisors.",
        answer=c.LimitsView,
        speaker="staff",
        parameters=(AS,),
        problems=(e.NotYours,),
    ),
    Route(
        method="PUT",
        path=f"{API}/board/queues/{{queue}}/limits",
        action=Action.CHANGE_LIMITS,
        text="Changes from when on a queue alarms its supervisors.",
        body=c.LimitsChange,
        answer=c.LimitsView,
        speaker="staff",
        parameters=(AS,),
        problems=(e.NotYours,),
    ),
    Route(
        method="GET",
        path=f"{API}/reports/{{name}}",
        action=Action.READ_REPORT,
        text="Figures by day (`visits`, `days`, `desks`, `alerts`); `csv` is a file for "
        "spreadsheets: RFC 4180 with semicolons, UTF-8 with a byte order mark.",
        answer=c.ReportView,
        speaker="staff",
        parameters=(AS, FROM, REPORT_TO, QUEUE, FORMAT),
        problems=(e.NotYours, e.NotFound, e.BadRequest),
    ),
    # --- demo (404 elsewhere) ---
    Route(
        method="GET",
        path=f"{API}/demo",
        text="Links that open ready to use; the citizen link is a fresh booking at each call.",
        answer=c.DemoView,
        demo=True,
    ),
    Route(
        method="GET",
        path=f"{API}/demo/simulation",
        text="Which of the demo's people the program plays.",
        answer=c.Simulation,
        demo=True,
    ),
    Route(
        method="POST",
        path=f"{API}/demo/simulation",
        text="Chooses which of the demo's people the program plays.",
        body=c.Simulation,
        answer=c.Simulation,
        demo=True,
    ),
    Route(
        method="GET",
        path=f"{API}/demo/mailbox",
        text="The mails that the demo would have sent.",
        answer=c.MailboxView,
        demo=True,
    ),
    # --- machines ---
    Route(method="GET", path=f"{API}/openapi.json", text="This document."),
    Route(method="GET", path="/.well-known/jwks.json", text="The public keys of our tokens."),
    Route(method="GET", path="/healthz", text="Alive.", answer=c.HealthView),
    Route(
        method="GET",
        path="/readyz",
        text="Whether this node can serve, with the reasons why not (503).",
        answer=c.HealthView,
    ),
    Route(
        method="GET",
        path="/metrics",
        text="Figures for Prometheus; from the loopback address or with the metrics token.",
        media="text/plain",
        speaker="metrics-token",
        problems=(e.NotFound,),
    ),
)
