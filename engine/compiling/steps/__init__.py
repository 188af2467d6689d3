"""The text of a population's step, for loops and arrays, and the numbers of the host that it reads."""
