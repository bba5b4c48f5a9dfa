"""Mutation score of the formula modules: what share of small changes do the tests notice.

    python .ci/mutation.py water-month --sample 300 --seed 2 --out fresh.jsonl --but looked.jsonl
    python .ci/mutation.py exact --module money.py --out mutants.jsonl      every mutant of a module

A sample is drawn from all mutants of a room, by the seed. What stands in ``--out`` already is not
run again; what stands in a file after ``--but`` is not drawn: mutants that somebody looked at.

mutmut makes the mutants. Its own runner leaves out every decorated function (each public formula
is one) and whatever stands outside functions, and runs each mutant's tests with a collection of
its own. So the runner is this one: the tests of a room are collected once; the process forks for
each mutant; the child puts the changed code in place and runs the tests that reach the changed
line until one fails: first those that noticed most other changes of that module in the least
time, then the formulas' own, then the quickest of each test function. A line that runs at import
is run again with the change, and what it made is put in the place of what it made before; where
no test notices that, everything is imported anew.

Not mutated: texts in Chinese and ``raise`` statements (what is said, not what is computed), types
and ``dtype=`` (how a number is stored), ``zip(strict=True)`` (a guard against the program itself).
Rooms and tests: ``mutation.toml``.
Needs ``pip install mutmut`` (with it coverage, libcst) and a system that forks.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.machinery
import importlib.util
import itertools
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import libcst as cst
import pytest
from libcst.metadata import (
    MetadataWrapper,
    PositionProvider,
    WhitespaceInclusivePositionProvider,
)
from mutmut.mutation.file_mutation import Mutation, MutationVisitor, OuterFunctionProvider
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
QUIET = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--no-summary"]
QUIET += ["--assert=plain", "--tb=native"]  # a failure is not to be explained
ALIVE = ("survived", "no test")
MEMORY = 6 * 2**30  # bytes a mutant may take
INSTANT, QUICK = 0.02, 0.3  # seconds of a test that may come early; of one with many lines


@dataclass
class Mutant:
    """One small change of a module, and what became of it."""

    module: str
    number: int
    line: int
    diff: str
    source: str = field(repr=False)
    is_in_function: bool
    status: str = ""
    test: str = ""
    seconds: float = 0.0


@dataclass
class Reach:
    """Which tests reach which line: from one run under coverage."""

    seconds: dict[str, float]
    tests: dict[str, dict[str, list[str]]]  # module, line, tests; "" is the import

    def of(
        self, mutant: Mutant, budget: float, noticed: Counter[str], first: Sequence[str]
    ) -> list[str]:
        """Return the tests of a mutant until the budget is spent, those that noticed others first.

        Then the module's own tests and those in the files ``first`` (formulas on numbers alone),
        two that reach most lines of the module, and the quickest of each test function before the
        second quickest of any.
        """
        reached = self._reached(mutant)
        if not mutant.is_in_function or "" in reached:
            reached = [test for tests in self.tests[mutant.module].values() for test in tests]
        own = f"/test_{Path(mutant.module).stem}.py"  # a fixture's lines count to its first test
        reached = [*reached, *(test for test in self.seconds if f"{own}::" in test)]
        quickest = sorted(set(reached) & set(self.seconds), key=lambda t: (self.seconds[t], t))
        places: dict[str, int] = defaultdict(int)
        order: dict[str, tuple[int, int, int]] = {}
        for place, test in enumerate(quickest):
            file, name = test.partition("::")[0], test.partition("[")[0]
            group = 0 if file in first or file.endswith(own) else 2
            is_instant = self.seconds[test] < INSTANT
            order[test] = (group, 0 if is_instant else places[name], place)
            places[name] += 1
        order |= {test: (1, 0, 0) for test in self._broadest(mutant.module) if test in order}
        best = sorted(noticed, key=lambda test: self.seconds.get(test, 9) / noticed[test])[:12]
        order |= {test: (-1, 0, place) for place, test in enumerate(best) if test in order}
        chosen: list[str] = []
        spent = 0.0
        for test in sorted(order, key=order.__getitem__):
            if chosen and spent + self.seconds[test] > budget:
                continue
            spent += self.seconds[test]
            chosen.append(test)
        return chosen

    def add(self, measured: Reach, files: Sequence[str]) -> None:
        """Put what was measured of some files of tests in the place of what was known of them."""
        ours = tuple(f"{file}::" for file in files)
        self.seconds = {t: s for t, s in self.seconds.items() if not t.startswith(ours)}
        self.seconds |= measured.seconds
        for lines in self.tests.values():
            for line in list(lines):
                lines[line] = [test for test in lines[line] if not test.startswith(ours)]
        for module, lines in measured.tests.items():
            known = self.tests.setdefault(module, {})
            for line, tests in lines.items():
                known[line] = sorted({*known.get(line, []), *tests})

    def _broadest(self, module: str) -> list[str]:
        counted = Counter(t for tests in self.tests[module].values() for t in tests if t)
        quick = [t for t in counted if self.seconds.get(t, 9) < QUICK]
        return sorted(quick, key=lambda t: (-counted[t], self.seconds[t]))[:2]

    def is_at_import(self, mutant: Mutant) -> bool:
        """Say whether the changed line runs when the module is imported."""
        return not mutant.is_in_function or "" in self._reached(mutant)

    def _reached(self, mutant: Mutant) -> list[str]:
        """Return the tests of a line; of the line above where Python counts it to that one."""
        lines = self.tests.get(mutant.module, {})
        near = (str(line) for line in range(mutant.line, max(0, mutant.line - 20), -1))
        return next((lines[line] for line in near if line in lines), [])


# ------------------------------------------------------------------------ the mutants


STORED = ("dtype", "order")  # how a number is stored; the schemas of the tables hold the dtypes
SILENT = ("assert_never", "cast", "Fault", "TypeVar", "ParamSpec")  # calls that compute nothing


class Source:
    """A module's text and all mutants that there are of it, in the order of its lines."""

    def __init__(self, module: str) -> None:
        self.module, self.text = module, (ROOT / module).read_text(encoding="utf-8")
        wrapper = MetadataWrapper(cst.parse_module(self.text))
        visitor = Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
        self.tree = wrapper.visit(visitor)
        self.lines = wrapper.resolve(PositionProvider)
        self.spans = wrapper.resolve(WhitespaceInclusivePositionProvider)
        lengths = (len(line) for line in self.text.splitlines(keepends=True))
        self.starts = [0, *itertools.accumulate(lengths)]
        self.every = [
            m
            for m in visitor.mutations
            if not _calls(m.original_node, ("zip",)) and not _only_stores(m)
        ]

    def mutant(self, number: int) -> Mutant:
        """Return one of them."""
        mutation = self.every[number]
        original, outer = mutation.original_node, mutation.contained_by_top_level_function
        code = _replaced(self.text, self.starts, self.spans[original], self.tree, mutation)
        diff = _diff(self.text.split("\n"), code.split("\n"))
        is_in = isinstance(outer, cst.FunctionDef) and original in _below(outer.body)
        line = self.lines[original].start.line
        return Mutant(self.module, number, line, diff, code, is_in_function=is_in)


