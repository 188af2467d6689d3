"""The drawing as an image; on a light ground unless wanted otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from msgspec.structs import replace
from PySide6.QtCore import QRectF, QSizeF

from app.appearance.theme import borrowed
from app.canvas.painting import ink
from app.canvas.painting.activity import Activity
from app.canvas.scene.scene import CanvasScene
from app.commands.editor import Editor
from app.document.document import Document
from app.document.grouping import TOP, with_contents
from app.document.vocabulary import model_of
from app.i18n.translation import tr
from app.widgets.image_export.sheet import MM_PER_PIXEL, NoImage, Sheet
from app.widgets.pictures.behaviour import behaviour

MARGIN = 24  # scene units around the drawing
NO_PLOTS: Mapping[str, Activity] = {}


@dataclass(frozen=True)
class WantedImage:
    """``ids`` are the nodes to show (all where empty), ``width`` is in mm (as on a screen where None)."""

    ids: tuple[str, ...] = ()
    width: float | None = None
    dark: bool = False


@contextmanager
def sheet(document: Document, wanted: WantedImage, plots: Mapping[str, Activity] = NO_PLOTS) -> Iterator[Sheet]:
    """The elements drawn once more, in the theme of paper; gone when the block ends. Raises NoImage.

    ``plots`` are what those that a person chose show now, by node; all else is as before a run.
    """
    shown = document.part({*(with_contents(document, wanted.ids) or document.nodes), *document.links})
    for i in wanted.ids:  # on paper there is no level above them
        shown.put(replace(document.nodes[i], group=TOP))
    if not shown.nodes:
        raise NoImage(tr("There is nothing to draw yet; add a node first."))
    for key in _models(shown):
        if (model := model_of(key)) is not None:
            behaviour(model)
    editor = Editor()
    editor.load(shown)
    with borrowed(wanted.dark):
        scene = CanvasScene(editor)
        try:
            scene.settle()
            scene.show_plots(plots)
            area = scene.content_area().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).toAlignedRect()
            width = wanted.width or area.width() * MM_PER_PIXEL
            size = QSizeF(width, width * area.height() / area.width())
            yield Sheet(
                lambda painter: scene.render(painter, QRectF(area), QRectF(area)),
                area, size, document.settings.title or tr("Network"), ink.look().color("canvas"),
            )  # fmt: skip
        finally:
            scene.deleteLater()


def _models(document: Document) -> Sequence[str | None]:
    """Keys of what is pictured in nodes and on badges."""
    carried = [link.synapses.synapse for link in document.links.values() if link.synapses is not None]
    return [*(node.model for node in document.nodes.values()), *carried]
