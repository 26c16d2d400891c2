"""What is not written for all rows at once, calls, and sizes."""

from dataclasses import replace

import numpy as np
import pytest

from s2sdiff import run
from s2sdiff.emit.module import module_text
from s2sdiff.infer.observe import observe
from s2sdiff.infer.values import ANY_NUMBER, Arr, Num, Seq, Tape
from s2sdiff.ir import Assign, Carry, Const, For, Function, Origin, Param, Pop, Push, Return
from s2sdiff.program import Program, parsed
from s2sdiff.vector.batched import NotBatched, batched, reach
from s2sdiff.vector.lift import is_lifted

from .cases import V3, V4, M
from .harness import typed, vectorised


def branch_by_entry(x):
    if x[0] > 0.0:
        return x * 2.0
    return x


def loop_by_entry(x):
    while x[0] > 0.1:
        x = x * 0.5
    return x


def integer_of_entry(x, a):
    return a[int(x[0])] * x


def index_by_order(x, a):
    return a[np.argsort(x)]


def triangle_of_vector(x):
    return np.triu(x)


def grid(x, a):
    return np.meshgrid(x, a)[0]


def helper(x, c):
    return x * c


def with_call(x, a):
    return helper(a @ x, 2.0) + helper(a[:, 0], 3.0)


@pytest.mark.parametrize(("f", "arguments"), [
    (branch_by_entry, (V3,)), (loop_by_entry, (V3,)), (integer_of_entry, (V3, M)), (index_by_order, (V3, M)),
    (triangle_of_vector, (V3,)), (grid, (V3, V3)), (with_call, (V3, M))])  # fmt: skip
def test_refused(f, arguments):
    with pytest.raises(NotBatched) as caught:
        vectorised(f, arguments, (0,))
    assert caught.value.op
    assert caught.value.loc is not None
    assert str(caught.value.loc) in str(caught.value)


def test_rank_that_is_not_known():
    function = Program(generic=True).main(parsed(helper), [ANY_NUMBER, ANY_NUMBER])
    with pytest.raises(NotBatched, match="multiply"):
        batched(function, ["x"])


def test_unbatched_control_is_fine():
    _, text, call = vectorised(branch_by_entry, (V3,), (), size=Const(2))
    assert call(V3).shape == (2, 3), text


def test_calls_are_the_callers_to_replace():
    program = Program({})
    function = typed_in(program, with_call, (V3, M))
    made = {}
    asked = []

    def on_call(call, lifts):
        asked.append(lifts)
        callee = program.functions[call.callee]
        names = [p.name for p, lift in zip(callee.params, lifts, strict=True) if is_lifted(lift)]
        ref = replace(call.callee, name=f"{callee.name}_rows")
        made[ref] = replace(batched(callee, names, result=True), name=ref.name)
        return ref, True

    whole = batched(function, ["x"], on_call=on_call)
    module = module_text(whole, {**made, **program.functions})
    rows = np.arange(6.0).reshape(2, 3)
    found = run.execute(module)["with_call"](rows, M)
    np.testing.assert_allclose(found, [with_call(row, M) for row in rows])
    assert asked
    assert all(lifts == (True, False) for lifts in asked)


def typed_in(program, f, arguments):
    return program.main(parsed(f), [observe(value, program.symbols) for value in arguments])


def product(x, a):
    y = a * 2.0
    return x * y


def test_reach():
    function = typed(product, (V3, V3))
    assert {name for name, lift in reach(function, ["x"]).items() if lift} == {"x", function.result}


def test_names_that_a_statement_gives_all_rows():
    function = typed(product, (V3, V3))
    unit = Assign("unit", "eye", (Const(3), Const(None)), (), "np.eye", Origin(None))
    body = tuple(replace(stmt, operands=("unit", "y")) if getattr(stmt, "target", "") == function.result else stmt
                 for stmt in function.body)  # fmt: skip
    types = {**function.types, "unit": function.types["x"]}
    made = batched(replace(function, body=(unit, *body), types=types), ["unit"], Const(3), rows=3)
    assert made.types[function.result].shape[0] == 3
    found = run.execute(module_text(made, {}))["product"](V3, V3)
    np.testing.assert_allclose(found, np.diag(2.0 * V3))


def test_size_that_nothing_tells():
    function = typed(product, (V3, V3))
    with pytest.raises(ValueError, match="pass size="):
        batched(function, [], result=True)


def test_the_text_is_what_one_would_write():
    def text(f, arguments, on=(0,)):
        return vectorised(f, arguments, on)[1].rpartition("return ")[2].strip()

    assert text(product, (2.0, V3)) == "x[:, None] * y"
    assert text(gradient, (V3, M)) == "x @ a.T"
    assert text(backward, (V4, M)) == "np.sum(x @ a, axis=-1)"


def gradient(x, a):
    return a @ x


def backward(x, a):
    return np.sum(a.T @ x)


def with_a_tape(values):
    """A function that puts x * i on a tape, takes it off again and sums it up; `values` says what to push."""
    origin = Origin(None)
    row = Arr("float64", ("n",))
    kinds = {"x": row, "a": row, "tape": Tape(row), "t": row, "p": row, "s": row, "s0": row, "s1": row, "y": row,
             "i": Num("int"), "j": Num("int"), "shape": Seq("tuple", (Num("int", dim="n"),))}  # fmt: skip
    counted = (Const(0), Const(3), Const(1))
    push = (Assign("t", "multiply", (values, "i"), (), "*", origin), Push("tape", "t", origin))
    pop = (Pop("p", "tape", origin), Assign("s1", "add", ("s", "p"), (), "+", origin))
    body = (Assign("tape", "tape", (), (), "[]", origin), For("i", *counted, (), push, origin),
            Assign("shape", "shape", ("x",), (), ".shape", origin),
            Assign("s0", "zeros", ("shape",), (), "np.zeros", origin),
            For("j", *counted, (Carry("s", "s0", "s1", "y"),), pop, origin), Return("y", origin))  # fmt: skip
    return Function("summed", (Param("x"), Param("a")), body, types=kinds)


def test_tapes():
    """What comes off a tape is batched as what was put on it."""
    rows = np.arange(6.0).reshape(2, 3)
    made = batched(with_a_tape("x"), ["x"])
    assert made.types["tape"] == Tape(made.types["y"]) == Tape(Arr("float64", ("?rows", "n")))
    np.testing.assert_allclose(run.execute(module_text(made, {}))["summed"](rows, V3), 3.0 * rows)
    unbatched = batched(with_a_tape("a"), ["x"])
    assert unbatched.types["tape"] == Tape(Arr("float64", ("n",)))
    np.testing.assert_allclose(run.execute(module_text(unbatched, {}))["summed"](rows, V3), 3.0 * V3)