def _diff(before: list[str], after: list[str]) -> str:
    """Return the lines that a change takes away and brings."""
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    begin = sum(1 for _ in same)
    end = 0
    while end < min(len(before), len(after)) - begin and before[-1 - end] == after[-1 - end]:
        end += 1
    gone, come = before[begin : len(before) - end], after[begin : len(after) - end]
    return "\n".join([f"-{line}" for line in gone] + [f"+{line}" for line in come])


def _replaced(
    source: str, starts: list[int], span: Any, tree: cst.Module, mutation: Mutation
) -> str:
    """Return the source with a node in place of another: as text where that is safe (quick)."""
    begin = starts[span.start.line - 1] + span.start.column
    end = starts[span.end.line - 1] + span.end.column
    before = tree.code_for_node(mutation.original_node)
    if source[begin:end] == before and "\n" not in before:
        return source[:begin] + tree.code_for_node(mutation.mutated_node) + source[end:]
    return tree.deep_replace(mutation.original_node, mutation.mutated_node).code


class Visitor(MutationVisitor):
    """Visits decorated functions, too; leaves out what only speaks."""

    METADATA_DEPENDENCIES = (PositionProvider, OuterFunctionProvider)

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef):
            return False
        is_guard = isinstance(node, cst.Arg) and _keyword(node) in ("strict", *STORED)
        is_text = isinstance(node, cst.SimpleString | cst.FormattedString)
        if is_guard or isinstance(node, cst.Raise) or _calls(node, SILENT) or _is_type(node):
            return True
        if is_text and not cst.Module(body=[]).code_for_node(node).isascii():
            return True
        return super()._skip_node_and_children(node)


