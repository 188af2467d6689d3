"""The tooltip of what is under the mouse: full names, what a port carries, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import east_asian_width

from app.canvas.painting.node_words import count_badge
from app.canvas.painting.slider_strip import range_words, value_words
from app.canvas.scene.hit import Hit
from app.document.document import Document
from app.document.elements import NodeKind
from app.document.meaning.slidable import slider_of
from app.document.place_words import factor_words, link_words
from app.document.third_factors import is_drawn
from app.document.vocabulary import model_of
from app.i18n.translation import remedy, sentence, tr
from app.widgets.text import capital, row_words
from engine.problems import Problem

WIDEST = 72  # letters of a line
MOST_LINES, MOST_LETTERS = 12, 600  # of what a person wrote: Qt shows no tooltip that is higher than the screen


def hint_for(hit: Hit, problems: Mapping[str, Problem], document: Document, notes: bool) -> str:
    """Plain words, one thing a line; empty over nothing.

    What ``notes`` say is among them where they are too small to read.
    """
    lines: list[str] = []
    if hit.port is not None:
        carried = tr(hit.port.port.payload.value)
        direction = tr("sends {what}", what=carried) if hit.port.is_output else tr("takes {what}", what=carried)
        lines.append(tr("{direction}; drag to link", direction=direction))
        if hit.node is not None and hit.port.owner != hit.node.node.id:
            owner = document.nodes.get(hit.port.owner)
            lines.insert(0, owner.title if owner is not None else "")
    elif hit.node is not None and hit.slider:
        shown = slider_of(hit.node.node, hit.slider)
        if shown is not None:
            lines += [f"{row_words(shown.parameter)}: {value_words(shown)}", range_words(shown)]
            lines.append(tr("Double-click to type a value; the right button changes the range"))
    elif hit.node is not None and hit.node.node.kind == NodeKind.NOTE:
        lines.append(_in_short(hit.node.node.text) if notes else "")
    elif hit.node is not None:
        node = hit.node.node
        lines.append(f"{node.title}  {count_badge(node)}".strip())
        lines.append(hit.node.face.subtitle)
        lines.append(_in_short(node.text))
        model = model_of(node.model)
        if model is not None and model.summary():
            lines.append(tr(model.summary()))
    elif hit.link is not None:
        face = hit.link.face
        if face.has_badge:
            lines += [face.title, face.detail, tr(face.sign)]
        if face.learns:
            lines.append(tr("its weights are learnt"))
        if face.released and face.released not in face.detail:
            lines.append(face.released)
        lines.append(_in_short(hit.link.link.text))
    elif hit.wire is not None and is_drawn(document, hit.wire.factor.id):
        link = document.links[hit.wire.factor.link_id]
        lines += [capital(factor_words(document, hit.wire.factor)), link_words(document, link)]
    problem = problems.get(hit.id) if hit.id else None
    if problem is not None:
        lines += [sentence(problem), remedy(problem)]
    return "\n".join(line for line in lines if line)


def folded(words: str) -> str:
    """Lines that are no wider than is read with ease: Qt lets the plain words of a tooltip run across the screen."""
    return "\n".join(part for line in words.split("\n") for part in _parts(line))


def _parts(line: str) -> list[str]:
    """A line broken between words, or within what is too long for one; a letter of Chinese is as wide as two."""
    parts, start, width, space = list[str](), 0, 0, -1
    for place, letter in enumerate(line):
        width += 2 if east_asian_width(letter) in "WF" else 1
        if letter == " ":
            space = place
        elif width > WIDEST and place > start:
            end = space if space > start else place
            parts.append(line[start:end].rstrip())
            start, space = end + (end == space), -1
            width = sum(2 if east_asian_width(left) in "WF" else 1 for left in line[start : place + 1])
    return [*parts, line[start:]]


def _in_short(text: str) -> str:
    """The beginning of a long text."""
    whole = text.strip()
    shown = "\n".join(whole.splitlines()[:MOST_LINES])[:MOST_LETTERS]
    return shown if shown == whole else f"{shown.rstrip()}…"
