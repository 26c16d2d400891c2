"""What a derivative costs: operations and live memory, counted by running the emitted code at given sizes.

Nothing is modelled. Every function that runs is rewritten so that its operators, calls and indices go through a
`Counter` (`instrument.py`), which computes what they compute, adds up the scalar operations (`operations.py`) and
keeps the time at which each array and number was made and last used (`lives.py`).
"""
