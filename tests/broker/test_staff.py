"""Staff links: made on the command line, good for one role and named departments."""

from datetime import UTC, datetime, timedelta

import pytest

from broker.cli.staff import new_person, staff_link, staff_subject
from broker.settings import Settings
from broker.trust import keys
from broker.trust.claims import StaffRole
from broker.trust.tokens import Tokens

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SETTINGS = Settings(public_url="https://termin.example.org", secret="s" * 32)
KEYS = keys.new_set(NOW)
TOKENS = Tokens(lambda: KEYS, SETTINGS.public_url)


def link(
    role: StaffRole = "clerk", *departments: str, name: str = "Frau Amt", person: str = "1"
) -> str:
    """A link of these departments (one, unless named)."""
    return staff_link(
        TOKENS,
        SETTINGS,
        role=role,
        departments=departments or ["amt"],
        name=name,
        person=person,
        now=NOW,
    )


@pytest.mark.parametrize(("role", "page"), [("clerk", "desk"), ("supervisor", "board")])
def test_a_link_leads_to_the_page_of_its_role(role: StaffRole, page: str) -> None:
    """The token is in the fragment, which no server and no log gets to see."""
    place, _, token = link(role).partition("#")
    assert place == f"https://termin.example.org/{page}"
    assert TOKENS.read_staff(token, NOW).role == role


def test_two_people_of_one_name_are_two() -> None:
    """Never one clerk in another's call because both are called Anna."""
    links = [link(name="Anna", person=new_person()) for _ in range(2)]
    subjects = {TOKENS.read_staff(one.partition("#")[2], NOW).sub for one in links}
    assert len(subjects) == 2


def test_the_same_person_is_the_same_subject_every_day() -> None:
    """Desk and history go on; the order of the departments does not matter."""
    one = TOKENS.read_staff(link("clerk", "a", "b").partition("#")[2], NOW)
    two = TOKENS.read_staff(link("clerk", "b", "a", "b").partition("#")[2], NOW)
    assert one.sub == two.sub
    assert two.departments == ["a", "b"]


def test_every_difference_makes_another_subject() -> None:
    """Also one that would be the same text if the parts were simply joined."""
    subjects = {
        staff_subject("s" * 32, "clerk", ["ab", "c"], "x", "1"),
        staff_subject("s" * 32, "clerk", ["a", "bc"], "x", "1"),
        staff_subject("s" * 32, "clerk", ["ab"], "cx", "1"),
        staff_subject("s" * 32, "clerk", ["ab", "c"], "x", "2"),
        staff_subject("s" * 32, "supervisor", ["ab", "c"], "x", "1"),
        staff_subject("t" * 32, "clerk", ["ab", "c"], "x", "1"),
    }
    assert len(subjects) == 6
    assert all(len(subject) == 22 for subject in subjects)


@pytest.mark.parametrize("department", ["*", "", "Amt", "amt\n", "a b", "%", "../amt"])
def test_there_are_no_wildcards(department: str) -> None:
    """A department is a slug of the catalogue; several are named one by one."""
    with pytest.raises(ValueError, match="departments"):
        link("clerk", department)


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 121, "\x00", "\u3164", "\u2800"])
def test_a_name_is_one_line(name: str) -> None:
    """It is shown to citizens."""
    with pytest.raises(ValueError, match="name"):
        link(name=name)


@pytest.mark.parametrize("life", [timedelta(0), timedelta(hours=12, seconds=1), -timedelta(1)])
def test_no_link_lives_longer_than_a_working_day(life: timedelta) -> None:
    """There is no other way to take it back than its end or a new key."""
    with pytest.raises(ValueError, match="12 hours"):
        staff_link(
            TOKENS,
            SETTINGS,
            role="clerk",
            departments=["amt"],
            name="x",
            person="1",
            now=NOW,
            life=life,
        )
