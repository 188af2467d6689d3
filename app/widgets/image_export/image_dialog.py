"""Export an image: what it shows, and as SVG, PDF or PNG, in mm; a preview says how it will look."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from app.appearance.theme import theme
from app.i18n.file_words import not_written
from app.i18n.translation import tr, translatable
from app.widgets.banner import Banner
from app.widgets.buttons import Button
from app.widgets.fields.objections import Objections
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.fields.segmented import Segmented
from app.widgets.file_dialog import ask_where_to
from app.widgets.image_export.sheet import DOTS, ENDINGS, LARGEST, NoImage, Sheet
from app.widgets.layout import Ground, SeparationLine, column, fill, hint, let_go, row
from app.widgets.naming import named
from app.widgets.quantities import Bounds
from app.widgets.text import HEADING, SECONDARY, STRONG, Text

FORM = 320  # px that the choices beside the preview are wide
PREVIEW, LEAST_PREVIEW = (860, 480), (240, 160)  # px
BESIDE_PREVIEW = FORM + 100, 160  # px of width and height for all the rest, with the frame of the window
LIGHT, DARK = "light", "dark"
DOTS_WORDS = translatable("Dots per inch, of a PNG")
MILLIMETRES = Bounds("mm", at_least=10.0, at_most=LARGEST)
PER_INCH = Bounds("1", at_least=36.0, at_most=2400.0, integer=True)


class ImageDialog(QDialog):
    """``written`` tells the path of the file; ``name`` is suggested for it. A subclass says what is on the sheet."""

    written = Signal(str)

    def __init__(self, title: str, name: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._name, self._folder = name, folder
        self.kind = Segmented(tuple((ending, ending[1:].upper()) for ending in ENDINGS))
        self.ground = Segmented(((LIGHT, tr("Light")), (DARK, tr("Dark"))))
        self.width_field = QuantityField(MILLIMETRES)
        self.dots = QuantityField(PER_INCH)
        self.dots.set_value(float(DOTS))
        self.picture = named(QLabel(), tr("How the image will look"))
        self.size_words = Text("", size=SECONDARY, tone="text2")
        self.kind_words = hint("")
        self.message: Banner | None = None
        self.objections = Objections()
        self.cancel = Button(tr("Cancel"))
        self.save = Button(tr("Save as…"), "primary", "export")

    @abstractmethod
    def sheet(self) -> AbstractContextManager[Sheet]:
        """Lay out the chosen content on paper. Raises NoImage."""

    def rows_before(self) -> Iterable[tuple[str, QWidget]]:
        """Choices that only this kind of image has, above those that all have."""
        return ()

    def rows_after_width(self) -> Iterable[tuple[str, QWidget]]:
        """Choices that only this kind of image has, beneath the width."""
        return ()

    def write(self, path: Path) -> None:
        """Write the image and close, or say in place why it could not be written."""
        try:
            with self.sheet() as sheet:
                sheet.write(path, round(self.dots.value or DOTS))
        except NoImage as reason:
            self.say(str(reason))
        except OSError as error:
            self.say(not_written(path, error))
        else:
            self.written.emit(str(path))
            self.accept()

    def begin(self) -> None:
        """Furnish the dialog; the subclass has made its fields."""
        self._lay_out()
        self._connect()
        self.show_preview()

    def _lay_out(self) -> None:
        ground = Ground()
        body = fill(column(ground, (20, 16, 20, 16), 10), Text(self.windowTitle(), size=HEADING, weight=STRONG))
        self.picture.setFixedSize(self._preview_size())
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        fill(body, fill(row(spacing=20), self.picture, self._form()), SeparationLine())
        fill(body, fill(row(spacing=8), 1, self.cancel, self.save))
        column(self).addWidget(ground)

    def _form(self) -> QWidget:
        """The choices beside the preview, and what is to be said of them."""
        form = QWidget()
        form.setFixedWidth(theme().px(FORM))
        lines = fill(column(form, spacing=10), self.size_words)
        for words, field in (
            *self.rows_before(),
            (tr("Format"), self.kind),
            (tr("Ground"), self.ground),
            (tr("Width"), self.width_field),
            *self.rows_after_width(),
            (tr(DOTS_WORDS), self.dots),
        ):
            fill(lines, fill(row(spacing=12), (Text(words), 1), named(field, words)))
        self._messages = column()
        fill(lines, self.kind_words, self.objections, self._messages, 1)
        return form

    def _preview_size(self) -> QSize:
        """The size of the preview: as much as the screen has room for, within its bounds."""
        room = self.screen().availableGeometry().size() - QSize(*(theme().px(side) for side in BESIDE_PREVIEW))
        least, most = (QSize(*(theme().px(side) for side in sides)) for sides in (LEAST_PREVIEW, PREVIEW))
        return room.expandedTo(least).boundedTo(most)

    def _connect(self) -> None:
        self.ground.chosen.connect(lambda _key: self.show_preview())
        self.kind.chosen.connect(lambda _key: self._show_kind())
        self.dots.edited.connect(lambda value, _gesture: self.dots.set_value(value))
        for words, field in ((tr("Width"), self.width_field), *self.rows_after_width(), (tr(DOTS_WORDS), self.dots)):
            if isinstance(field, QuantityField):
                self.objections.add_field(field, words)
        self.objections.changed.connect(lambda: self.save.setEnabled(self.objections.isHidden()))
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._ask)
        self._show_kind()

    def _show_kind(self) -> None:
        self.dots.setEnabled(self.kind.value == ".png")

    def show_preview(self) -> Sheet | None:
        """Draw how it will look; the sheet that was drawn, or None where there is none."""
        density = self.devicePixelRatioF()
        try:
            with self.sheet() as sheet:
                picture = sheet.preview(QSize(self.picture.size() * density))
        except NoImage as reason:
            self.save.setEnabled(False)
            self.say(str(reason))
            return None
        self.say("")
        self.save.setEnabled(self.objections.isHidden())
        picture.setDevicePixelRatio(density)
        self.picture.setPixmap(_outlined(QPixmap.fromImage(picture)))
        self.kind_words.say(sheet.as_image or tr("SVG and PDF stay sharp at every size, and their words stay words."))
        return sheet

    def tell_size(self, width: float, height: float) -> None:
        """Say how large the image will be, in mm."""
        self.size_words.say(tr("{width} × {height} mm", width=f"{width:.0f}", height=f"{height:.0f}"))

    def _ask(self) -> None:
        ending = self.kind.value
        suggested = str(self._folder / f"{self._name.replace('/', '-')}{ending}")
        kinds = {".svg": tr("Drawing (*.svg)"), ".pdf": tr("Document (*.pdf)"), ".png": tr("Picture (*.png)")}
        ask_where_to(self, self.windowTitle(), suggested, kinds[ending], self._take)

    def _take(self, path: Path, _kind: str) -> None:
        self.write(path if path.suffix.lower() in ENDINGS else path.with_name(path.name + self.kind.value))

    def say(self, sentence: str) -> None:
        """Say why there can be no image; "" takes back what was said."""
        if self.message is not None:
            let_go(self.message)
        self.message = Banner("error", sentence) if sentence else None
        if self.message is not None:
            self._messages.addWidget(self.message)
        QTimer.singleShot(0, self, self.adjustSize)  # else what stays would spread over the room of what was said


def _outlined(paper: QPixmap) -> QPixmap:
    """With a line where the paper ends, which may be as light as the dialog."""
    painter = QPainter(paper)
    painter.setPen(theme().color("line"))
    painter.drawRect(QRectF(QPointF(), paper.deviceIndependentSize()).adjusted(0.5, 0.5, -0.5, -0.5))
    painter.end()
    return paper
