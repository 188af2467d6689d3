"""Trainings in threads of their own: what each is given, how far it is, and the weights that it has."""
