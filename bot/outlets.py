"""Outlets: whose voice a page or an agency is, from `lexicon/outlets.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.names import fold, load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who published something.

    `character`: "official", "state-affiliated", "wire", "public broadcaster" or "independent".
    `party`: key of the state or organisation behind it, None when there is none.
    """

    name: str
    character: str
    party: str | None = None


def outlet_of(*, url: str | None = None, name: str | None = None) -> Outlet | None:
    """Return the outlet of a page, or else the one that goes by `name`; None when unknown.

    With a URL its host alone decides: any page may call itself the Kremlin.
    """
    hosts, names = _registry()
    if url is None:
        return names.get(fold(name)) if name else None
    host = _host(url)
    labels = host.split(".")
    suffixes = (".".join(labels[i:]) for i in range(len(labels)))
    outlet = next((hosts[suffix] for suffix in suffixes if suffix in hosts), None)
    return replace(outlet, name=outlet.name or host.removeprefix("www.")) if outlet else None


def label(outlet: Outlet) -> str:
    """Return "state-affiliated: China", or "wire" when nobody in particular is behind it."""
    party = load_gazetteer().party(outlet.party).name if outlet.party else None
    return f"{outlet.character}: {party}" if party else outlet.character


def describe(outlet: Outlet) -> str:
    """Return "Global Times (state-affiliated: China)"."""
    return f"{outlet.name} ({label(outlet)})"


def _host(url: str) -> str:
    """Return the host of a URL in lower case, "" when there is none or it is doubtful."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return "" if "\\" in url else host.rstrip(".")  # readers disagree on what "\" ends


@cache
def _registry() -> tuple[Mapping[str, Outlet], Mapping[str, Outlet]]:
    """Return the outlets by host and by folded name."""
    lexicon = tomllib.loads(files("bot").joinpath("lexicon/outlets.toml").read_text("utf-8"))
    hosts = dict(_governments(lexicon))
    names: dict[str, Outlet] = {}
    for outlet, row in _rows(lexicon):
        hosts |= dict.fromkeys(row["hosts"], outlet)
        names |= dict.fromkeys(map(fold, (outlet.name, *row.get("also", ()))), outlet)
    return hosts, names


def _governments(lexicon: dict[str, Any]) -> Iterator[tuple[str, Outlet]]:
    """Yield hosts under which all is official; such an outlet is named by its host."""
    for suffix, party in lexicon.pop("government").items():
        yield suffix, Outlet("", "official", party)
    for text, domains in lexicon.pop("government_labels").items():
        for domain in domains.split():
            party = "GB" if domain == "uk" else domain.upper()
            yield f"{text}.{domain}", Outlet("", "official", party)


def _rows(lexicon: Mapping[str, Any]) -> Iterator[tuple[Outlet, Mapping[str, Any]]]:
    for character, parties in lexicon.items():
        for party, outlets in parties.items():
            for name, row in outlets.items():
                yield Outlet(name, character, None if party == "-" else party), row
