"""What the pages may hold: styles that turn round for Arabic, nothing inline, nothing of others."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "web"
SHEETS = sorted((WEB / "static/css").glob("*.css"))
SCRIPTS = sorted((WEB / "static/js").glob("*.js"))
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"(?<=[{;])\s*([a-z-]+)\s*:\s*([^;{}]+)")
PHYSICAL = re.compile(
    r"left|right|top|bottom|float|clear|(scroll-)?(margin|padding|border)-(left|right|top|bottom)"
    r"|border-(left|right|top|bottom)-.*|scroll-(margin|padding)-.*(left|right|top|bottom)"
)
SIDES = re.compile(r"\b(left|right)\b")
FOUR = {"margin", "padding", "inset", "border-width", "border-style", "border-color"}
SIDED = {"text-align", "justify-content", "justify-items", "justify-self", "background",
         "background-image", "background-position", "transform-origin", "mask", "mask-image",
         "object-position", "border-image", "caption-side"}  # fmt: skip
SPACES = re.compile(r"\s+(?![^(]*\))")

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9][\w.-]*\.[a-z]{2,}", re.IGNORECASE)
NAMESPACES = ("http://www.w3.org/",)


def names(path):
    return str(path.relative_to(WEB))


def declarations(sheet):
    """Return (property, value) of a style sheet."""
    return DECLARATION.findall(COMMENT.sub("", sheet))


def physical(name, value):
    """Whether a declaration names a side of the screen, not of the text."""
    if PHYSICAL.fullmatch(name):
        return True
    if name in SIDED and SIDES.search(value):
        return True
    parts = SPACES.split(value.strip())
    return name in FOUR and len(parts) == 4 and parts[1] != parts[3]


@pytest.mark.parametrize("path", SHEETS, ids=names)
def test_no_style_names_a_side_of_the_screen(path):
    found = [
        f"{name}: {value.strip()}"
        for name, value in declarations(path.read_text(encoding="utf-8"))
        if physical(name, value)
    ]
    assert not found, f"{path.name}: use logical properties instead of {found}"


@pytest.mark.parametrize(
    ("declared", "is_physical"),
    [
        ("margin-left: 1em", True),
        ("padding-inline-start: 1em", False),
        ("text-align: right", True),
        ("text-align: end", False),
        ("inset: 0 1em 0 2em", True),
        ("inset: 0 1em", False),
        ("margin: 0 calc(1em + 2px) 0 calc(1em + 2px)", False),
        ("float: left", True),
        ("background: linear-gradient(to right, red, blue)", True),
        ("right: 0", True),
        ("border-top-left-radius: 2px", True),
    ],
)
def test_what_a_side_of_the_screen_is(declared, is_physical):
    [(name, value)] = declarations(f"a {{ {declared}; }}")
    assert physical(name, value) is is_physical


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_no_template_holds_styles_or_scripts(path):
    source = path.read_text(encoding="utf-8")
    words = JINJA.sub(" ", source)
    assert not re.search(r"<style\b", words), "styles stand in web/static/css"
    for tag in TAG.findall(JINJA.sub("x", source)):
        assert not re.search(r"\sstyle\s*=", tag), tag
        assert not re.search(r"\son[a-z]+\s*=", tag), tag
        assert "javascript:" not in tag, tag
        assert not re.search(r"\s(hx-on|hx-vars|hx-vals=.js)", tag), tag
    for script in re.findall(r"<script\b([^>]*)>(.*?)</script>", words, re.DOTALL):
        assert "src=" in script[0] or 'type="application/json"' in script[0], script
        assert not script[1].strip() or "json" in script[0], script


@pytest.mark.parametrize("path", [*TEMPLATES, *SHEETS, *SCRIPTS], ids=names)
def test_nothing_names_another_site(path):
    found = [
        each
        for each in ADDRESS.findall(path.read_text(encoding="utf-8"))
        if not each.startswith(NAMESPACES) and not any(each in space for space in NAMESPACES)
    ]
    assert not found, f"{path.name} names {found}"


@pytest.mark.parametrize("path", SCRIPTS, ids=names)
def test_no_script_makes_code_or_styles_out_of_text(path):
    source = path.read_text(encoding="utf-8")
    for banned in ("eval(", "new Function", "innerHTML", "document.write", "insertAdjacentHTML"):
        assert banned not in source, banned
    assert not re.search(r"setAttribute\(\s*[\"']style[\"']", source)
