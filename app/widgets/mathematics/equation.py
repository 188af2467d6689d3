"""Equations as they stand in a textbook: the part of LaTeX that model cards use, drawn with the symbol font.

Known are fractions, roots, indices and exponents, growing brackets, ``\\text`` and ``\\mathrm``, Greek letters
and the relations below; what is unknown is written as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from app.appearance.theme import theme
from app.i18n.translation import tr, translatable

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}_^]|[0-9]+(?:\.[0-9]+)?|[A-Za-z]|\s+|.", re.DOTALL)
TEXT = re.compile(r"(\\text\{)([^}]*?)(\s*\})")
WORDS = frozenset(
    (
        translatable("spike"), translatable("if"), translatable("otherwise"), translatable("pre"), translatable("post"),
        translatable("arrival"), translatable("start"), translatable("sent"), translatable("after sending"),
        translatable("before sending"),
    )
)  # fmt: skip
"""What equations of models say in words."""
LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "infty": "∞", "cdot": "·", "times": "×", "pm": "±", "prime": "′",
}  # fmt: skip
SIGNS = {
    "le": " ≤ ", "ge": " ≥ ", "ne": " ≠ ", "leftarrow": " ← ", "Rightarrow": " ⇒ ", "to": " → ", "wedge": " ∧ ",
    "vee": " ∨ ", "cdot": "·", "times": " × ", "pm": " ± ", "sim": " ∼ ", "infty": "∞", "partial": "∂", "ldots": "…",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩",
    "lvert": "|", "rvert": "|", "quad": "   ", "qquad": "      ", ",": " ", ";": " ",
    ":": " ", "!": "", " ": " ", "{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "neg": "¬", "approx": " ≈ ",
    "rightarrow": " → ", "sum": "∑", "prod": "∏", "textstyle": "", "displaystyle": "",
}  # fmt: skip
FUNCTIONS = frozenset({"exp", "log", "ln", "min", "max", "sin", "cos", "tan", "sinh", "cosh", "tanh"})
FRACTIONS = frozenset({"frac", "tfrac", "dfrac"})
BARRED = frozenset({"bar", "overline"})
UPRIGHT = frozenset({"text", "mathrm", "operatorname", "mathbf", "mathit", "hat", "tilde"})
GROWING = frozenset({"left", "right", "bigl", "bigr"})
SPACED = {"=": " = ", "+": " + ", "-": " − ", "<": " < ", ">": " > "}
OPENING = frozenset({"{", "(", "[", ",", "&", "\\\\"})
CLOSING = frozenset({"}", "&", "\\\\", "\\end"})
ROW_SPACE, COLUMN_SPACE, BRACE = 0.25, 1.2, 0.7
SCRIPT, FRACTION = 0.72, 0.9
RAISE, LOWER = 0.42, 0.22
BAR_SPACE = 0.16
OVERLINE = 0.06  # above the letters of a mean
MACRON = "\N{COMBINING MACRON}"
AXIS = 0.3  # height of a fraction's line above the baseline


@dataclass(frozen=True)
class _StyledLetters:
    """Letters in one style."""

    text: str
    upright: bool = False


@dataclass(frozen=True)
class _Fraction:
    above: tuple[_Piece, ...]
    below: tuple[_Piece, ...]


@dataclass(frozen=True)
class _Cases:
    """Rows of a value and its condition behind one brace."""

    rows: tuple[tuple[tuple[_Piece, ...], ...], ...]


@dataclass(frozen=True)
class _Root:
    inside: tuple[_Piece, ...]


@dataclass(frozen=True)
class _Barred:
    inside: tuple[_Piece, ...]


@dataclass(frozen=True)
class Scripts:
    """Letters with an index and a power."""

    base: tuple[_Piece, ...]
    index: tuple[_Piece, ...]
    power: tuple[_Piece, ...]


_Piece = _StyledLetters | _Fraction | _Root | _Barred | Scripts | _Cases


@dataclass(frozen=True)
class _MathBox:
    width: float
    ascent: float
    descent: float


class EquationPicture:
    """One line of mathematics, measured and painted at any size in pixels."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self._pieces = parsed(TEXT.sub(_in_own_language, latex))

    def width(self, size: float) -> float:
        return _measured(self._pieces, size).width

    def ascent(self, size: float) -> float:
        return _measured(self._pieces, size).ascent

    def descent(self, size: float) -> float:
        return _measured(self._pieces, size).descent

    def paint(self, painter: QPainter, x: float, baseline: float, size: float, color: QColor) -> None:
        """Draw from ``x``, standing on ``baseline``."""
        painter.setPen(QPen(color, max(1.0, size / 14)))
        _paint(painter, self._pieces, x, baseline, size)


