"""The house: who imports whom, what is public, what a module may hold.

../shared/style.md: "Imports point one way: cli → report → workbook → run → the notices →
document, result, notice → intake → table → exact, errors. A notice imports no other notice, no
workbook, no report. No cycles, TYPE_CHECKING ones included, save what the test of the house names
with a reason"; "Module ≤ 400 lines"; "all public names exported from one place and tested"; "The
12,000-line engine" — and no loops over rows.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import qdcalc
from qdcalc.cli import rules
from qdcalc.intake.kinds import reader
from qdcalc.notice.catalogue import NOTICES, calculations
from qdcalc.notice.switches import input_tables
from qdcalc.result.closing_tables import CLOSING
from qdcalc.table.description import Table

SOURCE = Path(qdcalc.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
NOTICE_NAMES = {name.rpartition(".")[2] for name in NOTICES}
FOLDERS = NOTICE_NAMES | {
    p.name for p in SOURCE.iterdir() if (p / "policy.toml").is_file()
}  # a notice being written is held to the same rules
# the floors from the ground up; who stands on one imports from it and from those below
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "exact", "files", "lazy", "money", "record"}),
    frozenset({"table"}),
    frozenset({"intake"}),
    frozenset({"document", "notice", "result"}),
    frozenset({"doors", "run"}),
    frozenset(FOLDERS),
    frozenset({"parquet", "workbook"}),
    frozenset({"report", "plot", "scale", "verifying"}),
    frozenset({"monthly_run", "cli", "public", "__main__"}),
)
ABOVE = {"parquet", "workbook", "report", "scale", "verifying", "cli", "monthly_run"}
# what reaches up a floor → why; "late" ones are imports inside a function
UPWARD = {
    ("errors", "table.problems"): "the type of what InputError carries",
    ("errors", "table.card_parts"): "how Jupyter shows them",
}


# modules that import each other → why
CYCLES: dict[frozenset[str], str] = {}


def name_of(path: Path) -> str:
    """Return ``water.grid`` of src/qdcalc/water/grid.py."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in MODULES}


def part_of(name: str) -> str:
    """Return the first part of a module's name below qdcalc: water, workbook, money …"""
    return name.split(".")[0]


@cache
def tree_of(path: Path) -> ast.Module:
    """Return what a module says, parsed once."""
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True, scope="module")
def _forget() -> Iterator[None]:
    """Let the trees go when the house is seen: half a million nodes slow what comes after."""
    yield
    tree_of.cache_clear()


class Import:
    """An import of one of our own modules."""

    def __init__(self, target: str, line: int, *, is_late: bool) -> None:
        self.target, self.line, self.is_late = target, line, is_late


@cache
def imports(path: Path) -> list[Import]:
    """Return what a module imports of qdcalc, wherever in the module."""
    return list(_imports(tree_of(path), is_late=False))


def _imports(node: ast.AST, *, is_late: bool) -> Iterator[Import]:
    """Yield the imports in a statement and in those that it holds."""
    for name in _names(node):
        if name.startswith("qdcalc."):
            line = node.lineno if isinstance(node, ast.stmt) else 0
            yield Import(name.removeprefix("qdcalc."), line, is_late=is_late)
    is_late = is_late or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    for inner in ast.iter_child_nodes(node):
        if not isinstance(inner, ast.expr):
            yield from _imports(inner, is_late=is_late)


