"""Names: what a file offers is listed, what another file takes was offered, and an exception says why."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "proxenia"
FILES = sorted(PACKAGE.rglob("*.py"))
CODE = [*FILES, *sorted((ROOT / "tools").rglob("*.py")), *sorted((ROOT / "benchmarks").glob("*.py"))]
CALLED = [path for path in FILES if "routes" not in path.parts]  # a route's parameters are those of its address
FOLDERS = sorted({path.parent for path in FILES})
MOST_FILES, MOST_POSITIONAL = 10, 5
WIDER = {
    "cli": 30,  # one file for each group of commands, and what their options share
    "report": 18,  # one file for each kind of page, paper and figure
}


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def listed(path):
    """Give the names of `__all__`; None where it is worked out or not there."""
    for node in tree(path).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if getattr(target, "id", "") == "__all__":
            try:
                return frozenset(ast.literal_eval(node.value))
            except ValueError:
                return None
    return None


def has_list(path):
    return any(
        "__all__" in ast.unparse(node) for node in tree(path).body if isinstance(node, ast.Assign | ast.AnnAssign)
    )


def home(module):
    """Give the file of a module of ours."""
    path = SOURCE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def taken(path):
    """Give the names of ours that a file imports, each with its module; modules themselves are left out."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "proxenia":
            for name in node.names:
                if not home(f"{node.module}.{name.name}").is_file():
                    yield node.module, name.name


def faulty(paths, faults):
    """Give the files of which `faults` finds some, each with its faults."""
    found = {str(path.relative_to(ROOT)): list(faults(path)) for path in paths}
    return {name: some for name, some in found.items() if some}


def test_what_is_taken_from_another_file_is_listed_there():
    def unlisted(path):
        offers = ((module, name, listed(home(module))) for module, name in taken(path))
        return [f"{module}.{name}" for module, name, offered in offers if offered is not None and name not in offered]

    assert faulty(FILES, unlisted) == {}


def test_a_file_lists_its_public_names():
    full = [path for path in FILES if [node for node in tree(path).body if not isinstance(node, ast.Expr)]]
    assert [str(path.relative_to(ROOT)) for path in full if not has_list(path)] == []


def test_every_name_that_is_listed_is_there():
    def bound(path):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from (name.asname or name.name for name in node.names)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id

    assert faulty(FILES, lambda path: sorted((listed(path) or frozenset()) - set(bound(path)))) == {}


def test_a_file_that_begins_with_a_line_below_is_taken_only_within_its_folder():
    def private(path):
        modules = [module for module, _ in taken(path) if any(part.startswith("_") for part in module.split("."))]
        return [module for module in modules if home(module).parent not in (path.parent, *path.parent.parents)]

    assert faulty(FILES, private) == {}


def test_a_public_function_has_five_parameters_at_most_before_the_star():
    def many(path):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                before = [arg for arg in (*node.args.posonlyargs, *node.args.args) if arg.arg not in {"self", "cls"}]
                if len(before) > MOST_POSITIONAL:
                    yield node.name

    assert faulty(CALLED, many) == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_folder_holds_about_nine_files(folder):
    files = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(files) <= WIDER.get(str(folder.relative_to(PACKAGE)), MOST_FILES)


def test_a_rule_that_is_set_aside_has_its_reason_beside_it():
    def bare(path):
        lines = path.read_text(encoding="utf-8").splitlines()
        aside = [line.split("# noqa", 1)[1] for line in lines if re.search(r"#\s*noqa", line)]
        return [line for line in aside if not re.match(r": [A-Z]+\d+(, ?[A-Z]+\d+)*  \S", line)]

    assert faulty(CODE, bare) == {}
