"""The *Properties* panel: forms of what is selected, samples of data, equations, tables of neurons."""
