"""What the tests of the command line have in common: files to work on, and running what is emitted."""

import runpy
from pathlib import Path

FILES = {
    "lecture.py": """
        import numpy as np


        def loss(w, b, x, t):
            z = w * x + b
            y = 1 / (1 + np.exp(-z))
            return (y - t) ** 2 / 2


        def survey(x1, x2):
            return np.log(x1) + x1 * x2 - np.sin(x2)
        """,
    "data.py": """
        from __future__ import annotations

        import numpy as np

        import s2sdiff

        X = np.arange(6.0).reshape(3, 2)
        print("printed by the module")


        def fit(w: "f64[2]", b: float = 0.0):
            return np.sum((X @ w + b) ** 2)


        @s2sdiff.differentiate(wrt=("w", "b"))
        def both(w: float, b: float):
            return w * b


        class Model:
            def loss(self, x):
                return x * x


        square = lambda x: x * x


        def cubes(x: "f64[n]", y: float):
            return np.sum(x**3) * y


        curvature = s2sdiff.hessian(cubes)
        """,
    "twice_a.py": "def twice(x):\n    return 2 * x\n",
    "twice_b.py": "twice = lambda x: 2 * x\n",
    "bad.py": """
        def helper(x):
            return x + open(x)


        def item(x, n):
            é = "ß"; y = x * 2
            x.dot = y
            class Inner: pass
            return eval("x")


        def calls(x):
            return helper(x) * 2


        def vector(x):
            return x * 2


        def whole(n: int):
            return n * 2.0
        """,
    "syntax.py": "def f(x)\n    return x\n",
    "missing.py": "import no_such_module_at_all\n",
    "leaves.py": "raise SystemExit(3)\n",
    "shadow/math.py": "def f(x):\n    return x\n",
    "my-model.py": "scale = 3.0\n\n\ndef scaled(x):\n    return scale * x * x\n",
    "pack/__init__.py": "",
    "pack/part.py": "from .other import factor\n\n\ndef scaled(x):\n    return factor * x\n",
    "pack/other.py": "factor = 2.0\n",
}
FLOATS = "w=float, b=float, x=float, t=float"
TRACE = """\
t1 = w * x
z = t1 + b
t2 = -z
t3 = np.exp(t2)
t4 = 1 + t3
y = 1 / t4
t5 = y - t
t6 = t5 ** 2
t7 = t6 / 2
"""


def namespace(text: str, tmp_path: Path) -> dict:
    path = tmp_path / "emitted.py"
    path.write_text(text)
    return runpy.run_path(str(path))
