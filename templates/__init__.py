"""The derivative of every primitive op, as ordinary NumPy functions: the only place that knows calculus.

A rule holds an op's primal `y`, its tangent `y_dot` and its adjoints `x_bar` on adjacent lines. s2sdiff parses these
functions and never calls them; the tests call them and never parse them.
"""
