"""From equations to one step on the grid, to text of loops and on arrays, and the numbers that the text reads."""

from engine.compiling.steps.population import CompiledPopulation, compiled_population

__all__ = ["CompiledPopulation", "compiled_population"]
