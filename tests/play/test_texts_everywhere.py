"""Free text under every standard: it goes where the course says, comes back, and goes for good when it is erased."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.hosts.browser import Visit
from tests.play.facts import Package
from tests.play.grounds import STANDARDS, Cmi5, Ground, Scorm, Xapi
from tests.play.test_reflection import TEXT, Writer, built, stored

MakeGround = Callable[..., Ground]
Make = Callable[[str, str], Package]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Build the small course with a reflection, each kind once."""
    made: dict[tuple[str, str], Package] = {}

    def build(kept: str, format_: str) -> Package:
        if (kept, format_) not in made:
            made[kept, format_] = built(tmp_path_factory.mktemp("textes"), kept, format_)
        return made[kept, format_]

    return build


def launch(host: Ground, visit: Visit) -> tuple[Page, Writer]:
    """The course, open at the field."""
    page, frame = host.launch(visit)
    return page, Writer(frame)


def leave(host: Ground, page: Page) -> None:
    """Close the tab."""
    page.close()
    host.left()


def sent(host: Ground) -> str:
    """All that the record got."""
    if isinstance(host, Scorm):
        return json.dumps([each.args for each in host.host.attempt.calls], ensure_ascii=False)
    assert isinstance(host, Xapi | Cmi5)
    return json.dumps([host.sent(), host.document_kept()], ensure_ascii=False)


@pytest.mark.parametrize("format_", STANDARDS)
def test_r12_12_in_the_platform_a_text_is_resumed_elsewhere_and_erased_for_good(
    format_: str, make: Make, make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    host = make_ground(format_, make("plateforme", format_))
    page, writer = launch(host, new_visit())
    expect(writer.form).to_contain_text("dans la plateforme")
    writer.field.fill(TEXT)
    assert stored(writer.frame) == {}
    leave(host, page)
    assert "." in host.kept()
    assert host.kept().isascii()
    page, writer = launch(host, new_visit())
    expect(writer.field).to_have_value(TEXT)
    writer.button("Effacer").click()
    writer.button("Oui, l’effacer").click()
    expect(writer.field).to_have_value("")
    leave(host, page)
    assert "." not in host.kept()
    page, writer = launch(host, new_visit())
    expect(writer.field).to_have_value("")
    leave(host, page)
    assert host.told() == []
    assert host.faults() == []


@pytest.mark.parametrize("format_", ["scorm2004", "xapi", "cmi5"])
def test_on_the_device_a_text_stays_there_and_nobody_else_reads_it(
    format_: str, make: Make, make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    package, visit = make("appareil", format_), new_visit()
    host = make_ground(format_, package)
    page, writer = launch(host, visit)
    writer.field.fill(TEXT)
    assert len(stored(writer.frame)) == 1
    leave(host, page)
    assert "." not in host.kept()
    assert "CAF" not in sent(host)
    page, writer = launch(host, visit)
    expect(writer.field).to_have_value(TEXT)
    leave(host, page)

    other = make_ground(format_, package)
    if isinstance(other, Scorm):
        other.host.attempt.learner_id = "agent-2"
    else:
        assert isinstance(other, Xapi | Cmi5)
        other.actor = (
            {"objectType": "Agent", "mbox": "mailto:dominique@example.org"}
            if isinstance(other, Xapi)
            else {**other.actor, "account": {"homePage": "https://lms.example.org", "name": "dominique"}}
        )
        if isinstance(other, Cmi5):
            other.options["learner"] = other.actor
    page, writer = launch(other, visit)
    expect(writer.field).to_have_value("")
    leave(other, page)
