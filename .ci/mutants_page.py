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

HEAD = """# Mutation score

<!-- made by .ci/mutants_page.py from .ci/mutants.toml -->

A test that no change of the code can fail proves nothing. `.ci/mutation.py` makes small changes of
the modules that compute (mutmut's operators: a number plus one, `<` for `<=`, `or` for `and`, an
argument left out or `None`, a text in other letters) and runs the tests that reach the changed
line until one fails. What no test notices is either *the same program* for all that can come in
(no test could tell it apart; it is left out of the score) or *open*.

The mutants are a sample of each module, always the same. Not changed: texts in Chinese and `raise`
statements (what is said, not what is computed), types and `dtype=`, `zip(strict=True)`, `__all__`.
Survivors of the first run, whose tests are cut off after a few seconds, were run again with more
of them; those that were left got a test, and each of these was seen to fail with the change. So
the score is of these mutants. What it is of mutants that nobody has looked at, the column "at
first" says: the share that was noticed before a test was written for the others. There `expo` is
the room that needs the next tests. (A larger sample of `exact`, 207 mutants, tests of three seconds
each, left 22; it is not judged.)

`water-month` is a sample drawn before its flows and limits were rewritten (three of its 80 lines
are gone since); its survivors are judged here, the rest was not run again. `water-year` is not
measured. The column "before" is commit d35a71a, the same program counted as survivors, too.

    pip install mutmut
    python .ci/mutation.py staffing --sample 45 --out m.jsonl
    python .ci/mutants_page.py staffing m.jsonl        survivors without a reason yet
"""


def told() -> dict[str, Any]:
    """Return what is recorded."""
    return tomllib.loads((HERE / "mutants.toml").read_text(encoding="utf-8"))


def page(recorded: dict[str, Any]) -> str:
    """Return the page."""
    lines = [
        HEAD,
        "| room | mutants run | noticed | the same program | open | score | at first | before |",
        "|---|---|---|---|---|---|---|---|",
    ]
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for group in recorded["survivors"]:
        counted[group["room"], group["kind"]] += len(group["mutants"])
    for room, found in recorded["rooms"].items():
        same, left = counted[room, "same"], counted[room, "open"]
        noticed = found["mutants"] - same - left
        score, first = (n / (found["mutants"] - same) for n in (noticed, found["at_first"]))
        lines.append(
            f"| {room} | {found['mutants']} of {found['of']} | {noticed} | {same} | {left} "
            f"| {100 * score:.1f} % | {100 * first:.1f} % | {found['before']} |"
        )
    for room in recorded["rooms"]:
        groups = [group for group in recorded["survivors"] if group["room"] == room]
        if groups:
            lines += ["", f"## {room}"]
        for group in groups:
            kind = {"same": "The same program", "open": "Open"}[group["kind"]]
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
