"""Pages of networks: who is in which, a city's ties by form and scale, connectivity, and a joining before and after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from proxenia.errors import ProxeniaError, Reason
from proxenia.locale import Text
from proxenia.networks import Seat
from proxenia.web.routes.pages import language_of, observatory_of, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proxenia.locale import Language
    from proxenia.networks.bipartite.sites import Kind
    from proxenia.places import City
    from proxenia.web.observatory import Observatory

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Words = Annotated[str, Query(max_length=100)]
PEERS: tuple[Kind, ...] = ("all", "capitals", "others")
SCALES = ("global", "regional")
MOST = 50
SEED = 20261121
SECONDS = 3


@router.get("/{language}/networks")
def networks(request: Request, language: str, city: Words = "", scale: Words = "", peers: Words = "all") -> Response:
    """Show the membership matrix, connectivity, and the ties of a city where one is named."""
    seen = observatory_of(request)
    if peers not in PEERS:
        raise HTTPException(404, Reason("no peers {peers!r}; there are {choices}", peers=peers, choices=tuple(PEERS)))
    if scale not in {"", *SCALES}:
        raise HTTPException(404, Reason("no scale {scale!r}; there are {choices}", scale=scale, choices=tuple(SCALES)))
    kind = PEERS[PEERS.index(peers)]
    connected = request.app.state.answers.ask(("connectivity", kind), lambda: _connected(seen, kind), patience=10)
    values = {
        "columns": _columns(seen, scale),
        "rows": _rows(seen, scale),
        "connected": connected,
        "peers": kind,
        "every_peers": PEERS,
        "scale": scale,
        "scales": SCALES,
        "city": city,
    }
    try:
        ties, wrong, status = _ties(seen, city) if city.strip() else None, "", 200
    except ProxeniaError as error:
        ties, wrong, status = None, error.reason, 422
    page = page_of(request, "networks.html.j2", language_of(language), status=status, ties=ties, wrong=wrong, **values)
    if connected is None:
        page.headers["Refresh"] = str(SECONDS)
    return page


@router.get("/{language}/networks/joining")
def joining(request: Request, language: str, city: Words, network: Words) -> Response:
    """Show the ties of a city before and after it joins a network."""
    seen, spoken = observatory_of(request), language_of(language)

    def make() -> Any:
        from proxenia.unions.advice import which_to_join  # noqa: PLC0415  only where it is asked for

        return which_to_join(city, bench=seen.bench)

    try:
        found = request.app.state.answers.ask(("join", city), make)
    except ProxeniaError as error:
        return page_of(
            request, "networks_joining.html.j2", spoken, status=422, found=None, city=city, waiting=False, wrong=error.reason
        )  # fmt: skip
    if found is None:
        page = page_of(request, "networks_joining.html.j2", spoken, found=None, city=city, waiting=True, wrong="")
        page.headers["Refresh"] = str(SECONDS)
        return page
    chosen = [each for each in found.networks if each.network == network]
    if not chosen:
        raise HTTPException(
            404, Reason("{city} cannot join network {network!r}, or is in it already", city=found.city, network=network)
        )
    return page_of(
        request, "networks_joining.html.j2", spoken, city=city, waiting=False, wrong="",
        **_before_after(request, seen, replace(found, networks=(chosen[0],)), spoken),
    )  # fmt: skip


def _before_after(request: Request, seen: Observatory, found: Any, language: Language) -> dict[str, Any]:
    from proxenia.report.union_figures import join_figures  # noqa: PLC0415  only where it is asked for

    first, ground = found.networks[0], seen.bench.ground
    tied = ground.tied(found.geonames_id)
    members = ground.book.members.get(first.network, {})
    fresh = sorted(
        (ground.places.city(number) for number in members if number not in tied and number != found.geonames_id),
        key=lambda city: (-city.population, city.geonames_id),
    )

    def drawing(narrow: bool) -> Any:  # noqa: FBT001  a width
        return request.app.state.drawings.drawn(
            ("joining", found.city, first.network, language),
            lambda: join_figures(found, ground=ground, narrow=narrow)["before-after", language],
            name="joining",
            narrow=narrow,
        )

    return {"found": found, "network": first, "drawing": drawing, "fresh": fresh, "tied": len(tied)}


def _columns(seen: Observatory, scale: str) -> list[dict[str, Any]]:
    """Networks of a scale, those that most cities of the panel are in first."""
    rows = [row for row in seen.store.rows("networks") if scale in {"", row["scale"]}]
    panel = {city.geonames_id for city in seen.panel.cities}
    members: dict[str, set[int]] = {}
    for row in seen.store.rows("memberships"):
        if row["geonames_id"] in panel and row["status"] != "former":
            members.setdefault(row["network_id"], set()).add(row["geonames_id"])
    named = [
        {
            "network_id": row["network_id"],
            "short": row["acronym"] or row["name"],
            "name": Text(row["name"], row["name_fa"]),
            "scale": row["scale"],
            "roster": row["roster"],
            "members": len(members.get(row["network_id"], ())),
            "source_url": row["source_url"],
        }
        for row in rows
    ]
    return sorted(named, key=lambda row: (-row["members"], row["network_id"]))


def _rows(seen: Observatory, scale: str) -> list[tuple[City, int, list[Seat | None]]]:
    """Cities of the panel with their seats in the order of the columns, best connected first."""
    reader = seen.bench.ground.reader
    order = [column["network_id"] for column in _columns(seen, scale)]
    rows = []
    for city in seen.panel.cities:
        seats = {seat.network_id: seat for seat in reader.seats(city, networks=order)}
        held = sum(seat.probability == 1.0 for seat in seats.values())
        rows.append((city, held, [seats.get(network) for network in order]))
    return sorted(rows, key=lambda row: (-row[1], row[0].name))


def _connected(seen: Observatory, kind: Kind) -> dict[str, Any]:
    from proxenia.networks.bipartite import from_store, sites_of  # noqa: PLC0415  only where it is asked for
    from proxenia.networks.reports import connectivity_report  # noqa: PLC0415  the same
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    table = from_store(seen.store)
    sites = sites_of(table.cities, gazetteer=seen.gazetteer)
    report = connectivity_report(table, sites, rng=chance(SEED), kind=kind)
    shown = [row | {"city": seen.gazetteer.city(row["geonames_id"])} for row in report["cities"][:MOST]]
    names = {row["network_id"]: Text(row["name"], row["name_fa"]) for row in seen.store.rows("networks")}
    largest = names[report["predetermined"]["largest_network"]]
    return report | {"cities": shown, "all": len(report["cities"]), "largest": largest}


def _ties(seen: Observatory, name: str) -> dict[str, Any]:
    from proxenia.networks.ties import derive_ties, tie_matrix  # noqa: PLC0415  only where it is asked for

    city = seen.gazetteer.one(name)
    matrix = tie_matrix(city.geonames_id, derive_ties(seen.store, gazetteer=seen.gazetteer))
    names: Mapping[str, Text] = {
        row["network_id"]: Text(row["name"], row["name_fa"]) for row in seen.store.rows("networks")
    }
    listed: list[tuple[Any, Text]] = []
    for tie in (tie for cell in matrix.cells for tie in cell.ties):
        if tie.network_id:
            listed.append((tie, names[tie.network_id]))
        elif tie.partner_id is not None:
            listed.append((tie, seen.gazetteer.city(tie.partner_id).text))
    return {"place": city, "matrix": matrix, "ties": listed}
