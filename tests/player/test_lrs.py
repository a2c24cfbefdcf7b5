"""What an LRS does not have yet: kept on the device, sent in order, never lost and never twice.

The chaos runs over the pure clients: a network that drops, delays, repeats and reorders, pages that are killed or
closed at any moment, and the next visit. The last tests are in a real Chromium, with its IndexedDB and Web Locks.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext, Page, Route
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.routing import Route as ServerRoute

from builder.hosts.cmi5 import Launches
from builder.hosts.lrs import Store
from tests.hosts.browser import Visit
from tests.hosts.served import Place, served
from tests.player import test_cmi5
from tests.player.conftest import ESBUILD, HERE, NODE
from tests.player.test_scorm12 import CHOICE, snapshot
from tests.player.test_state import UUID, pack
from tests.player.test_xapi import ACTOR, LAUNCH, PUT, REGISTRATION, launch

Play = Callable[..., dict[str, Any]]

EXAMPLES = 100 * int(os.environ.get("CARTABLE_SOAK", "1"))
"""Of chaos; a long campaign has more."""
DOWN = [{"call": "PUT", "answer": 0}]


def verbs(played: dict[str, Any]) -> list[str]:
    return [each["verb"]["display"]["en"] for each in played["stored"]]


def question(name: str) -> dict[str, Any]:
    """Answered when the scripted clock says."""
    return {key: value for key, value in CHOICE.items() if key != "time"} | {
        "id": name,
        "iri": f"https://example.org/limits/{name}",
    }


def iris(played: dict[str, Any]) -> list[str]:
    return [
        each["object"]["id"].rpartition("/")[2] for each in played["stored"] if each["verb"]["id"].endswith("answered")
    ]


def test_an_answer_survives_a_killed_page_once_it_was_taken(visits: Play) -> None:
    played = visits(
        *("xapi", ["open"], ["faults", DOWN], ["answer", question("q"), snapshot()], ["kill"]),
        *(["faults", []], ["visit"], ["open"]),
        search=launch(),
    )
    assert played["results"][2] == {"ok": True, "pending": True, "message": played["results"][2]["message"]}
    assert iris(played) == ["q"]
    assert played["waiting"] == []


@pytest.mark.parametrize("database", ["throws", "hangs", "full", "stalls"])
def test_without_a_database_an_answer_is_safe_only_when_it_has_arrived(visits: Play, database: str) -> None:
    played = visits(
        *("xapi", ["begin"], ["now", snapshot()], ["faults", [{"call": PUT, "answer": 503, "times": 1}]]),
        *(["submit", question("a")], ["submit", question("b")], ["clock"]),
        search=launch(),
        device={"database": database},
    )
    first, second, clock = played["results"][3:]
    assert first["ok"] is False
    assert first["message"] == "RUN-002 PUT statements: 503 status 503"
    assert second == {"ok": True}
    assert [each for each in played["reports"] if "RUN-003 IndexedDB" in each]
    assert "failing RUN-002 PUT statements: 503 status 503" in played["notices"][0]
    assert clock < 10_000


@pytest.mark.parametrize("locks", [True, False])
def test_two_tabs_of_one_launch_neither_lose_nor_double_nor_block(visits: Play, locks: bool) -> None:
    played = visits(
        *("xapi", ["open"], ["faults", DOWN], ["answer", question("a1"), snapshot()]),
        *(["faults", []], ["visit", "b"], ["open"], ["answer", question("b1"), snapshot()]),
        *(["tab", "a"], ["answer", question("a2"), snapshot()], ["tab", "b"], ["answer", question("b2"), snapshot()]),
        search=launch(),
        device={"locks": locks},
    )
    assert sorted(iris(played)) == ["a1", "a2", "b1", "b2"]
    assert played["results"][-1] == played["results"][-3] == {"ok": True}
    sent = [
        each["query"]["statementId"]
        for each in played["requests"]
        if each["status"] == 204 and each["resource"] == "statements"
    ]
    # Without locks a live tab looks like a dead one: the LRS hears some twice, under one id.
    assert (len(sent) == len(set(sent))) or not locks
    assert played["waiting"] == []


def test_what_a_dead_tab_left_is_taken_over_by_one_of_two_new_ones(visits: Play) -> None:
    played = visits(
        *("xapi", ["open"], ["faults", DOWN], ["answer", question("q"), snapshot()], ["kill"]),
        *(["visit", "b"], ["open"], ["visit", "c"], ["open"], ["faults", []]),
        *(["save", snapshot(location="x")], ["tab", "b"], ["save", snapshot(location="y")]),
        search=launch(),
    )
    assert iris(played) == ["q"]
    sent = [
        each["query"]["statementId"]
        for each in played["requests"]
        if each["status"] == 204 and "statementId" in each["query"]
    ]
    assert len(sent) == len(set(sent))


def test_what_version_0_1_left_in_local_storage_is_taken_over_once(visits: Play) -> None:
    (left,) = visits("xapi", ["open"], search=launch())["stored"]
    state = pack(UUID, "incomplete", [(4, 7)])
    scope = {
        "activityId": LAUNCH["activity_id"],
        "agent": json.dumps(ACTOR, separators=(",", ":")),
        "registration": REGISTRATION,
    }
    key = f"cartable/lrs/{LAUNCH['endpoint']}/{json.dumps(scope, separators=(',', ':'))}"
    document = {"state": state, "location": "contexte", "at": "2026-01-04T09:00:00Z"}
    played = visits(
        *("xapi", ["open"], ["kill"], ["faults", []], ["visit"], ["open"]),
        search=launch(),
        device={"local": {key: json.dumps({"statements": [left], "document": document}), "other": "kept"}},
        faults=DOWN,
    )
    assert played["results"][0]["state"] == played["results"][-1]["state"] == state
    assert played["local"] == {"other": "kept"}
    assert played["stored"][0]["id"] == left["id"]
    assert played["documents"]["cartable"]["state"] == state


def test_a_launch_leaves_the_left_overs_of_another_alone(visits: Play) -> None:
    played = visits(
        *("xapi", ["open"], ["faults", DOWN], ["answer", question("q"), snapshot()], ["kill"], ["faults", []]),
        *(["visit", "a", launch(endpoint="https://other.example.org/xapi/")], ["open"]),
        search=launch(),
    )
    assert iris(played) == []
    assert [each["verb"]["display"]["en"] for each in played["waiting"] if "verb" in each] == ["answered", "progressed"]


def test_the_network_back_is_tried_at_once(visits: Play) -> None:
    played = visits(
        *("xapi", ["begin"], ["faults", DOWN], ["submit", question("q")], ["faults", []]),
        *(["event", "online"], ["advance", 0]),
        search=launch(),
    )
    assert iris(played) == ["q"]
    assert played["notices"][0][-1] == "saved"


def test_retries_come_later_and_later_and_not_at_one_time(visits: Play) -> None:
    played = visits(
        *("xapi", ["begin"], ["now", snapshot()], ["faults", DOWN], ["submit", question("q")], ["advance", 400_000]),
        search=launch(),
    )
    times = [each["at"] for each in played["requests"] if each["resource"] == "statements" and each["status"] == 0]
    gaps = [(after - before) / 1000 for before, after in pairwise(times)]
    for gap, least in zip(gaps, [5, 15, 60, 60, 60], strict=False):
        assert least <= gap <= least * 1.25 + 0.1
    assert len(gaps) >= 5


# The chaos: what becomes of each request, and what the learner does.
fates = st.one_of(
    st.just({}),
    st.just({"answer": 0}),
    st.just({"answer": 503}),
    st.just({"lost": True}),
    st.just({"twice": True}),
    st.integers(50, 20_000).map(lambda delay: {"there": delay}),
    st.integers(50, 20_000).map(lambda delay: {"back": delay}),
    st.integers(50, 20_000).map(lambda delay: {"back": delay, "lost": True}),
)
moves = st.one_of(
    st.just("answer"),
    st.just("answer"),
    st.just("start"),
    st.integers(100, 90_000),
    st.just("kill"),
    st.just("gone"),
    st.just("hide"),
)


def story(plan: list[Any], relaunch: Callable[[int], list[list[Any]]]) -> tuple[list[list[Any]], dict[int, str]]:
    """The steps of *plan*, and which of them submits which question."""
    steps: list[list[Any]] = [["begin"]]
    asked: dict[int, str] = {}
    for count, move in enumerate(plan):
        progress = {"progress": count / 100, "state": pack(UUID, "incomplete", [(6, count % 64)])}
        if move in ("answer", "start"):
            steps.append(["now", progress])
            # "start" goes on without waiting: what comes next may cut it short.
            asked[len(steps)] = f"q{count}" if move == "answer" else ""
            steps.append(["submit" if move == "answer" else "try", question(f"q{count}")])
        elif move in ("kill", "gone"):
            steps += [[move], *relaunch(count)]
        elif move == "hide":
            steps += [["event", "hide"], ["event", "show"]]
        else:
            steps.append(["advance", move])
    # The network is well again, and the learner comes back once more.
    return [*steps, ["advance", 40_000], ["kill"], ["faults", []], *relaunch(99), ["advance", 90_000]], asked


def check(played: dict[str, Any], asked: dict[int, str], *, calm: bool) -> None:
    """Everything that was promised has arrived, once; nothing waits.

    Args:
        calm: No request arrives so late that an older state may fall upon a newer one.
    """
    found = iris(played)
    assert len(found) == len(set(found))
    assert len({each["id"] for each in played["stored"]}) == len(played["stored"])
    promised = [name for step, name in asked.items() if name and (played["results"][step] or {}).get("ok")]
    assert set(promised) <= set(found)
    assert [each for each in played["waiting"] if "verb" in each] == []
    last = max((int(name[1:]) for name in promised), default=0)
    if calm and promised:
        state = played["results"][-2]["opened"]["state"]
        assert state in [pack(UUID, "incomplete", [(6, count % 64)]) for count in range(last, 20)]


def is_calm(luck: list[Any]) -> bool:
    return not any("twice" in each or "there" in each for each in luck)


@settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(plan=st.lists(moves, max_size=14), luck=st.lists(fates, max_size=40), locks=st.booleans())
def test_t15_chaos_on_the_network_of_an_lrs(visits: Play, plan: list[Any], luck: list[Any], locks: bool) -> None:
    steps, asked = story(plan, lambda _count: [["visit"], ["begin"]])
    faults = [{"call": "P", "times": 1, **fate} for fate in luck]
    played = visits("xapi", *steps, search=launch(), faults=faults, device={"locks": locks})
    check(played, asked, calm=is_calm(luck))
    if locks and is_calm(luck):
        times = [each["timestamp"] for each in played["stored"]]
        assert times == sorted(times)


@settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(plan=st.lists(moves, max_size=14), luck=st.lists(fates, max_size=40))
def test_k25_k32_chaos_on_the_network_of_a_cmi5_lms(visits: Play, plan: list[Any], luck: list[Any]) -> None:
    steps, asked = story(plan, lambda count: [*test_cmi5.again(f"v-{count}")[:2], ["begin"]])
    faults = [{"call": PUT, "times": 1, **fate} for fate in luck]
    played = visits(
        "cmi5",
        *steps,
        search=test_cmi5.launch(),
        documents=test_cmi5.documents(),
        faults=faults,
        tokens=[{"auth-token": f"token{number}"} for number in range(30)],
    )
    check(played, asked, calm=is_calm(luck))
    assert verbs(played).count("completed") <= 1
    # Within each session: initialized first, once; terminated last, once; the order of the timestamps between.
    sessions: dict[str, list[dict[str, Any]]] = {}
    for each in played["stored"]:
        sessions.setdefault(each["context"]["extensions"][test_cmi5.SESSION], []).append(each)
    for statements in sessions.values():
        names = [each["verb"]["display"]["en"] for each in statements]
        assert names[0] == "initialized"
        assert names.count("initialized") == 1
        assert "terminated" not in names[:-1]
        # What another session left comes behind `initialized`, under its own time.
        own = [each["timestamp"] for each in statements if each["timestamp"] >= statements[0]["timestamp"]]
        assert own == sorted(own)


BUNDLE = """
import { createQueue } from "./queue";
import { create as cmi5 } from "./adapters/cmi5";
import { create as xapi } from "./adapters/xapi";
Object.assign(window, {
  reports: [],
  queue: (launch) => createQueue({ window, launch, farewell: "left", report: (text) => window.reports.push(text) }),
  session: (course, create = xapi) => create({ window, course, report: (text) => window.reports.push(text) }),
  cmi5,
});
"""
ORIGIN = "http://127.0.0.1:7"
COURSE = {"uuid": UUID, "scope": UUID, "iri": "https://example.org/limits", "title": "T", "language": "fr"}


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The queue and the xAPI adapter as one script."""
    out = tmp_path_factory.mktemp("queue") / "queue.js"
    command = [str(NODE), str(ESBUILD), "--bundle", "--format=iife", "--target=es2019", f"--outfile={out}"]
    environment = os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"}
    player = HERE.parents[1] / "builder" / "player"
    subprocess.run(
        [*command, "--log-level=warning", "--loader=ts"],
        input=BUNDLE,
        text=True,
        cwd=player,
        env=environment,
        check=True,
    )
    return Path(out).read_text("utf-8")


