"""Export the drawing: all of it or what is chosen, in the wanted width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.canvas.image import NO_PLOTS, WantedImage, sheet
from app.canvas.painting.activity import Activity
from app.commands.editor import Editor
from app.i18n.translation import tr
from app.widgets.fields.segmented import Segmented
from app.widgets.image_export.image_dialog import DARK, ImageDialog
from app.widgets.image_export.sheet import LARGEST, Sheet

ALL, CHOSEN = "all", "chosen"


class DrawingDialog(ImageDialog):
    """A dialog that exports the drawing, or what is selected when it opens alone; the height follows the width."""

    def __init__(
        self, editor: Editor, folder: Path, parent: QWidget | None = None, plots: Mapping[str, Activity] = NO_PLOTS
    ) -> None:
        name = editor.document.settings.title or (editor.path.stem if editor.path else tr("Network"))
        super().__init__(tr("Export drawing"), name, editor.path.parent if editor.path else folder, parent)
        self._document, self._plots = editor.document, plots
        self._chosen = tuple(i for i in editor.selection.ids if i in editor.document.nodes)
        self._shape = 1.0
        self.what = Segmented(((ALL, tr("Whole drawing")), (CHOSEN, tr("What is selected"))))
        self.what.setEnabled(bool(self._chosen))
        self.what.chosen.connect(self._choose)
        self.width_field.edited.connect(self._set_width)
        self.begin()

    def rows_before(self) -> Iterable[tuple[str, QWidget]]:
        return ((tr("What"), self.what),)

    def sheet(self) -> AbstractContextManager[Sheet]:
        ids = self._chosen if self.what.value == CHOSEN else ()
        return sheet(self._document, WantedImage(ids, self.width_field.value, self.ground.value == DARK), self._plots)

    def show_preview(self) -> Sheet | None:
        shown = super().show_preview()
        if shown is not None:
            self._shape = shown.size.height() / shown.size.width()
            self._set_width(min(float(round(shown.size.width())), LARGEST))
        return shown

    def _choose(self, _key: str) -> None:
        self.width_field.refuse("")
        self.width_field.set_value(None)  # back to that of the screen
        self.show_preview()

    def _set_width(self, value: float, _gesture: str = "") -> None:
        self.width_field.set_value(value)
        self.tell_size(value, value * self._shape)
