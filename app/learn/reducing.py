"""The section of the Learn panel in which weights get fewer bits and connections, and it is seen what remains."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.interpretation import interpret
from app.learn.reduction_table import ReductionTable
from app.learn.trainer import Trainer
from app.reduction_words import short, title
from app.running.background import Background
from app.running.failures import problems_of
from app.translation import remedy, sentence, tr
from app.widgets.buttons import Button
from app.widgets.choice_field import ChoiceField
from app.widgets.curves import Curves, Series
from app.widgets.layout import column, hint, row
from app.widgets.text import SECONDARY, Text

if TYPE_CHECKING:
    from engine.learning.reducing import Reduction, Remains

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8)  # pruned
FIELD = 112
LINK, NEURON = "link", "neuron"


class Reducing(QWidget):
    """Measures every grid with every share in the background; a row is applied as one undo step."""

    def __init__(self, editor: Editor, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._trainer = editor, trainer
        self._of: list[object] = []  # the networks that the rows are of: as measured, and with rows applied
        self._cancelled = Event()
        self._total = 0
        self._background, self._testing = Background("reducing", self), Background("testing", self)
        self.per = ChoiceField([(NEURON, tr("each neuron")), (LINK, tr("each link"))])
        self.per.set_value(NEURON)
        self.measure = Button(tr("Measure what remains"))
        self.cancel = Button(tr("Cancel"), "quiet")
        self.apply = Button(tr("Apply to the drawing"))
        self.table = ReductionTable()
        self.curves = Curves(tr("Accuracy by bits"), percent=True)
        self.said = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        body = column(self, spacing=6)
        words = tr(
            "Fewer bits and connections for the weights of the drawing, which stays as it is until a row is applied."
        )
        body.addWidget(hint(words))
        line = row(spacing=8)
        line.addWidget(Text(tr("A scale of its own for"), elided=True), 1)
        self.per.setFixedWidth(theme().px(FIELD + 40))
        self.per.setAccessibleName(tr("A scale of its own for"))
        line.addWidget(self.per)
        body.addLayout(line)
        for part in (self.curves, self.table, self.said):
            body.addWidget(part)
        line = row(spacing=8)
        for button in (self.measure, self.cancel, self.apply):
            line.addWidget(button)
        line.addStretch(1)
        body.addLayout(line)

    def _connect(self) -> None:
        self.measure.clicked.connect(self.start)
        self.cancel.clicked.connect(lambda: self._cancelled.set())
        self.apply.clicked.connect(self.apply_chosen)
        self.table.chosen.connect(self._show)
        self.table.applied.connect(self.apply_chosen)
        self._background.told.connect(self._told)
        self._background.ended.connect(lambda _result: self._ended(""))
        self._background.failed.connect(self._failed)
        self._testing.ended.connect(self._tested)
        self._editor.changed.connect(self._changed)
        self._editor.loaded.connect(self._loaded)
        self._trainer.state_changed.connect(lambda _state: self._show())

    @property
    def rows(self) -> list[Remains]:
        """What is known so far."""
        return self.table.shown.rows

    def start(self) -> None:
        """Measure the drawing's weights as they are; nothing while something is trained or measured."""
        if self._trainer.is_running or self._background.is_running:
            return
        document = self._editor.document
        description, seed, per = interpret(document), document.settings.seed, self.per.value or NEURON
        self._of = [network_of(document)]
        self._cancelled = cancelled = Event()
        self.table.show_rows(())

        def work(tell: Any) -> None:
            from engine.learning.evaluation import EvaluationCancelled
            from engine.learning.reducing import measured

            asked = list(_asked(per))
            tell(len(asked))
            try:
                for remains in measured(
                    description, asked, seed=seed, on_progress=lambda _share: not cancelled.is_set()
                ):
                    tell(remains)
            except EvaluationCancelled:
                return

        self._background.start(work)
        self.said.say(tr("Measuring…"))
        self._show()

    def apply_chosen(self) -> None:
        """Put the chosen row's weights into the document as one undo step, then ask the test samples once."""
        place = self.table.row
        if place < 0 or not self.apply.isEnabled():
            return
        remains = self.rows[place]
        self._of.append(None)  # while the document changes, what it becomes is not known
        intentions.set_arrays(self._editor, remains.arrays, title(remains.reduction))
        self._of[-1] = network_of(self._editor.document)
        self.table.shown.mark(place)
        description, seed = interpret(self._editor.document), self._editor.document.settings.seed
        self.said.say(tr("Applied."))
        self._testing.start(lambda _tell: _on_test(description, seed))

    def _tested(self, remains: Remains) -> None:
        from app.comparison_words import figure_words

        value = figure_words("quality", remains.quality, remains.merit)
        self.said.say(tr("Applied. On the test samples: {value}.", value=value))

    def _told(self, news: Any) -> None:
        """How many there will be, then each."""
        if isinstance(news, int):
            self._total = news
            return
        self.table.add(news)
        self.said.say(tr("Measuring: {count} of {total}", count=len(self.rows), total=self._total))
        self._draw()
        self._show()

    def _ended(self, words: str) -> None:
        from engine.learning.reducing import TEST

        if not words and self.rows:
            words = tr("On the validation part, which training holds back.")
            if self.rows[0].split == TEST:
                words = tr("On the test samples: these data hold nothing back.")
        self.said.say(words)
        self._show()

    def _failed(self, error: Exception) -> None:
        problem = problems_of(error)[0]
        self._ended(f"{sentence(problem)} {remedy(problem)}".strip())

    def _draw(self) -> None:
        grids = dict.fromkeys(row.reduction.bits for row in self.rows)
        shown = [
            Series(
                short(bits),
                [row.quality for row in self.rows if row.reduction.bits == bits],
                slot,
                dashed=slot % 2 == 1,
            )
            for slot, bits in enumerate(grids)
        ]
        ends = tr("{share} %", share=round(100 * SHARES[0])), tr("{share} % pruned", share=round(100 * SHARES[-1]))
        self.curves.show_series(shown, len(SHARES), ends=ends)

    def _changed(self, _change: Change) -> None:
        """Rows of another network than the present one mean nothing."""
        if self._of and None not in self._of and network_of(self._editor.document) not in self._of:
            self._forget()

    def _loaded(self, _document: Document) -> None:
        self._forget()

    def _forget(self) -> None:
        self._cancelled.set()
        self._of = []
        self.table.show_rows(())
        self.said.say("")
        self._show()

    def _show(self) -> None:
        measuring, training = self._background.is_running, self._trainer.is_running
        if any(button.hasFocus() for button in (self.measure, self.cancel)):  # lest it jumps to another panel's tab
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.measure.setEnabled(not measuring and not training)
        self.measure.setToolTip(tr("A training is under way.") if training else "")
        self.per.setEnabled(not measuring)
        self.cancel.setVisible(measuring)
        self.apply.setVisible(bool(self.rows))
        self.apply.setEnabled(self.table.row >= 0 and not training)
        self.apply.setToolTip("" if self.table.row >= 0 else tr("Choose a row of the table."))
        for part in (self.curves, self.table):
            part.setVisible(bool(self.rows))
        self.said.setVisible(bool(self.said.words))


def network_of(document: Document) -> tuple[object, ...]:
    """What decides the weights and what they do: nodes without their places, and links."""
    nodes = [(n.id, n.model, n.size, tuple(sorted(n.parameters.items(), key=str))) for n in document.nodes.values()]
    return tuple(nodes), tuple(repr(link) for link in document.links.values()), document.settings.seed


def _asked(per: str) -> Iterator[Reduction]:
    from engine.learning.quantising import FULL, GRIDS
    from engine.learning.reducing import Reduction

    for bits in (FULL, *GRIDS):
        for share in SHARES:
            yield Reduction(bits, share, per)


def _on_test(description: Any, seed: int) -> Remains:
    from engine.learning.reducing import TEST, Reduction, measured

    return next(measured(description, [Reduction()], seed=seed, split=TEST))
