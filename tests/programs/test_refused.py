"""What is out of the language is refused at the first call, at its place in the user's file; none gives a number."""

import inspect
import pickle
import sys

import numpy as np
import pytest

from programs import refused_programs
from programs.checker import pos
from s2sdiff import grad, value_and_grad, vjp
from s2sdiff.errors import DifferentiationError, NonDifferentiableError, SourceError, UnsupportedError

ARGUMENTS = (1.5, pos(3))


def shares(changed, text, used):
    """The message that names a changed array, the line that changes it, and the one that it may be."""
    lines = inspect.getsource(refused_programs).splitlines()
    (line,) = [k for k, found in enumerate(lines, start=1) if found.strip().startswith(text)]
    return f"^Line {line} changes {changed}, which may or may not share memory with {used}, used here. Make a copy"


WORDS = {
    "unbound_augmented": "name z is read before anything is assigned to it",
    "attribute_assignment": "Assigning to an attribute",
    "has_with": "contextlib.suppress is not known to let errors through",
    "enters_an_unknown_manager": "This manager is not known to let errors through",
    "enters_a_manager_that_swallows": "Swallows is not known to let errors through",
    "enters_a_manager_that_changes_a_global": "ChangesAGlobal is not known to let errors through",
    "enters_a_manager_that_calls_what_changes_a_global": "CallsOut is not known to let errors through",
    "unpacks_what_a_manager_gives": "What a manager gives is bound to a pattern",
    "computes_with_what_a_manager_gives": "is no number and no array",
    "changes_an_array_in_a_try_that_goes_on": "This changes an array in a try whose handler goes on",
    "several_handlers_go_on": "One of several handlers goes on after the error",
    "reads_what_a_try_may_have_assigned": "The try may have been left before n was assigned",
    "handler_that_goes_on_reads_what_the_try_assigns": "The try may have been left before n was assigned",
    "iteration_reads_what_a_try_may_have_assigned": "name n is read before anything is assigned to it",
    "handler_reads_what_the_try_assigns": "The try may have been left before y was assigned",
    "finally_reads_what_the_try_assigns": "The try may have been left before y was assigned",
    "finally_returns": "This finally is left here",
    "finally_continues": "This finally is left here",
    "walrus_in_the_test_of_a_loop": "The test of this loop assigns to y",
    "numbers_of_texts": "What goes into np.array is no number and no array",
    "number_of_a_text": "What goes into float is no number and no array",
    "generator": "generator has no derivative",
    "coroutine": "coroutine has no derivative",
    "writes_a_global": "writes a global",
    "reads_what_is_deleted": "name y is read before anything is assigned to it",
    "deletes_on_one_path": "name y is read before anything is assigned to it",
    "deletes_in_each_iteration": "name y is read before anything is assigned to it",
    "deletes_what_is_not_there": "name y is deleted before anything is assigned to it",
    "deletes_an_attribute": "Deleting a part of an object",
    "writes_an_outer_variable": "writes an outer variable",
    "global_hides_a_local_name": "writes a global",
    "raises_what_is_being_handled": "This raise is of no error",
    "imports_what_is_not_there": "cannot be imported: No module named 'no_such_module'",
    "reads_what_is_imported_later": "math",
    "computes_with_a_module": "cmath is a module used as a value",
    "star_in_a_call": "How many arguments this",
    "matches_the_rest_of_a_dict": "This pattern cannot be differentiated",
    "matches_a_class_by_position": "This pattern cannot be differentiated",
    "alternatives_bind_too_early": "This pattern cannot be differentiated",
    "unknown_function_on_an_array": "fft",
    "unknown_numpy_function": "np.i0 has no derivative rule",
    "unknown_module_function": "time.clock_gettime has neither a derivative rule nor Python source",
    "gamma_function": "math.gamma has neither a derivative rule nor Python source|math.gamma",
    "unknown_method": r"method .searchsorted\(\)",
    "unknown_keyword": "keyword where= of np.sum",
    "gives_an_array_outside": "random.shuffle",
    "unbound_local": "name w is read before anything is assigned to it",
    "no_such_name": "name no_such_global is not defined",
    "sorted_builtin": r"builtin sorted\(\)",
    "object_method": "hypot",
    "float_method": "is_integer",
    "wrong_arity": "3 values cannot be unpacked into 2 names",
    "item_of_a_tuple": "^Putting another object into a tuple",
    "item_of_a_number": "Only an array can be changed in place, and this is float",
    "entry_is_a_number": "Only an array can be changed in place, and this is f64",
    "out_is_a_number": "Only an array can be changed in place, and this is float",
    "array_of_objects": "array of Python objects",
    "out_where": "keyword where= of np.add",
    "attribute_augmented": "augmented assignment",
    "multiply_at": "np.multiply.at has no derivative rule",
    "puts_along_an_axis": "np.put_along_axis has no derivative rule",
    "partition_method": r"method .partition\(\)",
    "test_of_a_loop_changes_an_array": "test of this loop changes an array",
    "carried_name_alternates": shares("c", "c[k] = a[0]", "a"),
    "carried_name_breaks_away": shares("b", "b[0] *= b[1]", "a"),
    "strict_zip_that_is_left": "This zip is strict when it ends",
    "view_carried_to_the_next_iteration": shares("A", "A[3] *= v[0]", "before"),
    "last_row_of_an_iteration_lives_on": shares("A", "A[2] *= 2.0", "row"),
    "one_of_a_list_of_arrays": shares("an array", "p[int(x)][0] = 1.0", "a"),
    "reshaped_without_being_contiguous": shares("c", "c[0] = 1.0", "A"),
    "split_gives_views": "changes a, which may or may not share memory with y",
    "split_changed_by_index": shares("a", "a[0] = b[0]", "y"),
    "list_that_is_not_its_own_is_changed": "changes a list or dict that is not the function's own",
    "list_is_put_into_another_and_changed": "^row is changed here, and line [0-9]+ has put it into another list",
    "one_of_two_lists_is_changed_and_the_other_read": "^Line [0-9]+ changes xs, which may or may not be the list",
    "two_choices_may_be_one_list": "^Line [0-9]+ changes xs, which may or may not be the list",
    "names_of_a_loop_become_one_list": "changes xs, which may or may not be the list",
    "a_list_becomes_another_in_a_loop": "changes xs, which may or may not be the list",
    "one_of_two_lists_is_changed_that_was_put_somewhere": "^xs is changed here, and line [0-9]+ has put it into",
    "a_list_of_the_iteration_before_was_put_somewhere": "^row is changed here, and line [0-9]+ has put it into",
    "whether_two_lists_are_one": "^Whether these are one list is not known",
    "a_call_may_have_given_the_list_back": "^A list is changed here that may be part of what line [0-9]+ holds on to",
    "loop_changes_the_length_of_its_list": "^The loop goes over a list whose length it changes",
    "test_of_a_loop_pops": "^The test of this loop changes a list",
    "pops_from_an_empty_list": "taken from a list that is empty here",
    "dict_key_from_the_run": "a dict under a key that is not known before the run",
    "unknown_method_of_a_list": r"method .remove\(\) of a list is not known",
    "array_in_a_list_is_changed_by_another_name": shares("u", "u[0] = x * k", "rows"),
    "row_with_a_name_is_changed_in_its_table": "^Line [0-9]+ changes rows, which may or may not be the list",
    "row_is_changed_by_its_own_name": "^A list is changed here that may be part of what line [0-9]+ holds on to",
    "one_row_many_times": "^A list is changed here that may be part of what line [0-9]+ holds on to",
    "argument_changes_what_the_method_is_of": "^An argument of this call changes the list whose item",
    "two_problems": "(?s)set comprehension.*also:.*Deleting a part",
}
REFUSALS = [pytest.param(getattr(refused_programs, name), words, id=name) for name, words in WORDS.items()]


