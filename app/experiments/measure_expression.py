"""Measures as a person types them: ``rate(Excitatory)``, or an expression such as ``rate(A)/rate(B)``."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.document.document import Document
from app.document.elements import Link, NodeKind
from app.document.meaning.value_addresses import UnknownAddress, link_joining, node_titled
from app.document.place_words import link_words
from app.document.signals import weight_unit
from app.document.vocabulary import part_model
from app.experiments.measures import MEASURES, UNKNOWN, Measure, MeasuredKind, MeasuredRun
from app.i18n.translation import listed, tr
from engine.model.equations.dimensions import Analysis, Disagreement
from engine.model.equations.evaluation import value_of_expression
from engine.model.typed.expressions import PLAIN, read_expression, weigh
from engine.model.typed.fragments import statements
from engine.model.typed.mistakes import Mistake
from engine.units import ONE, Unit, unit

CALL = re.compile(r"\b(?P<name>[A-Za-z_]\w*)\s*\(")
STANDS_FOR = "measured_{place}"
KINDS = {
    MeasuredKind.SPIKES: (NodeKind.POPULATION, NodeKind.STIMULUS, NodeKind.ENCODER),
    MeasuredKind.ANSWERS: (NodeKind.DECODER,),
}
WRITTEN = ("1", "Hz", "ms", "mV", "pA", "nS", "mV/ms", "1/mV", "1/pA", "1/nS")
"""Units in which the value of an expression is told, where it is of their dimension."""


class MeasureProblem(ValueError):
    """A text that is no measure of the drawing; the message is one sentence."""


@dataclass(frozen=True)
class Measured:
    """One call within an expression: a measure of an element, in a unit."""

    measure: Measure
    element: str
    unit: Unit

    def value(self, run: MeasuredRun) -> float:
        """The figure in its own unit; NaN where it is not known."""
        return self.measure.value(run, self.element) if run.has(self.element) else UNKNOWN


@dataclass(frozen=True)
class MeasureExpression:
    """An expression over measures that was read: its ``text`` calls elements by ids; its value is in ``unit``."""

    text: str
    unit: str
    calls: tuple[Measured, ...]
    tree: ast.expr
    factor: float

    def value(self, run: MeasuredRun) -> float:
        """The value in a run that is over; NaN where it is not known, as the variation of what fired once."""
        names = {
            STANDS_FOR.format(place=place): call.value(run) * call.unit.factor for place, call in enumerate(self.calls)
        }
        try:
            found = float(value_of_expression(self.tree, names, PLAIN)) / self.factor
        except (ArithmeticError, ValueError, TypeError):
            return UNKNOWN
        return found if math.isfinite(found) else UNKNOWN


def parse_measure(document: Document, text: str) -> MeasureExpression:
    """Read a measure or an expression over several, in the grammar of typed equations.

    Elements are called by titles or ids, links as ``A->B``. Raises :class:`MeasureProblem`.
    """
    plain, with_ids, calls = "", "", list[Measured]()
    for piece in _pieces(text):
        if isinstance(piece, str):
            plain, with_ids = plain + piece, with_ids + piece
            continue
        name, written = piece
        call = _call(document, name, written)
        plain += STANDS_FOR.format(place=len(calls))
        with_ids += f"{name}({call.element})"
        calls.append(call)
    if not calls:
        raise MeasureProblem(
            tr("“{written}” measures nothing; write it as in {form}. There are {names}.",
               written=text, form="rate(Excitatory)", names=listed(MEASURES))
        )  # fmt: skip
    units = {
        STANDS_FOR.format(place=place): Unit(1.0, *call.unit.dimension)  # values are reckoned in coherent units
        for place, call in enumerate(calls)
    }
    try:
        first, *more = statements(plain)
        if more:
            raise MeasureProblem(tr("“{written}” is more than one expression.", written=text))
        tree = read_expression(first.body, units, step=False)
        weigh(tree, {})
        kind = Analysis(units).measured(tree)
    except Mistake as mistake:
        raise MeasureProblem(f"{text}: {_with_calls(str(mistake), calls, document)}") from mistake
    except Disagreement as disagreement:
        raise MeasureProblem(
            tr("“{written}” adds or compares what has different units.", written=text)
        ) from disagreement
    if len(calls) == 1 and isinstance(tree, ast.Name):
        return MeasureExpression(with_ids, _own_unit(document, calls[0]), tuple(calls), tree, calls[0].unit.factor)
    told, factor = _told(kind)
    return MeasureExpression(with_ids, told, tuple(calls), tree, factor)


def measure_words(document: Document, text: str) -> str:
    """The text of a measure with the titles of elements, where they name one alone."""
    return "".join(
        piece if isinstance(piece, str) else f"{piece[0]}({_title(document, piece[1])})" for piece in _pieces(text)
    )


def measurable(document: Document) -> Iterator[tuple[str, str, list[str]]]:
    """The words of each element of which something can be measured, its id, and the names of these measures."""
    for node in document.nodes.values():
        kinds = [kind for kind, nodes in KINDS.items() if node.kind in nodes]
        if kinds:
            yield node.title, node.id, [name for name, measure in MEASURES.items() if measure.kind in kinds]
    weights = [name for name, measure in MEASURES.items() if measure.kind is MeasuredKind.WEIGHTS]
    for link in document.links.values():
        if link.synapses is not None:
            yield link_words(document, link), link.id, weights


def _pieces(text: str) -> Iterator[str | tuple[str, str]]:
    """Text between calls of measures, and each call as its name and what stands in its brackets."""
    done = 0
    for found in CALL.finditer(text):
        if found.start() < done or found["name"] not in MEASURES:
            continue
        end = _closing(text, found.end())
        yield text[done : found.start()]
        yield found["name"], text[found.end() : end].strip()
        done = end + 1
    yield text[done:]


def _closing(text: str, start: int) -> int:
    """The place of the bracket that closes the one before ``start``; the end where none does."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place
    return len(text)


