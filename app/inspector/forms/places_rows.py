"""Rows for where the neurons of a population are, with a picture of their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.commands import intentions
from app.commands.editor import Editor
from app.document import vocabulary
from app.document.elements import ArrayRef, Node, Value
from app.document.meaning.interpretation import PartialDescription, read_population
from app.i18n.translation import tr
from app.inspector.forms import declared
from app.inspector.forms.form import NO_MARK, FormEntry, PlacesEntry, Section, common
from app.inspector.forms.series_rows import series_entry
from engine.files.series import read_model_series
from engine.model.declaration import Model
from engine.network.values import Floats

MOST = 1500  # points that are painted
MOST_COMPARED = 20 * MOST  # neurons among which those at one place are found


def section(editor: Editor, nodes: Sequence[Node], ids: Sequence[str]) -> Section:
    """The choice of an arrangement, what it declares, and the picture of one population."""
    shown = common([node.arrangement or "" for node in nodes])
    model = vocabulary.model_of(shown)
    choice = declared.model_choice(
        vocabulary.POSITIONS, shown, lambda key: intentions.set_arrangement(editor, ids, key or None), tr("None")
    )
    rows: tuple[FormEntry, ...] = ()
    if model is not None:
        rows = _picture(editor, nodes) + _rows(editor, nodes, ids, model)
    return Section(vocabulary.POSITIONS, tr("Positions"), rows, choice)


def _rows(editor: Editor, nodes: Sequence[Node], ids: Sequence[str], model: type[Model]) -> tuple[FormEntry, ...]:
    def write(name: str, value: Value | None, gesture: str | None) -> None:
        intentions.set_place(editor, ids, name, value, gesture)

    given = [node.places for node in nodes]
    rows = declared.entries(editor.document, "places", {**model.parameters(), **model.choices}, given, write)
    if len(nodes) > 1:
        return rows
    return rows + tuple(_series(editor, nodes[0], name, model) for name in model.series())


def _series(editor: Editor, node: Node, name: str, model: type[Model]) -> FormEntry:
    reference = node.places.get(name)
    numbers = editor.document.array(reference) if isinstance(reference, ArrayRef) else np.zeros(0)

    def write(values: Floats | None) -> None:
        intentions.set_place(editor, [node.id], name, values)

    def read_file(path: Path) -> None:
        intentions.take_places(editor, node.id, read_model_series(path, model))

    return replace(series_entry(f"places:{name}", model.series()[name], numbers, write), read_file=read_file)


def _picture(editor: Editor, nodes: Sequence[Node]) -> tuple[FormEntry, ...]:
    """The picture of one population, empty while it cannot be had: what is typed beneath it stays where it is."""
    if len(nodes) > 1:
        return ()
    found = places_of(editor, nodes[0])
    points = np.zeros((0, 2)) if found is None else found
    return (PlacesEntry("places", tr("Places"), lambda value, gesture: None, mark=NO_MARK, points=points),)


def places_of(editor: Editor, node: Node) -> Floats | None:
    """Positions (at most ``MOST``, 2) of a population's neurons in mm; None where they have none that fit."""
    places = all_places(editor, node)
    return None if places is None else places[painted_neurons(places)]


def painted_neurons(places: Floats) -> NDArray[np.intp]:
    """Numbers of the neurons to paint, ascending: one at each of the ``places`` (size, 2 or more), at most ``MOST``.

    Those of more are drawn, always the same: every second or third of a grid would be another grid.
    """
    drawn = np.random.default_rng(0)
    numbers = np.arange(len(places))
    if len(numbers) > MOST_COMPARED:
        numbers = np.sort(drawn.choice(numbers, MOST_COMPARED, replace=False))
    across, up = places[numbers, :2].T
    numbers = numbers[np.sort(np.unique(across + 1j * up, return_index=True)[1])]
    return numbers if len(numbers) <= MOST else np.sort(drawn.choice(numbers, MOST, replace=False))


def all_places(editor: Editor, node: Node) -> Floats | None:
    """The same of every neuron: (size, 2)."""
    from engine.checking.spatial import position_problems
    from engine.sampling.space import side_of

    population = read_population(PartialDescription(editor.document), node)
    if population is None or population.size < 1 or any(position_problems(population)):
        return None
    return side_of(population, editor.document.settings.seed).places
