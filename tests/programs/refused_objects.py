"""Programs with objects that are refused. A comment at the end of a line names it, as in refused_programs.py."""

from dataclasses import dataclass, replace

import numpy as np


class State:
    def __init__(self, x):
        self.x = x

    @property
    def square(self):
        return self.x**2

    @square.setter
    def square(self, value):
        self.x = np.sqrt(value)

    def descend(self, n):
        if n == 0:
            return self.x
        self.x = self.x * 1.5  # in a method that calls itself
        return self.descend(n - 1)


class Renamed:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, 2.0 * value)

    def __init__(self, x):
        self.x = x


class Made:
    def __new__(cls, x):
        return super().__new__(cls)

    def __init__(self, x):
        self.x = x


class Any:
    def __init__(self, x):
        self.x = x

    def __getattr__(self, name):
        return 7.0


class Truthful:
    def __init__(self, x):
        self.x = x

    def __bool__(self):
        return bool(self.x > 0.0)

    def __len__(self):
        return 3


@dataclass
class Checked:
    x: float

    def __post_init__(self):
        self.x = abs(self.x)


STATE, ANY, TRUTHFUL, CHECKED = State(1.0), Any(1.0), Truthful(1.0), Checked(1.0)


def sets_an_object_from_outside(x, v):
    STATE.x = x  # here: STATE.x
    return STATE.x * x


def sets_a_property(x, v):
    s = State(x)
    s.square = x  # here: s.square
    return s.x


def set_attributes_are_others(x, v):
    s = Renamed(x)  # here: Renamed(x)
    return s.x


def made_by_new(x, v):
    return Made(x).x  # here: Made(x)


def attribute_by_code(x, v):
    return x * ANY.missing  # here: ANY.missing


def no_such_attribute(x, v):
    s = State(x)
    return s.y * x  # here: s.y


def set_on_one_path(x, v):
    s = State(x)
    if x > 10.0:
        s.y = x
    return s.x  # here: s.x


def no_such_method(x, v):
    return State(x).missing(x)  # here: State(x).missing(x)


def truth_by_code(x, v):
    return x if TRUTHFUL else x * x  # here: return x if TRUTHFUL else x * x


def length_by_code(x, v):
    return x * len(TRUTHFUL)  # here: len(TRUTHFUL)


def an_object_in_arithmetic(x, v):
    return np.sum(v * STATE)  # here: v * STATE


def an_object_in_a_function(x, v):
    return np.exp(STATE) * x  # here: np.exp(STATE)


def one_and_the_same(x, v):
    s = STATE
    return x if s is STATE else x * x  # here: s is STATE


def a_method_as_a_value(x, v):
    f = STATE.descend  # here: STATE.descend
    return f


def replaced_by_code(x, v):
    return replace(CHECKED, x=x).x  # here: replace(CHECKED, x=x)


def one_of_two_is_changed(x, v):
    s, t = State(x), State(x * x)
    u = s if x > 1.0 else t
    u.x = u.x * 2.0
    return s.x  # here: return s.x


def in_a_list_and_changed_by_index(x, v):
    states = [State(x), State(x * x)]
    states[int(x)].x = x  # here: states[int(x)].x
    return x


def calls_itself_and_sets(x, v):
    return State(x).descend(3)
