"""Problems of a network and the memory it will take, found before anything is built.

Their sentences and remedies stand in ``engine/network/problems_found.py``.
"""
