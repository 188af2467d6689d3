"""Training runs of the *Learn* panel: what each reached, their table, and how they are kept and brought back."""
