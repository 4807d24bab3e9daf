"""`vorsprache probe` against a real installation: it tells the truth, and leaves nothing behind."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from broker.cli.demo import Demo, open_demo
from broker.core.visit import QueueId
from broker.played import probe, rehearsal
from broker.played.people import Citizen, Clerk, Supervisor, token_of

pytestmark = [pytest.mark.media, pytest.mark.timeout(90)]
STEPS = ["reach", "session", "hello", "arrive", "desk-open", "call", "join", "ice", "connected"]
LATER = ["hold", "text", "end", "record"]


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    """The whole system on a free port."""
    async with open_demo() as opened:
        yield opened


async def probed(url: str, **how: Any) -> tuple[int, dict[str, Any]]:
    """Exit code and report."""
    out = io.StringIO()
    code = await probe.run(url, as_json=True, out=out, hold_s=1.0, **how)
    return code, json.loads(out.getvalue())


async def is_clean(demo: Demo) -> bool:
    """No visit is left in any line, and no desk is open."""
    queues = (await demo.node.catalogues.current()).queues()
    left = [
        facts for q in queues for facts in await demo.node.office.visits.facts(queue=QueueId(q))
    ]
    return not left and not await demo.node.office.desks.all_open()


async def test_a_healthy_demo_passes_every_step_and_keeps_nothing(demo: Demo) -> None:
    """The answer to "does it work?": real media both ways, each step with its time."""
    code, report = await probed(demo.node.settings.public_url)
    assert (code, report["ok"], report["queue"]) == (0, True, "probe"), report
    names = [step["name"] for step in report["steps"]]
    assert names[: len(STEPS)] == STEPS
    assert set(names[len(STEPS) : -len(LATER)]) == {"media-citizen", "media-clerk"}
    assert names[-len(LATER) :] == LATER
    assert all(step["ok"] and step["ms"] >= 0 for step in report["steps"])
    assert min(report["frames"].values()) > 5
    assert report["relayed"] == {"citizen": False, "clerk": False}
    assert await is_clean(demo)


async def test_a_token_file_may_hold_a_link_and_no_token_is_ever_printed(
    demo: Demo, tmp_path: Path
) -> None:
    """How monitoring runs it: the output goes into logs and tickets."""
    link = demo.staff("clerk", "Monitoring")
    file = tmp_path / "token"
    file.write_text(link + "\n")
    out, err = io.StringIO(), io.StringIO()
    url = f"{demo.node.settings.public_url}/api/v1"
    assert await probe.run(url, file, hold_s=0.5, out=out, err=err) == 0
    assert out.getvalue() == ""
    assert "The visit went well" in err.getvalue()
    assert token_of(link)[:20] not in err.getvalue()


async def test_what_others_do_at_the_same_time_is_left_alone(demo: Demo) -> None:
    """Somebody waits in another queue, and a leftover waits in ours: neither is touched."""
    links = await demo.links()
    async with (
        Citizen.at(links.api, token_of(links.citizen)) as citizen,
        Supervisor.at(links.api, token_of(links.supervisor)) as board,
    ):
        await citizen.arrive()
        code, report = await probed(demo.node.settings.public_url)
        assert code == 0, report
        assert citizen.visit.stage == "waiting"
        assert citizen.visit.version == 1
        await board.until(lambda one: list(one.lines.visits) == [citizen.visit.visit])


async def test_two_probes_at_once_both_end_well(demo: Demo, tmp_path: Path) -> None:
    """Two monitors, one queue: each calls its own citizen."""
    files = [tmp_path / "a", tmp_path / "b"]
    for file in files:
        file.write_text(demo.staff("clerk", f"Monitoring {file.name}"))
    url = demo.node.settings.public_url
    results = await asyncio.gather(*(probed(url, token_file=file) for file in files))
    assert [code for code, _ in results] == [0, 0], results
    assert await is_clean(demo)


async def test_an_open_desk_is_open_again_afterwards(demo: Demo) -> None:
    """In a demo the probe borrows the clerk; the desk is given back as it was."""
    links = await demo.links()
    async with Clerk.at(links.api, token_of(links.clerk)) as clerk:
        await clerk.set_desk("open", "demo")
    code, report = await probed(demo.node.settings.public_url)
    assert code == 0, report
    async with Clerk.at(links.api, token_of(links.clerk)) as clerk:
        assert (clerk.desk.state, clerk.desk.queues) == ("open", ["demo"])


async def test_a_clerk_with_somebody_in_hand_is_not_disturbed(demo: Demo) -> None:
    """The token was somebody's own: the call of a real citizen goes on."""
    links = await demo.links()
    async with (
        Citizen.at(links.api, token_of(links.citizen)) as citizen,
        Clerk.at(links.api, token_of(links.clerk)) as clerk,
    ):
        await citizen.arrive()
        await clerk.set_desk("open", "demo")
        await clerk.call_next("demo")
        code, report = await probed(demo.node.settings.public_url)
        assert code == 1
        assert "visit in hand" in report["error"]
        assert citizen.visit.stage == "called"


async def test_without_turn_relay_only_fails_in_one_sentence_and_cleans_up(demo: Demo) -> None:
    """The most common mistake of an installation; the visit that was begun does not stay."""
    code, report = await probed(demo.node.settings.public_url, relay_only=True)
    assert code == 1
    assert report["error"] == "no STUN and TURN servers were given: no TURN server is set up"
    assert report["steps"][-1] == {
        "name": "ice",
        "ms": report["steps"][-1]["ms"],
        "ok": False,
        "detail": "no TURN server is set up",
    }
    assert await is_clean(demo)


async def test_a_supervisors_token_is_no_clerks(demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(demo.staff("supervisor", "Robin"))
    code, report = await probed(demo.node.settings.public_url, token_file=file)
    assert code == 1
    assert "not a clerk's" in report["error"]
    assert await is_clean(demo)


async def test_a_refused_token_is_said_so(demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("no.real.token")
    code, report = await probed(demo.node.settings.public_url, token_file=file)
    assert code == 1
    assert report["error"].startswith("nobody could be signed in: token-invalid")


async def test_nobody_there_is_a_failure_of_the_first_step() -> None:
    """The port of a server that has just gone."""
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
    code, report = await probed(url)
    assert code == 1
    assert report["error"].startswith("the installation does not answer")
    assert [step["name"] for step in report["steps"]] == ["reach"]


async def test_something_else_that_answers_is_told_apart() -> None:
    """A proxy's error page, or another product on that port."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<h1>It works!</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/healthz", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        code, report = await probed(f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()
    assert code == 1
    assert "no answer of this product" in report["error"]


@pytest.mark.parametrize(
    "url", ["", "termine.example", "ftp://x", "https://h/x", "http://h:99999"]
)
async def test_wrong_use_is_exit_code_2_and_one_sentence(url: str) -> None:
    err = io.StringIO()
    assert await probe.run(url, err=err) == probe.WRONG_USE
    assert err.getvalue().count("\n") == 1


@pytest.mark.parametrize("content", [None, b"", b" \n", b"two words", b"\xff\xfe"])
async def test_a_file_without_a_token_is_wrong_use(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    err = io.StringIO()
    assert await probe.run("http://127.0.0.1:1", file, err=err) == probe.WRONG_USE
    assert str(file) in err.getvalue()


def test_every_step_has_its_sentence() -> None:
    """What a monitor shows at three in the morning must not be a KeyError."""
    assert {*STEPS, *LATER, "media-citizen", "media-clerk"} == set(rehearsal.SENTENCES)
