"""What becomes of a rule's lines, and rules that are another derivative: they are used."""

import numpy as np

from s2sdiff import grad, hvp, jacfwd, jvp, rule, value_and_grad
from s2sdiff.run import remember

from .examples import X, plain_scaled, plain_softplus, scaled, softplus, text_of


# --- what is emitted --------------------------------------------------------------------------------------------------
def test_the_parts_have_names_and_hold_the_rules_lines():
    assert text_of(grad(lambda x: np.sum(softplus(x) ** 2)), X).split("\n\n\n")[1:] == [
        "def softplus(x):\n    return np.log(1 + np.exp(x))",
        "def softplus_fwd(x):\n    y = softplus(x)\n    s = 1 / (1 + np.exp(-x))\n    return y, (s,)",
        "def softplus_bwd(saved, y_bar):\n    (s,) = saved\n    return y_bar * s",
        "def function_grad(x):\n    t1, softplus_saved = softplus_fwd(x)\n"
        "    return softplus_bwd(softplus_saved, 2 * t1).copy()\n",
    ]


def test_the_tangent_part_holds_the_tangent_lines_of_what_is_active():
    text = text_of(jacfwd(lambda x: scaled(2.0, x) * x), 0.5)
    lines = ["def scaled_jvp(a, b, b_dot):", "s = np.sin(b)", "y = a * s", "return y, a * b_dot * np.cos(b)\n"]
    assert "\n    ".join(lines) in text
    assert "scaled_jvp" not in text_of(grad(lambda x: np.sum(scaled(2.0, x))), X)


def test_the_emitted_module_stands_alone():
    text = text_of(grad(lambda x: np.sum(softplus(x) ** 2)), X)
    assert "s2sdiff" not in text
    scope = {}
    exec(text, scope)
    np.testing.assert_array_equal(scope["function_grad"](X), grad(lambda x: np.sum(softplus(x) ** 2))(X))


def test_only_what_the_reverse_lines_read_is_kept():
    text = text_of(grad(lambda x: np.sum(scaled(x, x))), X)
    assert "    y = a * s\n    return y, (a, b, s)\n" in text
    assert "    y = a * s\n    return y, (s,)\n" in text_of(grad(lambda x: np.sum(scaled(x, 2.0))), X)
    assert "    y = a * s\n    return y, (a, b)\n" in text_of(grad(lambda x: np.sum(scaled(2.0, x))), X)


def test_textbook_code_too():
    f = grad(lambda x: np.sum(scaled(softplus(x), x)), optimize=0)
    np.testing.assert_allclose(f(X), grad(lambda x: np.sum(plain_scaled(plain_softplus(x), x)))(X), rtol=1e-12)


# --- rules that are another derivative: they are used -----------------------------------------------------------------
def rounded(x):
    return np.round(x)


@rule(rounded)
def straight_through(x, x_dot, y_bar):
    y_dot = x_dot
    x_bar = y_bar
    return y_dot, x_bar


def test_straight_through_rounding():
    assert grad(lambda x: rounded(x) ** 2)(2.7) == 6.0
    assert jvp(rounded, (2.7,), (0.5,)) == (3.0, 0.5)
    assert grad(rounded)(2.7) == 1.0


def clipped(x):
    return x


@rule(clipped)
def clipped_rule(x, y_bar):
    x_bar = np.clip(y_bar, -1.0, 1.0)
    return x_bar


def test_a_gradient_is_clipped():
    np.testing.assert_array_equal(grad(lambda x: np.sum(clipped(x) ** 2))(X), [0.6, -1.0, 1.0])
    assert grad(clipped)(3.0) == 1.0


def test_a_second_derivative_is_that_of_the_lines():
    def f(x):
        return x

    @rule(f)
    def f_rule(x, x_dot, y_bar):
        y_dot = x_dot * x**3
        x_bar = y_bar * x**3
        return y_dot, x_bar

    assert grad(f)(2.0) == 8.0
    assert grad(grad(f))(2.0) == 12.0
    assert hvp(f)(2.0, 1.0) == 12.0
    assert grad(lambda x: jvp(f, (x,), (1.0,))[1])(2.0) == 12.0
    assert jvp(grad(f), (2.0,), (1.0,)) == (8.0, 12.0)


def test_the_rules_own_line_for_y_is_what_runs():
    def f(x):
        return x

    @rule(f)
    def f_rule(x, x_dot, y_bar):
        y = 100 * x
        y_dot = x_dot
        x_bar = y_bar
        return y, y_dot, x_bar

    assert value_and_grad(f)(2.0) == (200.0, 1.0)


def test_an_operand_without_a_tangent_has_slope_zero():
    def f(x, k):
        return x * k

    @rule(f)
    def f_rule(x, k, x_dot, y_bar):
        y_dot = x_dot * k
        x_bar = y_bar * k
        return y_dot, x_bar

    assert grad(f, argnums=(0, 1))(2.0, 3.0) == (3.0, 0.0)
    assert grad(lambda x: f(x, x))(2.0) == 2.0
    assert jvp(lambda x: f(1.0, x), (2.0,), (1.0,)) == (2.0, 0.0)
    np.testing.assert_array_equal(grad(lambda k: np.sum(f(X, k) * k))(X), X * X)