def _calls(node: cst.CSTNode, names: tuple[str, ...]) -> bool:
    is_named = isinstance(node, cst.Call) and isinstance(node.func, cst.Name)
    return is_named and node.func.value in names


def _keyword(argument: cst.Arg) -> str:
    return argument.keyword.value if argument.keyword else ""


def _only_stores(mutation: Mutation) -> bool:
    """Say whether a change only leaves out how numbers are stored."""
    before, after = mutation.original_node, mutation.mutated_node
    if not (isinstance(before, cst.Call) and isinstance(after, cst.Call)):
        return False
    rest, other = (
        [cst.Module(body=[]).code_for_node(a.value) for a in c.args if _keyword(a) not in STORED]
        for c in (before, after)
    )
    return rest == other and before.func.deep_equals(after.func)


def _is_type(node: cst.CSTNode) -> bool:
    """Say whether a statement only names: ``Ints = npt.NDArray[np.int64]``, ``__all__``."""
    if not isinstance(node, cst.Assign):
        return False
    if isinstance(node.targets[0].target, cst.Name) and node.targets[0].target.value == "__all__":
        return True
    if _calls(node.value, ("TypeVar", "ParamSpec")):
        return True
    if not isinstance(node.value, cst.Subscript):
        return False
    made = cst.Module(body=[]).code_for_node(node.value.value)
    return made in ("npt.NDArray", "Callable", "tuple", "dict", "list", "Mapping", "Sequence")


def _below(outer: cst.CSTNode) -> list[cst.CSTNode]:
    found = [outer]
    for node in found:
        found.extend(node.children)
    return found


# ------------------------------------------------------------------------ which tests reach a line