def _call(document: Document, name: str, written: str) -> Measured:
    measure = MEASURES[name]
    try:
        if measure.kind is MeasuredKind.WEIGHTS:
            link = link_joining(document, written)
            return Measured(measure, link.id, unit(_weights_in(document, link)) if measure.unit == "w" else ONE)
        node = node_titled(document, written)
    except UnknownAddress as problem:
        raise MeasureProblem(f"{name}({written}): {problem}") from problem
    if node.kind not in KINDS[measure.kind]:
        raise MeasureProblem(_of_another_kind(measure, name, node.title))
    return Measured(measure, node.id, unit(measure.unit))


def _of_another_kind(measure: Measure, name: str, title: str) -> str:
    if measure.kind is MeasuredKind.ANSWERS:
        return tr("{name} is measured of a decoder, and {title} is none.", name=name, title=title)
    return tr("{name} is measured of what fires, and {title} sends no spikes.", name=name, title=title)


def _weights_in(document: Document, link: Link) -> str:
    return weight_unit(part_model(link, "synapse"), document.nodes[link.target])


def _own_unit(document: Document, call: Measured) -> str:
    return _weights_in(document, document.links[call.element]) if call.measure.unit == "w" else call.measure.unit


def _told(kind: Unit) -> tuple[str, float]:
    """The unit in which a value is told, and its size."""
    for text in WRITTEN:
        known = unit(text)
        if known.dimension == kind.dimension:
            return text, known.factor
    bases = zip(("ms", "mV", "pA", "mM", "mm"), kind.dimension, strict=True)
    return "·".join(f"{base}^{power}" if power != 1 else base for base, power in bases if power), 1.0


def _title(document: Document, written: str) -> str:
    element = document.element(written)
    if element is None:
        return written
    named: Callable[[], object]
    if isinstance(element, Link):
        text = "->".join(document.nodes[end].title for end in (element.source, element.target))
        named = lambda: link_joining(document, text)  # noqa: E731
    else:
        text = element.title
        named = lambda: node_titled(document, text)  # noqa: E731
    try:
        return text if named() == element else written
    except UnknownAddress:
        return written


def _with_calls(words: str, calls: list[Measured], document: Document) -> str:
    for place in reversed(range(len(calls))):
        call = calls[place]
        name = next(name for name, measure in MEASURES.items() if measure is call.measure)
        words = words.replace(STANDS_FOR.format(place=place), f"{name}({_title(document, call.element)})")
    return words
