"""Export the picture of a view: its size and that of its words as a journal asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.plots.exports.exportable import Exportable
from app.plots.exports.paper import WantedPaper, sheet
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.image_export.image_dialog import DARK, MILLIMETRES, ImageDialog
from app.widgets.image_export.sheet import Sheet
from app.widgets.quantities import Bounds

POINTS = Bounds("1", at_least=3.0, at_most=48.0)


class PaperDialog(ImageDialog):
    """Begins with the proportions that the view has in the window."""

    def __init__(self, panel: Exportable, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(tr("Export picture of the view"), panel.title, folder, parent)
        self._panel = panel
        first, shown = WantedPaper(), panel.surface.size()
        self.height_field, self.points = QuantityField(MILLIMETRES), QuantityField(POINTS)
        height = float(round(first.width * shown.height() / max(shown.width(), 1)))
        values = {self.width_field: first.width, self.height_field: max(height, 10.0), self.points: first.points}
        for field, value in values.items():
            field.set_value(value)
            field.edited.connect(lambda value, _gesture, field=field: self._set(field, value))
        self.begin()

    def rows_after_width(self) -> Iterable[tuple[str, QWidget]]:
        return ((tr("Height"), self.height_field), (tr("Size of words, in points"), self.points))

    def sheet(self) -> AbstractContextManager[Sheet]:
        usual = WantedPaper()
        wanted = WantedPaper(
            self.width_field.value or usual.width,
            self.height_field.value or usual.height,
            self.points.value or usual.points,
            self.ground.value == DARK,
        )
        return sheet(self._panel, wanted)

    def show_preview(self) -> Sheet | None:
        shown = super().show_preview()
        if shown is not None:
            self.tell_size(shown.size.width(), shown.size.height())
        return shown

    def _set(self, field: QuantityField, value: float) -> None:
        field.set_value(value)
        self.show_preview()