def marked(f):
    """The line of f with the mark, and the text that the error must point at."""
    lines, first = inspect.getsourcelines(f)
    (found,) = [(first + k, line) for k, line in enumerate(lines) if "# here: " in line]
    return found[0], found[1].rpartition("# here: ")[2].rstrip("\n"), found[1]


def derivatives(f):
    yield lambda: grad(f)(*ARGUMENTS)
    yield lambda: value_and_grad(f, (0, 1))(*ARGUMENTS)
    yield lambda: value_and_grad(f, optimize=0)(*ARGUMENTS)
    yield lambda: vjp(f, *ARGUMENTS)


@pytest.mark.parametrize(("f", "words"), REFUSALS)
def test_refused(f, words):
    line, text, whole = marked(f)
    for derivative in derivatives(f):
        with pytest.raises(UnsupportedError, match=words) as caught:
            derivative()
        error = caught.value
        assert not isinstance(error, SourceError)
        assert error.filename == refused_programs.__file__
        assert error.lineno == line
        assert error.text.rstrip("\n") == whole.rstrip("\n")
        assert error.text[error.offset - 1 :].startswith(text)
        assert error.problems[0].remedy, "no remedy"


def test_every_refused_program_is_tested():
    own = {name for name, f in vars(refused_programs).items() if inspect.isfunction(f)}
    assert own - set(WORDS) == {"set_count", "helper_that_is_refused", "calls_the_refused", "helper_that_recurs",
                                 "recursion_gets_an_array_twice", "as_it_is"}  # fmt: skip


def test_error_in_a_helper_names_both_places():
    line, _, _ = marked(refused_programs.helper_that_is_refused)
    with pytest.raises(UnsupportedError, match="writes a global") as caught:
        grad(refused_programs.calls_the_refused)(*ARGUMENTS)
    assert caught.value.lineno == line
    assert caught.value.text[caught.value.offset - 1 :].startswith("global count")
    called = inspect.getsourcelines(refused_programs.calls_the_refused)[1] + 1
    assert f"{refused_programs.__file__}:{called}: (called here, as helper_that_is_refused)" in str(caught.value)


