"""Set-up does what is needed and no more; translations never show a guess."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from scripts import check_translations
from scripts.compile_translations import compile_catalogue
from scripts.prepare import SetupFailed, Step, run

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Send"
msgstr "发送"

#, fuzzy
msgid "Stop"
msgstr "停车"

msgid "%(count)d message"
msgid_plural "%(count)d messages"
msgstr[0] "%(number)d 条消息"

#~ msgid "Fax"
#~ msgstr "传真"
"""


class Kitchen:
    """Something to prepare, with one input and one output, that counts how often it is done."""

    def __init__(self, folder: Path) -> None:
        self.recipe, self.cake, self.stamps = (folder / n for n in ("recipe", "cake", "stamps"))
        self.recipe.write_text("flour")
        self.baked = 0

    def bake(self) -> None:
        self.baked += 1
        self.cake.write_text("cake")

    def prepare(self) -> bool:
        step = Step("cake", "Baking", self.bake, (self.recipe,), (self.cake,))
        return step.run(self.stamps)


@pytest.fixture
def kitchen(tmp_path):
    return Kitchen(tmp_path)


def test_a_step_is_done_once(kitchen):
    assert [kitchen.prepare(), kitchen.prepare()] == [True, False]
    assert kitchen.baked == 1


def test_a_step_is_done_again_when_an_input_changed(kitchen):
    kitchen.prepare()
    kitchen.recipe.write_text("sugar")
    assert kitchen.prepare()


def test_a_step_is_done_again_when_its_output_is_gone(kitchen):
    kitchen.prepare()
    kitchen.cake.unlink()
    assert kitchen.prepare()


def test_a_step_that_failed_is_tried_again(kitchen, monkeypatch):
    def burn() -> None:
        raise SetupFailed("burnt")

    with monkeypatch.context() as patch:
        patch.setattr(kitchen, "bake", burn)
        with pytest.raises(SetupFailed, match="burnt"):
            kitchen.prepare()
    assert kitchen.prepare()


def test_a_command_that_fails_shows_what_it_said_and_what_to_do():
    with pytest.raises(SetupFailed) as failed:
        run("sh", "-c", "echo no route to host; exit 1", failure="Connect and try again.")
    assert str(failed.value) == "no route to host\n\nConnect and try again."


@pytest.fixture
def catalogue(tmp_path) -> Path:
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_a_fuzzy_translation_is_never_shown(catalogue):
    with compile_catalogue(catalogue).open("rb") as compiled:
        chinese = gettext.GNUTranslations(compiled)
    assert chinese.gettext("Send") == "发送"
    assert chinese.gettext("Stop") == "Stop"


def test_the_check_names_everything_wrong_with_a_catalogue(catalogue, tmp_path, monkeypatch):
    monkeypatch.setattr(check_translations, "ROOT", tmp_path)
    monkeypatch.setattr(check_translations, "own_catalogues", lambda _: [catalogue])
    marked = {(None, text): "page:1" for text in ("Stop", "%(count)d message", "Regenerate")}
    name = catalogue.relative_to(tmp_path)
    assert list(check_translations.problems("django", marked)) == [
        f"{name}: obsolete: 'Fax'",
        f"{name}: not used any more: 'Send'",
        f"{name}: fuzzy: 'Stop'",
        f"{name}: other placeholders than its text: '%(count)d message'",
        "page:1: has no zh_Hans translation: 'Regenerate'",
    ]


def test_texts_are_found_in_python_templates_and_javascript():
    server = {text for _, text in check_translations.marked_for_server()}
    browser = {text for _, text in check_translations.marked_for_browser()}
    assert "English" in server  # chatapp/settings
    assert "New chat" in server | browser
    assert browser


def test_our_catalogues_are_read_as_chinese():
    for domain in ("django", "djangojs"):
        for path in check_translations.own_catalogues(domain):
            with path.open("rb") as file:
                assert str(read_po(file).locale) == "zh_Hans"
