"""The live run and the training run: one worker thread, and what crosses its border."""