def letters_of(pieces: tuple[_Piece, ...]) -> str:
    """Letters where only plain words can stand; a bar over one is a combining macron."""
    return "".join(
        letters_of(piece.inside) + MACRON if isinstance(piece, _Barred) else getattr(piece, "text", "")
        for piece in pieces
    )


@lru_cache(maxsize=512)  # asked for in every measuring and painting (decision 0218)
def parsed(latex: str) -> tuple[_Piece, ...]:
    """Parse what is known of LaTeX; what is left over stands as it is."""
    tokens = list(TOKEN.findall(latex))
    pieces, rest = _sequence(tokens, 0)
    return pieces if rest == len(tokens) else (*pieces, _StyledLetters("".join(tokens[rest:])))


def _sequence(tokens: Sequence[str], at: int) -> tuple[tuple[_Piece, ...], int]:
    """Pieces up to what closes a group, a column, a row or an environment."""
    pieces: list[_Piece] = []
    while at < len(tokens) and tokens[at] not in CLOSING:
        token = tokens[at]
        if token in "_^":
            script, at = _argument(tokens, at + 1)
            pieces.append(_scripted(pieces.pop() if pieces else _StyledLetters(""), token, script))
            continue
        piece, at = _piece(tokens, at)
        pieces.extend(piece)
    return tuple(pieces), at


def _scripted(base: _Piece, sign: str, script: tuple[_Piece, ...]) -> _Piece:
    inner, index, power = (base.base, base.index, base.power) if isinstance(base, Scripts) else ((base,), (), ())
    tight = tuple(_StyledLetters(p.text.strip(), p.upright) if isinstance(p, _StyledLetters) else p for p in script)
    return Scripts(inner, tight if sign == "_" else index, tight if sign == "^" else power)


def _argument(tokens: Sequence[str], at: int) -> tuple[tuple[_Piece, ...], int]:
    """A group in braces, or the next piece."""
    while at < len(tokens) and tokens[at].isspace():
        at += 1
    if at < len(tokens) and tokens[at] == "{":
        pieces, at = _sequence(tokens, at + 1)
        return pieces, at + 1
    return _piece(tokens, at)


def _piece(tokens: Sequence[str], at: int) -> tuple[tuple[_Piece, ...], int]:
    if at >= len(tokens):
        return (), at
    token = tokens[at]
    if token == "{":
        return _argument(tokens, at)
    if token.startswith("\\") and len(token) > 1:
        return _command(tokens, token[1:], at + 1)
    if token.isspace():
        return (), at + 1
    if token.isalpha():
        return (_StyledLetters(token),), at + 1
    if token == "-" and _follows_no_operand(tokens[:at]):
        return (_StyledLetters("−", upright=True),), at + 1
    return (_StyledLetters(SPACED.get(token, token), upright=True),), at + 1


def _follows_no_operand(before: Sequence[str]) -> bool:
    """Tell whether a minus here is the sign of what follows, and no difference."""
    last = next((token for token in reversed(before) if not token.isspace()), "{")
    sign = SIGNS.get(last[1:], "").rstrip()
    return last in OPENING or last in SPACED or sign.startswith((" ", "·"))


