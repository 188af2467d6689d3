"""The equations of a neuron and its receptors as SymPy reads them, one step on the grid, and that step's adjoint.

Nothing here prints a line of a kernel.
"""
