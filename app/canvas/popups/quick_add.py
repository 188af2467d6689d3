"""Quick-add: type what you want where you want it; from a dropped wire, only what the wire can reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.canvas.ground.grid import snapped
from app.canvas.interaction.arranging import add_note
from app.canvas.interaction.free_place import nearest_free
from app.canvas.kinds import PAINTERS
from app.canvas.painting.ports import End, placed_ports
from app.canvas.popups.offer_list import OfferRow
from app.canvas.popups.wire_popup import WirePopup
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.commands.editor import Editor
from app.document.connecting import models_that_fit, port_that_fits, ports
from app.document.networks.kept_models import kept_models
from app.document.networks.modules import KIND, ghost, modules
from app.document.vocabulary import NODE_KINDS, model_of
from app.i18n.translation import tr
from app.widgets.fields.quoting import quoted
from app.widgets.model_catalogue import categories, models_of, rank_of_name, search_models
from engine.model.declaration import Model

NOTE_KEY = "note"


@dataclass(frozen=True)
class ModelOffer:
    """The models that are offered, and the port of which a wire comes, if one does."""

    models: tuple[type[Model], ...]
    placeholder: str
    heading: str = ""
    wire: End | None = None

    @staticmethod
    def everything() -> ModelOffer:
        """Every model that becomes a node."""
        models = tuple(m for c in categories() if c.kind in NODE_KINDS for m in models_of(c))
        return ModelOffer(models, tr("Add…"))

    @staticmethod
    def fitting(editor: Editor, node_id: str, port_name: str) -> ModelOffer:
        """The models that can be linked with this port."""
        node = editor.document.nodes[node_id]
        own = [kept.key for kept in kept_models.all() if kept.key and kept.kind in NODE_KINDS]
        keys = models_that_fit(editor.document, node_id, port_name, own)
        models = tuple(m for m in (model_of(key) for key in keys) if m is not None)
        out = ports(node).output(port_name)
        if out is not None:
            heading = tr("accepts {what}", what=tr(out.payload.value))
            return ModelOffer(models, tr("Connect {title} to…", title=node.title), heading, (node_id, port_name))
        entry = ports(node).input(port_name)
        what = " / ".join(sorted(tr(payload.value) for payload in entry.accepts)) if entry else ""
        words = tr("Connect to {title}…", title=node.title)
        return ModelOffer(models, words, tr("sends {what}", what=what), (node_id, port_name))


class QuickAdd(WirePopup):
    """Adds what is chosen of an offer at a point of the scene, linked with the port that it was opened from."""

    def __init__(self, view: Surface, offer: ModelOffer, at: QPointF) -> None:
        footer = tr("↑↓ choose   Enter add   Esc close")
        super().__init__(view, offer.placeholder, offer.heading, footer, at, offer.wire)
        self._offer = offer
        self._categories = {category.kind: category for category in categories()}
        self._refill()

    def found(self, query: str) -> Sequence[OfferRow]:
        answers = [(at, self._row_of(model)) for at, model in search_models(self._offer.models, query)]
        if self.wire is not None:
            return [row for _, row in answers]
        for name in modules.names():
            if (at := rank_of_name(name, "", query)) is not None:
                answers.append((at, OfferRow(f"{KIND}{name}", "group", name, tr("Modules"))))
        if (at := rank_of_name(tr("Note"), tr("Text"), query)) is not None:
            answers.append((at, OfferRow(NOTE_KEY, "note", tr("Note"), tr("Text"))))
        return [row for _, row in sorted(answers, key=lambda answer: answer[0])]

    def _row_of(self, model: type[Model]) -> OfferRow:
        category = self._categories[model.kind]
        return OfferRow(model.key, category.icon, tr(model.title), category.title, tr(model.summary()))

    def nothing_found(self, query: str) -> str:
        if not self._offer.models:
            return tr("Nothing can be linked here: the port is taken.")
        return tr("No model answers “{query}”.", query=quoted(query))

    def take(self, key: str) -> None:
        self.leave()
        if key == NOTE_KEY:
            add_note(self._view, self.at)
            return
        corner = self._corner(key)
        try:
            if self.wire is None:
                intentions.add_by_key(self._editor, key, (corner.x(), corner.y()))
            else:
                intentions.add_and_connect(self._editor, key, (corner.x(), corner.y()), *self.wire)
        except intentions.Refused as refused:
            self._view.refuse(refused.problem, self.at)
            return
        self._view.bring_into_sight(QRectF(corner, self._size(key)))

    def _corner(self, key: str) -> QPointF:
        """The node's upper left corner: its middle at the point, or its port where a wire fell, if free there."""
        node, placed = ghost(self._editor.document, key), self._size(key)
        middle = QPointF(placed.width() / 2, placed.height() / 2)
        if self.wire is None:
            return nearest_free(self._view.drawing, snapped(self.at - middle), placed)
        here = self._editor.document.nodes[self.wire[0]]
        name = port_that_fits(here, self.wire[1], key)
        area = QRectF(QPointF(0, 0), placed)
        point = next((p.point for p in placed_ports(node, area) if p.port.name == name), middle)
        return nearest_free(self._view.drawing, snapped(self.at - point), placed)

    def _size(self, key: str) -> QSizeF:
        node = ghost(self._editor.document, key)
        return PAINTERS[node.kind].size(node)
