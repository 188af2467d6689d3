"""A symbol such as ``\\tau_m`` or ``V_{th}``: italic serif, upright small index."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import take_font

INDEX_SCALE = 0.68
INDEX_DROP = 0.22  # of the font's height, downwards for a subscript
RAISE = 0.30
SIZE = 14

LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "infty": "∞", "cdot": "·", "times": "×", "pm": "±", "prime": "′",
}  # fmt: skip
MACRON = "\N{COMBINING MACRON}"
_TOKEN = re.compile(r"\\([A-Za-z]+) ?|(.)", re.DOTALL)
_BARRED = re.compile(r"\\(?:bar|overline) *(?:\{([^{}]*)\}|(\\[A-Za-z]+|.))")
_ARGUMENT = re.compile(r"\\(?:mathrm|text|mathit|hat|tilde)\{([^{}]*)\}")


@dataclass(frozen=True)
class Symbol:
    """The three places of a symbol's letters; a bar over one is a combining macron."""

    base: str
    below: str = ""
    above: str = ""


def read_symbol(latex: str) -> Symbol:
    """The symbol that ``latex`` writes; only letters, one index and one exponent are known."""
    plain = _ARGUMENT.sub(r"\1", _BARRED.sub(rf"{{\1\2{MACRON}}}", latex))
    places = {"": "", "_": "", "^": ""}
    place, depth = "", 0
    for command, letter in _TOKEN.findall(plain):
        if letter in "_^" and letter and depth == 0:
            place = letter
            continue
        if letter == "{":
            depth += 1
            continue
        if letter == "}":
            depth -= 1
            place = "" if depth == 0 else place
            continue
        places[place] += LETTERS.get(command, command) if command else letter.replace("-", "−")
        if depth == 0:
            place = ""
    return Symbol(places[""].strip(), places["_"].strip(), places["^"].strip())


def plain_symbol(latex: str) -> str:
    """The letters of a symbol in one line, where only plain words can stand."""
    symbol = read_symbol(latex)
    return symbol.base + (f"_{symbol.below}" if symbol.below else "") + (f"^{symbol.above}" if symbol.above else "")


class SymbolLabel(PaintedWidget):
    """Paints one symbol at the left, on the row's baseline."""

    natural = (28, 26)

    def __init__(self, latex: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._symbol = read_symbol(latex)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paint(self, painter: QPainter) -> None:
        paint_symbol(painter, self._symbol, QPointF(0.0, self.height() / 2))


def paint_symbol(painter: QPainter, symbol: Symbol, middle_left: QPointF) -> None:
    """Draw ``symbol`` in ``text2`` with its left edge and middle at ``middle_left``."""
    look = theme()
    font = look.symbol_font(SIZE)
    index = look.symbol_font(SIZE * INDEX_SCALE)
    index.setItalic(False)
    metrics = QFontMetricsF(font)
    baseline = middle_left.y() + metrics.ascent() / 2 - metrics.descent() / 2
    take_font(painter, font, look.color("text2"))
    painter.drawText(QPointF(middle_left.x(), baseline), symbol.base)
    width = metrics.horizontalAdvance(symbol.base)
    painter.setFont(index)
    painter.drawText(QPointF(middle_left.x() + width + 0.5, baseline + metrics.height() * INDEX_DROP), symbol.below)
    painter.drawText(QPointF(middle_left.x() + width + 0.5, baseline - metrics.height() * RAISE), symbol.above)
