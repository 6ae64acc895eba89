"""The pages of one language gathered into a folder of their own, as the site builder wants them."""

from __future__ import annotations

import re
import shutil
import tomllib
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from docsite.markdown import for_builder

__all__ = ["ROOT", "SiteError", "placed", "read_plan", "stage"]

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "fa")
PROJECT = {
    "CHANGELOG.md": "changes",
    "CONTRIBUTING.md": "contributing",
    "NOTICE.md": "notice",
    "SECURITY.md": "security",
    "THIRD_PARTY.md": "third-party",
}
FONTS = ("Vazirmatn-Regular.woff2", "Vazirmatn-Bold.woff2")


class SiteError(ValueError):
    """The site cannot be built, or what was built is not right."""


def read_plan(root: Path = ROOT) -> dict[str, Any]:
    """Read what stands where."""
    return tomllib.loads((root / "docs" / "site.toml").read_text(encoding="utf-8"))


def placed(language: str, *, root: Path = ROOT) -> dict[str, Path]:
    """Give the pages of a language by their name on the site: `reference/library` is `docs/en/reference/library.md`."""
    folder = root / "docs" / language
    pages = {path.relative_to(folder).with_suffix("").as_posix(): path for path in sorted(folder.rglob("*.md"))}
    if language == "en":
        pages |= {f"decisions/{path.stem}": path for path in sorted((root / "docs" / "decisions").glob("*.md"))}
        pages |= {f"project/{name}": root / file for file, name in PROJECT.items() if (root / file).exists()}
    return pages


def stage(language: str, folder: Path, *, root: Path = ROOT) -> None:
    """Write pages, pictures, fonts and the builder's configuration into a folder.

    Raises
    ------
    SiteError
        If a page stands in no section of `docs/site.toml`, or a link leads to no file.
    """
    shutil.rmtree(folder, ignore_errors=True)
    pages = placed(language, root=root)
    homes = {path.resolve(): f"{each}/{name}" for each in LANGUAGES for name, path in placed(each, root=root).items()}
    for name, path in pages.items():
        text = for_builder(_unwrapped(path.read_text(encoding="utf-8")))
        out = folder / "pages" / f"{name}.md"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(_relinked(text, path, f"{language}/{name}", homes, root=root), encoding="utf-8")
    others = [f"*.{each}.png" for each in LANGUAGES if each != language]
    images = folder / "pages" / "images"
    shutil.copytree(root / "docs" / "images", images, ignore=shutil.ignore_patterns(*others, "*.json"))
    theme = folder / "pages" / "theme"
    shutil.copytree(root / "docs" / "theme", theme)
    for font in FONTS:
        shutil.copy(root / "src" / "proxenia" / "data" / "fonts" / font, theme / font)
    (folder / "zensical.toml").write_text(_settings(language, read_plan(root), pages), encoding="utf-8")


def _unwrapped(text: str) -> str:
    """Take away the frames that turn a page, or a table, on a code host; the Persian site is turned as a whole."""
    return re.sub(r"^</?div[^>]*>\n?", "", text, flags=re.MULTILINE)


def _relinked(text: str, source: Path, here: str, homes: dict[Path, str], *, root: Path) -> str:
    """Turn each link to a file of the project into a link between pages of the site."""

    def turn(match: re.Match[str]) -> str:
        label, target, anchor = match["label"], match["target"], match["anchor"] or ""
        if re.match(r"[a-z]+:", target) or not target:
            return match[0]
        path = (source.parent / target).resolve()
        up = "../" * (here.count("/") - 1)
        if path in homes:
            language, name = homes[path].split("/", 1)
            if language == here.split("/", 1)[0]:
                return f"{label}({_way(here, homes[path])}.md{anchor})"
            return f"{label}(https://{language}.site.invalid/{name}.html{anchor})"  # made relative when all is built
        if path.is_relative_to(root / "docs" / "images"):
            return f"{label}({up}images/{path.relative_to(root / 'docs' / 'images').as_posix()})"
        if not path.exists():
            raise SiteError(f"{source.relative_to(root)}: the link to {target!r} leads to no file")
        return f"`{path.relative_to(root).as_posix()}`"  # a file that is no page of the site is told by its path

    pattern = r"(?P<label>!?\[[^\]\n]*\])\((?P<target>[^)#\s]*)(?P<anchor>#[^)\s]*)?\)"
    kept: list[str] = []
    masked = re.sub(
        r"```.*?```|`[^`\n]*`",
        lambda code: f"\ue000{kept.append(code[0]) or len(kept) - 1}\ue001",
        text,
        flags=re.DOTALL,
    )
    return re.sub(r"\ue000(\d+)\ue001", lambda mark: kept[int(mark[1])], re.sub(pattern, turn, masked))


def _way(here: str, there: str) -> str:
    start, end = PurePosixPath(here).parts[1:-1], PurePosixPath(there).parts[1:]
    return "/".join([*[".."] * len(start), *end])


def _settings(language: str, plan: dict[str, Any], pages: dict[str, Path]) -> str:
    """Write the builder's configuration: one site for each language, nothing fetched from elsewhere."""
    said = plan["language"][language]
    left = sorted(pages)
    sections = []
    for section in plan["section"]:
        taken: list[str] = []
        for pattern in section["pages"]:
            taken += [name for name in left if fnmatch(name, pattern)]
            left = [name for name in left if name not in taken]
        if taken:
            sections.append(f"  {{ {_quoted(section[language])} = [{', '.join(_quoted(f'{n}.md') for n in taken)}] }},")
    if left:
        raise SiteError(f"docs/site.toml has no place for {', '.join(left)} ({language}); add each to a section")
    scheme = "\n".join(
        f'[[project.theme.palette]]\nmedia = "(prefers-color-scheme: {mode})"\nscheme = "{name}"\nprimary = "custom"\n'
        f'accent = "custom"\ntoggle.icon = "lucide/{icon}"\ntoggle.name = {_quoted(said[other])}'
        for mode, name, icon, other in (("light", "default", "moon", "dark"), ("dark", "slate", "sun", "light"))
    )
    others = "\n".join(
        f'[[project.extra.alternate]]\nname = {_quoted(plan["language"][each]["own_name"])}\nlink = "/{each}/"\nlang = "{each}"'
        for each in LANGUAGES
    )
    return f"""[project]
site_name = {_quoted(said["site_name"])}
site_description = {_quoted(said["description"])}
copyright = {_quoted(said["license"])}
docs_dir = "pages"
site_dir = "site"
extra_css = ["theme/site.css"]
extra_javascript = ["theme/site.js"]
nav = [
{chr(10).join(sections)}
]
[project.theme]
language = "{language}"
font = false
features = ["navigation.sections", "navigation.top", "navigation.footer", "search.highlight", "content.code.copy"]
{scheme}
[project.extra]
generator = false
{others}
[project.plugins.offline]
[project.plugins.search]
separator = {_quoted(SEPARATOR)}
[project.markdown_extensions.tables]
[project.markdown_extensions.md_in_html]
[project.markdown_extensions.sane_lists]
[project.markdown_extensions.toc]
permalink = true
slugify = {{ object = "pymdownx.slugs.slugify", kwds = {{ case = "lower" }} }}
[project.markdown_extensions.pymdownx.arithmatex]
generic = true
[project.markdown_extensions.pymdownx.highlight]
pygments_lang_class = true
[project.markdown_extensions.pymdownx.superfences]
"""


SEPARATOR = r"""[\s\u200c\-_,:!=\[\]()\\"`/«»،؛؟]+|\.(?!\d)"""
"""Where words end in a search: the half-space of Persian too, so that a plural is found by its singular."""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
