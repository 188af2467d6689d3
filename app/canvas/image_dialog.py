"""Export the drawing: all of it or what is chosen, as SVG, PDF or PNG, in the wanted width."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QVBoxLayout, QWidget

from app.appearance.theme import theme
from app.canvas.image import DOTS, ENDINGS, LARGEST, NoImage, Wanted, preview, write
from app.commands.editor import Editor
from app.translation import tr
from app.widgets.banner import Banner
from app.widgets.buttons import Button
from app.widgets.layout import Ground, Line, column, hint, row
from app.widgets.quantities import Bounds
from app.widgets.quantity_field import QuantityField
from app.widgets.segmented import Segmented
from app.widgets.text import HEADING, SECONDARY, STRONG, Text

WIDTH = 520
PREVIEW = (480, 260)
ALL, CHOSEN = "all", "chosen"
LIGHT, DARK = "light", "dark"
MILLIMETRES = Bounds("mm", at_least=10.0, at_most=LARGEST)
PER_INCH = Bounds("1", at_least=36.0, at_most=2400.0, integer=True)


class ImageDialog(QDialog):
    """``written`` tells the path of the file."""

    written = Signal(str)

    def __init__(self, editor: Editor, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export drawing"))
        self._editor, self._folder = editor, folder
        self._chosen = tuple(i for i in editor.selection.ids if i in editor.document.nodes)
        self.what = Segmented(((ALL, tr("Whole drawing")), (CHOSEN, tr("What is selected"))))
        self.kind = Segmented(tuple((ending, ending[1:].upper()) for ending in ENDINGS))
        self.ground = Segmented(((LIGHT, tr("Light")), (DARK, tr("Dark"))))
        self.width_field = QuantityField(MILLIMETRES)
        self.dots = QuantityField(PER_INCH)
        self.dots.set_value(float(DOTS))
        self.picture = QLabel()
        self.size_words = Text("", size=SECONDARY, tone="text2")
        self.message: Banner | None = None
        self.cancel = Button(tr("Cancel"))
        self.save = Button(tr("Save as…"), "primary", "export")
        self._lay_out()
        self._connect()
        self._show_choice()

    def wanted(self) -> Wanted:
        """What is chosen here."""
        ids = self._chosen if self.what.value == CHOSEN else ()
        dots = round(self.dots.value or DOTS)
        return Wanted(ids, self.width_field.value, dots, self.ground.value == DARK)

    def write(self, path: Path) -> None:
        """Write the image and close, or say in place why it could not be written."""
        try:
            write(self._editor.document, path, self.wanted())
        except NoImage as reason:
            self._say(str(reason))
        except OSError as error:
            self._say(tr("The file could not be written: {reason}.", reason=error.strerror or error))
        else:
            self.written.emit(str(path))
            self.accept()

    def _lay_out(self) -> None:
        ground = Ground()
        body = column(ground, (20, 16, 20, 16), 10)
        body.addWidget(Text(tr("Export drawing"), size=HEADING, weight=STRONG))
        self.picture.setFixedSize(*(theme().px(side) for side in PREVIEW))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(tr("How the image will look"))
        body.addWidget(self.picture)
        body.addWidget(self.size_words)
        for words, field in (
            (tr("What"), self.what),
            (tr("Format"), self.kind),
            (tr("Ground"), self.ground),
            (tr("Width"), self.width_field),
            (tr("Dots per inch, of a PNG"), self.dots),
        ):
            field.setAccessibleName(words)
            line = row(spacing=12)
            line.addWidget(Text(words), 1)
            line.addWidget(field)
            body.addLayout(line)
        body.addWidget(hint(tr("SVG and PDF stay sharp at every size, and their words stay words.")))
        self._messages = column()
        body.addLayout(self._messages)
        body.addWidget(Line())
        buttons = row(spacing=8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        body.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ground)
        self.setFixedWidth(theme().px(WIDTH))

    def _connect(self) -> None:
        self.what.setEnabled(bool(self._chosen))
        self.what.chosen.connect(lambda _key: self._show_choice(anew=True))
        self.ground.chosen.connect(lambda _key: self._show_choice())
        self.kind.chosen.connect(lambda _key: self._show_kind())
        self.width_field.edited.connect(self._set_width)
        self.dots.edited.connect(lambda value, _gesture: self.dots.set_value(value))
        for field in (self.width_field, self.dots):
            field.objected.connect(self._say)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._ask)
        self._show_kind()

    def _show_kind(self) -> None:
        self.dots.setEnabled(self.kind.value == ".png")

    def _set_width(self, value: float, _gesture: str) -> None:
        self.width_field.set_value(value)
        self._tell_size()

    def _show_choice(self, anew: bool = False) -> None:
        """Draw the preview; ``anew`` takes the width back to that of the screen."""
        if anew:
            self.width_field.set_value(None)
        density = self.devicePixelRatioF()
        try:
            picture, size = preview(self._editor.document, self.wanted(), QSize(self.picture.size() * density))
        except NoImage as reason:
            self.save.setEnabled(False)
            self._say(str(reason))
            return
        picture.setDevicePixelRatio(density)
        self.picture.setPixmap(QPixmap.fromImage(picture))
        self._shape = size.height() / size.width()
        self.width_field.set_value(min(float(round(size.width())), LARGEST))
        self._tell_size()

    def _tell_size(self) -> None:
        width = self.width_field.value or 0.0
        self.size_words.say(tr("{width} × {height} mm", width=f"{width:.0f}", height=f"{width * self._shape:.0f}"))

    def _ask(self) -> None:
        ending = self.kind.value
        editor = self._editor
        name = editor.document.settings.title or (editor.path.stem if editor.path else tr("Network"))
        folder = editor.path.parent if editor.path else self._folder
        suggested = str(folder / f"{name.replace('/', '-')}{ending}")
        kinds = {".svg": tr("Drawing (*.svg)"), ".pdf": tr("Document (*.pdf)"), ".png": tr("Picture (*.png)")}
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Export drawing"), suggested, kinds[ending])
        if chosen:
            path = Path(chosen)
            self.write(path if path.suffix.lower() in ENDINGS else path.with_name(path.name + ending))

    def _say(self, sentence: str) -> None:
        """Why it cannot be; "" when all is well again."""
        if self.message is not None:
            self.message.hide()
            self.message.deleteLater()
        self.message = Banner("error", sentence) if sentence else None
        if self.message is not None:
            self._messages.addWidget(self.message)
