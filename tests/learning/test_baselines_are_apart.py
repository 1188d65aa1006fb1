import ast
from pathlib import Path

import pytest

from matcher.learning import baselines

FOLDER = Path(baselines.__file__).parent
ALLOWED = ("matcher.errors", "matcher.learning.rankings", "matcher.learning.baselines")
MODULES = sorted(FOLDER.rglob("*.py"))


def imported(source):
    """Return every module that a source names in an import, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and "import" in ast.unparse(node.func):
            yield f"matcher ({ast.unparse(node)})"


def of_the_product(module):
    ours = module.startswith(("matcher", "web", "."))
    return ours and not module.startswith(tuple(f"{name}." for name in ALLOWED))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_a_baseline_uses_no_module_of_the_product(file):
    assert [name for name in imported(file.read_text()) if of_the_product(name)] == []


def test_every_baseline_is_looked_at():
    names = {file.stem for file in MODULES}
    assert names >= {"bm25", "tfidf", "dense", "fusion", "tags", "plain_encoder", "language"}


@pytest.mark.parametrize(
    "line",
    [
        "import matcher.text.tokens",
        "from matcher import engine",
        "from matcher.retrieval.fusion import reciprocal_rank_fusion",
        "def f():\n    from matcher.text import tokens",
        "import importlib\nimportlib.import_module('matcher.engine')",
        "from ...ranking import scorer",
        "from matcher.learning.rankings_of_the_product import x",
    ],
)
def test_an_import_of_the_product_would_be_noticed(line):
    assert any(of_the_product(name) for name in imported(line))
