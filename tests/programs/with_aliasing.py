"""What is returned belongs to the caller: no gradient shares memory with an argument, a global or another gradient."""

import numpy as np

from programs.checker import pos, program

table = pos(3)
matrix = pos(3, 3)


@program(pos(3), pos(3))
def gradient_is_the_other_argument(x, c):
    return np.sum(x * c)


@program(pos(3), pos(3), wrt=(0,))
def gradient_is_an_inactive_argument(x, c):
    return x @ c


@program(pos(3))
def gradient_is_a_global(x):
    return np.sum(x * table)


@program(pos(3))
def gradient_is_a_row_of_a_global(x):
    return x @ matrix[1]


@program(pos(3), pos(3))
def gradients_are_the_same_array(x, y):
    return np.sum(np.exp(x + y))


@program(pos(3), pos(3), pos(3))
def gradients_are_the_same_ones(x, y, z):
    return np.sum(x + y + z)


@program(pos(2, 3))
def gradient_is_a_broadcast_one(x):
    return np.sum(x)


@program(pos(2, 3))
def gradient_is_a_broadcast_mean(x):
    return np.mean(x) + np.sum(np.mean(x, axis=0))


@program(pos(3, 3), pos(3, 3))
def gradient_is_a_transpose(x, y):
    return np.sum(x * y.T)


@program(pos(6), pos(2, 3))
def gradient_is_a_reshape(x, y):
    return np.sum(x.reshape(2, 3) * y)


@program(pos(3), pos(6))
def gradient_is_a_slice(x, y):
    return np.sum(x * y[::2])


@program([pos(3), pos(3)])
def gradients_in_a_list(p):
    return np.sum(np.exp(p[0] + p[1]))


@program({"a": pos(3), "b": pos(3)}, pos(3))
def gradients_in_a_dict(p, c):
    return np.sum((p["a"] + p["b"]) * c)


@program(pos(3), pos(3))
def vector_result_passes_the_cotangent(x, y):
    return x + y


@program(pos(3))
def identity_on_an_array(x):
    return x


@program(pos(3), pos(3))
def pair_of_the_arguments(x, y):
    return x, y


@program(pos(3))
def argument_returned_twice(x):
    return x, x


@program(pos(3), -pos(3))
@program(-pos(3), pos(3))
def picks_one_argument(x, y):
    if x[0] > y[0]:
        return x
    return y


@program(pos(3), 0)
@program(pos(3), 2)
def loop_may_not_run(x, n):
    for _ in range(n):
        x = x * 2.0
    return x


@program(pos(3), 0)
@program(pos(3), 2)
def loop_over_a_sum(x, n):
    s = np.zeros(3)
    for _ in range(n):
        s = s + x
    return s


@program(pos(3), pos(2))
def argument_without_influence(x, y):
    return np.sum(x * x)


@program(pos(3))
def array_without_influence(x):
    return 2.0


@program(pos(3))
def influence_only_through_shape(x):
    return np.sum(np.ones(x.shape)) * 1.0 + len(x)


@program(pos(3))
def influence_only_through_comparison(x):
    return np.sum(np.where(x > 0.8, 1.0, 2.0))


@program(np.array(0.5), pos(3))
def zero_d_gradient(x, v):
    return np.sum(x * v)


@program(np.array(0.5))
def zero_d_identity(x):
    return x


@program(pos(1), pos(1))
def arrays_of_one(x, y):
    return np.sum(x * y)


@program(pos(3), pos(3))
def squares_in_place_of_nothing(x, y):
    z = x
    w = z + y
    z = z * w
    return np.sum(z) + np.sum(w)


def passes(x, y):
    return x


@program(pos(3), pos(3))
def helper_returns_its_argument(x, c):
    return np.sum(passes(x, c) * c)


@program(pos(3))
def helper_returns_it_twice(x):
    return np.sum(passes(x, x) + passes(x, table))


large = pos(3)
same_array = pos(3)


@program(same_array, same_array)
def one_array_for_two_arguments(x, y):
    return np.sum(x * y * y)


@program([same_array, same_array], same_array)
def one_array_in_a_list_twice(p, x):
    return np.sum(p[0] * p[1] * x)
