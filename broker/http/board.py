"""What supervisors ask for over HTTP: a visit's history, curves, limits, reports.

Of the own departments only, and without anybody's name, note, text or case.
"""

import asyncio
from dataclasses import asdict
from datetime import date
from typing import cast

import msgspec
from aiohttp import web

from broker import contract as c
from broker.core.alerts import Limits
from broker.core.catalogue import Catalogue
from broker.core.principal import Principal
from broker.core.sheet import csv_text
from broker.core.visit import Outcome, QueueId, VisitId
from broker.errors import BadRequest, NotFound
from broker.figures.reports import LONGEST_DAYS, Name, name_of
from broker.http.keys import ALARMS, BOOKINGS, CATALOGUES, REPORTS
from broker.http.problems import body, date_of_query, one_of_query, reply
from broker.http.public import now_of
from broker.http.session import principal
from broker.http.shapes import service_name, talked_s, waited_s
from broker.routes import API
from broker.stores.visits import Facts, MoveMade
from broker.trust.policy import Action, require
from signaling.messages import Channel


def routes() -> list[web.RouteDef]:
    """The supervisor's routes of the contract."""
    queue = f"{API}/board/queues/{{queue}}"
    return [
        web.get(f"{API}/board/visits/{{visit}}", timeline),
        web.get(f"{queue}/curves", curves),
        web.get(f"{queue}/limits", limits),
        web.put(f"{queue}/limits", set_limits),
        web.get(f"{API}/reports/{{name}}", report),
    ]


async def timeline(request: web.Request) -> web.Response:
    """What happened to a visit, move by move."""
    who = await principal(request, "board")
    visits = request.app[BOOKINGS].desk.visits
    found = await visits.facts(ids=[VisitId(request.match_info["visit"])])
    if not found:
        raise NotFound
    catalogue = await request.app[CATALOGUES].current()
    _may(who, catalogue, Action.READ_TIMELINE, found[0].visit.queue)
    moves = await visits.history(found[0].visit.id)
    shown = _timeline(found[0], moves, catalogue)
    now = now_of(request)
    waited, talked = waited_s(found[0].visit, now), talked_s(found[0].visit, now)
    return reply(msgspec.structs.replace(shown, waited_s=waited, talked_s=talked))


async def curves(request: web.Request) -> web.Response:
    """The course of a queue, of today or of seven days."""
    _, queue = await _queue(request, Action.READ_CURVES)
    count = int(one_of_query(request, "days", "1", "7"))
    points = await request.app[REPORTS].curve(queue, count, now_of(request))
    shown = [msgspec.convert(point, c.CurvePoint, from_attributes=True) for point in points]
    return reply(c.CurvesView(queue=queue, days=count, points=shown))


async def limits(request: web.Request) -> web.Response:
    """From when on a queue alarms."""
    _, queue = await _queue(request, Action.READ_LIMITS)
    return reply(c.LimitsView(**asdict(await request.app[ALARMS].limits(queue))))


async def set_limits(request: web.Request) -> web.Response:
    """Changes them; all of them at once."""
    who, queue = await _queue(request, Action.CHANGE_LIMITS)
    asked = await body(request, c.LimitsChange)
    try:
        wanted = Limits(**msgspec.structs.asdict(asked))
    except ValueError as mistake:
        raise BadRequest(str(mistake)) from None
    await request.app[ALARMS].set_limits(queue, wanted, who.name or who.subject)
    return reply(c.LimitsView(**asdict(wanted)))


async def report(request: web.Request) -> web.Response:
    """Figures of some days as JSON, or as a file for spreadsheets."""
    who = await principal(request, "board")
    name = name_of(request.match_info["name"])
    if name is None:
        raise NotFound
    catalogue = await request.app[CATALOGUES].current()
    own, wanted = catalogue.queues_of(who.departments), request.query.get("queue")
    require(who, Action.READ_REPORT, own_queue=wanted is None or wanted in own)
    first, last = _span(request)
    form = one_of_query(request, "format", "json", "csv") if "format" in request.query else "json"
    queues = own if wanted is None else frozenset({wanted})
    sheet = await request.app[REPORTS].sheet(name, queues, first, last, now_of(request))
    if form == "json":
        rows = [list(row) for row in sheet.rows]
        return reply(
            c.ReportView(name=name, first=first, last=last, columns=list(sheet.columns), rows=rows)
        )
    # A year of a big city is a big text: written beside the sockets.
    return _file(await asyncio.to_thread(csv_text, sheet), name, first, last)


def _timeline(facts: Facts, moves: list[MoveMade], catalogue: Catalogue) -> c.Timeline:
    visit = facts.visit
    return c.Timeline(
        visit=visit.id,
        queue=visit.queue,
        queue_name=catalogue.queues().get(visit.queue, visit.queue),
        service_name=service_name(facts.service, catalogue),
        channel=cast("Channel", visit.channel),
        stage=visit.stage.value,
        slot_start=visit.slot_start,
        outcome=None if visit.outcome is None else visit.outcome.value,
        moves=[_move(move, catalogue) for move in moves],
    )


def _move(move: MoveMade, catalogue: Catalogue) -> c.TimelineMove:
    """What a move says that is of a closed set: whatever somebody typed stays where it is."""
    said = move.detail
    outcome, queue = said.get("outcome"), said.get("queue")
    ahead = said.get("ahead")
    return c.TimelineMove(
        version=move.version,
        command=move.command,
        stage=move.stage.value,
        by=move.by,
        at=move.at,
        outcome=None if outcome is None else Outcome(outcome).value,
        queue_name=catalogue.queues().get(queue) if isinstance(queue, str) else None,
        ahead=ahead if isinstance(ahead, int) else 0,
        reason_given=bool(said.get("reason") or said.get("priority")),
    )


async def _queue(request: web.Request, action: Action) -> tuple[Principal, QueueId]:
    who = await principal(request, "board")
    queue = request.match_info["queue"]
    _may(who, await request.app[CATALOGUES].current(), action, queue)
    return who, QueueId(queue)


def _may(who: Principal, catalogue: Catalogue, action: Action, queue: str) -> None:
    require(who, action, own_queue=queue in catalogue.queues_of(who.departments))


def _span(request: web.Request) -> tuple[date, date]:
    first, last = date_of_query(request, "from"), date_of_query(request, "to")
    if first is None or last is None or not 0 <= (last - first).days < LONGEST_DAYS:
        raise BadRequest(f"from and to are dates, at most {LONGEST_DAYS} days in their order")
    return first, last


def _file(text: str, name: Name, first: date, last: date) -> web.Response:
    span = f"{first}" if first == last else f"{first}-{last}"
    return web.Response(
        body=text.encode(),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{span}.csv"'},
    )