def test_a_term_of_what_is_constant_is_not_computed():
    def f(a, b):
        return a**b

    @rule(f)
    def f_rule(a, b, a_dot, b_dot, y_bar):
        y = a**b
        y_dot = a_dot * b * a ** (b - 1) + b_dot * y * np.log(a)
        a_bar = y_bar * b * a ** (b - 1)
        b_bar = y_bar * y * np.log(a)
        return y, y_dot, a_bar, b_bar

    assert jvp(lambda a: f(a, 3.0), (-2.0,), (1.0,)) == (-8.0, 12.0)
    assert grad(lambda a: f(a, 3.0))(-2.0) == 12.0
    assert grad(grad(lambda a: f(a, 3.0)))(-2.0) == -12.0


def test_a_tangent_that_is_passed_to_a_function_is_a_zero():
    def twice(v):
        return 2 * v

    def f(a, b):
        return 2 * a + 3 * b

    @rule(f)
    def f_rule(a, b, a_dot, b_dot):
        y_dot = twice(a_dot) + 3 * b_dot
        return y_dot

    assert jvp(lambda b: f(1.0, b), (2.0,), (1.0,)) == (8.0, 3.0)
    np.testing.assert_array_equal(jvp(lambda b: f(X, b), (2.0,), (1.0,))[1], [3.0, 3.0, 3.0])


def test_a_tangent_of_one_operand_has_the_shape_of_the_result():
    f, plain = lambda b: scaled(X, b), lambda b: plain_scaled(X, b)
    np.testing.assert_allclose(jvp(f, (0.5,), (1.0,))[1], jvp(plain, (0.5,), (1.0,))[1])

    def added(a, b):
        return a + b

    @rule(added)
    def added_rule(a, b, a_dot, b_dot):
        y_dot = a_dot + b_dot
        return y_dot

    np.testing.assert_array_equal(jvp(lambda b: added(X, b), (2.0,), (1.0,))[1], [1.0, 1.0, 1.0])


def test_operands_are_told_by_position():
    def f(x, y):
        return x * y

    @rule(f)
    def f_rule(a, b, a_dot, b_dot, y_bar):
        y_dot = a_dot * b + a * b_dot
        a_bar = y_bar * b
        b_bar = y_bar * a
        return y_dot, a_bar, b_bar

    assert grad(f, argnums=(0, 1))(2.0, 3.0) == (3.0, 2.0)
    assert grad(lambda t: f(y=t, x=5.0))(3.0) == 5.0


def test_globals_and_helpers_of_a_rule_are_read_at_each_call():
    scope = {"np": np, "rule": rule}

    def run(text):
        path = f"<test {len(text)}>"
        remember(path, text)
        exec(compile(text, path, "exec"), scope)

    run("K = 2.0\ndef helper(v):\n    return K * v\ndef f(x):\n    return x\ndef g(x):\n    return f(x) * 3\n"
        "@rule(f)\ndef f_rule(x, x_dot, y_bar):\n    y_dot = helper(x_dot)\n    x_bar = helper(y_bar)\n"
        "    return y_dot, x_bar\n")
    g = grad(scope["g"])
    assert g(1.0) == 6.0
    scope["K"] = 5.0
    assert g(1.0) == 15.0
    run("def helper(v):\n    return -v * K / K\n#")
    assert g(1.0) == -3.0


def ordered(x):
    return np.sort(x)


def fill(array, index, value):
    array[index] = value


def test_lines_that_change_arrays():
    def by_helper(x, x_dot, y_bar):
        order = np.argsort(x)
        y = x[order]
        y_dot = x_dot[order]
        x_bar = np.zeros_like(x)
        fill(x_bar, order, y_bar)
        return y, y_dot, x_bar

    def by_numpy(x, x_dot, y_bar):
        order = np.argsort(x)
        y_dot = x_dot[order]
        x_bar = np.zeros(x.shape)
        np.add.at(x_bar, order, y_bar)
        return y_dot, x_bar

    f, plain = (lambda x: np.sum(ordered(x) ** 2 * x)), (lambda x: np.sum(np.sort(x) ** 2 * x))
    for lines in (by_helper, by_numpy):
        rule(ordered)(lines)
        np.testing.assert_allclose(grad(f)(X), grad(plain)(X))
        np.testing.assert_allclose(jvp(f, (X,), (X,)), jvp(plain, (X,), (X,)))
        np.testing.assert_allclose(hvp(f)(X, X), hvp(plain)(X, X))
    rule(ordered)(None)


def test_a_rule_with_annotations_and_functions_of_its_own():
    def f(x: float, n: int = 2) -> float:
        return x**n

    @rule(f)
    def f_rule(x: float, n, x_dot: float, y_bar):
        """A power."""

        def scaled(v):
            return n * x ** (n - 1) * v

        same = lambda v: v  # noqa: E731
        y_dot: float = scaled(same(x_dot))
        x_bar = scaled(y_bar)
        return y_dot, x_bar

    assert grad(lambda x: f(x) * f(x, 3))(2.0) == 80.0
    assert jvp(lambda x: f(x) * f(x, 3), (2.0,), (1.0,)) == (32.0, 80.0)
    assert grad(grad(f))(3.0, 3) == 18.0


def test_an_implicit_function_by_a_branch():
    def root(a):
        x = a
        for _ in range(30):
            x = (x + a / x) / 2
        return x

    @rule(root)
    def root_rule(a, a_dot, y_bar):
        y = root(a)
        if y > 1.0:
            slope = 1 / (2 * y)
        else:
            slope = 0.5 / y
        y_dot = a_dot * slope
        a_bar = y_bar * slope
        return y, y_dot, a_bar

    f = root
    for expected in (0.5 * 2**-0.5, -0.25 * 2**-1.5, 0.375 * 2**-2.5):
        f = grad(f)
        assert abs(f(2.0) - expected) < 1e-12