def test_recursion_that_changes_an_array_that_it_gets_twice():
    line, text, _ = marked(refused_programs.recursion_gets_an_array_twice)
    for derivative in derivatives(refused_programs.recursion_gets_an_array_twice):
        with pytest.raises(UnsupportedError, match=r"changes an array that it may get twice\. Pass a copy") as caught:
            derivative()
        assert caught.value.lineno == line
        assert caught.value.text[caught.value.offset - 1 :].startswith(text)


def test_is_a_syntax_error_with_a_caret():
    assert issubclass(DifferentiationError, SyntaxError)
    assert issubclass(NonDifferentiableError, DifferentiationError)
    with pytest.raises(SyntaxError) as caught:
        grad(refused_programs.writes_a_global)(*ARGUMENTS)
    import traceback

    printed = "".join(traceback.format_exception_only(caught.value))
    assert "global count  # here: global count" in printed
    assert "^^^^^" in printed


# --- arguments and outputs -------------------------------------------------------------------------------------------
def square(x):
    return x * x


def total(x):
    return np.sum(x * x)


def pair(p):
    return p[0] * p[1]


def entry(p):
    return p["a"] * 2.0


def three(x):
    return 3


def text(x):
    return "text"


def nothing(x):
    y = x * x  # noqa: F841


@pytest.mark.parametrize(
    ("f", "argument", "words"),
    [
        (square, 3, r"square cannot be differentiated with respect to x, which is int; .*float\(x\)"),
        (square, True, r"with respect to x, which is bool"),
        (square, np.int64(3), r"with respect to x"),
        (total, np.array([1, 2]), r"with respect to x, which is i64\[n\]; .*x.astype\(float\)"),
        (total, np.array([True, False]), r"with respect to x, which is bool"),
        (total, np.array([1.0, 2.0], dtype=object), "with respect to x|object"),
        (total, None, "with respect to x, which is None"),
        (total, "text", "with respect to x, which is 'text'"),
        (pair, [1.0, 2], r"with respect to p\[1\], which is int"),
        (pair, (1, 2.0), r"with respect to p\[0\], which is int"),
        (entry, {"a": 1}, r"with respect to p"),
        (entry, {"a": 1.0, "b": 2}, r"with respect to p\['b'\], which is int"),
        (total, np.ma.array([1.0, 2.0]), "MaskedArray.*np.asarray"),
        (total, np.ones((1, 2)).view(np.matrix), "matrix.*np.asarray"),
        (square, np.ones(3), r"square returns f64\[n\].*jacobian.*vjp"),
        (square, np.ones((1, 1)), r"square returns f64\[1, 1\].*jacobian.*vjp"),
        (square, np.ones(0), r"square returns f64\[n\].*jacobian.*vjp"),
        (square, 1.0 + 2.0j, "one real number|complex value"),
        (text, 1.0, "text returns 'text'.*one real number"),
        (nothing, 1.0, "None"),
    ],
)
def test_type_errors(f, argument, words):
    for derivative in (grad(f), value_and_grad(f), value_and_grad(f, (0,), optimize=0)):
        with pytest.raises((TypeError, DifferentiationError), match=words):
            derivative(argument)


def object_constants(x, v):
    return np.sum(x * v)


def test_object_array_beside():
    with pytest.raises(UnsupportedError, match="array of Python objects"):
        grad(object_constants)(1.5, np.array([1.0, 2.0], dtype=object))


@pytest.mark.parametrize(("argnums", "words"), [(1, "no number 1"), (-3, "no number -3"), ((0, 5), "no number 5")])
def test_position_that_is_not_there(argnums, words):
    with pytest.raises(TypeError, match=words):
        grad(square, argnums)(1.5)


def test_name_that_is_not_there():
    with pytest.raises(TypeError, match="square has no parameter y; it has x"):
        grad(square, argnames="y")


def test_wrong_number_of_arguments():
    for wrong in ((), (1.0, 2.0)):
        with pytest.raises(TypeError, match="argument"):
            grad(square)(*wrong)


def test_cotangent_of_another_shape():
    _, pullback = vjp(square, np.ones(3))
    for wrong in (np.ones(4), 1.0, np.ones((3, 1))):
        with pytest.raises(TypeError, match="shape"):
            pullback(wrong)


# --- no source -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("f", [np.sin, abs, len, pickle.dumps, int, 3.0, np.vectorize(square)])
def test_no_function_with_a_source(f):
    with pytest.raises(SourceError):
        grad(f)(1.0)


def test_made_by_exec():
    scope = {}
    exec("def f(x):\n    return x * x\n", scope)
    with pytest.raises(SourceError, match="not kept"):
        grad(scope["f"])(1.0)


def test_edited_after_import(tmp_path, monkeypatch):
    path = tmp_path / "edited_program.py"
    path.write_text("def f(x):\n    return x * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    import edited_program

    path.write_text("def f(x):\n    return x * x * x\n")
    with pytest.raises(SourceError, match="edited after import"):
        grad(edited_program.f)(2.0)
    del sys.modules["edited_program"]
