"""Works of a city's institutions from OpenAlex, page by page into a folder that `proxenia ingest` reads."""

from __future__ import annotations

import gzip
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.errors import FetchError, OutputError
from proxenia.output import write_whole
from proxenia.sources.fetch.client import Patience, PoliteClient, provider
from proxenia.sources.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

__all__ = ["CityOfWorks", "FetchReport", "fetch_openalex"]

_STATE, _INSTITUTIONS = "_state.json", "_institutions.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class CityOfWorks:
    """A city as OpenAlex may know it: GeoNames id, country and names."""

    geonames_id: int
    country_iso2: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """What a fetch holds now: institutions, pages, works on them, and works the provider said there were."""

    institutions: int
    pages: int
    works: int
    announced: int


class _State(msgspec.Struct, kw_only=True):
    """Where a fetch stands; written after each page."""

    question: dict[str, Any]
    institutions: list[str] = msgspec.field(default_factory=list)
    part: int = 0
    cursor: str = "*"
    pages: int = 0
    works: int = 0
    announced: int = 0
    is_complete: bool = False


def fetch_openalex(
    city: CityOfWorks,
    *,
    years: tuple[int, int],
    out: Path,
    key: str,
    address: str = "",
    patience: Patience | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> FetchReport:
    """Fetch the works with an author at an institution of a city; run again, it goes on where it stopped.

    An institution is of the city if OpenAlex gives it the city's GeoNames id or name in the same country. A list answer
    of OpenAlex cuts long lists of authors; such a work is asked for by itself.

    Parameters
    ----------
    city
        The city.
    years
        First and last year of publication.
    out
        Folder for the pages (`works-00001.json.gz` and so on); made when it does not exist.
    key
        Key of the API, free of charge; it is sent with each request and never stored.
    address
        Address of the service, where it is not OpenAlex itself.
    patience
        Waiting times.
    progress
        Called after each page with the works held and the works announced so far.

    Raises
    ------
    FetchError
        If OpenAlex does not answer, refuses, or answers in another form than it is known to.
    OutputError
        If the folder cannot be written or holds another fetch.
    """
    about = provider("openalex")
    if not key:
        raise FetchError(
            f"OpenAlex asks for a key: get one at {about['key_page']} (free) and put it in {about['key_variable']}"
        )
    state = _opened(out, {"city": asdict(city) | {"names": list(city.names)}, "years": list(years)})
    with PoliteClient(
        address or about["address"],
        patience=patience or Patience(pause=about["seconds_between_requests"]),
        secret={"api_key": key},
    ) as client:
        if not state.institutions:
            state.institutions = _institutions(client, city, out=out)
            write_whole(out / _STATE, msgspec.json.encode(state))
        for page in _pages(client, state, years=years):
            write_whole(out / f"works-{state.pages + 1:05}.json.gz", gzip.compress(msgspec.json.encode(page), mtime=0))
            _advance(state, page)
            write_whole(out / _STATE, msgspec.json.encode(state))
            if progress is not None:
                progress(state.works, state.announced)
    state.is_complete = True
    write_whole(out / _STATE, msgspec.json.encode(state))
    return FetchReport(
        institutions=len(state.institutions), pages=state.pages, works=state.works, announced=state.announced
    )


def _opened(out: Path, question: dict[str, Any]) -> _State:
    try:
        out.mkdir(parents=True, exist_ok=True)
        found = (out / _STATE).read_bytes() if (out / _STATE).exists() else b""
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}") from error
    if not found:
        return _State(question=question)
    try:
        state = msgspec.json.decode(found, type=_State)
    except msgspec.DecodeError as error:
        raise OutputError(f"{out / _STATE} is damaged: {error}; remove the folder and fetch again") from error
    if state.question != question:
        raise OutputError(f"{out} holds the fetch of another city or other years; name another folder with --out")
    return state


def _institutions(client: PoliteClient, city: CityOfWorks, *, out: Path) -> list[str]:
    names = {fold(name) for name in city.names}
    kept = []
    for answer in _walk(client, "institutions", {"filter": f"country_code:{city.country_iso2}",
                                                 "select": "id,display_name,ror,geo"}):  # fmt: skip
        for each in answer["results"]:
            geo = each.get("geo") or {}
            same = str(geo.get("geonames_city_id") or "") == str(city.geonames_id)
            if same or fold(str(geo.get("city") or "")) in names:
                kept.append(each)
    if not kept:
        raise FetchError(f"OpenAlex knows no institution in {city.names[0]} ({city.country_iso2})")
    write_whole(out / _INSTITUTIONS, msgspec.json.encode(kept))
    return [str(each["id"]).rpartition("/")[2] for each in kept]


def _pages(client: PoliteClient, state: _State, *, years: tuple[int, int]) -> Iterator[dict[str, Any]]:
    if state.is_complete:
        return
    size = provider("openalex")["institutions_in_a_question"]
    parts = [state.institutions[i : i + size] for i in range(0, len(state.institutions), size)]
    span = f"{years[0]}-{years[1]}" if years[0] != years[1] else str(years[0])
    for number in range(state.part, len(parts)):
        asked = {"filter": f"authorships.institutions.id:{'|'.join(parts[number])},publication_year:{span}"}
        if number != state.part:
            state.part, state.cursor = number, "*"
        for answer in _walk(client, "works", asked, cursor=state.cursor):
            if answer["results"]:
                yield answer | {"results": [_whole(client, each) for each in answer["results"]]}


def _walk(client: PoliteClient, path: str, params: dict[str, str], *, cursor: str = "*") -> Iterator[dict[str, Any]]:
    """Answers of a list, page after page; each is checked for the form that the next step needs."""
    size = str(provider("openalex")["page_size"])
    following: str | None = cursor
    while following:
        answer = client.json(path, {**params, "per_page": size, "cursor": following})
        meta, results = answer.get("meta"), answer.get("results")
        if not isinstance(meta, dict) or not isinstance(results, list) or "next_cursor" not in meta:
            raise FetchError(
                f"{client.address}/{path} answers without 'results' and 'meta.next_cursor'; its form has changed"
                " (report it, and use the files of the snapshot meanwhile)"
            )
        wanted: Sequence[str] = ("id", "authorships") if path == "works" else ("id",)
        if bad := next(
            (each for each in results if not isinstance(each, dict) or any(n not in each for n in wanted)), None
        ):
            raise FetchError(f"{client.address}/{path} gives a record without {' and '.join(wanted)}: {str(bad)[:80]}")
        yield answer
        following = meta["next_cursor"] if results else None


def _whole(client: PoliteClient, work: dict[str, Any]) -> dict[str, Any]:
    most = provider("openalex")["authors_in_a_list"]
    if work.get("is_authors_truncated") or len(work["authorships"] or ()) >= most:
        return client.json(f"works/{str(work['id']).rpartition('/')[2]}")
    return work


def _advance(state: _State, page: dict[str, Any]) -> None:
    if state.cursor == "*":
        count = page["meta"].get("count")
        state.announced += count if isinstance(count, int) else 0
    state.pages += 1
    state.works += len(page["results"])
    state.cursor = page["meta"]["next_cursor"] or ""
    if not state.cursor:
        state.part, state.cursor = state.part + 1, "*"
