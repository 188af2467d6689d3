"""The text of a population's step in three dialects, and the numbers of the host that it reads."""
