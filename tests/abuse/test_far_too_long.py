"""Every field of every form, with a value that is far too long or out of its list or range.

A new form, or a new field of an old one, is asked by itself. A field is `shown` when the form is
taken without the wrong value, or the page marks this field only with it; the others stand in forms
that lack something else as well, where the refusal may not be theirs.
"""

from urllib.parse import urlsplit

import pytest

from tests.abuse.far_too_much import LONG, Stored, is_marked, is_typed, rehearsed, values_of
from tests.abuse.filled_forms import TRAPS, House, forms

NOTED = {"facts", "journal"}
"""Where a try that was refused is counted."""
LEFT_OUT = TRAPS | {"csrf_token"}


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.close()


def each_form(house):
    """Yield one form for each route and set of fields."""
    seen = set()
    for form in forms():
        path = urlsplit(form.action).path
        rule = house.app.url_map.bind("").match(path, method=form.method)[0]
        key = (rule, frozenset(each.name for each in form.fields))
        if form.fields and key not in seen:
            seen.add(key)
            yield form


def problem(form, field, answer, changed):
    """Return what is wrong with an answer to a value that the field may not have, if anything."""
    if answer.status_code >= 500:
        return f"answers {answer.status_code}"
    if form.method == "GET":
        return f"changes {changed}" if changed else ""
    if not is_typed(field):
        return ""
    if answer.status_code < 400:
        return f"is taken: {answer.status_code}"
    return f"stores something: {changed}" if set(changed) - NOTED else ""


def test_no_field_takes_what_is_too_long_or_out_of_its_list(house):
    stored, problems, typed, shown = Stored(house), [], set(), set()
    for form in each_form(house):
        with rehearsed(house):
            honest = house.send(form)
        assert stored.changed() == []
        for field, value in values_of(form):
            if field.name in LEFT_OUT:
                continue
            answer = house.send(form, {field.name: value})
            changed = stored.changed()
            said = problem(form, field, answer, changed)
            if changed and stored.holds(LONG):
                said = said or "is stored at full length"
            if said:
                problems.append(f"{form}: {field.name} {said}")
            if form.method == "POST" and is_typed(field):
                typed.add((form.action, field.name))
                marked = is_marked(answer.text, field) and not is_marked(honest.text, field)
                if marked or honest.status_code < 400 <= answer.status_code:
                    shown.add((form.action, field.name))
    stored.close()
    assert not problems, "\n".join(problems)
    assert len(shown) > 0.5 * len(typed), sorted(typed - shown)