class Measuring:
    """A plugin of pytest: the seconds of each test and the lines that it reaches."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Count a test's lines and seconds as its own."""
        self.coverage.switch_context(item.nodeid)
        begun = time.process_time()
        yield
        self.seconds[item.nodeid] = time.process_time() - begun

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Leave out what fails or is skipped without any change."""
        if report.outcome != "passed":
            self.failed.add(report.nodeid)


def measure(modules: Sequence[str], tests: Sequence[str], out: Path) -> None:
    """Run the tests under coverage; write which test reaches which line."""
    import coverage

    measured = coverage.Coverage(
        data_file=None, include=[str(ROOT / module) for module in modules], config_file=False
    )
    plugin = Measuring(measured)
    measured.start()
    pytest.main([*QUIET, *tests], plugins=[plugin])
    measured.stop()
    if plugin.failed:
        print(f"{len(plugin.failed)} tests don't pass unchanged and are left out")
    data = measured.get_data()
    reached = {}
    for module in modules:
        lines = data.contexts_by_lineno(str(ROOT / module))
        reached[module] = {str(line): sorted(tests) for line, tests in lines.items()}
    seconds = {test: s for test, s in plugin.seconds.items() if test not in plugin.failed}
    if out.exists():
        known = Reach(**json.loads(out.read_text(encoding="utf-8")))
        known.add(Reach(seconds, reached), tests)
        seconds, reached = known.seconds, known.tests
    out.write_text(json.dumps(asdict(Reach(seconds, reached))), encoding="utf-8")


# ------------------------------------------------------------------------ one mutant


class Running:
    """A plugin of pytest: in place of running the collected tests, run each mutant's in a fork."""

    def __init__(
        self, mutants: list[Mutant], reach: Reach, budget: float, first: Sequence[str], out: Path
    ) -> None:
        self.mutants, self.reach, self.out = mutants, reach, out
        self.budget, self.first = budget, first
        self.noticed: dict[str, Counter[str]] = defaultdict(Counter)
        self.writing = 0  # in a fork: where to tell which test failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """End a fork at the first failure, before it is written up."""
        is_failure = call.excinfo is not None and not isinstance(
            call.excinfo.value, pytest.skip.Exception | pytest.xfail.Exception
        )
        if self.writing and is_failure:
            os.write(self.writing, item.nodeid.encode())
            os._exit(1)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run every mutant; write what became of each as soon as it is known."""
        items = {item.nodeid: item for item in session.items}
        used = [item for item in session.items if item.nodeid in self.reach.seconds]
        used.sort(key=lambda item: self.reach.seconds[item.nodeid])
        warm_up(sorted({mutant.module for mutant in self.mutants}), used)
        gc.collect()
        gc.freeze()
        functions = live_functions()
        for module in {mutant.module for mutant in self.mutants}:
            codes_before(module)
        with self.out.open("a", encoding="utf-8") as out:
            for count, mutant in enumerate(self.mutants, start=1):
                tests = [t for t in self._tests_of(mutant) if t in items]
                begun = time.perf_counter()
                mutant.status, mutant.test = self._run(mutant, tests, items, functions)
                if mutant.status == "survived" and self.reach.is_at_import(mutant):
                    mutant.status, mutant.test = self._run(mutant, tests[:10], items, None)
                mutant.seconds = round(time.perf_counter() - begun, 2)
                if mutant.test in items:
                    self.noticed[mutant.module][mutant.test] += 1
                written = {k: v for k, v in asdict(mutant).items() if k != "source"}
                out.write(json.dumps(written, ensure_ascii=False) + "\n")
                out.flush()
                if sys.stderr.isatty():
                    print(f"\r{count}/{len(self.mutants)}", end="", file=sys.stderr, flush=True)
        return True

    def _tests_of(self, mutant: Mutant) -> list[str]:
        noticed = self.noticed[mutant.module]
        return self.reach.of(mutant, self.budget, noticed, self.first)

    def _run(
        self, mutant: Mutant, tests: list[str], items: dict[str, Any], functions: Any
    ) -> tuple[str, str]:
        if not tests:
            return "no test", ""
        seconds = sum(self.reach.seconds[test] for test in tests)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            allowed = int(8 + 4 * seconds)  # of the processor: others may be at work
            resource.setrlimit(resource.RLIMIT_CPU, (allowed, allowed))
            signal.alarm(20 * allowed)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            code = 1
            try:
                code = self._run_here(mutant, tests, items, functions, writing)
            except BaseException:  # a mutant that cannot even be put in place is noticed
                code = 1
            finally:
                os._exit(code)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return "timeout", told
        return ("killed" if os.WEXITSTATUS(status) else "survived"), told

    def _run_here(
        self, mutant: Mutant, tests: list[str], items: dict[str, Any], functions: Any, writing: int
    ) -> int:
        self.writing = writing
        chosen = [items[test] for test in tests]
        if functions is None:
            return run_anew(mutant, tests, writing)
        if self.reach.is_at_import(mutant):
            run_module_again(mutant, chosen)
        elif not put_in_place(mutant, functions):
            return run_anew(mutant, tests[:10], writing)
        return run_items(chosen, writing)


def warm_up(modules: Sequence[str], items: Sequence[Any]) -> None:
    """Import what the tests import late, so that not every fork does."""
    from _pytest.runner import runtestprotocol

    for module in modules:
        importlib.import_module(name_of(module))
    first: dict[str, Any] = {}
    for item in items:
        first.setdefault(item.nodeid.partition("::")[0], item)
    last: Any = None
    for item in first.values():
        if last is not None:
            runtestprotocol(last, False, item)
        last = item
    if last is not None:
        runtestprotocol(last, False, None)
    for module in modules:
        for thing in vars(sys.modules[name_of(module)]).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


def run_items(items: list[Any], writing: int) -> int:
    """Run collected tests until one fails; return 1 where one does."""
    from _pytest.runner import runtestprotocol

    for number, item in enumerate(items):
        following = items[number + 1] if number + 1 < len(items) else None
        if any(report.failed for report in runtestprotocol(item, False, following)):
            os.write(writing, item.nodeid.encode())
            return 1
    return 0


def live_functions() -> dict[str, dict[tuple[str, int], list[FunctionType]]]:
    """Return the functions that there are, by file and then by name and place in it."""
    by_code: dict[CodeType, list[FunctionType]] = defaultdict(list)
    gc.unfreeze()
    for thing in gc.get_objects():
        if type(thing) is FunctionType:
            by_code[thing.__code__].append(thing)
    gc.freeze()
    by_file: dict[str, dict[tuple[str, int], list[FunctionType]]] = defaultdict(dict)
    for code, functions in by_code.items():
        place = (code.co_qualname, code.co_firstlineno)
        by_file[code.co_filename].setdefault(place, []).extend(functions)
    return by_file


def codes_of(code: CodeType) -> list[CodeType]:
    """Return a code and all inside it, in order."""
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    return [code, *(deeper for part in inner for deeper in codes_of(part))]


def by_name(code: CodeType) -> dict[str, list[CodeType]]:
    """Return a code and all inside it by name; those of one name (lambdas) in order."""
    named: dict[str, list[CodeType]] = defaultdict(list)
    for each in codes_of(code):
        named[each.co_qualname].append(each)
    return named


@cache
def codes_before(module: str) -> dict[str, list[CodeType]]:
    """Return the codes of a module as it stands."""
    file = ROOT / module
    return by_name(compile(file.read_text("utf-8"), str(file), "exec"))


def put_in_place(mutant: Mutant, functions: Any) -> bool:
    """Give the live functions of a module the changed code; say whether all could be given it."""
    file = str(ROOT / mutant.module)
    before, after = codes_before(mutant.module), by_name(compile(mutant.source, file, "exec"))
    is_done = False
    for name, codes in before.items():
        if name == "<module>" or len(after[name]) != len(codes):
            continue  # what is inside a function that changed is made anew by it
        for old, new in zip(codes, after[name], strict=True):
            for function in (
                functions[file].get((name, old.co_firstlineno), []) if old != new else ()
            ):
                if function.__code__.co_freevars != new.co_freevars:
                    return False
                function.__code__ = new
                is_done = True
    return is_done


def name_of(module: str) -> str:
    """Return a file's name as it is imported."""
    return module.removeprefix("src/").removesuffix(".py").replace("/", ".")


