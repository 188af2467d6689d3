"""Writers of models as texts that declare the same again: one file a kind of model."""
