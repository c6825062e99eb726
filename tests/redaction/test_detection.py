"""What is found in texts that nobody has seen before, and what is left alone."""

import random

import pytest

from chatapp.redaction.detection import Scanner
from tests.redaction.harmless import HARMLESS
from tests.redaction.variants import MAKERS, in_disguise, spelled

EACH = 250
HARMLESS_EACH = 100
AT_MOST_FALSE = 0.01
"""Of each kind of text: many kinds must not hide one bad one."""


@pytest.mark.parametrize("kind", MAKERS)
def test_every_spelling_of_a_value_is_found_whole(kind):
    rng, scanner, missed = random.Random(f"recall of {kind}"), Scanner(), []
    for _ in range(EACH):
        before, value, after = spelled(rng, kind)
        found = scanner.scan(before + value + after)
        start, end = len(before), len(before) + len(value)
        if not any(one.start <= start and end <= one.end for one in found):
            missed.append((before, value, after, found))
    assert not missed, f"{len(missed)} of {EACH}: {missed[:8]}"


def test_numbers_that_mean_something_else_are_left_alone():
    scanner, wrong = Scanner(), {}
    for kind, make in HARMLESS.items():
        rng = random.Random(kind)
        texts = [make(rng) for _ in range(HARMLESS_EACH)]
        found = [(text, found) for text in texts if (found := scanner.scan(text))]
        if len(found) > AT_MOST_FALSE * HARMLESS_EACH:
            wrong[kind] = len(found), found[:3]
    assert not wrong


KEPT = [
    "The meeting is at 10:42 on 2026-11-22, room 4.12.",
    "std::vector and abc::def, 12:34:56, ::",
    "git clone git@github.com:owner/name.git",
    "icon@2x.png, @someone, me@localhost",
    "password: ${DB_PASSWORD}, api_key = os.environ['KEY'], token: str = ''",
    "The password is incorrect. Your password must be changed.",
    "密码不正确，请重置密码。",
    "sk-learn and sk-toolkit; task-force-management-of-things",
    "A4 paper, 1 000 000 people, 3.14159265358979",
    " ".join(map(str, range(1500))),
    "look at the end of line 12. The dot is at example 7.",
    "9400 1112 4111 1111 1111 1111 12",
    "booking 4222222222222, A1 4111111111115,",
    "4532 1234\t9911 2345\t5500 1234\t4556 1234\n4716 1235\t4024 1235\t4485 1235\t4916 1235",
    "doi 10.5176/32846433.7569, 快递单号：SF4419504297035, order id 123-45-6789",
    "127.0.0.1:8000, 0.0.0.0, 255.255.255.0, v1.2.3.4",
]


@pytest.mark.parametrize("text", KEPT)
def test_everyday_text_is_left_alone(text):
    assert Scanner().scan(text) == ()


FOUND = {
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow==\n-----END RSA PRIVATE KEY-----": "private_key",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk": "private_key",
    '{"key": "-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----"}': "private_key",
    "postgres://app:s3cr3t!@db.internal:5432/app": "password",
    'DB_PASSWORD="correct horse battery staple"': "password",
    "我的密码是Hunter2024！": "password",
    "Authorization: Bearer 9f8e7d6c5b4a39281706": "token",
    "(415) 555-2671": "phone",
    "+86 138 0013 8000": "phone",
    "手机：13800138000": "phone",
    "call 020 7946 0958": "phone",
    "fe80::1ff:fe23:4567:890a": "ip",
    "P<UTOERIKSSON<<ANNA<MARIA<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10": "passport",
    "护照号码：E12345678": "passport",
    "driver's license: D1234-56789-01": "licence",
    "NINO AB 12 34 56 C": "national_id",
    "CPF 111.444.777-35": "national_id",
    "用户@例子.公司": "email",
    "my ssn: 123456780": "ssn",
    "078-05-1120": "ssn",
    "Authorization: Bearer abcdefghijklmnopqrstuv": "token",
    "my key is abcDEF123456abcDEF123456": "password",
    "4111111111111111\n4111111111111112\n4111111111111113\n4111111111111114\n41": "card",
    "the card is 4222222222222": "card",
    "4222 2222 2222 2": "card",
    "pay with card 41111111\n11111111 please": "card",
    "card\t4111\t1111\t1111\t1111\t12\t27": "card",
    "4111 1111 1111 1111\n5500 0000 0000 0004": "card",
    "ID 4111111111111111": "card",
    "mein Name: müller@bücher.de": "email",
    "ID#499-80-6354": "ssn",
    "employee id 499 80 6354": "ssn",
    "**4111** 1111 1111 1111": "card",
    "4111&nbsp;1111&#160;1111&ndash;1111": "card",
    "https://example.com/?card=4111+1111+1111+1111&x=1": "card",
    '{"card": "4111\\u00a01111\\u00a01111\\u00a01111"}': "card",
    "card 3782-\n822463-\n10005": "card",
    "ssn 499\u200b80\u200b6354 is": "ssn",
    "taxpayer 912-50-1234": "ssn",
    "YE09CBKU0000000000001234560101": "iban",
    "D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0": "iban",
    "用 11010119900307\n7993 办理": "resident_id",
    "tel 0086 138\t0013\t8000": "phone",
    "bob%40example.com": "email",
    "bob&#64;example.com": "email",
    "bob (at) example (dot) com": "email",
    "bob AT example DOT museum": "email",
    "иван@пример.xn--p1ai": "email",
    "scheme://app:p@ssw0rd@db.example.com": "password",
}


@pytest.mark.parametrize(("text", "kind"), FOUND.items())
def test_other_kinds_are_known_where_their_check_or_label_says_so(text, kind):
    assert kind in [found.kind for found in Scanner().scan(text)]


@pytest.mark.parametrize(
    "text",
    ["a" * 400_000, "1 " * 200_000, "1" * 400_000, "@" * 200_000, "eyJ" * 100_000, "[" * 300_000,
     "-----BEGIN PRIVATE KEY-----" * 8_000, "4242 " * 20_000,
     "password=" * 40_000, "\u200b1" * 100_000, "sk-a1" * 60_000, "DE8\n" * 30_000,
     "1=\n" * 60_000, "4111\t" * 40_000, "a.a@" * 60_000, "é" * 300_000,
     ("a" + "_at_" * 14 + "_dot_" * 24 + ".") * 600, "driverlicence" * 20_000, "secret" * 40_000],
    ids=lambda text: f"{text[:8]!r} {len(text)}",
)  # fmt: skip
@pytest.mark.timeout(60)
def test_no_text_however_hostile_takes_more_than_linear_time(text):
    Scanner().scan(text)


def test_offsets_lead_back_to_the_text_as_given():
    rng = random.Random("offsets")
    for _ in range(200):
        before, value, after = spelled(rng, "card")
        noise = in_disguise(rng, "零\u200b１½ﬁ…")
        text = noise + "\n" + before + value + after + "\n" + noise
        start = len(noise) + 1 + len(before)
        assert any(
            (one.start, one.end) == (start, start + len(value)) for one in Scanner().scan(text)
        ), text