def run_module_again(mutant: Mutant, items: list[Any]) -> None:
    """Run a changed module in the place of the old one; give what it made to all who hold it."""
    module = sys.modules[name_of(mutant.module)]
    before = dict(vars(module))
    exec(compile(mutant.source, str(ROOT / mutant.module), "exec"), vars(module))
    made = {
        name: (old, vars(module)[name])
        for name, old in before.items()
        if old is not vars(module)[name]
    }
    things = {id(old): new for old, new in made.values() if callable(old)}
    places: list[dict[str, Any]] = [vars(m) for m in list(sys.modules.values()) if is_ours(m)]
    places += [item.callspec.params for item in items if hasattr(item, "callspec")]
    for place in places:
        for name, value in list(place.items()):
            old, new = made.get(name, (None, None))
            if id(value) in things:
                place[name] = things[id(value)]
            elif name in made and value is old:
                place[name] = new


def is_ours(module: ModuleType) -> bool:
    """Say whether a module is of the program or its tests."""
    ours = (str(ROOT / "src"), str(ROOT / "tests"))
    return (getattr(module, "__file__", None) or "").startswith(ours)


class Changed(importlib.machinery.SourceFileLoader):
    """Loads one module from a changed text."""

    source = ""

    def get_code(self, fullname: str) -> CodeType:
        """Return the changed code."""
        return compile(self.source, self.path, "exec")


class Finder:
    """Finds the changed module before any other finder does."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = name_of(mutant.module)
        self.path, self.source = str(ROOT / mutant.module), mutant.source

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Return where the changed module is."""
        if name != self.name:
            return None
        loader = Changed(name, self.path)
        loader.source = self.source
        return importlib.util.spec_from_file_location(name, self.path, loader=loader)