Serve = Callable[[BrowserContext], list[dict[str, Any]]]


@pytest.fixture
def serve(script: str) -> Serve:
    """Answer a context's requests: a page with the script, the same in an opaque frame, an LRS; what the LRS got."""

    def route(context: BrowserContext) -> list[dict[str, Any]]:
        got: list[dict[str, Any]] = []

        def answer(route: Route) -> None:
            url = route.request.url
            if "/xapi/" in url:
                got.append({"method": route.request.method, "url": url, "body": route.request.post_data})
                headers = {
                    "Access-Control-Allow-Origin": "*",
                    "Access-Control-Allow-Headers": "*",
                    "Access-Control-Allow-Methods": "*",
                }
                route.fulfill(status=404 if route.request.method == "GET" else 204, headers=headers)
            elif url.endswith("/frame"):
                source = "<!doctype html><meta charset=utf-8><iframe sandbox=allow-scripts src=/page></iframe>"
                route.fulfill(body=source, content_type="text/html")
            elif url.endswith("/script.js"):
                route.fulfill(body=script, content_type="text/javascript")
            else:
                route.fulfill(body="<!doctype html><script src=/script.js></script>", content_type="text/html")

        context.route(f"{ORIGIN}/**", answer)
        return got

    return route


def statement(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "timestamp": "2026-01-05T08:00:07.000Z",
        "verb": {"id": "https://example.org/answered"},
        "context": {},
    }


