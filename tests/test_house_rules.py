"""The rules of the house, held by tests so that nobody has to remember them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils.module_loading import import_string

from chatapp.claude import errors
from chatapp.stylesheets import JOINED
from tests.environment import ROOT, environment_names

APPS = ("accounts", "billing", "chatapp")
LONGEST_FILE_LINES = 300
WRITTEN_BY_HAND = {".py", ".js", ".mjs", ".css", ".html"}
NOT_OURS = {".git", ".venv", "node_modules", "staticfiles", "data", "locale", "migrations"}
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|Users|root|work|mnt)/\w")
CHECK_ID = re.compile(r'"((?:chatapp|billing|accounts)\.[EW]\d{3})"')


def files(*suffixes: str) -> list[Path]:
    """Every file of the project, as git would add them, or all of them where git is missing."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
        found = [ROOT / name for name in listed]
    except (OSError, subprocess.CalledProcessError):
        found = list(ROOT.rglob("*"))
    return [
        path
        for path in found
        if path.is_file()
        and not NOT_OURS.intersection(path.relative_to(ROOT).parts)
        and (not suffixes or path.suffix in suffixes)
    ]


def named(paths: Iterator[Path] | list[Path]) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def text(name: str) -> str:
    return (ROOT / name).read_text()


def test_no_file_is_longer_than_a_person_reads_at_once():
    long = {
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in files(*WRITTEN_BY_HAND)
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE_LINES
    }
    assert not long, "which second idea lives in each?"


def test_no_file_is_a_grab_bag():
    bags = {"utils", "util", "helpers", "helper", "services", "misc", "common"}
    assert not named(path for path in files(".py", ".js", ".mjs") if path.stem in bags)


def test_every_name_of_the_environment_is_documented_and_every_documented_name_is_read():
    documented = set(re.findall(r"^\| `([A-Z_]+)`", text("docs/configuration.md"), re.M))
    assert documented == environment_names()


def test_only_the_settings_read_the_environment():
    reading = re.compile(r"os\.environ\b(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|os\.getenv")
    product = [p for p in files(".py") if p.relative_to(ROOT).parts[0] in APPS]
    assert not named(path for path in product if reading.search(path.read_text()))


def test_every_middleware_is_documented(settings):
    described = text("ARCHITECTURE.md")
    names = [dotted.rpartition(".")[2] for dotted in settings.CLAUDE_MIDDLEWARE]
    assert [name for name in names if name not in described] == []
    assert all(import_string(dotted).__doc__ for dotted in settings.CLAUDE_MIDDLEWARE)


def kinds_of(error: type[errors.ClaudeError]) -> Iterator[type[errors.ClaudeError]]:
    yield error
    for kind in error.__subclasses__():
        yield from kinds_of(kind)


def test_every_error_code_is_documented():
    codes = {kind.code for kind in kinds_of(errors.ClaudeError)}
    documented = set(re.findall(r"`([a-z_]+)`", text("docs/errors.md")))
    assert sorted(codes - documented) == []


def test_every_system_check_has_a_test():
    ids = {
        check_id
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in APPS
        for check_id in CHECK_ID.findall(path.read_text())
    }
    assert ids
    tests = "".join(p.read_text() for p in files(".py") if p.relative_to(ROOT).parts[0] == "tests")
    assert {check_id for check_id in ids if check_id not in tests} == set()


def test_decisions_are_numbered_without_holes():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


def sleeps(path: Path) -> Iterator[str]:
    """Calls of a sleep with a number written down: a test that waits instead of watching."""
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"sleep", "wait_for_timeout"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and node.args[0].value
        ):
            yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_no_test_sleeps():
    tests = [path for path in files(".py") if path.relative_to(ROOT).parts[0] == "tests"]
    found = [place for path in tests for place in sleeps(path)]
    assert not [place for place in found if "tests/benchmarks/" not in place]


def test_every_static_file_that_a_template_names_exists():
    named_there = re.compile(r"""{% static ["']([^"']+)["'] %}""")
    wanted = {
        name for path in files(".html", ".txt") for name in named_there.findall(path.read_text())
    }
    assert wanted
    assert sorted(name for name in wanted if not finders.find(name)) == []


def test_no_path_of_one_machine_is_written_down():
    readable = files(*WRITTEN_BY_HAND, ".md", ".toml", ".txt", ".json", ".yaml", ".yml", "")
    assert not named(path for path in readable if MACHINE_PATH.search(path.read_text()))


@pytest.mark.parametrize("name", ["serve", "test", "check", "setup", "bench"])
def test_every_command_can_be_run(name):
    assert (ROOT / "scripts" / name).stat().st_mode & 0o111


def test_chinese_texts_use_one_word_for_a_token_and_one_for_you():
    said = [
        (path.relative_to(ROOT), line)
        for folder in (*APPS, "locale")
        for path in (ROOT / folder).rglob("*.po")
        for line in path.read_text().splitlines()
        if line.startswith("msgstr")
    ]
    other_words = re.compile(r"(?i)(?<!\()\btokens?\b|令牌|代币|标记数|你")
    assert not [(str(path), line) for path, line in said if other_words.search(line)]


def test_no_rule_of_the_chat_page_is_tried_on_every_element() -> None:
    """Browsers sort rules by the tag or class they end in; `:is(…)` at the end is neither."""
    ending = re.compile(r"(?:^|[\s>+~,}]):is\([^{}()]*\)[^\s>+~{,]*\s*[,{]", re.MULTILINE)
    for sheet in JOINED["chat"]:
        rules = re.sub(
            r"/\*.*?\*/", "", (ROOT / f"static/css/{sheet}.css").read_text(), flags=re.DOTALL
        )
        assert not ending.findall(rules), sheet
