"""The choices of what is shown of an experiment: which measure, along which factors, and where the others are held."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.experiments.experiment_figures import NONE, ExperimentFigures, Level
from app.experiments.shown_experiment import ORDER, ShownExperiment
from app.i18n.translation import tr, tr_as
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.slider import Slider
from app.widgets.layout import column, empty, fill, laid_at_once, row
from app.widgets.quantities import number_words
from app.widgets.text import SECONDARY, Text

FIELD = 190


class ShownChoices(QWidget):
    """Chooses for all views of an experiment at once."""

    def __init__(self, shown: ShownExperiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._body = column(self, spacing=4)
        self.measure, self.across, self.up = ChoiceField(), ChoiceField(), ChoiceField()
        self.measure.chosen.connect(lambda key: shown.choose_measure(int(key)))
        self.across.chosen.connect(lambda key: shown.choose_across(int(key)))
        self.up.chosen.connect(lambda key: shown.choose_up(int(key)))
        self._held = QWidget()
        self._sliders = column(self._held, spacing=2)
        self.sliders: dict[int, LevelSlider] = {}
        self._add(tr("Measure"), self.measure)
        self._across = self._add(tr("Across"), self.across)
        self._up = self._add(tr("Upwards"), self.up)
        self._body.addWidget(self._held)
        self._of: tuple[object, ...] = ()
        shown.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the present choices."""
        shown, figures = self._shown, self._shown.figures
        if figures is None or shown.table is None:
            return
        names = [(str(place), factor.name) for place, factor in enumerate(shown.table.factors)]
        self.measure.set_options([(str(place), m.name) for place, m in enumerate(shown.table.measures)])
        self.measure.set_value(str(shown.measure))
        order = [(str(ORDER), tr("the order of points"))] if figures.is_search else []
        self.across.set_options([*order, *names])
        self.across.set_value(str(shown.across))
        upwards = [name for name in names if name[0] != str(shown.across)]
        self.up.set_options([(str(NONE), tr_as("the measure", "axis")), *upwards])
        self.up.set_value(str(shown.up))
        self._across.setVisible(len(names) + len(order) > 1)
        self._up.setVisible(len(names) > 1 and shown.across != ORDER)
        others = shown.others((shown.across, shown.up)) if figures.is_grid else []
        key = (figures.experiment.factors, figures.levels, tuple(others))
        if key != self._of:
            self._of = key
            self._rebuild(figures, others)
        for factor, slider in self.sliders.items():
            slider.show_level(shown.held.get(factor, 0))

    def _rebuild(self, figures: ExperimentFigures, others: list[int]) -> None:
        table = self._shown.table
        assert table is not None
        with laid_at_once(self._sliders):
            empty(self._sliders)
            self.sliders = {}
            for factor in others:
                column_of = table.factors[factor]
                slider = LevelSlider(column_of.name, column_of.unit, figures.levels[factor])
                slider.slider.edited.connect(partial(self._hold, factor))
                self._sliders.addWidget(slider)
                self.sliders[factor] = slider
        self._held.setVisible(bool(others))

    def _hold(self, factor: int, value: float, _gesture: str) -> None:
        if round(value) != self._shown.held.get(factor, 0):
            self._shown.hold(factor, round(value))

    def _add(self, words: str, field: ChoiceField) -> QWidget:
        holder = QWidget()
        field.setFixedWidth(theme().px(FIELD))
        field.setAccessibleName(words)
        fill(row(holder, spacing=8), (Text(words, wrapped=True), 1), field)
        self._body.addWidget(holder)
        return holder


class LevelSlider(QWidget):
    """A factor by its name, the value at which it is held, and a slider over all of its values."""

    def __init__(self, name: str, unit: str, levels: tuple[Level, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit, self._levels = unit, levels
        self.name = Text(name, size=SECONDARY, elided=True)
        self.value = Text("", size=SECONDARY, tabular=True)
        self.slider = Slider()
        self.slider.setAccessibleName(name)
        fill(column(self, spacing=0), fill(row(spacing=8), (self.name, 1), self.value), self.slider)

    def show_level(self, level: int) -> None:
        """Show the level at which the factor is held."""
        self.value.say(level_words(self._levels[level], self._unit))
        self.slider.show_value(float(level), 0.0, float(max(len(self._levels) - 1, 1)))


def level_words(level: Level, unit: str = "") -> str:
    """A value of a factor with its unit."""
    words = tr(level) if isinstance(level, str) else number_words(float(f"{level:.6g}"))
    return f"{words} {unit}".strip()
