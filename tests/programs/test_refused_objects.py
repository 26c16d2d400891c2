"""Objects that are out of the language are refused at their place in the user's file: see test_refused.py."""

import pytest

from programs import refused_objects
from programs.test_refused import derivatives, marked
from s2sdiff.errors import UnsupportedError

WORDS = {
    "sets_an_object_from_outside": "Assigning to an attribute",
    "sets_a_property": "Setting State.square runs code of its class",
    "set_attributes_are_others": "How a Renamed is made is not known",
    "made_by_new": "How a Made is made is not known",
    "attribute_by_code": "Any has no attribute missing",
    "no_such_attribute": "State has no attribute y here",
    "set_on_one_path": "attribute .x of any is not known",
    "no_such_method": "State has no method missing",
    "truth_by_code": "Whether a Truthful is true is said by its class",
    "length_by_code": "A Truthful object goes into len",
    "an_object_in_arithmetic": r"A State object goes into \*",
    "an_object_in_a_function": "A State object goes into np.exp",
    "one_and_the_same": "A State object goes into is",
    "a_method_as_a_value": "The method State.descend is used as a value",
    "replaced_by_code": "Making another Checked runs code of its class",
    "one_of_two_is_changed": "changes s, which may or may not be",
    "in_a_list_and_changed_by_index": "Assigning to an attribute",
}


@pytest.mark.parametrize("name", WORDS)
def test_refused(name):
    f = getattr(refused_objects, name)
    line, text, whole = marked(f)
    for derivative in derivatives(f):
        with pytest.raises(UnsupportedError, match=WORDS[name]) as caught:
            derivative()
        error = caught.value
        assert error.filename == refused_objects.__file__
        assert error.lineno == line
        assert error.text.rstrip("\n") == whole.rstrip("\n")
        assert error.text[error.offset - 1 :].startswith(text)


def test_a_method_that_calls_itself_and_sets():
    for derivative in derivatives(refused_objects.calls_itself_and_sets):
        with pytest.raises(UnsupportedError, match="Assigning to an attribute") as caught:
            derivative()
        assert "in a method that calls itself" in caught.value.text