def _command(tokens: Sequence[str], name: str, at: int) -> tuple[tuple[_Piece, ...], int]:
    if name in FRACTIONS:
        above, at = _argument(tokens, at)
        below, at = _argument(tokens, at)
        return (_Fraction(above, below),), at
    if name == "sqrt":
        inside, at = _argument(tokens, at)
        return (_Root(inside),), at
    if name in BARRED:
        inside, at = _argument(tokens, at)
        return (_Barred(inside),), at
    if name == "begin":
        return _cases(tokens, at)
    if name in UPRIGHT:
        return _upright(tokens, at)
    if name in GROWING:
        return (), at
    if name in LETTERS:
        return (_StyledLetters(LETTERS[name]),), at
    if name in FUNCTIONS:
        return (_StyledLetters(name, upright=True),), at
    return (_StyledLetters(SIGNS.get(name, name), upright=True),), at


def _cases(tokens: Sequence[str], at: int) -> tuple[tuple[_Piece, ...], int]:
    """Rows from ``\\begin{cases}`` to its end."""
    _, at = _argument(tokens, at)
    rows: list[tuple[tuple[_Piece, ...], ...]] = []
    columns: list[tuple[_Piece, ...]] = []
    while at < len(tokens):
        pieces, at = _sequence(tokens, at)
        columns.append(pieces)
        closed = tokens[at] if at < len(tokens) else "\\end"
        at += 1
        if closed == "&":
            continue
        rows.append(tuple(columns))
        columns = []
        if closed == "\\end":
            _, at = _argument(tokens, at)
            break
    return (_Cases(tuple(rows)),), at


def _in_own_language(found: re.Match[str]) -> str:
    begin, words, end = found.groups()
    return begin + (tr(words) if words in WORDS else words) + end


def _upright(tokens: Sequence[str], at: int) -> tuple[tuple[_Piece, ...], int]:
    """Words as they stand, spaces included."""
    if at >= len(tokens) or tokens[at] != "{":
        return _piece(tokens, at)
    end = at + 1
    while end < len(tokens) and tokens[end] != "}":
        end += 1
    return (_StyledLetters("".join(tokens[at + 1 : end]).replace("\\_", "_"), upright=True),), end + 1


def _font(size: float, upright: bool) -> QFont:
    font = theme().symbol_font(size / theme().scale)
    font.setItalic(not upright)
    return font


@lru_cache(maxsize=4096)  # asked for in every painting (decision 0218)
def _measure_words(text: str, upright: bool, size: float) -> _MathBox:
    metrics = QFontMetricsF(_font(size, upright))
    return _MathBox(metrics.horizontalAdvance(text), metrics.ascent() * 0.82, metrics.descent() * 0.9)


def _measured(pieces: tuple[_Piece, ...], size: float) -> _MathBox:
    boxes = [_measure(piece, size) for piece in pieces]
    return _MathBox(
        sum(box.width for box in boxes),
        max((box.ascent for box in boxes), default=size * 0.7),
        max((box.descent for box in boxes), default=size * 0.2),
    )


def _measure(piece: _Piece, size: float) -> _MathBox:
    match piece:
        case _StyledLetters(text, upright):
            return _measure_words(text, upright, size)
        case _Fraction(above, below):
            top, bottom = _measured(above, size * FRACTION), _measured(below, size * FRACTION)
            axis, space = size * AXIS, size * BAR_SPACE
            return _MathBox(
                max(top.width, bottom.width) + size * 0.3,
                axis + space + top.ascent + top.descent,
                space - axis + bottom.ascent + bottom.descent,
            )
        case _Cases(rows):
            heights = [_row_box(row, size) for row in rows]
            whole = sum(box.ascent + box.descent + size * ROW_SPACE for box in heights)
            columns = sum(_column_widths(rows, size)) + size * COLUMN_SPACE * (_columns(rows) - 1)
            return _MathBox(size * BRACE + columns, whole / 2 + size * AXIS, whole / 2 - size * AXIS)
        case _Root(inside):
            box = _measured(inside, size)
            return _MathBox(box.width + size * 0.6, box.ascent + size * 0.2, box.descent)
        case _Barred(inside):
            box = _measured(inside, size)
            return _MathBox(box.width, box.ascent + size * OVERLINE, box.descent)
        case Scripts(base, index, power):
            own, low, high = (
                _measured(base, size),
                _measured(index, size * SCRIPT),
                _measured(power, size * SCRIPT),
            )
            return _MathBox(
                own.width + max(low.width if index else 0.0, high.width if power else 0.0) + size * 0.06,
                max(own.ascent, high.ascent + size * RAISE if power else 0.0),
                max(own.descent, low.descent + size * LOWER if index else 0.0),
            )


