"""Names for people of the mini plots of nodes, and the choice that each node has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from app.document.document import Document
from app.document.elements import Node
from app.document.meaning.plottable import images_of, offered, states_of, weighed_links
from app.document.mini_plot import Shows
from app.document.place_words import link_words
from app.i18n.translation import tr

Choice: TypeAlias = tuple[Shows, str, str]
"""What is shown, of what, and how both are called."""

AUTOMATICALLY = (Shows.AUTOMATIC, "")


def plot_choices(document: Document, node: Node) -> list[Choice]:
    """Everything that a node can show of a run; empty for what shows nothing of it."""
    found: list[Choice] = []
    for shows in offered(document, node):
        match shows:
            case Shows.TRACE:
                found += [(shows, name, tr("Trace of {quantity}", quantity=name)) for name in states_of(node)]
            case Shows.WEIGHTS:
                links = weighed_links(document, node)
                found.append((shows, "", tr("All incoming weights") if len(links) > 1 else tr("Incoming weights")))
                if len(links) > 1:
                    found += [(shows, k.id, tr("Weights of {link}", link=link_words(document, k))) for k in links]
            case Shows.IMAGE:
                found.append((shows, "", tr("Image of the rates")))
                found += [(shows, name, tr("Image of {quantity}", quantity=name)) for name in images_of(node)]
            case _:
                found.append((shows, "", shows_words(shows)))
    return found


def common_choices(document: Document, nodes: Sequence[Node]) -> tuple[list[Choice], set[tuple[Shows, str]]]:
    """The choices that all of some nodes have in common, and those that they show now."""
    of_each = [plot_choices(document, node) for node in nodes]
    first, *others = of_each or [[]]
    shared = [{choice[:2] for choice in each} for each in others]
    common = [choice for choice in first if all(choice[:2] in each for each in shared)]
    return common, {_among(node, known) for node, known in zip(nodes, of_each, strict=True)}


def _among(node: Node, choices: Sequence[Choice]) -> tuple[Shows, str]:
    """The choice that a node shows: that which stands for what is gone, too."""
    known = [choice[:2] for choice in choices]
    wanted = (node.plot.shows, node.plot.of)
    alike = (choice for choice in known if choice[0] is node.plot.shows)
    return wanted if wanted in known else next(alike, AUTOMATICALLY)


def shows_words(shows: Shows) -> str:
    """The name of a kind of plot."""
    return {
        Shows.AUTOMATIC: tr("Automatic"),
        Shows.TRACE: tr("Trace"),
        Shows.RASTER: tr("Raster"),
        Shows.RATE: tr("Rate"),
        Shows.WEIGHTS: tr("Weights"),
        Shows.IMAGE: tr("Image"),
        Shows.NOTHING: tr("Nothing"),
    }[shows]