class Telling:
    """A plugin of pytest that tells which test failed."""

    def __init__(self, writing: int) -> None:
        self.writing = writing

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell the first failure."""
        if report.failed:
            os.write(self.writing, report.nodeid.encode())


def run_anew(mutant: Mutant, tests: list[str], writing: int) -> int:
    """Import everything of ours anew with the change, then collect and run the tests."""
    for name, module in list(sys.modules.items()):
        if is_ours(module):
            del sys.modules[name]
    sys.meta_path.insert(0, Finder(mutant))
    return int(pytest.main([*QUIET, "-x", *tests], plugins=[Telling(writing)]) != 0)


# ------------------------------------------------------------------------ the whole


def tests_of(room: dict[str, Any]) -> list[str]:
    """Return the test files of a room."""
    files: list[Path] = []
    for name in room["tests"]:
        path = ROOT / name
        files += sorted(path.glob("test_*.py")) if path.is_dir() else [path]
    kept = [f for f in files if not any(fnmatch(f.name, other) for other in room["without"])]
    return [str(file.relative_to(ROOT)) for file in kept]


def summary(out: Path) -> None:
    """Print a line for each module: mutants run, killed, survivors."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for mutant in written(out):
        rows[mutant["module"]].append(mutant)
    total = dead = 0
    for module, found in sorted(rows.items()):
        killed = sum(mutant["status"] in ("killed", "timeout") for mutant in found)
        seconds = sum(mutant["seconds"] for mutant in found)
        total, dead = total + len(found), dead + killed
        share = killed / len(found)
        print(f"{module:45} {len(found):5} {killed:5} {share:7.1%} {seconds:6.0f} s")
    if total:
        print(f"{'all':45} {total:5} {dead:5} {dead / total:7.1%}")


def main() -> None:
    """Measure a room of the table."""
    rooms = tomllib.loads((HERE / "mutation.toml").read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("room", choices=list(rooms))
    parser.add_argument("--module", action="append", help="only modules whose name ends so")
    parser.add_argument("--sample", type=int, help="only so many mutants of the room")
    parser.add_argument("--seed", type=int, default=0, help="which mutants a sample draws")
    parser.add_argument("--but", type=Path, nargs="*", default=[], help="but none of these files")
    parser.add_argument("--again", type=Path, help="only the survivors in this file")
    parser.add_argument("--budget", type=float, default=4, help="seconds of tests a mutant")
    parser.add_argument("--out", type=Path, default=Path("mutants.jsonl"))
    parser.add_argument("--reach", type=Path, help="keep here, or take from here, what is reached")
    parser.add_argument("--anew", nargs="*", default=[], help="measure these tests' reach anew")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    room = rooms[given.room]
    tests = tests_of(room)
    kept = given.reach or given.out.with_suffix(f".{given.room}.reach.json")
    if given.measure:
        measure(room["modules"], given.anew or tests, kept)
        return
    if given.anew or not kept.exists():
        command = [sys.executable, __file__, given.room, "--measure", "--reach", str(kept)]
        command += ["--anew", *given.anew] if given.anew else []
        subprocess.run(command, check=True)
    reach = Reach(**json.loads(kept.read_text(encoding="utf-8")))
    chosen = chosen_mutants(room["modules"], given)
    running = Running(chosen, reach, given.budget, room.get("first", ()), given.out)
    without_shrinking()
    pytest.main([*QUIET, *tests], plugins=[running])
    summary(given.out)


def without_shrinking() -> None:
    """Let hypothesis end with the first example that fails: which is the smallest is no matter."""
    from hypothesis import Phase, settings

    settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], database=None)
    settings.load_profile("mutants")


def chosen_mutants(modules: list[str], given: argparse.Namespace) -> list[Mutant]:
    """Return the mutants that were asked for, mixed: a run that is cut short is a sample, too."""
    alive = {
        (m["module"], m["number"]): m["diff"] for m in written(given.again) if m["status"] in ALIVE
    }
    ends = tuple(given.module or [""])
    wanted = {module for module, _ in alive} if given.again else set(modules)
    sources = [Source(name) for name in modules if name.endswith(ends) and name in wanted]
    places = [(s, number) for s in sources for number in range(len(s.every))]
    print(f"{len(places)} mutants there are", file=sys.stderr)
    if given.again:
        places = [(s, number) for s, number in places if (s.module, number) in alive]
    random.Random(given.seed).shuffle(places)
    looked = {(m["module"], m["diff"]) for file in given.but for m in written(file)}
    done = {(m["module"], m["line"], m["diff"]) for m in written(given.out)}
    left: list[Mutant] = []
    drawn = 0
    for source, number in places:
        if drawn == given.sample:
            break
        mutant = source.mutant(number)
        is_other = mutant.diff != alive.get((mutant.module, number), mutant.diff)
        if not mutant.diff or is_other or (mutant.module, mutant.diff) in looked:
            continue
        drawn += 1
        if (mutant.module, mutant.line, mutant.diff) not in done:
            left.append(mutant)
    return left


def written(file: Path | None) -> list[dict[str, Any]]:
    """Return what a file says of mutants; nothing where there is none."""
    if file is None or not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
