"""Nothing is left untranslated: in the code, in the templates, in the wording, on any page."""

import ast
import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from jinja2 import Environment, nodes

import matcher.notify.wording
import matcher.wording
from matcher import errors
from matcher.domain.people import Role
from tests.journeys import world
from tests.journeys.reading import read
from tests.journeys.routes import routes
from tests.web.conftest import sign_in
from web import catalog
from web.app import create_app
from web.catalog import merged

ROOT = Path(__file__).resolve().parents[2]
WEB, WORKFLOW = ROOT / "web", ROOT / "matcher/workflow"
TRANSLATED = ("fr", "ar")
LANGUAGES = {"fr", "ar", "en"}
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "lazy_gettext": None, "ngettext": (1, 2),
            "lazy_ngettext": (1, 2), "pgettext": ((1, "c"), 2)}  # fmt: skip
METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true",
                                 "newstyle_gettext": "true", "silent": "false",
                                 "trim_blocks": "true", "lstrip_blocks": "true"}}  # fmt: skip
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
UNSPOKEN = {"patterns.html"}
"""Pages for those who build Passerelle, in English only."""
NAMES = {"Passerelle", "TRL", "ICE", "CSV", "XLSX", "PDF", "DOCX", "PPTX", "JSON", "Esc", "Ctrl",
         "Maroc", "PME", "MAD", "NDA", "HTML", "GET", "POST", "Alt", "Shift", "Enter", "WCAG",
         "RGAA", "Excel", "Word", "PowerPoint", "JavaScript", "SVG", "Français", "العربية",
         "English"}  # fmt: skip
"""Words that are the same in every language."""
PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN_ATTRIBUTES = re.compile(
    r"\s(?:aria-label|alt|title|placeholder|label|data-confirm)\s*=\s*(\"[^\"]*\"|'[^']*')"
)


# --- what the code says -------------------------------------------------------------------------


@cache
def extracted():
    """Return (file, line, msgid) of everything that the web says."""
    found = [
        (file, line, words)
        for file, line, words, _, _ in extract_from_dir(
            WEB, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=()
        )
        if Path(file).name not in UNSPOKEN
    ]
    return [*found, *refused()]