TAKE_OVER = (
    "async (launch) => { window.q = queue(launch); return (await q.takeOver()).statements.map(({ id }) => id); }"
)


def test_in_chromium_what_was_queued_outlives_its_tab_and_goes_to_one_heir(
    new_visit: Callable[..., Visit], serve: Serve
) -> None:
    visit = new_visit()
    serve(visit.context)

    def tab() -> Page:
        return visit.open(f"{ORIGIN}/page")

    first = tab()
    assert first.evaluate(TAKE_OVER, "launch") == []
    for name in ("a", "b", "c"):
        assert first.evaluate("(said) => { q.add(said); return q.settled(); }", statement(name)) is True
    first.evaluate("() => { q.remove('b'); return q.settled(); }")
    second = tab()
    # The first tab is alive and keeps its own.
    assert second.evaluate(TAKE_OVER, "launch") == []
    first.close()
    third = tab()
    assert third.evaluate(TAKE_OVER, "launch") == ["a", "c"]
    assert tab().evaluate(TAKE_OVER, "launch") == []
    assert third.evaluate("() => reports") == []


def test_in_chromium_what_is_said_while_a_page_goes_is_written(new_visit: Callable[..., Visit], serve: Serve) -> None:
    visit = new_visit()
    serve(visit.context)
    page = visit.open(f"{ORIGIN}/page")
    page.evaluate(TAKE_OVER, "launch")
    page.evaluate("(said) => addEventListener('pagehide', () => { q.add(said); q.leave(); })", statement("last"))
    found: list[str] = []
    for number in range(20):
        # The page before may keep its lock for a moment, as a living tab does: then a later visit is the heir.
        page.goto(f"{ORIGIN}/page?next={number}")
        found = page.evaluate(TAKE_OVER, "launch")
        if found:
            break
        page.wait_for_timeout(250)
    assert found == ["last"]


