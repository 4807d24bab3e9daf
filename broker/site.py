"""The web application of a node: who answers at the door, at the API, on a socket and with pages."""

from functools import partial

from aiohttp import web

from broker.figures.reports import Reports
from broker.figures.statistics import Statistics
from broker.http import board, health, pages, public, session, staff
from broker.http.headers import Headers
from broker.http.health import Health
from broker.http.keys import (
    ALARMS,
    BOOKINGS,
    CATALOGUES,
    LINKS,
    QUEUE_DAYS,
    REPORTS,
    STATISTICS,
)
from broker.http.problems import OBSERVED, NoRoute, expecting, problems
from broker.http.session import DOOR, Door
from broker.live.inside import Inside
from broker.live.office import Office
from broker.live.route import LIVE, Live
from broker.live.snapshots import session_snapshot
from broker.parts import Parts
from broker.routes import API


def site(parts: Parts, office: Office, inside: Inside, ready: Health) -> web.Application:
    """Everything that a node serves, on the parts that it is put together from."""
    settings = parts.settings
    door = Door(
        sessions=parts.sessions,
        clock=parts.clock,
        public_url=settings.public_url,
        origins=settings.allowed_origins,
        snapshot=partial(session_snapshot, office),
        signed_out=inside.signed_out,
    )
    live = Live(
        office,
        inside,
        who=door.who_speaks,
        origins=settings.allowed_origins,
        limits=settings.numbers.limits(),
    )
    application = web.Application(middlewares=[problems, pages.lost()])
    application.on_response_prepare.append(Headers(settings.public_url))
    application[DOOR] = door
    application[LIVE] = live
    application[OBSERVED] = parts.observer.answered
    application[BOOKINGS] = parts.bookings
    application[CATALOGUES] = parts.catalogues
    application[LINKS] = parts.links
    application[ALARMS] = office.alarms
    application[REPORTS] = Reports(parts.database, parts.catalogues)
    application[QUEUE_DAYS] = parts.days
    application[STATISTICS] = Statistics(parts.database, parts.catalogues)
    application.add_routes(
        expecting(
            [
                web.get(f"{API}/live", live.open),
                *session.routes(),
                *public.routes(),
                *staff.routes(),
                *board.routes(),
                *health.routes(ready),
                *pages.routes(settings),
            ]
        )
    )
    application.router.register_resource(NoRoute())
    return application