def _columns(rows: Sequence[Sequence[tuple[_Piece, ...]]]) -> int:
    return max((len(row) for row in rows), default=0)


def _column_widths(rows: Sequence[Sequence[tuple[_Piece, ...]]], size: float) -> list[float]:
    return [
        max((_measured(row[column], size).width for row in rows if column < len(row)), default=0.0)
        for column in range(_columns(rows))
    ]


def _row_box(row: Sequence[tuple[_Piece, ...]], size: float) -> _MathBox:
    boxes = [_measured(cell, size) for cell in row]
    return _MathBox(0.0, max(box.ascent for box in boxes), max(box.descent for box in boxes))


def _paint_cases(painter: QPainter, cases: _Cases, box: _MathBox, x: float, baseline: float, size: float) -> None:
    top, bottom = baseline - box.ascent, baseline + box.descent
    middle, thick = (top + bottom) / 2, size * 0.22
    brace = QPainterPath(QPointF(x + 2 * thick, top + 1))
    for start, end in ((top, middle), (bottom, middle)):
        brace.moveTo(x + 2 * thick, start)
        brace.cubicTo(x + thick * 0.6, start, x + thick * 1.6, end, x + thick * 0.3, end)
    painter.drawPath(brace)
    widths = _column_widths(cases.rows, size)
    for row in cases.rows:
        line = _row_box(row, size)
        top += size * ROW_SPACE / 2 + line.ascent
        left = x + size * BRACE
        for cell, width in zip(row, widths, strict=False):
            _paint(painter, cell, left, top, size)
            left += width + size * COLUMN_SPACE
        top += line.descent + size * ROW_SPACE / 2


def _paint(painter: QPainter, pieces: tuple[_Piece, ...], x: float, baseline: float, size: float) -> None:
    for piece in pieces:
        box = _measure(piece, size)
        match piece:
            case _StyledLetters(text, upright):
                painter.setFont(_font(size, upright))
                painter.drawText(QPointF(x, baseline), text)
            case _Fraction(above, below):
                small, line = size * FRACTION, baseline - size * AXIS
                top, bottom = _measured(above, small), _measured(below, small)
                space = size * BAR_SPACE
                _paint(painter, above, x + (box.width - top.width) / 2, line - space - top.descent, small)
                _paint(painter, below, x + (box.width - bottom.width) / 2, line + space + bottom.ascent, small)
                painter.drawLine(QPointF(x + size * 0.08, line), QPointF(x + box.width - size * 0.08, line))
            case _Cases():
                _paint_cases(painter, piece, box, x, baseline, size)
            case _Root(inside):
                high = baseline - box.ascent
                corner = x + size * 0.45
                painter.drawPolyline(
                    [
                        QPointF(x + size * 0.05, baseline - size * 0.3),
                        QPointF(x + size * 0.22, baseline + box.descent * 0.6),
                        QPointF(corner, high),
                        QPointF(x + box.width, high),
                    ]
                )
                _paint(painter, inside, corner + size * 0.1, baseline, size)
            case _Barred(inside):
                high = baseline - box.ascent + size * OVERLINE
                painter.drawLine(QPointF(x + size * 0.08, high), QPointF(x + box.width - size * 0.02, high))
                _paint(painter, inside, x, baseline, size)
            case Scripts(base, index, power):
                _paint(painter, base, x, baseline, size)
                right = x + _measured(base, size).width + size * 0.03
                _paint(painter, index, right, baseline + size * LOWER, size * SCRIPT)
                _paint(painter, power, right, baseline - size * RAISE, size * SCRIPT)
        x += box.width