def test_in_chromium_an_opaque_frame_keeps_nothing_and_says_so(new_visit: Callable[..., Visit], serve: Serve) -> None:
    visit = new_visit()
    got = serve(visit.context)
    page = visit.open(f"{ORIGIN}/frame")
    frame = page.frames[1]
    frame.wait_for_function("() => window.queue")
    search = launch(endpoint=f"{ORIGIN}/xapi/")
    frame.evaluate("(search) => history.replaceState(null, '', search)", search)
    opened = frame.evaluate("async (course) => { window.s = session(course); return s.open(); }", COURSE)
    assert opened["recorded"] is True
    assert opened["outcome"] == {"ok": True}
    (report,) = frame.evaluate("() => reports.filter((text) => text.startsWith('RUN-003'))")
    assert "IndexedDB" in report
    # Once the network is cut, an answer is not safe, and that is what the learner is told.
    visit.context.unroute_all()
    visit.context.route("**/xapi/**", lambda route: route.abort())
    visit.expect("net::ERR_FAILED|404")
    outcome = frame.evaluate(
        "([said, now]) => s.answer({ ...said, time: new Date() }, now)", [question("q"), snapshot()]
    )
    assert outcome["ok"] is False
    assert "RUN-002 PUT statements" in outcome["message"]
    assert [each["method"] for each in got].count("PUT") >= 1


