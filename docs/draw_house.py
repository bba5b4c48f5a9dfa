"""Draw the house from its imports: docs/house.md and docs/images/house.svg.

``python docs/draw_house.py`` writes both; a test holds that they are what the imports say. A room
is a folder of src/qdcalc or a module that stands beside them; a floor is as high as the longest
way down. Imports inside functions go up only where tests/test_house.py gives the reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src" / "qdcalc"
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 148, 46, 22, 44, 24


def main() -> None:
    """Write the page and the drawing."""
    (HERE / "house.md").write_text(page(), encoding="utf-8")
    (HERE / "images" / "house.svg").write_text(drawing(), encoding="utf-8")


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module by its name below qdcalc, parsed."""
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): (
            ast.parse(path.read_text(encoding="utf-8"))
        )
        for path in sorted(SOURCE.rglob("*.py"))
    }


def room_of(name: str) -> str:
    """Return the room of a module: its folder, or itself."""
    return name.split(".")[0]


@cache
def edges() -> dict[str, set[str]]:
    """Return which rooms each room imports when it is imported itself."""
    known = modules()
    found: dict[str, set[str]] = {room_of(name): set() for name in known if name[:2] != "__"}
    for name, tree in known.items():
        if room_of(name) not in found:
            continue
        late = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if node not in late:
                found[room_of(name)] |= {room_of(t) for t in _targets(node)} & set(found)
    return {room: targets - {room} for room, targets in found.items()}


def _targets(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and node.module == "qdcalc":
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qdcalc."):
        yield (node.module or "").removeprefix("qdcalc.")


def floors(down: dict[str, set[str]]) -> dict[str, int]:
    """Return the floor of each room: one above the highest of those that it leads to.

    Rooms whose modules import each other's stand on one floor (their modules do not: a test holds
    that no modules import each other).
    """
    reach = {room: _reached(room, down) for room in down}
    height: dict[str, int] = {}
    for room in sorted(down, key=lambda r: len(reach[r] - {r})):
        below = [t for t in reach[room] if t != room and room not in reach[t]]
        height[room] = max((height[t] for t in below), default=-1) + 1
    return height


def _reached(start: str, down: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = down[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def sign(tree: ast.Module) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(tree) or "").split("\n", 1)[0]


def page() -> str:
    """Return docs/house.md: the floors from the top down, each room with its sign and modules."""
    known, height = modules(), floors(edges())
    lines = [
        "# The house",
        "",
        "Made by `python docs/draw_house.py` from the imports; a room imports from the floors "
        "below, and rooms of one floor from each other.",
        "",
        "![floors and imports](images/house.svg)",
    ]
    for floor in sorted(set(height.values()), reverse=True):
        lines += ["", f"## Floor {floor}"]
        for room in sorted(r for r, at in height.items() if at == floor):
            lines += ["", f"### {room}", "", sign(known[room]), ""]
            inner = [name for name in known if name.startswith(f"{room}.")]
            lines += [f"- `{name.removeprefix(f'{room}.')}` {sign(known[name])}" for name in inner]
            if not inner:
                lines.pop()
    return "\n".join(lines) + "\n"


def drawing() -> str:
    """Return the drawing: a box a room, a line to each room that no other way leads to."""
    down = edges()
    height = floors(down)
    rows = [
        sorted(room for room, at in height.items() if at == floor)
        for floor in range(max(height.values()) + 1)
    ]
    wide = max(len(row) for row in rows) * (WIDTH + GAP_X) + 2 * MARGIN
    high = len(rows) * (HEIGHT + GAP_Y) + 2 * MARGIN - GAP_Y
    places = {
        room: (
            (wide - len(row) * (WIDTH + GAP_X) + GAP_X) / 2 + i * (WIDTH + GAP_X),
            high - MARGIN - HEIGHT - floor * (HEIGHT + GAP_Y),
        )
        for floor, row in enumerate(rows)
        for i, room in enumerate(row)
    }
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" font-family="sans-serif">',
        f'<rect width="{wide}" height="{high}" fill="#ffffff"/>',
    ]
    for room in sorted(down):
        parts += [_line(places[room], places[target]) for target in sorted(_nearest(room, down))]
    count = {room: sum(room_of(name) == room for name in modules()) for room in down}
    parts += [_box(room, places[room], count[room]) for room in sorted(places)]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _nearest(room: str, down: dict[str, set[str]]) -> set[str]:
    """Return the rooms that a room imports and that none of its other imports leads to."""
    height = floors(down)
    lower = {t for t in down[room] if height[t] < height[room]}
    return {t for t in lower if not any(t in _reached(o, down) for o in lower - {t})}


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, y1 = start[0] + WIDTH / 2, start[1] + HEIGHT
    x2, y2 = end[0] + WIDTH / 2, end[1]
    return (
        f'<path d="M{x1:g},{y1:g} C{x1:g},{y1 + GAP_Y:g} {x2:g},{y2 - GAP_Y:g} {x2:g},{y2:g}" '
        'fill="none" stroke="#8a94a3" stroke-width="1.2"/>'
    )


def _box(room: str, place: tuple[float, float], count: int) -> str:
    x, y = place
    told = f"{count} modules" if count > 1 else "a module"
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#eef3f9" '
        'stroke="#33506f"/>'
        f'<text x="{x + WIDTH / 2:g}" y="{y + 20:g}" text-anchor="middle" font-size="15" '
        f'fill="#1c2b3a">{escape(room)}</text>'
        f'<text x="{x + WIDTH / 2:g}" y="{y + 37:g}" text-anchor="middle" font-size="11" '
        f'fill="#5a6675">{told}</text>'
    )


if __name__ == "__main__":
    main()
