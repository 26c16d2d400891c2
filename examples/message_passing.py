"""Message passing: the adjoint of a value with three uses.

    r = z²,   s = exp(z),   t = 3 z        z_bar = ∂r/∂z r_bar + ∂s/∂z s_bar + ∂t/∂z t_bar

The line of each use sends its message back, and the adjoint of z is their sum; no line knows of the others. The
derivative is plain Python, so that its lines can be watched as they run: here Python's own tracing does it.

    python examples/message_passing.py
    s2sdiff show examples/message_passing.py:three_uses
    s2sdiff trace examples/message_passing.py:three_uses --values "x=0.4" --mode reverse
    s2sdiff explain examples/message_passing.py:three_uses --values "x=0.4" -o three_uses.html
"""

import math
import sys

from s2sdiff import differentiate


@differentiate(optimize=0)
def three_uses(x: float):
    z = math.sin(x)
    r = z**2
    s = math.exp(z)
    t = 3 * z
    return r + s + t


def watched(f, name, *arguments):
    """Runs f, and lists each change of its local name: the number of the line that made it, and the new value."""
    changes, line = [], None

    def each_line(frame, event, _):
        nonlocal line
        value = frame.f_locals.get(name)
        if value is not None and (not changes or value != changes[-1][1]):
            changes.append((line, value))
        line = frame.f_lineno
        return each_line

    before = sys.gettrace()
    sys.settrace(lambda frame, event, _: each_line if frame.f_code is f.__code__ else None)
    try:
        f(*arguments)
    finally:
        sys.settrace(before)
    return changes


def main(x=0.4):
    """Prints the derivative, and the adjoint of z after each message; returns the messages and what becomes of them."""
    source = three_uses.source()
    print(source)
    written = {}
    exec(source, written)  # the text is all that there is: no s2sdiff runs here
    derivative = written["three_uses_value_and_grad"]

    changes = watched(derivative, "z_bar", x)
    print(f"{'line':>4}  {'':26} {'message':>9} {'z_bar':>9}")
    messages, total = [], 0.0
    for line, value in changes:
        messages.append(value - total)
        total = value
        print(f"{line:4}  {source.splitlines()[line - 1].strip():26} {messages[-1]:9.6f} {total:9.6f}")
    value, x_bar = derivative(x)
    print(f"\nz_bar cos(x) = {total * math.cos(x):.6f}, and x_bar = {x_bar:.6f}")
    return messages, total, x_bar


if __name__ == "__main__":
    main()
