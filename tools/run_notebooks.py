"""Run the notebooks and keep what they show: python tools/run_notebooks.py [--check] [NOTEBOOK...].

Each is run from top to bottom in a fresh kernel in its own folder, on local sockets of the file system where there are
such, so that no port is opened and no network is needed. What is written back holds no trace of the machine. With `--check`
nothing is written: what a run shows is compared with what the file holds, text word by word, figures by their
specification, pictures by being pictures, for fonts differ, and HTML by the plain text beside it; any difference is told
and ends with 1.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
SECONDS = 300
DIGITS = 4
PICTURE = "image/png"
Cell = dict[str, Any]


def run(path: Path) -> Any:
    """Run a notebook and give it with what it showed, without writing it."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(prefix="notebook-") as sockets:
        settings = Config()
        if os.name == "posix":
            settings.KernelManager.transport, settings.KernelManager.ip = "ipc", f"{sockets}/k"
        place = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, config=settings, kernel_name="python3", timeout=SECONDS, resources=place).execute()
    return cleaned(notebook)


def cleaned(notebook: Any) -> Any:
    """Take away what tells of a machine or a moment: times, names of kernels, random ids of cells."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat_minor = 5
    for number, cell in enumerate(notebook.cells, start=1):
        cell.metadata, cell.id = nbformat.from_dict({}), f"cell-{number:02d}"
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
    return notebook


def shown(cell: Cell) -> list[Any]:
    """What a cell showed, in a form two runs can be compared by."""
    out: list[Any] = []
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            out.append((output["name"], output["text"]))
        elif output["output_type"] == "error":
            out.append((output["ename"], output["evalue"]))
        else:
            told = {
                kind: data for kind, data in output["data"].items() if kind != "text/html" or len(output["data"]) == 1
            }
            out.append({kind: _comparable(kind, data) for kind, data in sorted(told.items())})
    return out


def _comparable(kind: str, data: Any) -> Any:
    """Figures with rounded numbers, pictures by their kind, all else as it is."""
    if kind == PICTURE:
        return base64.b64decode(data)[1:4]
    return data if isinstance(data, str) else _rounded(json.loads(json.dumps(data)))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value


def differences(kept: Any, made: Any) -> list[str]:
    """Say which cells show something else than the file holds."""
    pairs = zip(kept.cells, made.cells, strict=True)
    return [
        f"cell {number} shows {str(shown(new))[:300]} and the file holds {str(shown(old))[:300]}"
        for number, (old, new) in enumerate(pairs, start=1)
        if shown(old) != shown(new)
    ]


def main(*words: str) -> None:
    """Run the notebooks named, or all; write them, or only compare."""
    named = [Path(word) for word in words if not word.startswith("--")]
    told = []
    for path in named or sorted(FOLDER.glob("*.ipynb")):
        made = run(path)
        if "--check" in words:
            told += [f"{path.name}: {each}" for each in differences(nbformat.read(path, as_version=4), made)]
        else:
            draft = path.with_suffix(".draft")
            draft.write_text(nbformat.writes(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            draft.replace(path)
    if told:
        sys.exit("\n".join(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
