"""Equations as LaTeX, printed from their syntax trees, so that they read as the paper writes them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TypeGuard

from engine.model.declaration import Model, NeuronModel
from engine.model.equations.tree import assignments, returned_expression
from engine.model.functions import CONSTANTS, UNITS

WELL_KNOWN = {
    "h": "h",
    "t": "t",
    "u": "u",
    "x": "x",
    "w": "w",
    "total": r"\textstyle\sum w",
    "V": "V",
    "V_pre": r"V_{pre}",
    "weight": "w",
    "duration": "T",
    "MS_PER_S": "1000",
    "PI": r"\pi",
    "y": "y",
    "z": "z",
    "u_common": "u_0",
    "unit": "j",
}
RELATIONS = {ast.Lt: "<", ast.LtE: r"\le", ast.Gt: ">", ast.GtE: r"\ge"}
PLAIN = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
JOINS = {ast.BitAnd: r"\;\wedge\;", ast.BitOr: r"\;\vee\;"}
WORDS = {"log": r"\ln", "minimum": r"\min", "maximum": r"\max"}  # others are written by their name
GREEK = frozenset(
    {
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
    }
    | {"pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"}
    | {"Gamma", "Delta", "Theta", "Lambda", "Xi", "Sigma", "Phi", "Psi", "Omega"}
)
NO_VALUES: Mapping[str, float] = {}
SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a piece of LaTeX holds together."""


def symbol_of(name: str) -> str:
    """A symbol for a name that the declaration does not explain: a Greek letter, a letter or a word."""
    if name in GREEK:
        return rf"\{name}"
    head, _, tail = name.partition("_")
    shown = rf"\{head}" if head in GREEK else head if len(head) == 1 else rf"\mathrm{{{head}}}"
    return f"{shown}_{{{tail}}}" if tail else shown


FORMS = {
    "where": (r"\begin{{cases}} {1} & \text{{if }} {0} \\ {2} & \text{{otherwise}} \end{{cases}}", PRODUCT),
    "exp": ("e^{{{0}}}", POWER),
    "sqrt": (r"\sqrt{{{0}}}", ATOM),
    "exprel": (r"\frac{{e^{{{0}}} - 1}}{{{0}}}", PRODUCT),
    "floor": (r"\left\lfloor {0} \right\rfloor", ATOM),
    "absolute": (r"\left| {0} \right|", ATOM),
    "expm1": ("e^{{{0}}} - 1", SUM),
}
"""Functions that are not written as a word before brackets, and how tightly what stands there holds together."""
STATEMENTS = {
    "spike": r"{} \;\Rightarrow\; \text{{spike}}",
    "current": "I = {}",
    "sent": r"\text{{sent}} = {}",
    "expected_spikes": r"\langle n \rangle = {}",
    "most_expected_spikes": r"\langle n \rangle \le {}",
}
"""Equations whose names are not of a state, with their left side."""


class _MathematicsPrinter:
    """Prints expressions with the symbols of one model, or the ``values`` that some of them have."""

    def __init__(self, model: type[Model], values: Mapping[str, float]) -> None:
        own = {name: quantity.symbol for name, quantity in model.quantities.items()}
        self.symbols = {**WELL_KNOWN, **own}
        self.values = values

    def __call__(self, node: ast.expr, least: int = SUM) -> str:
        text, tightness = self._piece(node)
        return text if tightness >= least else rf"\left({text}\right)"

    def symbol(self, name: str) -> str:
        return self.symbols.get(name) or symbol_of(name)

    def _piece(self, node: ast.expr) -> tuple[str, int]:
        if isinstance(node, ast.Constant):
            return _amount(node)
        if isinstance(node, ast.Name) and node.id in self.values:
            number, tightness = _number(self.values[node.id])
            return number, SUM if number.startswith("-") else tightness
        if isinstance(node, ast.Name):
            return self.symbol(node.id), ATOM
        if isinstance(node, ast.UnaryOp):
            sign = r"\neg " if isinstance(node.op, ast.Invert) else "-" if isinstance(node.op, ast.USub) else ""
            return sign + self(node.operand, PRODUCT), SUM
        if isinstance(node, ast.Compare):
            relation = RELATIONS[type(node.ops[0])]
            return f"{self(node.left)} {relation} {self(node.comparators[0])}", SUM
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        raise TypeError(f"{ast.unparse(node)!r} has no place in an equation")

    def _binary(self, node: ast.BinOp) -> tuple[str, int]:
        if type(node.op) in JOINS:
            return f"{self(node.left, SUM)} {JOINS[type(node.op)]} {self(node.right, SUM)}", SUM
        if isinstance(node.op, ast.Add):
            return f"{self(node.left)} + {self(node.right)}", SUM
        if isinstance(node.op, ast.Sub):
            return f"{self(node.left)} - {self(node.right, PRODUCT)}", SUM
        if isinstance(node.op, ast.Mult | ast.Div) and _is_negated(node.left):
            positive = ast.BinOp(node.left.operand, node.op, node.right)
            return f"-{self(positive, PRODUCT)}", SUM
        if isinstance(node.op, ast.Div) and _is_exprel(node.right):
            x, factor = node.right.args[0], self(node.left, PRODUCT)
            above = self(x, PRODUCT) if factor == "1" else rf"{factor} \, {self(x, PRODUCT)}"
            return rf"\frac{{{above}}}{{e^{{{self(x)}}} - 1}}", PRODUCT
        if isinstance(node.op, ast.Div):
            return rf"\frac{{{self(node.left)}}}{{{self(node.right)}}}", PRODUCT
        if isinstance(node.op, ast.Pow):
            return f"{self(node.left, ATOM)}^{{{self(node.right)}}}", POWER
        is_number = isinstance(node.right, ast.Constant) or _is_number(node.right) or self._has_value(node.right)
        times = r" \cdot " if is_number else r" \, "
        return f"{self(node.left, PRODUCT)}{times}{self(node.right, PRODUCT)}", PRODUCT

    def _has_value(self, node: ast.expr) -> bool:
        """Tell whether it begins with a number, which must not stand beside another."""
        while isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add | ast.Sub | ast.Div):
            node = node.left
        return isinstance(node, ast.Name) and node.id in self.values

    def _call(self, node: ast.Call) -> tuple[str, int]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        given = [self(argument) for argument in node.args]
        if name in FORMS:
            form, tightness = FORMS[name]
            return form.format(*given), tightness
        word = WORDS.get(name, f"\\{name}")
        return rf"{word}\left({', '.join(given)}\right)", ATOM