def _names(node: ast.AST) -> list[str]:
    """Return the full names that an import statement asks for."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    assert node.level == 0, "relative import"
    inner = [f"{node.module}.{alias.name}" for alias in node.names]
    if node.module == "qdcalc":
        return inner
    modules = [name for name in inner if name.removeprefix("qdcalc.") in NAMES]
    return modules if len(modules) == len(inner) else [node.module or "", *modules]


def floor_of(name: str) -> int:
    """Return the floor that a module stands on."""
    (found,) = [i for i, rooms in enumerate(FLOORS) if part_of(name) in rooms] or [-1]
    return found


def graph() -> dict[str, set[str]]:
    """Return whom each module imports, wherever in the module and for whatever purpose."""
    return {name_of(path): {i.target for i in imports(path)} & NAMES for path in MODULES}


def cycles(edges: dict[str, set[str]]) -> list[set[str]]:
    """Return the groups of modules that import each other, directly or by a detour."""
    reach = {name: _reached(name, edges) for name in edges}
    groups = {frozenset({n, *(m for m in reach[n] if n in reach[m])}) for n in edges}
    return [set(group) for group in groups if len(group) > 1]


def _reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = edges.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def test_the_scan_sees_imports() -> None:
    seen = {name_of(p): {i.target for i in imports(p)} for p in MODULES}
    assert "table.description" in seen["intake.headers"]
    assert any(t.startswith("workbook") for t in seen["cli.main"])


def test_the_search_for_cycles_finds_them() -> None:
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [{"a", "b", "c"}]


@pytest.mark.parametrize("notice", sorted(FOLDERS))
def test_a_notice_imports_no_other_notice_no_workbook_no_report(notice: str) -> None:
    forbidden = (FOLDERS - {notice}) | ABOVE
    for path in (SOURCE / notice).rglob("*.py"):
        for found in imports(path):
            assert part_of(found.target) not in forbidden, f"{path}:{found.line} {found.target}"


def test_imports_point_down() -> None:
    upward = []
    for path in MODULES:
        name = name_of(path)
        if name in ("__init__", "doors", "run"):
            continue  # doors: they name what is public, reads, writes and draws, wherever it stands
        for found in imports(path):
            if found.target.startswith("__") or (name, found.target) in UPWARD:
                continue
            if floor_of(found.target) > floor_of(name):
                upward.append(f"{path}:{found.line} imports {found.target}")
    assert upward == []


def test_what_reaches_up_is_there() -> None:
    edges = {(name, target) for name, targets in graph().items() for target in targets}
    assert set(UPWARD) <= edges


def test_no_modules_import_each_other() -> None:
    # style.md: "No cycles, TYPE_CHECKING ones included"
    knots = [knot for knot in cycles(graph()) if not any(knot <= known for known in CYCLES)]
    assert [sorted(knot) for knot in knots] == []


def test_the_run_alone_reaches_up_and_late() -> None:
    for found in [*imports(SOURCE / "run.py"), *imports(SOURCE / "doors.py")]:
        if floor_of(found.target) > floor_of("run"):
            assert found.is_late, found.target
            assert part_of(found.target) in {"parquet", "workbook", "report"}


# who may import a module by a name that is no part of an import statement, and why
BY_NAME = {
    "lazy": "the doors of packages",
    "notice.catalogue": "the notices, a line each",
    "notice.description": "pickle finds a description by its notice and name",
    "cli.manual": "walks over every module for the kinds of problems",
}


def test_no_text_names_a_function() -> None:
    # style.md: 'No text that names a function (`"module:function"`)'
    found = {name_of(p): list(names_in_texts(tree_of(p))) for p in MODULES}
    assert {name: said for name, said in found.items() if said and name not in BY_NAME} == {}


def names_in_texts(tree: ast.Module) -> Iterator[str]:
    """Yield the texts that name a function, and the imports of a module by name."""
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) else None
        if isinstance(said, str) and re.fullmatch(r"\w+(\.\w+)+:\w+", said):
            yield f"{getattr(node, 'lineno', 0)}: {said}"
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in ("import_module", "__import__"):
                yield f"{node.lineno}: {name}"


def test_the_search_for_names_in_texts_finds_them() -> None:
    def found(text: str) -> list[str]:
        return list(names_in_texts(ast.parse(text)))

    assert len(found('compute = "qdcalc.water.monthly:compute"')) == 1
    assert len(found('importlib.import_module(f"{a}.b"); import_module(c)')) == 2
    assert not found('"10:30"; "a: b"; "http://a.b"')


def test_the_workbook_alone_knows_excel() -> None:
    engines = {"openpyxl", "xlsxwriter", "python_calamine"}
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            known = engines & {n.split(".")[0] for n in names}
            assert not known or part_of(name_of(path)) == "workbook", f"{path}: {known}"


# -------------------------------------------------------------------------------- the rooms

# the rooms that notices have, a module or a folder each; a notice leaves out what it has no use for
ROOMS = {
    "words": "what the outputs say",
    "interpretations": "the options of the unclear clauses, where words has no place for so many",
    "figures": "the policy's figures as columns, by month",
    "kinds": "kinds of cells that only this notice has",
    "values": "how those cells are read",
    "inputs": "what comes in",
    "plausibility": "what is odd in it but stops nothing: warnings by cell",
    "repeats": "rows that stand twice",
    "facts": "the frozen record of what was found",
    "thresholds": "the decisions near a threshold, and what their other side pays",
    "settle": "the order of the notice: the one function that a reader reads first",
    "outputs": "what goes out",
    "frames": "the output tables as frames",
    "sentences": "why each amount is what it is",
    "checks": "the rows of 校验",
    "headline": "what is said first",
    "reports": "the documents",
    "charts": "result.plot",
    "explain": "the steps of an amount, back to the cells",
    "template": "what the template holds already",
    "partition": "how the input falls into parts that are calculated apart",
    "formulas": "the formulas that are public, each once",
}
NEEDED = {"words", "inputs", "settle", "outputs", "frames", "checks"}
# the other modules compute a clause, which the first line of each names; save these, and why
NO_CLAUSE = {
    "expo.applications": "every clause's formula on the rows of its sheet",
    "expo.cases": "what the clauses hand each other",
    "expo.history": "a sheet that several clauses ask",
    "water.corrections": "a comparison of two runs; no clause asks for it",
    "water.monthly.listed": "pieces of sentences",
    "water.standard": "GB 3838-2002, which the notice refers to",
}
_CLAUSE = re.compile(r"[一二三四五六七八九十]|末段")


def plan(notice: str) -> dict[str, dict[str, Path]]:
    """Return the rooms and clauses of a notice by part: "" and each folder that has a settle."""
    root = SOURCE / notice
    parts = {"": root} | {p.parent.name: p.parent for p in root.glob("*/settle.py")}
    found: dict[str, dict[str, Path]] = {}
    for part, folder in parts.items():
        inside = [p for p in folder.iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()]
        found[part] = {p.stem: p for p in inside if p.stem not in {"__init__", *parts}}
    return found


def doors() -> list[tuple[str, str, Path]]:
    """Return every door of every notice: its room, its name below the notice, where it is."""
    return [
        (room, ".".join(filter(None, (notice, part, room))), path)
        for notice in sorted(NOTICE_NAMES)
        for part, rooms in plan(notice).items()
        for room, path in rooms.items()
    ]


def test_every_door_is_a_room_or_a_clause() -> None:
    # style.md: "The same rooms in every notice, so that who knows one knows all"
    for room, name, path in doors():
        is_a_room_or_a_clause(room, name, path)


def is_a_room_or_a_clause(room: str, name: str, path: Path) -> None:
    """Hold a door to be a room of the list, or to say which clause it computes."""
    if room in ROOMS or name in NO_CLAUSE:
        return
    assert path.is_file(), f"{name}: a folder bears the name of a room, or has a settle of its own"
    said = ast.get_docstring(tree_of(path)) or ""
    assert _CLAUSE.search(said), f"{name} is no room: its docstring says which clause it computes"


@pytest.mark.parametrize("notice", sorted(NOTICE_NAMES))
def test_a_notice_has_the_rooms_that_none_goes_without(notice: str) -> None:
    assert (SOURCE / notice / "policy.toml").is_file()
    parts = plan(notice)
    here = parts.pop("")
    for rooms in parts.values() or [{}]:  # a period has its own; what it lacks stands above it
        assert set(here) | set(rooms) >= NEEDED


def test_every_room_and_every_exception_is_there() -> None:
    assert set(ROOMS) <= {room for room, _, _ in doors()}
    assert set(NO_CLAUSE) <= {name for _, name, _ in doors()}


# --------------------------------------------------------------------------- public names


def test_public_names_exist_and_are_sorted() -> None:
    names = dir(qdcalc)
    assert names == sorted(set(names))
    for name in names:
        assert hasattr(qdcalc, name), name


@pytest.mark.parametrize("package", ["qdcalc", *NOTICES])
def test_a_star_import_gives_the_public_names(package: str) -> None:
    found: dict[str, object] = {}
    exec(f"from {package} import *", found)
    assert sorted(found.keys() - {"__builtins__"}) == dir(importlib.import_module(package))


def test_public_names_have_docstrings() -> None:
    for name in dir(qdcalc):
        if name == "__version__":
            continue
        public = getattr(qdcalc, name)
        assert inspect.getdoc(public), name
        if inspect.ismodule(public):
            for inner, function in inspect.getmembers(public, inspect.isfunction):
                if function.__module__ == public.__name__ and not inner.startswith("_"):
                    assert inspect.getdoc(function), f"{name}.{inner}"


def test_the_contracts_functions_are_public() -> None:
    # "In Python": qdcalc.water.month, money.to_fen, InputError with problems
    assert callable(qdcalc.water.month)
    assert callable(qdcalc.money.to_fen)
    assert issubclass(qdcalc.InputError, qdcalc.QdcalcError)
    assert hasattr(qdcalc.InputError, "problems")


def test_every_exception_is_ours() -> None:
    for name in dir(qdcalc):
        public = getattr(qdcalc, name)
        if inspect.isclass(public):
            assert issubclass(public, qdcalc.QdcalcError)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = getattr(qdcalc, "nothing")  # noqa: B009


def test_public_functions_and_classes_have_docstrings() -> None:
    assert [where for path in MODULES for where in without_docstrings(path)] == []


def without_docstrings(path: Path) -> Iterator[str]:
    """Yield where a docstring is missing: of the module, its public functions and classes."""
    tree = tree_of(path)
    if not ast.get_docstring(tree):
        yield str(path)
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield from [] if ast.get_docstring(node) else [f"{path}:{node.lineno} {node.name}"]


@pytest.mark.parametrize("package", [f"qdcalc.{name}" for name in sorted(NOTICE_NAMES)])
def test_a_module_never_bears_the_name_of_a_public_function(package: str) -> None:
    module = importlib.import_module(package)
    folder = SOURCE / package.rpartition(".")[2]
    functions = {n for n, f in inspect.getmembers(module, inspect.isfunction)}
    assert not functions & {p.stem for p in folder.glob("*.py")}


# ------------------------------------------------------------------------------- policies


def clauses() -> list[tuple[str, str]]:
    return [
        (notice.notice, clause.function)
        for notice in rules.policies().values()
        for clause in notice.clauses
        if clause.function
    ]


def test_there_are_clauses() -> None:
    assert len(clauses()) >= 10


def test_the_function_of_every_clause_exists() -> None:
    for notice, function in clauses():
        module, _, name = function.rpartition(".")
        assert module.startswith(f"qdcalc.{notice}")
        found = getattr(importlib.import_module(module), name)
        assert callable(found), function
        assert inspect.getdoc(found), function


def test_every_clause_is_computed_or_says_what_is_missing() -> None:
    for notice in rules.policies().values():
        for clause in notice.clauses:
            assert bool(clause.function) != bool(clause.missing), clause
            assert clause.clause
            assert clause.rule


def test_every_interpretation_is_complete() -> None:
    for notice in rules.policies().values():
        for item in notice.interpretations.values():
            keys = [choice.key for choice in item.choices]
            names = [choice.name for choice in item.choices]
            assert len(set(keys)) == len(set(names)) == len(keys) >= 2
            assert item.default == keys[0], "options, default first"
            assert item.question
            assert item.reason
            assert item.against
            assert item.against != item.reason
            assert item.clause


def test_every_figure_has_clause_label_and_dates() -> None:
    for notice in rules.policies().values():
        for figure in notice.figures.values():
            assert figure.label
            assert figure.versions
            for version in figure.versions:
                assert version.clause
                assert version.since


def test_every_notice_of_the_gazette_is_listed_once_with_what_is_computed() -> None:
    text = (SOURCE / "notice" / "gazette.toml").read_text(encoding="utf-8")
    numbers = {notice["number"] for notice in tomllib.loads(text)["notices"]}
    heads = [line.split("　")[0] for line in rules.lines() if not line.startswith("  ")]
    assert sorted(heads) == sorted(numbers | set(rules.policies()))


# --------------------------------------------------------------------------------- tables


def tables() -> list[Table]:
    inputs = [t for c in calculations() for t in input_tables(c)]
    return list(
        {id(t): t for t in [*inputs, *(t for c in calculations() for t in c.outputs)]}.values()
    )


def test_labels_of_a_table_are_unique() -> None:
    for table in (*tables(), *CLOSING):
        names = [c.name for c in table.columns]
        labels = [c.label for c in table.columns]
        assert len(set(names)) == len(names), table.label
        assert len(set(labels)) == len(labels), table.label
        assert set(table.key) <= set(names), table.label
        assert table.sentence, table.label
        for choice in table.alternatives:
            assert set(choice) <= set(names), table.label
        for check in table.row_checks:
            assert {check.column, *check.needs} <= set(names), table.label
        for column in table.columns:
            assert column.name.isascii(), column
            assert column.name.isidentifier(), column


@pytest.mark.parametrize("calculation", calculations(), ids=lambda c: c.name)
def test_tables_of_a_calculation_are_named_apart(calculation: object) -> None:
    (found,) = (c for c in calculations() if c is calculation)
    for group in (input_tables(found), (*found.outputs, *CLOSING)):
        assert len({t.name for t in group}) == len({t.label for t in group}) == len(group)


def test_kinds_of_input_columns_can_be_read() -> None:
    for calculation in calculations():
        for table in input_tables(calculation):
            for column in table.columns:
                assert callable(reader(column.kind)), (table.label, column.label)


def kind_switches(tree: ast.Module) -> list[str]:
    """Return where code asks which kind a column is by a word, or by the kind's name."""

    def is_kind(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and (node.attr == "kind" or (node.attr == "name" and is_kind(node.value)))
            and "dtype" not in ast.unparse(node.value)
        )

    def has_word(node: ast.AST) -> bool:
        return any(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in ast.walk(node))

    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            asks = any(map(is_kind, sides)) and any(map(has_word, sides))
        elif isinstance(node, ast.Match):
            asks = is_kind(node.subject)
        else:  # kind.startswith("yes_no")
            asks = isinstance(node, ast.Attribute) and node.attr in dir(str) and is_kind(node.value)
        if asks:
            found.append(ast.unparse(node))
    return found


