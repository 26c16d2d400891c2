"""What functions as values cannot be used for is refused at its place in the user's file; none gives a number."""

import inspect

import pytest

from programs import refused_functions
from programs.test_refused import ARGUMENTS, derivatives, marked
from s2sdiff.errors import UnsupportedError

USED = "A function is used as a value here"
WORDS = {
    "returned": USED,
    "returned_in_a_dict": USED,
    "added": USED,
    "cached_function_is_passed": r"functools\.lru_cache",
    "vectorized_inside": USED,
    "unknown_numpy_function_is_passed": r"np\.i0 has no derivative rule",
    "wrong_number_of_arguments": "this lambda cannot be called like this: it lacks its argument b",
    "argument_given_twice": "f cannot be called like this: a is given twice",
    "unknown_keyword": "f cannot be called like this: it has no parameter c that is given by name",
    "star_of_unknown_length": r"How many arguments this \* gives",
    "two_stars_of_data": r"Which arguments this \*\* gives",
    "function_on_one_path": USED,
    "function_carried_by_a_loop": USED,
    "new_function_at_each_level": "calls itself with other functions each time",
    "recursion_that_returns_a_function": USED,
    "outside_list_is_changed": "LAYERS is changed here",
    "outside_table_is_changed": "TABLE is changed here",
    "no_such_function_in_a_table": USED,
    "partial_of_data": r"functools\.partial is applied to what is no function here",
    "reduce_of_data": r"functools\.reduce is applied to what is no function here",
    "getter_of_two": "What itemgetter makes takes one argument",
    "sorted_by_a_key": r"builtin sorted\(\)",
    "outer_variable_is_written": "writes an outer variable",
    "items_with_functions_by_number": "Which of these items this is, the run decides",
}
HELPERS = {"takes_two", "yields", "apply", "generator_is_written_out"}


@pytest.mark.parametrize("name", WORDS)
def test_refused(name):
    f = getattr(refused_functions, name)
    line, text, whole = marked(f)
    for derivative in derivatives(f):
        with pytest.raises(UnsupportedError, match=WORDS[name]) as caught:
            derivative()
        error = caught.value
        assert error.filename == refused_functions.__file__
        assert error.lineno == line
        assert error.text.rstrip("\n") == whole.rstrip("\n")
        assert error.text[error.offset - 1 :].startswith(text)
        assert error.problems[0].remedy, "no remedy"


def test_a_generator_is_refused_where_it_yields_and_where_it_is_called():
    line, _, _ = marked(refused_functions.yields)
    for derivative in derivatives(refused_functions.generator_is_written_out):
        with pytest.raises(UnsupportedError, match="yield") as caught:
            derivative()
        assert caught.value.lineno == line
        assert "(called here, as yields)" in str(caught.value)


def test_every_refused_program_is_tested():
    own = {name for name, f in vars(refused_functions).items()
           if inspect.isfunction(f) and f.__module__ == refused_functions.__name__}  # fmt: skip
    assert own - set(WORDS) == HELPERS
    assert len(ARGUMENTS) == 2
