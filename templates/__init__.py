"""The derivative of every primitive op, as ordinary NumPy functions: the only place that knows calculus.

A rule holds an op's primal `y`, its tangent `y_dot` and its adjoints `x_bar` on adjacent lines. s2sdiff parses these
functions and never calls them; the tests call them and never parse them.

Complex numbers: for f: C -> R the gradient is df/dx - i df/dy of z = x + iy, so that holomorphic ops need no lines of
their own; others test `np.iscomplexobj(x)`, which types decide. A rule whose docstring has the sentence "Real
operands." is refused where a complex value that is differentiated goes in. So is any rule where the branch that the
operands and keywords choose leaves `y_dot` and `x_bar` undefined.
"""
