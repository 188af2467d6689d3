"""Export weights: a format, a file, and the proof that the file fires the same spikes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from app.appearance.theme import theme
from app.commands.editor import Editor
from app.commands.remedies import Remedy
from app.document.meaning.meaning import meaning
from app.document.words.problem_words import reasons
from app.export.format_list import FormatList
from app.export.mending import mends
from app.export.writing import Failure, WriteRequest, Writing, WrittenFile
from app.i18n.translation import sentence, tr
from app.version import version
from app.widgets.banner import Banner
from app.widgets.buttons import Button
from app.widgets.fields.text_field import TextField
from app.widgets.file_dialog import ask_where_to
from app.widgets.layout import Ground, Scrolling, SeparationLine, column, fill, hint, lay_out, let_go, row
from app.widgets.progress_bar import ProgressBar
from app.widgets.text import HEADING, SECONDARY, STRONG, Text
from engine.exporting.formats import formats
from engine.problems import Problem

WIDTH = 620
NAME_WIDTH = 300
LEAST_REASONS = 60  # px of what cannot be carried and how it is mended; what has no room is scrolled to
FALLBACK_NAME = "network"


class ExportDialog(QDialog):
    """``provenance`` (accuracy and the like) is written into the file beside what the dialog knows itself."""

    def __init__(
        self,
        editor: Editor,
        parent: QWidget | None = None,
        provenance: Mapping[str, str | float | int] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Export weights"))
        self._editor = editor
        self._provenance = dict(provenance or {})
        self._formats = formats()
        self.writing = Writing(self)
        self.writing.progressed.connect(self._progressed)
        self.writing.ended.connect(self._ended)
        self.list = FormatList(self._formats)
        self.mends: list[Button] = []
        self.path = TextField(tr("Choose a file"))
        self.browse = Button(tr("Browse…"))
        self.message: Banner | None = None
        self._just_written: Path | None = None  # its name is no warning: it is what was asked for
        self.exists = Text("", size=SECONDARY, tone="warn", wrapped=True)
        self.bar = ProgressBar()
        self.state = Text("", size=SECONDARY, tone="text2")
        self.why_not = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self.close_button = Button(tr("Close"))
        self.export = Button(tr("Export"), "primary", "export")
        self._lay_out()
        self._connect()
        self._read_network()
        allowed = [name for name, problems in self._reasons.items() if not _fatal(problems)]
        self.list.set_value(allowed[0] if allowed else next(iter(self._formats)))
        self.list.buttons[self.list.value].setFocus()
        self._name(str(self._suggested()))
        self._show_choice()

    def _lay_out(self) -> None:
        ground, told = Ground(), QWidget()
        self._messages, self._mend_rows = column(), column(spacing=6)
        fill(column(told, spacing=8), self.why_not, self._mend_rows, 1)
        self.reasons = Scrolling(told)
        self.reasons.setFixedHeight(theme().px(LEAST_REASONS))
        head = Text(self.windowTitle(), size=HEADING, weight=STRONG)
        about = hint(tr("The file is read back and run beside your network, so you know that it carries the same."))
        where, buttons = fill(row(spacing=8), (self.path, 1), self.browse), fill(row(spacing=8), (self.reasons, 1))
        body = fill(column(ground, (20, 16, 20, 16), 10), head, about, self.list, where, self.exists, self._messages)
        fill(body, self.bar, self.state, 1, SeparationLine(), buttons)
        for button in (self.close_button, self.export):  # reasons may take many lines
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        whole = column(self)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # wrapped words ask for more than they take
        whole.addWidget(ground)
        self.setFixedWidth(theme().px(WIDTH))
        self.bar.hide()
        self.state.hide()

    def _connect(self) -> None:
        self.list.chosen.connect(self._format_chosen)
        self.browse.clicked.connect(self._browse)
        self.path.textEdited.connect(lambda _text: self._path_edited())
        self.path.entered.connect(self._entered)
        self.close_button.clicked.connect(self._close_or_cancel)
        self.export.clicked.connect(self.start)

    # choosing

    def _read_network(self) -> None:
        """Ask every format what it cannot carry of the network as it is drawn now."""
        self._description = meaning(self._editor.document).description
        self._reasons = {name: chosen.refusals(self._description) for name, chosen in self._formats.items()}
        self.list.show_refusals(
            {name: [sentence(p) for p in _fatal(problems)] for name, problems in self._reasons.items()}
        )

    def _apply_fix(self, mend: Remedy) -> None:
        """Change the drawing, and say that what was measured before is of another network."""
        mend.do()
        self._provenance.clear()
        self._read_network()
        self._say(
            Banner(
                "note",
                tr("Done in the drawing: {change}", change=mend.words),
                tr("Undo takes it back. Accuracies measured before are not written into the file."),
            )
        )
        self._show_choice()

    def _offer_mends(self, problems: list[Problem]) -> None:
        while self.mends:
            let_go(self.mends.pop())
        for mend in mends(self._editor, problems):
            count = len(mend.places)
            button = Button(mend.words if count == 1 else tr("{mend}, at {count} places", mend=mend.words, count=count))
            button.clicked.connect(lambda _checked=False, mend=mend: self._apply_fix(mend))
            self._mend_rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            button.show()  # now: the height is asked for before Qt would
            self.mends.append(button)

    @property
    def target(self) -> Path:
        """The file that is named, with the suffix of the format; one named without a folder lies beside the project."""
        text = self.path.text().strip()
        suffix = self._formats[self.list.value].suffix
        named = Path(text if text.endswith(suffix) or not text else text + suffix)
        return self._suggested().parent / named.expanduser()

    def _suggested(self) -> Path:
        folder = self._editor.path.resolve().parent if self._editor.path else Path.home()
        name = self._editor.path.stem if self._editor.path else self._editor.document.settings.title
        return folder / f"{name or FALLBACK_NAME}{self._formats[self.list.value].suffix}"

    def _format_chosen(self, name: str) -> None:
        suffixes = {chosen.suffix for chosen in self._formats.values()}
        text = self.path.text().strip()
        known = next((suffix for suffix in suffixes if text.endswith(suffix)), "")
        if text:
            self._name(text.removesuffix(known) + self._formats[name].suffix)
        self._just_written = None
        self._say(None)
        self._show_choice()

    def _path_edited(self) -> None:
        self.path.setToolTip(self.path.text())
        self._say(None)
        self._show_choice()

    def _browse(self) -> None:
        chosen = self._formats[self.list.value]
        files = f"{tr(chosen.title)} (*{chosen.suffix})"
        ask_where_to(self, tr("Export weights"), str(self.target), files, self._take, confirms=False)

    def _take(self, path: Path, _kind: str) -> None:
        self._name(str(path))
        self._path_edited()

    def _name(self, path: str) -> None:
        """Show a path by its end: the folders of all files begin alike."""
        self.path.set_value(path)
        self.path.end(False)
        self.path.setToolTip(path)

    def _show_choice(self) -> None:
        refused = _fatal(self._reasons[self.list.value])
        warned = [problem for problem in self._reasons[self.list.value] if not problem.is_fatal]
        named = bool(self.path.text().strip())
        chosen = self._formats[self.list.value]
        there = [p for p in (self.target, *chosen.sibling_files(self.target)) if p.exists()] if named else []
        exists = bool(there) and self.target != self._just_written
        self.exists.say(
            tr("{name} exists and will be replaced.", name=self._short(there[0].name)) if exists and not refused else ""
        )
        self.exists.setVisible(bool(self.exists.words))
        again = bool(there) and not exists
        self.export.setText(tr("Replace") if exists else tr("Export again") if again else tr("Export"))
        told = reasons(self._editor.document, refused or warned)
        words = "\n".join(told) if named else tr("Name a file first.")
        self.why_not.say(words)
        self.why_not.set_tone("warn" if refused else "text2")
        self.export.setEnabled(not refused and named and not self.writing.is_running)
        self.export.setToolTip(words if refused or not named else "")
        self._offer_mends(refused)
        self._fit()

    # writing

    def _entered(self) -> None:
        """Enter behind a name writes the file; what would replace another waits for its button."""
        if not self.exists.words:
            self.start()

    def start(self) -> None:
        """Write the file and verify it."""
        if not self.export.isEnabled() or self.writing.is_running:
            return
        self._say(None)
        self._enable_order(False)
        self.export.setEnabled(False)
        self.close_button.setText(tr("Cancel"))
        self.bar.show_share(0.0)
        self.bar.show()
        self.state.say(tr("Writing…"))
        self.state.show()
        self.close_button.setFocus()
        seed = self._editor.document.settings.seed
        self.writing.start(WriteRequest(self.list.value, self._description, self.target, self._facts(), seed))
        self._fit()

    def _enable_order(self, enabled: bool) -> None:
        """Enable what is to be written and where, which stays as it is while it is being written."""
        for part in (self.list, self.path, self.browse):
            part.setEnabled(enabled)

    def _facts(self) -> dict[str, str | float | int]:
        settings = self._editor.document.settings
        return {
            "software": f"Spikeloom {version()}",
            "title": settings.title,
            "seed": settings.seed,
            "resolution_ms": settings.resolution,
            "date": datetime.now().astimezone().isoformat(timespec="seconds"),
            **self._provenance,
        }

    def _progressed(self, share: float) -> None:
        self.bar.show_share(share)
        self.state.say(tr("Reading it back and running it: {share} %", share=round(100 * share)))

    def _ended(self, result: WrittenFile | Failure) -> None:
        self.bar.hide()
        self.state.hide()
        self._enable_order(True)
        self.close_button.setText(tr("Close"))
        self._say(_failure(result) if isinstance(result, Failure) else self._success(result))
        self._just_written = result.path if isinstance(result, WrittenFile) else None
        self._show_choice()
        self._focus_next(result)

    def _focus_next(self, result: WrittenFile | Failure) -> None:
        """Focus where a person goes on: a good file is the end, anything else wants another name or format."""
        if isinstance(result, Failure):
            self.path.setFocus()
        elif result.differing:
            self.list.buttons[self.list.value].setFocus()
        else:
            self.close_button.setFocus()

    def _success(self, written: WrittenFile) -> Banner:
        folder = str(written.path.parent)
        actions = ((tr("Open the folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder))),)
        facts: dict[str, object] = {
            "name": self._short(written.path.name),
            "spikes": f"{written.spikes:,}",
            "samples": written.samples,
            "time": f"{written.duration:.0f}",
        }
        if written.values:
            words = tr(
                "{spikes} {spikes:score|scores} over {samples} {samples:sample|samples} "
                "{spikes:was|were} computed from {name}.",
                **facts,
            )
        elif written.duration and written.differing:
            words = tr("{name} is written, but of {spikes} {spikes:spike|spikes} in {time} ms these differ.", **facts)
        elif written.duration:
            words = tr(
                "With the synapses of {name} the network fired the same {spikes} {spikes:spike|spikes} in {time} ms.",
                **facts,
            )
        elif written.differing:
            words = tr(
                "{name} is written, but of {spikes} {spikes:spike|spikes} over {samples} "
                "{samples:sample|samples} these differ.",
                **facts,
            )
        elif written.library:
            words = tr(
                "The weights of {name} fired the same {spikes} {spikes:spike|spikes} over {samples} "
                "{samples:sample|samples} here.",
                **facts,
            )
            words += " " + tr("Run in {library}, it counts the spikes that differ there.", library=written.library)
        else:
            words = tr(
                "{name} fired the same {spikes} {spikes:spike|spikes} over {samples} {samples:sample|samples}.", **facts
            )
        if written.excused:
            words += " " + tr("{count} at the very threshold were excused.", count=written.excused)
        count = f"{written.differing:,}"
        title = (
            tr("{count} differing {count:value|values}", count=count)
            if written.values
            else tr("{count} differing {count:spike|spikes}", count=count)
        )
        return Banner("error" if written.differing else "ok", title, words, actions, primary=False)

    def _say(self, banner: Banner | None) -> None:
        if self.message is not None:
            let_go(self.message)
        self.message = banner
        if banner is not None:
            self._messages.addWidget(banner)
            banner.show()

    def _close_or_cancel(self) -> None:
        if self.writing.is_running:
            self.writing.cancel()
        else:
            self.accept()

    def _fit(self, exactly: bool = False) -> None:
        """Make it as tall as its words, on the screen; Qt's own way of adjusting stops at two thirds of it.

        It never shrinks: the buttons would move away under the mouse.
        """
        screen = self.screen().availableGeometry()
        most = screen.height() - (self.frameGeometry().height() - self.height())
        wanted = min(self._needed(most), most)
        if not exactly and self.isVisible():
            wanted = max(wanted, self.height())
        self.resize(self.width(), wanted)
        beneath = self.frameGeometry().bottom() - screen.bottom()
        if beneath > 0 and self.isVisible():
            self.move(self.x(), max(self.y() - beneath, screen.top()))

    def _needed(self, most: int) -> int:
        """Its height, where what cannot be carried takes all the room that it wants, or what is left of ``most``."""
        layout, told = self.layout(), self.reasons.widget()
        if layout is None or told is None:
            return 0
        lay_out()
        layout.activate()
        needed = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else self.sizeHint().height()
        rest = needed - self.reasons.minimumHeight()
        seen = self.reasons.width() - self.reasons.verticalScrollBar().sizeHint().width()
        whole = max(told.heightForWidth(seen), self.export.sizeHint().height())
        self.reasons.setFixedHeight(min(whole, max(most - rest, theme().px(LEAST_REASONS))))
        layout.activate()
        return rest + self.reasons.minimumHeight()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit(exactly=True)  # only now is it known how many lines the words take

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and page down go through what cannot be carried, wherever the keyboard is."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            bar = self.reasons.verticalScrollBar()
            bar.setValue(bar.value() + (bar.pageStep() if event.key() == Qt.Key.Key_PageDown else -bar.pageStep()))
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self.writing.cancel()
        super().done(result)

    def _short(self, name: str) -> str:
        """A file's name with its middle left out where it would need more than a line."""
        return self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, theme().px(NAME_WIDTH))


def _fatal(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.is_fatal]


def _failure(result: Failure) -> Banner:
    return Banner("error", tr("The export did not finish"), result.sentence)
