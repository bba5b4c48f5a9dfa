"""Fail if two folders of workbooks differ in a sheet's name or a cell's value."""

import sys
from pathlib import Path

from openpyxl import load_workbook


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every sheet's values."""
    book = load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def main() -> int:
    """Compare the two folders given on the command line."""
    left, right = (Path(argument) for argument in sys.argv[1:3])
    names = [{p.relative_to(f) for p in f.rglob("*.xlsx")} for f in (left, right)]
    different = [n for n in names[0] & names[1] if cells(left / n) != cells(right / n)]
    wrong = sorted(map(str, [*(names[0] ^ names[1]), *different]))
    print("\n".join(wrong) or f"{len(names[0])} workbooks alike")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
