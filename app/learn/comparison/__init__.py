"""Methods compared side by side: the choice, the trainings, and the table."""