def test_no_module_asks_for_a_kind_by_name() -> None:
    # style.md: "A kind of column is one object …, not a word that eight modules switch on"
    found = [(name_of(path), said) for path in MODULES for said in kind_switches(tree_of(path))]
    assert [(n, s) for n, s in found if not s.startswith("relation.")] == []  # of a file's parts


@pytest.mark.parametrize(
    "text",
    ['c.kind == "money"', '"x" if c.kind in ("a", b) else ""', 'c.kind.name == "x"',
     'c.kind.startswith("yes")', 'match c.kind:\n    case "money":\n        pass'],
)  # fmt: skip
def test_the_search_for_kinds_by_name_finds_them(text: str) -> None:
    assert len(kind_switches(ast.parse(text))) == 1
    others = 'a.dtype.kind in "fiu"; c.kind.is_money; s.kind == SHARED; kind == "e"'
    assert not kind_switches(ast.parse(others))


def test_fault_codes_are_used_once() -> None:
    """A code read out on the telephone means one thing."""
    found: dict[str, str] = {}
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Fault" and node.args:
                code = ast.literal_eval(node.args[0])
                if code.startswith("X"):
                    continue  # of the tables that qdcalc calculates: never shown to a user
                here = f"{path.name}:{node.lineno}"
                assert found.setdefault(code, here) == here, f"{code}: {found[code]}, {here}"
    assert len(found) > 40


