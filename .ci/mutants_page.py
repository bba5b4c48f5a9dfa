"""Make docs/mutants.md from mutants.toml: the mutation score of each room, its survivors and why.

python .ci/mutants_page.py                       write the page
python .ci/mutants_page.py room m.jsonl …         what mutation.py found in a room, as TOML: the
                                                 counts, and survivors that have no reason yet
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "mutants.md"
ALIVE = ("survived", "no test")
KINDS = {"same": "The same program", "mended": "Missed, has a test now", "open": "Open"}

HEAD = """# Mutation score

<!-- made by .ci/mutants_page.py from .ci/mutants.toml -->

A test that no change of the code can fail proves nothing. `.ci/mutation.py` makes small changes of
the modules that compute (mutmut's operators: a number plus one, `<` for `<=`, `or` for `and`, an
argument left out or `None`, a text in other letters) and runs the tests that reach the changed
line until one fails, in a process of its own each. What no test notices is either *the same
program* for all that can come in (no test could tell it apart; it is left out of the score) or
*missed*: then a test was written for it, or it is *open*.

Each room's sample was drawn at random from all its mutants, by the seed, when its tests were
written; mutants that anybody had looked at before were left out of it. So the share is that of
mutants that no test was written for. Not changed: texts in Chinese and `raise` statements (what is
said, not what is computed), types and `dtype=`, `zip(strict=True)`, `__all__`. A mutant's tests end
after the seconds named: one that a longer run would notice counts as missed.

    pip install mutmut
    python .ci/mutation.py expo --sample 300 --seed 12 --out fresh.jsonl --but looked.jsonl
    python .ci/mutants_page.py expo fresh.jsonl        survivors that have no reason yet
"""


def told() -> dict[str, Any]:
    """Return what is recorded."""
    return tomllib.loads((HERE / "mutants.toml").read_text(encoding="utf-8"))


def page(recorded: dict[str, Any]) -> str:
    """Return the page."""
    lines = [
        HEAD,
        "| room | mutants there are | sample | seed, day, seconds | noticed | the same program "
        "| missed | noticed of the others | still open | at d35a71a |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for group in recorded["survivors"]:
        if not group.get("earlier"):
            counted[group["room"], group["kind"]] += len(group["mutants"])
    for room, found in recorded["rooms"].items():
        same, mended, left = (counted[room, kind] for kind in KINDS)
        mended += found.get("not_listed", 0)
        others = found["mutants"] - same
        noticed = others - mended - left
        lines.append(
            f"| {room} | {found['of']} | {found['mutants']} | {found['seed']}, {found['day']}, "
            f"{found['seconds']} | {noticed} | {same} | {mended + left} "
            f"| **{100 * noticed / others:.1f} %** | {left} | {found['before']} |"
        )
    lines += ["", recorded["note"].strip()]
    for room in recorded["rooms"]:
        groups = [group for group in recorded["survivors"] if group["room"] == room]
        groups.sort(
            key=lambda group: (group.get("earlier", False), list(KINDS).index(group["kind"]))
        )
        if groups:
            lines += ["", f"## {room}"]
        for group in groups:
            kind = KINDS[group["kind"]] + (" (an earlier sample)" if group.get("earlier") else "")
            lines += ["", f"**{kind}:** {group['reason']}", ""]
            lines += [f"- `{module}`: {_change(change)}" for module, change in group["mutants"]]
    return "\n".join(lines) + "\n"


def _change(diff: str) -> str:
    """Write a change on one line: what was, what is."""
    before, after = (
        " ".join(line[1:].strip() for line in diff.strip("\n").split("\n") if line[:1] == sign)
        for sign in "-+"
    )
    return f"`` {before} `` → `` {after} ``" if after else f"`` {before} `` left out"


def found(room: str, files: list[str]) -> str:
    """Return what was found as TOML."""
    rows = {}
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            mutant = json.loads(line)
            rows[mutant["module"], mutant["diff"], mutant["number"]] = mutant
    known = {
        (module, diff): group["kind"]
        for group in told()["survivors"]
        for module, diff in group["mutants"]
    }
    alive = [(short(m["module"]), m["diff"]) for m in rows.values() if m["status"] in ALIVE]
    lines = [f"[rooms.{room}]", f"mutants = {len(rows)}", f"# alive: {len(alive)}"]
    for module, diff in alive:
        if (module, diff) not in known:
            lines.append(f"  [{module!r}, '''{diff}'''],")
    return "\n".join(lines)


def short(module: str) -> str:
    """Return a module's path below the package."""
    return module.removeprefix("src/qdcalc/")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(found(sys.argv[1], sys.argv[2:]))
    else:
        PAGE.write_text(page(told()), encoding="utf-8")
