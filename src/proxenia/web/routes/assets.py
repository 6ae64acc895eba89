"""Style, script and fonts, served from the package with an address that changes with their content."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

__all__ = ["address", "router"]

router = APIRouter()
FOLDERS = {
    "report.css": ("report", "templates", "style.css"),
    "web.css": ("web", "static", "web.css"),
    "menu.js": ("web", "static", "menu.js"),
    "index.js": ("web", "static", "index.js"),
    "draw.js": ("web", "static", "draw.js"),
    "icon.svg": ("web", "static", "icon.svg"),
    "Vazirmatn-Regular.woff2": ("data", "fonts", "Vazirmatn-Regular.woff2"),
    "Vazirmatn-Bold.woff2": ("data", "fonts", "Vazirmatn-Bold.woff2"),
}
TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "woff2": "font/woff2",
    "svg": "image/svg+xml",
}
FOREVER = "public, max-age=31536000, immutable"


@router.get("/static/{mark}/{name}", include_in_schema=False)
def asset(mark: str, name: str) -> Response:
    """Give a file of the pages."""
    if name not in FOLDERS or mark != _mark(name):
        raise HTTPException(404, f"no file {name!r}")
    return Response(_bytes(name), media_type=TYPES[name.rpartition(".")[2]], headers={"Cache-Control": FOREVER})


def address(name: str) -> str:
    """Address of a file, with the mark of its content."""
    return f"/static/{_mark(name)}/{name}"


@lru_cache(maxsize=16)
def _mark(name: str) -> str:
    return hashlib.sha256(_bytes(name)).hexdigest()[:12]


@lru_cache(maxsize=16)
def _bytes(name: str) -> bytes:
    content = files("proxenia").joinpath(*FOLDERS[name]).read_bytes()
    if name != "web.css":
        return content
    fonts = "".join(
        f"@font-face {{ font-family: Vazirmatn; font-weight: {weight}; font-display: swap; "
        f"src: url({address(f'Vazirmatn-{cut}.woff2')}) format('woff2'); }}\n"
        for cut, weight in (("Regular", 400), ("Bold", 700))
    )
    return fonts.encode() + content
