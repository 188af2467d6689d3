"""Jobs that are done by worker processes, which live on when whoever began one ends: a folder for each job.

It holds what is asked, what the worker tells and what came of it, so that any process finds it again
([0236](../../docs/decisions/0236-jobs-in-worker-processes.md)).
"""
