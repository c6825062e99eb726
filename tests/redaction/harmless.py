"""Texts full of digits that mean something else: orders, times, hashes, tables, coordinates."""

import base64
import random
import string
import uuid
from collections.abc import Callable

from stdnum import luhn

HEX = "0123456789abcdef"
Maker = Callable[[random.Random], str]


def digits(rng: random.Random, count: int) -> str:
    """So many digits."""
    return "".join(rng.choices(string.digits, k=count))


def number(rng: random.Random, count: int) -> str:
    """So many digits, the first of them not zero."""
    return rng.choice("123456789") + digits(rng, count - 1)


def below(rng: random.Random, most: int) -> str:
    """A number up to this one."""
    return str(rng.randint(0, most))


def behind(*labels: str) -> Callable[[random.Random, str], str]:
    """Puts one of these before a value."""
    return lambda rng, value: rng.choice(labels) + value


def rows(rng: random.Random, count: int, join: str, cell: Maker, lines: int) -> str:
    """A table."""
    return "\n".join(join.join(cell(rng) for _ in range(count)) for _ in range(lines))


def barcode(rng: random.Random, prefix: str) -> str:
    """An EAN-13 with its check digit."""
    body = prefix + digits(rng, 12 - len(prefix))
    total = sum(int(c) * (3 if place % 2 else 1) for place, c in enumerate(body))
    return body + str(-total % 10)


def date(rng: random.Random) -> str:
    """A day in one of the ways to write it."""
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1990, 2030)
    return rng.choice([f"{month:02}/{day:02}/{year}", f"{year}-{month:02}-{day:02}",
                       f"{day:02}.{month:02}.{year}"])  # fmt: skip


def second(rng: random.Random) -> str:
    """A time since 1970."""
    return below(rng, 600_000_000).rjust(9, "0").join(["1", ""])


BOOKING = behind(
    "booking ", "Booking no. ", "reservation ", "Your reference is ", "票号", "预订号：", ""
)
ORDER = behind(
    "order ", "Order #", "order number is ", "订单号：", "Bestellung ", "purchase order "
)
ORDER_ID = behind("order id: ", "orderId=", "transaction_id: ", "txn ", "trade no ", "交易号",
                  "流水号：", "The order number is ")  # fmt: skip
STAMP = behind("ts=", "at ", "", "timestamp ", "iat: ")
ID = behind("id=", "account_id: ", "device id ", "uid:", "session_id=", "user_id: ", "fbid=")

