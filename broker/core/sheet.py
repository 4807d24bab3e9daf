"""A table of figures, and its text for spreadsheets. Pure.

CSV as of RFC 4180, with the semicolon as separator and a byte order mark: that is what Excel opens
without being asked on a German Windows, where the comma belongs to numbers; others find the separator
by themselves. Spreadsheets run a text that looks like a formula, so such a text is given an apostrophe
(OWASP, CSV injection); numbers stay numbers.
"""

import csv
import io
from dataclasses import dataclass

Cell = str | int | None

SEPARATOR = ";"
BOM = "\ufeff"
# The wide ones too: some programs read them as the narrow ones.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns by name, and rows with a cell for each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def csv_text(sheet: Sheet) -> str:
    """The sheet as CSV, with its byte order mark."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows([guarded(cell) for cell in row] for row in sheet.rows)
    return out.getvalue()


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs. Spaces before a formula do not hide it."""
    if not isinstance(cell, str) or not cell:
        return cell
    first = cell.lstrip(" ")[:1]
    return f"'{cell}" if cell[0] in FORMULA or first in FORMULA else cell
