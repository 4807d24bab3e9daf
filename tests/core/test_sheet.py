"""Tables for spreadsheets: every cell comes back, and none of them runs."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from broker.core.sheet import BOM, FORMULA, SEPARATOR, Cell, Sheet, csv_text, guarded

TEXTS = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n;\"' ,＝"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=12,
)
CELLS = st.one_of(TEXTS, st.integers(), st.none())


def read(text: str) -> list[list[str]]:
    """As a spreadsheet reads it (RFC 4180, with our separator)."""
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=SEPARATOR))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
@example([("=HYPERLINK()", -5), ("  =1+1", 'a;b\r\n"c"')])
def test_every_cell_comes_back_and_no_text_is_a_formula(rows: list[tuple[Cell, Cell]]) -> None:
    """A name of a service comes from a file of the city; a report is opened by its director."""
    head, *found = read(csv_text(Sheet(("a", "b"), tuple(rows))))
    assert head == ["a", "b"]
    assert len(found) == len(rows)
    for row, cells in zip(rows, found, strict=True):
        for cell, text in zip(row, cells, strict=True):
            if isinstance(cell, int):
                assert text == str(cell)
            elif not cell:
                assert text == ""
            else:
                assert text.lstrip(" ")[:1] not in FORMULA and text[0] not in FORMULA
                assert text in (cell, f"'{cell}")


def test_a_negative_number_stays_a_number() -> None:
    """Only texts are guarded: a spreadsheet has to be able to add up the rest."""
    assert guarded(-5) == -5
    assert guarded("-5") == "'-5"


def test_lines_end_as_the_standard_says() -> None:
    """RFC 4180, section 2: CRLF, and quotes are doubled."""
    text = csv_text(Sheet(("x",), (('say "yes"; now',),)))
    assert text == '\ufeffx\r\n"say ""yes""; now"\r\n'