def refused():
    """Return (file, line, template) of every error that a use case raises."""
    mine = {
        name
        for name, found in vars(errors).items()
        if isinstance(found, type) and issubclass(found, errors.WorkflowError)
    }
    for path in sorted(WORKFLOW.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in mine and call.args:
                said = call.args[0]
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    yield str(path.relative_to(ROOT)), call.lineno, said.value
                assert not isinstance(said, ast.JoinedStr), (
                    f"{path}:{call.lineno}: a glued sentence"
                )


@pytest.mark.parametrize("spoken", TRANSLATED)
def test_everything_that_is_said_is_translated(spoken):
    whole = merged(spoken)
    missing = []
    for file, line, words in extracted():
        key = words[0] if isinstance(words, tuple) else words
        known = whole.get(key)
        if known is None or not all(known.string if known.pluralizable else [known.string]):
            missing.append(f"{file}:{line}: {key}")
    assert not missing, f"{len(missing)} without {spoken}:\n" + "\n".join(missing)


@pytest.mark.parametrize("spoken", TRANSLATED)
def test_translations_say_the_same_places_in_every_plural(spoken):
    wrong = []
    for path in catalog.files(spoken):
        for message in catalog.read(path):
            assert not message.fuzzy, (path.name, message.id)
            many = message.pluralizable
            ids = message.id if many else (message.id,)
            wanted = set().union(*(map(places, ids)))
            for form in message.string if many else (message.string,):
                # A plural form may leave the number out: "one startup".
                missing = wanted - places(form) - ({"num", "count", "n"} if many else set())
                if missing or places(form) - wanted:
                    wrong.append(f"{path.name}: {message.id}: {form}")
    assert not wrong, "\n".join(wrong)


def places(words):
    return {a or b for a, b in PLACES.findall(words.replace("%%", ""))}


def test_no_translation_is_for_words_that_nobody_says():
    said = {words[0] if isinstance(words, tuple) else words for _, _, words in extracted()}
    code = "".join(
        path.read_text(encoding="utf-8")
        for top in (WEB, ROOT / "matcher")
        for path in top.rglob("*.py")
    )
    joined = re.sub(r"[\"']\s*\n?\s*f?[\"']", "", code)
    idle = []
    for path in catalog.files("fr"):
        for message in catalog.read(path):
            key = message.id[0] if message.pluralizable else message.id
            if key not in said and key not in joined and key.replace('"', '\\"') not in joined:
                idle.append(f"{path.name}: {key}")
    assert not idle, f"{len(idle)} said by nobody:\n" + "\n".join(idle)


# --- what the templates hold --------------------------------------------------------------------


def without_jinja(source):
    """Return the markup of a template, without comments, blocks that translate, and expressions."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%-?\s*block body_class.*?endblock\s*-?%\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}", "", source, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_words_stand_in_a_template_as_they_are(path):
    if path.name in UNSPOKEN:
        return
    source = path.read_text(encoding="utf-8")
    markup = without_jinja(source)
    loose = list(read(markup).ours) + list(read(markup).theirs)
    loose = [words for words in loose if set(WORD.findall(words)) - NAMES]
    # An attribute written by a branch of its own loses its tag here.
    loose = [words for words in loose if '="' not in words]
    assert not loose, f"{path.name}: put into _(…): {loose}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_sentence_is_handed_to_a_macro_untranslated(path):
    if path.name in UNSPOKEN:
        return
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(
        path.read_text(encoding="utf-8")
    )
    said = {id(each) for call in tree.find_all(nodes.Call) if speaks(call) for each in consts(call)}
    loose = [
        each.value
        for each in consts(tree)
        if id(each) not in said and looks_spoken(each.value) and each.value not in NAMES
    ]
    assert not loose, f"{path.name}: put into _(…): {loose}"


def consts(node):
    return [each for each in node.find_all(nodes.Const) if isinstance(each.value, str)]


def speaks(call):
    return isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}


def looks_spoken(words):
    """Whether a text begins with a capital or an Arabic letter, as a sentence for people does."""
    return bool(re.match(r"[A-ZÀ-Ý][^\W\d_]+|[\u0600-\u06ff]", words)) and "<" not in words


# --- what codes are called ----------------------------------------------------------------------


def wordings():
    """Return (name, table) for every table of sentences in three languages."""
    for package in (matcher.wording, matcher.notify.wording):
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            for name, value in vars(module).items():
                if isinstance(value, dict) and LANGUAGES & set(value):
                    yield f"{module.__name__}.{name}", value


@pytest.mark.parametrize(
    ("name", "table"), list(wordings()), ids=lambda x: x if isinstance(x, str) else ""
)
def test_every_code_has_its_sentence_in_three_languages(name, table):
    assert set(table) == LANGUAGES
    if not all(isinstance(each, dict) for each in table.values()):
        return
    assert set(table["fr"]) == set(table["ar"]) == set(table["en"])
    for code, words in table["en"].items():
        for spoken in TRANSLATED:
            other = table[spoken][code]
            if isinstance(words, str):
                assert other.strip(), (spoken, code)
                assert places(other) == places(words), (spoken, code)


# --- what pages show ----------------------------------------------------------------------------

LATIN = re.compile(r"(?:[A-Za-zÀ-ÿœŒ]{2,}[\s,'’:;–-]+){2,}[A-Za-zÀ-ÿœŒ]{2,}")
RAW = re.compile(r"\b(?:[a-z]+_[a-z_]+|[a-z]+\.[a-z]+_[a-z_]+)\b|%\(\w+\)|\bNone\b|\bMA-\d\d\b")
PAGES = [
    each for each in routes() if each.method == "GET" and each.room not in {"patterns", "health"}
]
FILES = {"text/html"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return what gives a page, as a role reads it in a language; None for what is no page."""
    services, filled = world.copied(tmp_path_factory.mktemp("pages"))
    app = create_app(services=services, clock=lambda: world.NOW)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    browsers = {}

    def browser(role, spoken):
        if (role, spoken) not in browsers:
            opened = browsers[role, spoken] = app.test_client()
            if role is not None:
                sign_in(opened, filled.person(role))
            with opened.session_transaction() as session:
                session["language"] = spoken
        return browsers[role, spoken]

    def page(route, spoken):
        role = next((each for each in Role if each in route.access), None)
        path = app.url_map.bind("").build(route.endpoint, route.values(filled.ours))
        answer = browser(role, spoken).get(path)
        if answer.status_code != 200 or answer.mimetype not in FILES:
            return None
        return answer.get_data(as_text=True)

    yield page
    services.database.close()


@cache
def english():
    """Return the English sentences of three words or more that French says otherwise."""
    found = []
    for message in merged("fr"):
        pairs = zip(
            message.id if message.pluralizable else (message.id,),
            message.string if message.pluralizable else (message.string,),
            strict=False,
        )
        for words, french in pairs:
            parts = re.split(r"%\(\w+\)[sd]", words)
            longest = max(parts, key=len).strip() if parts else ""
            if len(WORD.findall(longest)) >= 3 and longest not in french:
                found.append(longest)
    return found


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_an_arabic_page_says_nothing_in_latin_letters(pages, route):
    shown = pages(route, "ar")
    if shown is None:
        return
    loose = [words for words in read(shown).ours if LATIN.search(words)]
    loose = [words for words in loose if set(WORD.findall(LATIN.search(words)[0])) - NAMES]
    assert not loose, loose


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_a_french_page_says_nothing_in_english(pages, route):
    shown = pages(route, "fr")
    if shown is None:
        return
    ours = "\n".join(read(shown).ours)
    loose = [words for words in english() if words in ours]
    assert not loose, loose
    assert not (found := RAW.findall(ours)), f"codes instead of words: {found}"