# ---------------------------------------------------------------------------- the modules


def lines_of(path: Path) -> int:
    """Return how many lines a module has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_over_400_lines() -> None:
    assert {name_of(p): lines_of(p) for p in MODULES if lines_of(p) > 400} == {}


# file → the row loop that it may hold, and why
ROW_LOOPS: dict[str, str] = {}
NOTICE_FILES = [p for p in MODULES if part_of(name_of(p)) in FOLDERS]


def row_loops(path: Path) -> Iterator[str]:
    """Yield the places where a frame is walked row by row."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and node.attr in ("iterrows", "itertuples"):
            yield f"{path}:{node.lineno} {node.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            axis = {k.arg: ast.unparse(k.value) for k in node.keywords}.get("axis", "")
            if node.func.attr == "apply" and axis in ("1", "'columns'"):
                yield f"{path}:{node.lineno} apply(axis=1)"


def test_no_frame_is_walked_row_by_row() -> None:
    held = [path for path in NOTICE_FILES if name_of(path) not in ROW_LOOPS]
    assert [place for path in held for place in row_loops(path)] == []


def test_the_search_for_row_loops_finds_them(tmp_path: Path) -> None:
    text = "f.iterrows()\nf.itertuples()\nf.apply(g, axis=1)\nf.apply(g, axis='columns')\n"
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    assert len(list(row_loops(tmp_path / "a.py"))) == 4


def test_files_are_read_as_utf8() -> None:
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in ("read_text", "write_text"):
                names = {k.arg for k in node.keywords}
                assert "encoding" in names or len(node.args) > 1, f"{path}:{node.lineno}"
