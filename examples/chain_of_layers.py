"""What the Jacobian of a chain of layers costs: the notes' formulas beside what is counted.

A chain a(l) = tanh(W(l) a(l-1)) goes through vectors of d(0), ..., d(L) entries; its Jacobian is a product of L
matrices. Multiplied from the input on (forward mode) they take d(0) Σ d(l) d(l-1) multiplications, l = 2..L, from the
output on (reverse mode) d(L) Σ d(l) d(l+1), l = 0..L-2, and in any other order something else. (For the second product
of forward mode the notes have d2 d1 d0 where d3 d2 d0 is meant; their sum is right.)

    python examples/chain_of_layers.py
    s2sdiff cost examples/chain_of_layers.py:chain --at "x=f64[100], Ws=[f64[50, 100], f64[20, 50], f64[1, 20]]"
"""

from itertools import pairwise

import numpy as np

from s2sdiff import jacfwd, jacrev
from s2sdiff.cost.at import cost_at

WIDTHS = ([100, 50, 20, 10, 1], [1, 10, 20, 50, 100], [10, 40, 5, 40, 10])


def chain(x, Ws):
    for W in Ws:
        x = np.tanh(W @ x)
    return x


def jacobians_of_layers(x, Ws):
    """The matrices whose product the Jacobian is, that of the first layer first."""
    found = []
    for W in Ws:
        x = np.tanh(W @ x)
        found.append((1 - x * x)[:, None] * W)
    return found


class Multiplied:
    """Matrices, multiplied two at a time; the multiplications that takes are counted."""

    def __init__(self):
        self.count = 0

    def __call__(self, left, right):
        self.count += left.shape[0] * left.shape[1] * right.shape[1]
        return left @ right

    def forward(self, factors):
        """From the input on: the sum of products begins with the factors of the first two layers."""
        found = factors[0]
        for factor in factors[1:]:
            found = self(factor, found)
        return found

    def reverse(self, factors):
        """From the output on."""
        found = factors[-1]
        for factor in factors[-2::-1]:
            found = self(found, factor)
        return found

    def mixed(self, factors):
        """The two halves first, each from the input on."""
        half = len(factors) // 2
        return self(self.forward(factors[half:]), self.forward(factors[:half]))


def multiplications(d):
    """The notes' formulas, for forward and for reverse mode."""
    return (d[0] * sum(d[k] * d[k - 1] for k in range(2, len(d))),
            d[-1] * sum(d[k] * d[k + 1] for k in range(len(d) - 2)))  # fmt: skip


def memory(d):
    """The notes' formulas without the matrix of a layer, which is an argument here."""
    return (d[0] + 1) * max(d), (d[-1] + 1) * max(d) + sum(d[:-1])


def three_orders(d, rng):
    """How often each order multiplies, and how far its Jacobian of a random chain is from those of s2sdiff's modes."""
    x, Ws = rng.normal(size=d[0]), [rng.normal(size=(rows, columns)) for columns, rows in pairwise(d)]
    factors, modes = jacobians_of_layers(x, Ws), (jacfwd(chain)(x, Ws), jacrev(chain)(x, Ws))
    counts, differences = [], []
    for order in (Multiplied.forward, Multiplied.reverse, Multiplied.mixed):
        multiplied = Multiplied()
        J = order(multiplied, factors)
        counts.append(multiplied.count)
        differences += [float(np.max(np.abs(J - mode))) for mode in modes]
    return counts, max(differences)


def seeded_products(run, seeds):
    """The multiplications in matrix products that a mode's code does for its seeds, product by product."""
    return [np.prod(left) * seeds for seeded, left, right in run.counter.products if seeded]


def counted(d):
    """What s2sdiff's code for the chain does: the products but the first one, the numbers alive, those stored.

    The notes take the first matrix of a mode as given; code that starts from one-hot seeds multiplies by it as well.
    """
    matrices = ", ".join(f"f64[{rows}, {columns}]" for columns, rows in pairwise(d))
    cost = cost_at(chain, f"x=f64[{d[0]}], Ws=[{matrices}]")
    forward, reverse = seeded_products(cost.forward, d[0]), seeded_products(cost.reverse, d[-1])
    return (sum(forward[1:]), sum(reverse[1:])), (cost.forward.peak(d[0]), cost.reverse.peak(d[-1])), cost.stored


def compared(d, rng):
    """Prints the counts for one chain beside the formulas, and returns them."""
    counts, difference = three_orders(d, rng)
    products, alive, stored = counted(d)
    print(f"\nlayers of {', '.join(map(str, d))}")
    print(f"{'':8} {'multiplications':^31}   {'numbers alive':^17}")
    print(f"{'':8} formula   by hand   s2sdiff's    formula  s2sdiff's")
    for k, mode in enumerate(("forward", "reverse")):
        print(f"{mode:7} {multiplications(d)[k]:8,} {counts[k]:9,} {products[k]:11,} {memory(d)[k]:10,} {alive[k]:10,}")
    print(f"mixed   {counts[2]:18,}\nstored between the sweeps of reverse mode: {stored}")
    return {"d": d, "counts": counts, "difference": difference, "products": products, "alive": alive, "stored": stored}


def main():
    """Prints counts and formulas for several widths; returns the counts, and what is stored for several depths."""
    rng = np.random.default_rng(0)
    rows = [compared(d, rng) for d in WIDTHS]
    print("\nreverse mode, to one output, through layers of 50: what it stores\n\nlayers  stored")
    depths = [(depth, counted([50] * depth + [1])[2]) for depth in (2, 4, 8, 16)]
    for depth, stored in depths:
        print(f"{depth:6} {stored:7}")
    return rows, depths


if __name__ == "__main__":
    main()