def _amount(node: ast.Constant) -> tuple[str, int]:
    """A number, with the unit that was typed behind it if any."""
    shown = str(getattr(node, "shown", ""))
    if not shown:
        return _number(float(str(node.value)))
    number, _, unit = shown.rpartition(" ")
    word = rf"\mathrm{{{unit}}}"
    return (rf"{_number(float(number))[0]}\,{word}", PRODUCT) if number else (word, ATOM)


def _number(value: float) -> tuple[str, int]:
    """A number without an exponent of computers."""
    mantissa, _, exponent = f"{value:g}".partition("e")
    if not exponent:
        return mantissa, ATOM
    power = f"10^{{{int(exponent)}}}"
    return (power, POWER) if mantissa == "1" else (rf"{mantissa} \cdot {power}", PRODUCT)


def _is_negated(node: ast.expr) -> TypeGuard[ast.UnaryOp]:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _is_exprel(node: ast.expr) -> TypeGuard[ast.Call]:
    """A division by (exp(x) - 1) / x is written without the fraction in the fraction."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "exprel"


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in CONSTANTS and node.id not in UNITS


def _left_side(writer: _MathematicsPrinter, name: str, right: str) -> str:
    """The whole statement: what the equation's name says about its right side."""
    if name in STATEMENTS:
        return STATEMENTS[name].format(right)
    if name.startswith("weight_after_"):
        return rf"{name.rsplit('_', 1)[1]}:\; w \leftarrow {right}".replace("pre:", r"\text{pre}:", 1).replace(
            "post:", r"\text{post}:", 1
        )
    if name.endswith("_dt"):
        return rf"\frac{{d{writer.symbol(name[1:-3])}}}{{dt}} = {right}"
    state, _, event = name.rpartition("_after_") if "_after_" in name else name.rpartition("_")
    if event == "sending":
        when = "after" if "_after_" in name else "before"
        state, event = state.removesuffix("_before"), f"{when} sending"
    shown = writer.symbol(state)
    if event == "next":
        return rf"{shown} \leftarrow {right}"
    if event == "toward":
        return rf"{shown} \rightarrow {right}"
    return rf"\text{{{event}}}:\; {shown} \leftarrow {right}"


def latex(model: type[Model], name: str, values: Mapping[str, float] = NO_VALUES) -> str:
    """One equation with its left side; named parts follow, joined by commas.

    Parameters that have ``values`` are written as these numbers, in their own units.
    """
    equation, writer = model.equations[name], _MathematicsPrinter(model, values)
    statement = _left_side(writer, name, writer(returned_expression(equation)))
    parts = [f"{writer.symbol(part)} = {writer(value)}" for part, value in assignments(equation)]
    return r",\quad ".join([statement, *parts])


def expression_latex(node: ast.expr) -> str:
    """LaTeX of an expression of names that no model declares."""
    return _MathematicsPrinter(Model, NO_VALUES)(node)


def equations(model: type[Model], values: Mapping[str, float] = NO_VALUES) -> dict[str, str]:
    """LaTeX of every equation by its name, in the order of the declaration."""
    return {name: latex(model, name, values) for name in model.equations}


def comparison(model: type[NeuronModel]) -> str:
    """The relation that makes a spike: ">=", ">", ... of ``spike``, or "" where the model never fires."""
    if not model.fires():
        return ""
    condition = returned_expression(model.equations["spike"])
    if not isinstance(condition, ast.Compare):
        raise TypeError(f"{model.__name__}.spike must be one comparison")
    return PLAIN[type(condition.ops[0])]
