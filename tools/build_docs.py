"""Build the site of the documentation, in both languages: python tools/build_docs.py [FOLDER].

Pages are gathered from `docs/` as `docs/site.toml` places them, built by zensical with warnings as errors, given formulas
and the switch of language, and checked: no dead link, no page that the navigation does not reach, nothing fetched from
another machine. The folder (out/site) is replaced only when all of it is right.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from docsite.check import faults, unreachable
from docsite.finish import finish
from docsite.stage import LANGUAGES, ROOT, SiteError, read_plan, stage


def build(out: Path, *, root: Path = ROOT) -> int:
    """Build the site into a folder and give the number of its pages.

    Raises
    ------
    SiteError
        If a page has no place, the builder warns, or a link of the built pages is dead.
    """
    with tempfile.TemporaryDirectory() as room:
        draft = Path(room).resolve() / "site"
        for language in LANGUAGES:
            folder = draft.parent / language
            stage(language, folder, root=root)
            _run_builder(folder)
            shutil.move(folder / "site", draft / language)
        finish(draft, read_plan(root))
        wrong = [*faults(draft), *(f"{page}: the navigation does not lead here" for page in unreachable(draft))]
        if wrong:
            raise SiteError("\n".join([*wrong, f"{len(wrong)} faults; the site was not written"]))
        _put(draft, out)
    return len(list(out.rglob("*.html")))


def _put(draft: Path, out: Path) -> None:
    """Put the whole site in its place by renaming, so that no reader, and no second build, finds half of one."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=out.parent) as room:
        shutil.move(draft, Path(room) / "new")
        if out.exists():
            out.rename(Path(room) / "old")
        (Path(room) / "new").rename(out)


def _run_builder(folder: Path) -> None:
    """Run zensical in a folder; whatever it warns of is an error."""
    builder = Path(sys.executable).with_name("zensical")
    command = [str(builder), "build", "--strict", "--clean", "--config-file", "zensical.toml"]
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  our own environment
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    if done.returncode or "warning" in said.lower():
        raise SiteError(f"{folder.name}: {said.split('Traceback')[0].strip()}")


def main(out: Path = ROOT / "out" / "site") -> int:
    """Build, and say how many pages there are or what is wrong."""
    try:
        pages = build(out)
    except SiteError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{pages} pages in {out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
