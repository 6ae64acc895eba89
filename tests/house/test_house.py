"""The house rules as tests."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "proxenia").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


def code_lines(function, text):
    lines = text.splitlines()[function.lineno - 1 : function.end_lineno]
    doc = ast.get_docstring(function, clean=False)
    return len([line for line in lines if line.strip() and not line.strip().startswith("#")]) - (
        len([line for line in doc.splitlines() if line.strip()]) if doc else 0
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_keeps_its_budget(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_keep_their_budget(path):
    text = path.read_text(encoding="utf-8")
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    assert [(f.name, code_lines(f, text)) for f in found if code_lines(f, text) > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_names_are_listed_and_documented(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_evidence_travels_one_way():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(lint)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_showing_stages_do_not_calculate():
    shown = [
        path for path in SOURCES if path.relative_to(ROOT / "src" / "proxenia").parts[0] in {"cli", "report", "web"}
    ]
    assert [
        str(path)
        for path in shown
        if re.search(r"^\s*(import|from) (numpy|scipy)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ] == []


def test_sql_stays_in_the_store_and_the_gazetteer():
    spread = [p.name for p in SOURCES if re.search(r'"(SELECT|INSERT|CREATE) ', p.read_text(encoding="utf-8"))]
    assert set(spread) <= {"store.py", "gazetteer.py", "works_store.py", "register_store.py"}


def test_the_package_writes_no_path_of_a_machine():
    kept = [
        p for p in (ROOT / "src").rglob("*") if p.suffix in {".py", ".toml", ".csv", ".json", ".typ", ".j2", ".css"}
    ]
    assert [
        str(p) for p in kept if re.search(r"(?<![\w.])/(?:home|root|Users|work)/[a-z]", p.read_text(encoding="utf-8"))
    ] == []
