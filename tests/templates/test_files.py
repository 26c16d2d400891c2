"""What the files of rules must be like: the names, the size, which ops they use and what their lines may read."""

import ast
from pathlib import Path

import pytest
import s2sdiff.templates

from .checker import rules

RULES = rules()
FILES = sorted(path for path in Path(s2sdiff.templates.__path__[0]).glob("*.py") if path.stem != "__init__")
FUNCTIONS = [
    pytest.param(node, id=node.name)
    for path in FILES
    for node in ast.parse(path.read_text()).body
    if isinstance(node, ast.FunctionDef) and not path.stem.startswith("_")
]
# spellings of ops that have another name, and what is no op of entries
SPELLINGS = {"abs": "absolute"}
METADATA = {"shape", "ndim", "size", "dtype", "errstate", "inf", "nan", "iscomplexobj", "linalg"}
METHODS = {"T", "shape", "ndim", "size", "dtype", "kind", "astype", "flatten", "item"}
METHOD_OPS = {"T": "transpose", "astype": "astype", "flatten": "flatten", "item": "item"}


def targets(statement):
    return [target.id for target in getattr(statement, "targets", []) if isinstance(target, ast.Name)]


def reads(node):
    return {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_file_is_short(path):
    assert len(path.read_text().splitlines()) < 300


@pytest.mark.parametrize("node", FUNCTIONS)
def test_a_rule_is_short(node):
    assert node.end_lineno - node.lineno < 40


@pytest.mark.parametrize("node", FUNCTIONS)
def test_every_function_that_a_rule_uses_has_a_rule(node):
    for part in ast.walk(node):
        if not isinstance(part, ast.Attribute):
            continue
        owner = part.value.id if isinstance(part.value, ast.Name) else None
        if owner in ("np", "_primitives"):
            assert SPELLINGS.get(part.attr, part.attr) in RULES or part.attr in METADATA, part.attr
        elif ast.unparse(part.value) == "np.linalg":
            assert part.attr in RULES, part.attr
        elif owner == "math":
            assert part.attr in RULES or part.attr == "pi", part.attr
        else:
            assert part.attr in METHODS, part.attr
            assert METHOD_OPS.get(part.attr, "exp") in RULES


@pytest.mark.parametrize("node", FUNCTIONS)
def test_a_rule_returns_what_its_signature_promises(node):
    rule = RULES[node.name]
    names = ["y", "y_dot", *(f"{name}_bar" for name in rule.dots)] if rule.dots else ["y"]
    last = node.body[-1]
    assert isinstance(last, ast.Return)
    assert [name.id for name in last.value.elts] == names
    assert rule.parameters == [*rule.operands, *(f"{name}_dot" for name in rule.dots), *["y_bar"][: len(rule.dots)]]


@pytest.mark.parametrize("node", FUNCTIONS)
def test_a_line_reads_what_its_suffix_allows(node):
    """Adjoint lines read no tangent, tangent lines no adjoint, and a value that both may use reads neither."""
    for statement in ast.walk(node):
        if not isinstance(statement, ast.Assign):
            continue
        for target in targets(statement):
            banned = tuple(suffix for suffix in ("_dot", "_bar") if not target.endswith(suffix))
            assert not any(name.endswith(banned) for name in reads(statement.value)), target


@pytest.mark.parametrize("node", FUNCTIONS)
def test_a_rule_is_straight_line_code(node):
    allowed = (ast.Assign, ast.AugAssign, ast.If, ast.With, ast.Return, ast.Expr)
    for statement in ast.walk(node):
        if isinstance(statement, ast.stmt) and statement is not node:
            assert isinstance(statement, allowed)
        if isinstance(statement, ast.Expr):
            assert isinstance(statement.value, ast.Constant)  # the docstring
        if isinstance(statement, ast.AugAssign):
            assert ast.unparse(statement.target).split("[")[0].endswith("_bar")
        assert not isinstance(statement, (ast.IfExp, ast.Lambda, ast.NamedExpr))