AU = "https://example.org/limits"


def pages(script: str) -> Starlette:
    """The page and its script, from a server: Chromium lets no invented page call one on the loopback."""
    return Starlette(
        routes=[
            ServerRoute("/page", lambda _request: HTMLResponse("<!doctype html><script src=/script.js></script>")),
            ServerRoute("/script.js", lambda _request: Response(script, media_type="text/javascript")),
        ]
    )


def test_in_chromium_a_strict_cmi5_lms_finds_nothing_to_reject(new_visit: Callable[..., Visit], script: str) -> None:
    """Sessions that fail, are closed, killed, resumed, passed and reviewed; the LMS is another origin."""
    place = Place()
    with served(place) as origin, served(pages(script)) as here:
        lms = Launches(Store(), address=f"{origin}/cmi5")
        place.app = Starlette(routes=[Mount("/cmi5", lms.app())])
        visit = new_visit()
        visit.expect("404")

        def begin(**options: Any) -> Page:
            page = visit.open(lms.launch(AU, f"{here}/page", mastery=0.7, move_on="CompletedAndPassed", **options))
            opened = page.evaluate("async (course) => { window.s = session(course, cmi5); return s.open(); }", COURSE)
            assert opened["recorded"] is True
            assert page.evaluate("() => reports") == []
            return page

        def do(page: Page, name: str, *parameters: Any) -> Any:
            call = f"(all) => s.{name}(...all.map((each) => (each.latency ? {{ ...each, time: new Date() }} : each)))"
            return page.evaluate(call, list(parameters))

        failed = snapshot(progress=1, status="failed", score=40, state=pack(UUID, "failed", [(4, 3)]))
        passed = snapshot(progress=1, status="passed", score=90, state=pack(UUID, "passed", [(4, 4)]))
        first = begin()
        assert do(first, "answer", question("q1"), snapshot()) == {"ok": True}
        assert do(first, "save", failed) == {"ok": True}
        # A tab that is closed: what is left goes in one request of a page that is no more.
        first.evaluate("(now) => addEventListener('pagehide', () => s.close(now, false))", failed)
        first.goto("about:blank")
        first.wait_for_timeout(500)
        second = begin()
        lms.lrs.faults.cut = True
        visit.expect("net::ERR_")
        assert do(second, "answer", question("q2"), failed)["ok"] is True
        second.close()
        lms.lrs.faults.cut = False
        lms.abandon()
        third = begin()
        assert do(third, "answer", question("q3"), passed) == {"ok": True}
        do(third, "close", passed, True)
        do(third, "leave")
        third.wait_for_timeout(500)
        fourth = begin(mode="Review")
        do(fourth, "close", passed, True)
        fourth.wait_for_timeout(300)
        assert lms.finish() == []
        told = [
            (each["verb"]["id"].rpartition("/")[2], each["object"]["id"].rpartition("/")[2])
            for each in lms.store.statements()
        ]
        names = [verb for verb, _ in told if verb not in ("launched", "satisfied", "abandoned")]
        assert names == [
            *("initialized", "answered", "progressed", "progressed", "completed", "failed", "terminated"),
            *(
                "initialized",
                "initialized",
                "answered",
                "answered",
                "passed",
                "terminated",
                "initialized",
                "terminated",
            ),
        ]
        assert [object_ for verb, object_ in told if verb == "answered"] == ["q1", "q2", "q3"]
        assert lms.is_satisfied(lms.sessions[0].registration, AU)
