"""The section of the Learn panel in which weights get fewer bits and connections, and it is seen what remains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import Event
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.elements import ArrayRef, Value
from app.document.kept_reductions import KeptReduction, ReducedRow
from app.document.meaning.held_back import HeldBack, by_run, held_back_samples
from app.document.meaning.meaning import meaning
from app.document.trained import WEIGHT
from app.i18n.comparison_words import figure_words
from app.i18n.translation import listed, problem_words, sentences, tr
from app.learn.reduction_table import ReductionTable
from app.learn.reduction_words import kept_row, short_name, title
from app.learn.runs.training_runs import kept_arrays, moved, trained_sizes
from app.running.background import Background
from app.running.failures import problems_of
from app.running.trainings.training import Training
from app.widgets.buttons import Button
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.layout import column, fill, hint, row
from app.widgets.pictures.curves import CurvesPicture, NamedCurve
from app.widgets.text import SECONDARY, Text
from engine.learning.components.figures import Metric
from engine.network.description import NetworkDescription
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.learning.training.reducing import Reduction, Remains

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8)  # pruned
FIELD = 112
LINK, NEURON = "link", "neuron"
TEST = "test"  # the split of a dataset
MOST_BYTES = 64 << 20  # of weights that are kept with the project

Arrays: TypeAlias = Mapping[tuple[str, str], Floats]
Carried: TypeAlias = dict[str, tuple[Value, int | None]]
"""The weight of each link, and the seed of what is drawn by one."""


class Reducing(QWidget):
    """Measures every grid with every share in the background; a click puts a row's weights into the drawing.

    What was measured last is kept with the project. Rows are of the weights as they were measured, also after these
    have changed. ``begun`` tells that there is a first row to be seen.
    """

    begun = Signal()

    def __init__(self, editor: Editor, trainer: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._trainer = editor, trainer
        self._kept: KeptReduction | None = None
        self._arrays: dict[int, Arrays] = {}  # of rows, by place: those that are known without making them again
        self._weights: dict[int, Carried] = {}  # what links carry where a row is in use
        self._measured: Carried = {}  # what all links carried when measuring began
        self._held: HeldBack | None = None  # of the run behind the rows, as far as it is known
        self._cancelled = Event()
        self._total = 0
        self._background, self._testing = Background("reducing", self), Background("testing", self)
        self._making = Background("making reduced weights", self)
        self.per = ChoiceField([(NEURON, tr("each neuron")), (LINK, tr("each link"))])
        self.per.set_value(NEURON)
        self.measure = Button(tr("Measure what remains"))
        self.cancel = Button(tr("Cancel"), "quiet")
        self.test = Button(tr("Ask the test samples"), "quiet")
        self.table = ReductionTable()
        self.curves = CurvesPicture(tr("Accuracy by bits"), shares=True)
        self.said = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        words = tr(
            "Fewer bits and connections for the weights of the drawing. It stays as it is until a row is clicked."
        )
        self.per.setFixedWidth(theme().px(FIELD + 40))
        self.per.setAccessibleName(tr("A scale of its own for"))
        scale = fill(row(spacing=8), (Text(tr("A scale of its own for"), elided=True), 1), self.per)
        buttons = fill(row(spacing=8), self.measure, self.cancel, self.test, 1)
        grows = (self.said, self.curves, self.table)
        fill(column(self, spacing=6), hint(words), scale, buttons, *grows)

    def _connect(self) -> None:
        self.measure.clicked.connect(self.start)
        self.cancel.clicked.connect(lambda: self._cancelled.set())
        self.test.clicked.connect(self.ask_test)
        self.table.restore_wanted.connect(self.restore)
        self._background.told.connect(self._on_news)
        self._background.ended.connect(self._ended)
        self._background.failed.connect(self._failed)
        self._testing.ended.connect(self._tested)
        self._testing.failed.connect(self._failed)
        self._making.ended.connect(self._made)
        self._making.failed.connect(self._failed)
        self._editor.changed.connect(self._changed)
        self._editor.loaded.connect(self._loaded)
        self._trainer.state_changed.connect(lambda _state: self._show())

    @property
    def rows(self) -> list[ReducedRow]:
        """The rows known so far."""
        return self.table.rows

    # measuring

    def start(self) -> None:
        """Measure the drawing's weights as they are; nothing while something is trained or measured."""
        if self._trainer.is_running or self._background.is_running:
            return
        document = self._editor.document
        description, seed, per = meaning(document).description, document.settings.seed, self.per.value or NEURON
        self._held = by_run(document) or (self._held if self.table.applied >= 0 else None)
        held = held_back_samples(document, self._held)
        self._kept = KeptReduction(per, seed, "", Metric.ACCURACY, trained_sizes(document), (), ())
        self._arrays, self._weights, self._measured = {}, {}, self._carried(document.links)
        self._forget_work()
        self._cancelled = cancelled = Event()
        self.table.show_rows((), "")

        def work(tell: Any) -> None:
            from engine.learning.training.evaluation import EvaluationCancelled
            from engine.learning.training.reducing import measured_reductions

            asked = list(_asked(per))
            tell(len(asked))
            try:
                for remains in measured_reductions(
                    description, asked, seed=seed, held=held, on_progress=lambda _share: not cancelled.is_set()
                ):
                    tell(remains)
            except EvaluationCancelled:
                pass

        self._background.start(work)
        self.said.say(tr("Measuring…"))
        self._show()

    def _forget_work(self) -> None:
        """Nothing that is on its way is about what there is now."""
        self._cancelled.set()
        for work in (self._background, self._testing, self._making):
            work.forget()

    def _on_news(self, news: int | Remains) -> None:
        """Take in the number of rows to come, then each row."""
        if isinstance(news, int):
            self._total = news
            return
        self._add(news)
        self.said.say(tr("Measuring: {count} of {total}", count=len(self.rows), total=self._total))
        self._draw()
        self._show()
        if len(self.rows) == 1:
            self.begun.emit()

    def _add(self, remains: Remains) -> None:
        assert self._kept is not None
        if not self.rows:  # the weights as they are
            fits = sum(array.nbytes for array in remains.arrays.values()) <= MOST_BYTES
            base = kept_arrays(self._editor.document, remains.arrays) if fits else ()
            self._kept = replace(self._kept, split=remains.split, merit=remains.merit, arrays=base)
        self._arrays[len(self.rows)] = remains.arrays
        self.table.add(kept_row(remains), self._kept.merit)
        if len(self.rows) == 1:
            self._weights[0] = {id: self._measured[id] for id, _ in remains.arrays if id in self._measured}
            self._mark()

    def _ended(self, _nothing: object) -> None:
        self._say_split()
        self._keep()
        self._show()

    def _failed(self, error: Exception) -> None:
        problem = problems_of(error)[0]
        self.said.say(problem_words(problem))
        self._show()

    def _say_split(self) -> None:
        words = tr("On the validation part, which training holds back.")
        if self._kept is not None and self._kept.split == TEST:
            words = tr("On the test samples: nothing is held back.")
        others = tr("The drawing has other weights now.") if self._is_of_others else ""
        self.said.say(sentences(words, others) if self.rows else "")

    @property
    def _is_of_others(self) -> bool:
        """True if the drawing is known to carry the weights of no row; drawn ones may be the first row's."""
        carried = self._carried(self._weights.get(0, ())).values()
        are_known = bool(carried) and all(seed is None for _, seed in carried)
        return self.table.applied < 0 and are_known

    def _keep(self) -> None:
        if self._kept is not None and self.rows:
            self._kept = replace(self._kept, rows=tuple(self.rows))
            self._editor.keep_reduction(self._kept)

    # a row in the drawing

    def restore(self, place: int) -> None:
        """Put a row's weights into the document as one undo step, or say why that is impossible."""
        kept = self._kept
        if kept is None or self._making.is_running or self.table.applied == place:
            return
        if self._trainer.is_running:
            self.said.say(tr("A training is under way."))
            return
        arrays = self._arrays.get(place)
        ids = [id for id, _ in arrays] if arrays else [k.element for k in kept.arrays]
        changed = moved(self._editor.document, kept.sizes, ids)
        if changed:
            self.said.say(tr("The network changed; no longer of the same shape: {titles}.", titles=listed(changed)))
        elif arrays is not None:
            self._apply(place, arrays)
        elif kept.arrays:
            document, reduction = self._editor.document, self.rows[place]
            description = meaning(document).description
            before = {(k.element, k.name): document.array(k.reference) for k in kept.arrays}
            self.said.say(tr("Making these weights…"))
            self._making.start(lambda _tell: (place, _made(description, before, reduction, kept)))
        else:
            self.said.say(tr("These weights were too large to be kept; measure again."))
        self._show()

    def _made(self, news: tuple[int, Arrays]) -> None:
        place, arrays = news
        self._arrays[place] = arrays
        self._apply(place, arrays)
        self._show()

    def _apply(self, place: int, arrays: Arrays) -> None:
        intentions.set_arrays(self._editor, arrays, title(self.rows[place]))
        self._weights[place] = self._carried(id for id, _ in arrays)
        self._mark()

    def _carried(self, ids: Iterable[str]) -> Carried:
        """The weights that these links carry now, by id, each with the seed of drawn ones."""
        links, seed = self._editor.document.links, self._editor.document.settings.seed
        found = {id: links[id].synapses for id in ids if id in links}
        weights = {id: synapses.weight for id, synapses in found.items() if synapses is not None}
        return {id: (weight, None if isinstance(weight, ArrayRef) else seed) for id, weight in weights.items()}

    def _mark(self) -> None:
        """Mark the row in use, and say so until it is undone."""
        used = [place for place, weights in self._weights.items() if self._carried(weights) == weights]
        place, before = used[0] if used else -1, self.table.applied
        self.table.mark(place)
        if self._background.is_running:
            return  # how far it is is said then
        if place < 0:
            self._say_split()
        elif place != before:
            self.said.say(tr("In the drawing now."))

    def ask_test(self) -> None:
        """Show the test samples to the row that is in use."""
        place = self.table.applied
        if place < 0 or self._is_busy:
            return
        description, seed = meaning(self._editor.document).description, self._editor.document.settings.seed
        self.said.say(tr("Asking the test samples…"))
        self._testing.start(lambda _tell: (place, _on_test(description, seed)))
        self._show()

    def _tested(self, news: tuple[int, Remains]) -> None:
        place, remains = news
        self.table.replace(place, replace(self.rows[place], tested=remains.quality))
        value = figure_words("quality", remains.quality, remains.merit)
        self.said.say(tr("On the test samples: {value}.", value=value))
        self._keep()
        self._show()

    # what is shown

    def _draw(self) -> None:
        grids = dict.fromkeys(row.bits for row in self.rows)
        shown = [
            NamedCurve(
                short_name(bits), [row.quality for row in self.rows if row.bits == bits], slot, dashed=slot % 2 == 1
            )
            for slot, bits in enumerate(grids)
        ]
        ends = tr("{share} %", share=round(100 * SHARES[0])), tr("{share} % pruned", share=round(100 * SHARES[-1]))
        self.curves.show_series(shown, len(SHARES), ends=ends)

    def _changed(self, change: Change) -> None:
        if (change.is_of_network or change.settings) and self._weights:
            self._mark()
            self._show()

    def _loaded(self, document: Document) -> None:
        self._forget_work()
        kept, self._held = document.reduction, None
        self._kept = kept
        self._arrays = {}
        arrays = kept.arrays if kept is not None else ()
        base: Carried = {k.element: (k.reference, None) for k in arrays if k.name == WEIGHT}
        self._weights = {0: base} if base else {}
        self.table.show_rows(kept.rows if kept is not None else (), kept.merit if kept is not None else "")
        if kept is not None:
            self.per.set_value(kept.per)
            self._draw()
        self._mark()
        self._say_split()
        self._show()

    @property
    def _is_busy(self) -> bool:
        works = (self._background, self._testing, self._making)
        return self._trainer.is_running or any(work.is_running for work in works)

    def _show(self) -> None:
        measuring, training = self._background.is_running, self._trainer.is_running
        if any(button.hasFocus() for button in (self.measure, self.cancel, self.test)):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # lest it jumps to another panel's tab
        self.measure.setVisible(not measuring)  # as many buttons as there are would be wider than the panel
        self.measure.setEnabled(not training)
        self.measure.setToolTip(tr("A training is under way.") if training else "")
        self.per.setEnabled(not measuring)
        self.cancel.setVisible(measuring)
        place = self.table.applied
        asked = 0 <= place < len(self.rows) and self.rows[place].tested is not None
        self.test.setVisible(bool(self.rows) and not measuring)
        self.test.setEnabled(place >= 0 and not asked and not self._is_busy)
        self.test.setToolTip("" if place >= 0 else tr("Click a row first: its weights are what is asked."))
        for part in (self.curves, self.table):
            part.setVisible(bool(self.rows))
        self.said.setVisible(bool(self.said.words))


def _asked(per: str) -> Iterator[Reduction]:
    from engine.circuit.quantising import FULL, GRIDS
    from engine.learning.training.reducing import Reduction

    for bits in (FULL, *GRIDS):
        for share in SHARES:
            yield Reduction(bits, share, per)


def _made(description: NetworkDescription, before: Arrays, row: ReducedRow, kept: KeptReduction) -> Arrays:
    """The weights of a row, made again from those ``before``."""
    from engine.circuit.circuit import circuit
    from engine.circuit.trained import with_arrays
    from engine.circuit.weights import on_their_connections
    from engine.learning.training.reducing import Reduction, reduced

    complete = on_their_connections(circuit(description), before, kept.seed)
    return reduced(circuit(with_arrays(description, complete)), Reduction(row.bits, row.pruned, kept.per), kept.seed)[0]


def _on_test(description: NetworkDescription, seed: int) -> Remains:
    from engine.learning.training.reducing import TEST, Reduction, measured_reductions

    return next(measured_reductions(description, [Reduction()], seed=seed, split=TEST))