HARMLESS: dict[str, Maker] = {
    "bookings of 13 digits": lambda r: BOOKING(r, number(r, 13)),
    "orders of 8 to 19 digits": lambda r: ORDER(r, number(r, r.randint(8, 19))),
    "orders of 16 digits": lambda r: ORDER_ID(r, number(r, 16)),
    "orders in groups": lambda r: r.choice(
        [f"ORD-2026-{digits(r, 9)}", f"{digits(r, 3)}-{digits(r, 7)}-{digits(r, 7)}",
         f"SO{digits(r, 4)}-{digits(r, 4)}-{digits(r, 4)}"]),
    "seconds": lambda r: STAMP(r, second(r)),
    "milliseconds": lambda r: STAMP(r, second(r) + digits(r, 3)),
    "microseconds": lambda r: STAMP(r, second(r) + digits(r, 6)),
    "nanoseconds": lambda r: STAMP(r, second(r) + digits(r, 9)),
    "times as digits": lambda r: f"20{r.randint(10, 30)}{r.randint(1, 12):02}{r.randint(1, 28):02}"
                                 f"{r.randint(0, 23):02}{r.randint(0, 59):02}{digits(r, 2)}",
    "ISO times": lambda r: f"{date(r)}T10:{r.randint(0, 59):02}:07.{digits(r, 6)}+08:00",
    "hashes": lambda r: f"{r.getrandbits(r.choice([128, 160, 256, 512])):x}",
    "UUIDs": lambda r: f"id: {uuid.UUID(int=r.getrandbits(128), version=4)}",
    "tracking numbers": lambda r: r.choice(
        [f"tracking no. 1Z{digits(r, 16)}", f"FedEx {digits(r, 12)}", f"DHL {digits(r, 10)}",
         f"USPS 9400 1{digits(r, 3)} {digits(r, 4)} {digits(r, 4)} {digits(r, 4)} {digits(r, 2)}",
         f"快递单号 SF{digits(r, 13)}", f"RR{digits(r, 9)}CN"]),
    "ids like phone numbers": lambda r: r.choice(
        [f"id {digits(r, 3)}-{digits(r, 4)}-{digits(r, 3)}", f"case 415-{digits(r, 3)}-2671",
         f"{digits(r, 4)}-{digits(r, 3)}-{digits(r, 3)}", f"编号1{digits(r, 10)}",
         f"SKU {digits(r, 3)} {digits(r, 3)} {digits(r, 4)}", f"user_id=13{digits(r, 9)}"]),
    "ISBN": lambda r: behind("ISBN ", "ISBN-13: ", "")(r, barcode(r, "978")),
    "barcodes": lambda r: behind("EAN ", "条码 ", "", "GTIN: ")(r, barcode(r, r.choice("456789"))),
    "IMEI": lambda r: f"IMEI {(body := '35' + digits(r, 12)) + luhn.calc_check_digit(body)}",
    "versions": lambda r: f"v{r.randint(0, 30)}.{digits(r, 2)}.{digits(r, 4)}.{digits(r, 3)}",
    "bare versions": lambda r: f"{r.randint(0, 30)}.{digits(r, 2)}.{digits(r, 4)}.{digits(r, 3)}",
    "sections": lambda r: f"section {r.randint(1, 9)}.{r.randint(1, 20)}.{r.randint(1, 9)}.3",
    "coordinates": lambda r: f"{r.uniform(-90, 90):.{r.randint(4, 15)}f}, {r.uniform(-99, 99):.8f}",
    "log lines": lambda r: f"2026-11-{r.randint(1, 30):02} 10:42:07,{digits(r, 3)} INFO "
                           f"request={digits(r, 12)} took {digits(r, 3)}.{digits(r, 4)} ms, "
                           f"bytes={digits(r, 9)}, thread {digits(r, 15)}",
    "CSV": lambda r: rows(r, 6, ",", lambda r: digits(r, r.randint(1, 8)), 8),
    "cells between tabs": lambda r: rows(r, 6, "\t", lambda r: below(r, 10 ** r.randint(1, 6)), 8),
    "four digits in columns": lambda r: rows(r, 8, "  ", lambda r: f"{below(r, 10**4):>4}", 6),
    "four digits between tabs": lambda r: rows(r, 5, "\t", lambda r: number(r, 4), 8),
    "a column": lambda r: rows(r, 1, "", lambda r: number(r, r.randint(4, 9)), 15),
    "two lines of numbers": lambda r: rows(r, 1, "", lambda r: number(r, r.randint(6, 10)), 2),
    "a price list": lambda r: f"Widget\t{number(r, 3)}\t{number(r, 2)}\t{number(r, 4)}\n"
                              f"Gadget\t{number(r, 3)}\t{number(r, 2)}\t{number(r, 4)}",
    "a numbered list": lambda r: "\n".join(f"{at}. {number(r, 4)}" for at in range(1, 11)),
    "prices": lambda r: " ".join(f"{r.choice('$€¥£')}{r.randint(1, 9999):,}.{digits(r, 2)}"
                                 for _ in range(8)),
    "large figures": lambda r: f"{r.randint(10**8, 10**16):,} of {r.uniform(10**5, 10**11):.3f}"
                               .replace(",", r.choice([",", " ", "_", "\u202f"])),
    "hex dumps": lambda r: rows(r, 16, " ", lambda r: f"{r.getrandbits(8):02x}", 6),
    "octets": lambda r: rows(r, 24, " ", lambda r: below(r, 255), 1),
    "draws": lambda r: "号码: " + rows(r, 7, " ", lambda r: f"{r.randint(1, 69):02}", 1),
    "results": lambda r: rows(r, 12, " ", lambda r: f"{below(r, 99)}-{below(r, 99)}", 1),
    "dates": lambda r: rows(r, 6, " ", date, 1),
    "matrices": lambda r: rows(r, 4, ", ", lambda r: digits(r, 4), 4).replace("\n", "],["),
    "SVG": lambda r: "M" + rows(r, 20, " ", lambda r: f"{r.uniform(-99, 99):.2f}", 1),
    "snowflakes": lambda r: ID(r, "1" + digits(r, 18)),
    "ids of 16 digits": lambda r: ID(r, number(r, 16)),
    "base64": lambda r: base64.b64encode(r.randbytes(120)).decode(),
    "addresses of pages": lambda r: f"https://example.com/{number(r, 12)}?t={second(r)}&page=12",
    "Chinese prose": lambda r: f"2026年收入{digits(r, 4)}.{digits(r, 2)}亿元，增{digits(r, 2)}.5%，"
                               f"编号{digits(r, 11)}，单据{digits(r, 16)}。",
    "tickets": lambda r: f"eTicket {r.choice(['784', '220', '457', '580'])}{digits(r, 10)}",
    "DOI": lambda r: f"doi:10.{number(r, 4)}/s{digits(r, 5)}-{digits(r, 3)}-{digits(r, 5)}-1",
    "names like keys": lambda r: r.choice(
        [f"task-{digits(r, 8)}", "risk-assessment-2026-report-final-version", "sk-learn==1.4.2",
         f"disk-usage-report-{digits(r, 8)}-v2-final", "flask-sqlalchemy-3-1-1-py3-none-any",
         f"sk-toggleable__control-{digits(r, 2)}", f"key-value-store-{digits(r, 6)}"]),
    "names like addresses": lambda r: r.choice(
        [f"@user{digits(r, 4)}", f"pkg@{r.randint(1, 9)}.{digits(r, 2)}.1", "logo@2x.png",
         f"{digits(r, 3)} @ $4.{digits(r, 2)}", f"git@github.com:a/b{digits(r, 3)}.git"]),
}  # fmt: skip
