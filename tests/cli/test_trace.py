"""`s2sdiff trace --values …`: the tables of the survey, the lecture's listing with its numbers."""

from __future__ import annotations

import pytest

SURVEY = ("trace", "lecture:survey", "--values", "x1=2, x2=5")
FORWARD = """\
# primal trace               | tangent trace
v-1 = x1                  2  | v-1_dot                                 1
v0 = x2                   5  | v0_dot                                  0
v1 = np.log(v-1)   0.693147  | v1_dot = v-1_dot / v-1                0.5
v2 = v-1 * v0            10  | v2_dot = v-1_dot * v0 + v-1 * v0_dot    5
v3 = np.sin(v0)   -0.958924  | v3_dot = v0_dot * np.cos(v0)            0
v4 = v1 + v2        10.6931  | v4_dot = v1_dot + v2_dot              5.5
v5 = v4 - v3        11.6521  | v5_dot = v4_dot - v3_dot              5.5
return v5           11.6521  | v5_dot                                5.5
"""
REVERSE = """\
# primal trace               | adjoint trace, from the bottom up
v-1 = x1                  2  | v-1_bar                                 5.5
v0 = x2                   5  | v0_bar                              1.71634
v1 = np.log(v-1)   0.693147  | v-1_bar = v-1_bar + v1_bar / v-1        5.5
v2 = v-1 * v0            10  | v0_bar = v0_bar + v2_bar * v-1      1.71634
                             | v-1_bar = v2_bar * v0                     5
v3 = np.sin(v0)   -0.958924  | v0_bar = v3_bar * np.cos(v0)      -0.283662
v4 = v1 + v2        10.6931  | v2_bar = v4_bar                           1
                             | v1_bar = v4_bar                           1
v5 = v4 - v3        11.6521  | v3_bar = -v5_bar                         -1
                             | v4_bar = v5_bar                           1
return v5           11.6521  | v5_bar = 1.0                              1
"""
LOSS = """\
# primal trace
w                      0.4
b                      0.2
x                      1.3
t                        1
t1 = w * x            0.52
z = t1 + b            0.72
t2 = -z              -0.72
t3 = np.exp(t2)   0.486752
t4 = 1 + t3        1.48675
y = 1 / t4        0.672607
t5 = y - t       -0.327393
t6 = t5 ** 2      0.107186
t7 = t6 / 2      0.0535931
return t7        0.0535931
"""


def test_the_surveys_tables(run_here):
    assert run_here(*SURVEY, "--mode", "forward", "--wrt", "x1", "--names", "v").stdout == FORWARD
    assert run_here(*SURVEY, "--mode", "reverse", "--names", "v").stdout == REVERSE


def test_the_lectures_trace_with_values(run_here):
    assert run_here("trace", "loss", "--values", "w=.4, b=.2, x=1.3, t=1").stdout == LOSS


def test_names_of_the_code(run_here):
    text = run_here(*SURVEY, "--mode", "reverse").stdout
    assert "t4 = np.sin(x2)  -0.958924  | x2_bar = t4_bar * np.cos(x2)     -0.283662\n" in text
    assert text.splitlines()[2].split() == ["x2", "5", "|", "x2_bar", "1.71634"]


def test_arrays_are_shortened(run_here):
    text = run_here("trace", "data:fit", "--values", "w=[1, 2]", "--mode", "reverse", "--wrt", "w").stdout
    assert [line.split() for line in text.splitlines()][1][:6] == ["w", "[2]:", "1", "2", "|", "w_bar"]
    assert "[3, 2]: 0 1 2 3 …" in text


def test_a_decorated_function_and_output_to_a_file(run_here, tmp_path):
    path = tmp_path / "table.txt"
    assert run_here("trace", "data:both", "--values", "w=2, b=3", "--mode", "reverse", "-o", str(path)).returncode == 0
    assert ["w_bar", "=", "t1_bar", "*", "b", "3"] in [line.split()[-6:] for line in path.read_text().splitlines()]


@pytest.mark.parametrize(("values", "expected"), [
    ("x1=2", 'nothing says what x2 is; write --values "x1=2, x2=1"'),
    ("x1=2 x2=5", 'cannot read --values "x1=2 x2=5"; write it as --values "x=2, w=[0.3, 0.1]"'),
    ("x1=2, x3=5", 'cannot use --values "x1=2, x3=5": there is no parameter x3; there is x1, x2'),
    ("x1=q, x2=5", "cannot compute x1=q: NameError: name 'q' is not defined"),
    ("x1=[1, 2], x2=[1, 2, 3]", "survey does not run at these values: ValueError: operands could not be broadcast"),
])  # fmt: skip
def test_values_that_cannot_be_used(run_here, values, expected):
    done = run_here("trace", "lecture:survey", "--values", values)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"s2sdiff: {expected}")


def test_what_needs_values(run_here):
    done = run_here("trace", "lecture:survey", "--mode", "forward")
    assert (done.returncode, done.stderr) == (2, 's2sdiff: --mode is for a run; add the values, as --values "x=2"\n')


def test_what_has_no_derivative(run_here):
    done = run_here("trace", "bad:whole", "--values", "n=int(2)", "--mode", "reverse")
    assert done.returncode == 1
    assert "no argument of floats" in done.stderr
    assert run_here("trace", "bad:item", "--values", "x=1, n=2").returncode == 1


def test_what_the_function_prints_is_no_part_of_the_table(run_here):
    done = run_here("trace", "data:cubes", "--values", "x=[1, 2], y=1")
    assert "printed" not in done.stdout


def test_in_colour(run):
    plain, colored = run(*SURVEY), run(*SURVEY, "--color", "always")
    assert "\x1b[" not in plain.stdout
    assert "\x1b[" in colored.stdout
