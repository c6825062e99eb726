"""Texts full of digits and signs that hide nobody: what a false alarm would be raised on."""

import base64
from collections.abc import Callable
from random import Random
from string import digits

from tests.redaction.outside.blanks import filled, listed, some
from tests.redaction.outside.numbers import luhn_digit

Write = Callable[[Random], str]

SENTENCES = listed("""
{} ¦ Order number {} ¦ Invoice no. {} is open ¦ ID: {} ¦ ref {} ¦ request {} took 12 ms ¦
see ticket {} ¦ 订单号：{} ¦ 流水号{} ¦ 编号为{}的记录 ¦ The batch {} was late. ¦ {"id": {}} ¦
id={} ¦ serial {} ¦ Transaction {} ¦ (#{}) ¦ {} units ¦ row {} of the table ¦ 单号{}已发货 ¦
job-{}
""")
BARE = listed("{} ¦ It is {}. ¦ value={} ¦ {} and more ¦ Ann,{},12 ¦ 这是{}。")
STAMPS = listed('{} ¦ ts={} ¦ {"time": {}} ¦ 时间戳 {} ¦ expires {}')
LISTED = 20


def one_of(*patterns: str) -> Write:
    """One of these patterns."""
    return lambda random: filled(random, random.choice(patterns))


def within(sentences: list[str], pattern: str) -> Write:
    """A pattern in one of these sentences."""
    return one_of(*(sentence.replace("{}", pattern) for sentence in sentences))


def column(length: int, heading: str = "id", join: str = "\n") -> Write:
    """A list of numbers of one length."""
    return one_of(join.join([heading, *[f"{{n{length}}}"] * LISTED]))


def epoch(unit: int) -> Write:
    """Seconds since 1970 times a unit."""
    moments = range(1_400_000_000 * unit, 1_800_000_000 * unit)
    return lambda random: random.choice(STAMPS).replace("{}", str(random.choice(moments)))


def checked(prefixes: list[str], length: int, *templates: str) -> Write:
    """Numbers that end with the same check digit as cards do: devices, SIMs."""

    def write(random: Random) -> str:
        start = random.choice(prefixes)
        payload = start + some(random, digits, length - 1 - len(start))
        return random.choice(templates).replace("{}", payload + luhn_digit(payload))

    return write


def table(random: Random) -> str:
    """Rows of numbers of several lengths, as an export has them."""
    separator = random.choice([",", ";", "\t", " | "])
    lengths = [random.randint(2, 18) for _ in range(6)]
    return "\n".join(
        separator.join(some(random, digits, length) for length in lengths) for _ in range(8)
    )


def blob(random: Random) -> str:
    """What base64 makes of a picture, a checksum, a certificate."""
    data = base64.b64encode(random.randbytes(random.choice([24, 48, 64, 96]))).decode()
    return random.choice(["data:image/png;base64,{}", '"integrity": "sha512-{}"', "{}"]).format(
        data
    )


def figures(random: Random) -> str:
    """Numbers as measurements and programs print them."""
    return random.choice([
        f"{random.uniform(-90, 90):.6f}, {random.uniform(-180, 180):.6f}",
        f"x = {random.gauss(0, 1):.15f}, y = {random.gauss(0, 1):.15f}",
        " ".join(f"{random.random():.4f}" for _ in range(12)),
        f"[{', '.join(str(random.randrange(10**5)) for _ in range(12))}]",
        " ".join(str(random.randrange(10 ** random.randint(1, 6))) for _ in range(6)),
        f"{random.randrange(10**9):,} of {random.randrange(10**12):,}",
        f"2^{(power := random.randint(40, 99))} = {2**power}",
        "π ≈ 3.14159265358979323846264338327950288",
    ])  # fmt: skip


PATTERNS = {
    "order": """
ORD-2024-{d6} ¦ order #{d10} ¦ PO-{d4}-{d4}-{d4} ¦ SO{d12} ¦ 112-{d7}-{d7} ¦ WEB{d10}-{d2} ¦
INV-{d4}/{d6} ¦ RMA {d3}-{d3}-{d4} ¦ {d4}-{d4}-{d4} ¦ {d5}-{d5}-{d5} ¦ Rechnung {d4} {d4} {d4} ¦
case {d8}-{d4}
""",
    "time": """
%Y%m%d%H%M%S ¦ %Y%m%d%H%M%S%f ¦ %Y-%m-%dT%H:%M:%S.%fZ ¦ at %y%m%d%H%M ¦
backup_%Y%m%d-%H%M%S.tar.gz ¦ %Y%m%d ¦ %d.%m.%Y %H:%M:%S ¦ 时间：%Y/%m/%d %H:%M ¦
%Y %m %d %H %M %S ¦ %Y-%m-%d-%H-%M-%S ¦ ts=%Y%m%d%H%M%S
""",
    "time with a count": """
%Y%m%d%H%M%S{d2} ¦ %Y%m%d%H%M%S{d3} ¦ %Y%m%d%H%M%S{d4} ¦ ID: %Y%m%d%H%M%S{d5} ¦
流水号%Y%m%d%H%M%S{d4} ¦ %Y%m%d{d8} ¦ 支付流水%Y%m%d{d20} ¦ 订单%Y%m%d%H%M%S{d4}已支付
""",
    "hash": """
{h32} ¦ {h40} ¦ {h64} ¦ {h128} ¦ sha1:{h40} ¦ {H32} ¦ {h7} fix ¦ {h12} ¦ crc {h8} ¦ 0x{h16} ¦
{h8}-{h8}-{h8}-{h8} ¦ {h16} {h16} ¦ commit {h40} ¦ sha256:{h64} ¦ md5 {h32} ¦ etag: W/"{h32}" ¦
0x{h40} ¦ {h32}-{h16}-01
""",
    "UUID": """
{h8}-{h4}-4{h3}-a{h3}-{h12} ¦ {H8}-{H4}-4{H3}-9{H3}-{H12} ¦ id={h8}-{h4}-1{h3}-8{h3}-{h12} ¦
urn:uuid:{h8}-{h4}-4{h3}-b{h3}-{h12} ¦ request id {h8}-{h4}-4{h3}-b{h3}-{h12}
""",
    "snowflake": """
1{d18} ¦ tweet 1{d18} ¦ https://x.com/a/status/1{d18} ¦ message id 9{d17} ¦ <@{d18}> ¦
user_id: 7{d18} ¦ id {d17}
""",
    "like a phone": """
ticket {d3}-{d4}-{d4} ¦ part {d3}-{d3}-{d4}0 ¦ SKU {d10} ¦ item 0{d9} ¦ id 1{d10} ¦
{d3} {d3} {d5} ¦ asset {d4}-{d6} ¦ model 555-{d4}-{d2} ¦ job 400-{d3}-{d3}{d2} ¦ 编号{d11} ¦
工号0{d10} ¦ 批次 {d3}-{d4}-{d5}
""",
    "parcel": """
1Z{c3}{d3}{d2}{d8} ¦ FedEx {d12} ¦ FedEx {d15} ¦ 9400 1{d3} {d4} {d4} {d4} {d2} ¦ 9205{d18} ¦
DHL {d10} ¦ E{c1}{d9}CN ¦ JJD{d18} ¦ JD00{d11} ¦ H{d10} ¦ UPS 1Z {c3} {d3} {d2} {d4} {d4} ¦
SSCC 00{d18} ¦ 快递单号：SF{d13} ¦ 圆通 YT{d13}
""",
    "goods": """
EAN 4{d12} ¦ UPC {d12} ¦ GTIN {d14} ¦ (01){d14}(17){d6}(10){c2}{d4} ¦ GTIN-14: 1{d13} ¦
barcode 69{d11} ¦ 条形码：69{d11} ¦ PLU {d4} ¦ HS code {d4}.{d2}.{d2} ¦
ISBN 978-{d1}-{d3}-{d5}-{d1} ¦ 978{d10} ¦ 书号979{d10}
""",
    "part": """
{d3}-{d3}-{d3} ¦ {d2}-{d4}-{d4} ¦ {d4}-{d2}-{d3} ¦ {d5}-{d4} ¦ ZIP {d5}-{d4} ¦
US {d2},{d3},{d3} B2 ¦ CAS {d5}-{d2}-{d1} ¦ ISSN {d4}-{d4} ¦ doi:10.{d4}/s{d5}-0{d2}-{d4}-{d1} ¦
arXiv:2{d3}.{d5} ¦ PMID {d8} ¦ RFC {d4} ¦ § {d4}.{d2} ¦ {d3}.{d3}.{d3} ¦ {d3} {d2} {d3}
""",
    "version": """
v{d1}.{d2}.{d1} ¦ 1.2.{d2}-rc.{d1} ¦ 10.0.{d5}.{d4} ¦ build {d4}.{d2}.{d2}.{d1} ¦
Chrome/1{d2}.0.{d4}.{d2} ¦ 2024.{d2}.{d2}-{d4} ¦ python {d1}.{d2}.{d1}
""",
    "money": """
${d1},{d3},{d3}.{d2} ¦ ¥{d8}.{d2} ¦ EUR {d3}.{d3},{d2} ¦ {d1} {d3} {d3} {d3} ¦
{d3},{d3},{d3},{d3} ¦ Rs. {d2},{d2},{d2},{d3} ¦ 1'{d3}'{d3}.{d2} ¦ 共{d9}元 ¦ 余额{d6}.{d2}元
""",
    "code": """
DE{d2}{c4}{d6} ¦ GB{d2} units {d4} {d4} ¦ BIC {c4}DE{c2}{d3} ¦ AT{d2}{d4} ¦
model FR{d2} {d4} {d4} ¦ SN: {c2}{d12} ¦ {c2}{d2}{c4}{d10} ¦ VIN WVW{c3}1K{d1}{c1}W{d6} ¦
{c3}{d9}{c2} ¦ flight LH{d4} seat {d2}A
""",
    "log": """
%Y-%m-%dT%H:%M:%S.%fZ [worker-{d2}] INFO request_id={h32} status=200 bytes={d7} ms={d3}.{d3} ¦
%b %d %H:%M:%S host kernel: [{d6}.{d6}] usb 1-1.4: new device number {d2} ¦
%H:%M:%S.%f txn={d18} seq={d9} lsn=0/{H8} ¦ ERROR 500 at 0x{h16} pid={d5} tid=1{d14} ¦
partition={d2} offset={d12} timestamp=17{d11} key=order-{d10}
""",
    "bits": """
{o8} ¦ {o16} ¦ {o32} ¦ {o64} ¦ {o8} {o8} {o8} {o8} {o8} ¦
{h2} {h2} {h2} {h2} {h2} {h2} {h2} {h2} {h2} {h2} {h2} {h2} ¦
{h4} {h4} {h4} {h4} {h4} {h4} {h4} {h4}
""",
    "Chinese": """
第{d9}期开奖号码 ¦ 发票号码：{d20} ¦ 发票代码 {d12} 号码 {d8} ¦ 统一社会信用代码：91{d6}MA{c8} ¦
车牌京A{d5} ¦ 合同编号：HT-{d8}-{d4} ¦ QQ群：{d9} ¦ 邮编{d6} ¦ 人口{d9}，面积{d3}.{d2}平方公里 ¦
批号%Y%m%d{d3} ¦ 准考证号{d12} ¦ 2024年1月1{d1}日，共{d6}人参加
""",
    "near an address": """
@types/node@18.{d1}.{d1} ¦ icon@2x.png ¦ sprite@3x.webp ¦ root@server{d2}:~# ¦ user@localhost ¦
12 @ 5.{d2} ¦ @app.route('/x{d2}') ¦ ping @{l6} please ¦ lodash@4.{d2}.{d1} ¦ {l5}@{l6} ¦ x@y ¦
npm i react@18.2.{d1} ¦ T@{d2}.{d2} ¦ foo@1.2.{d1}-beta.{d1} ¦ docker.io/{l5}/{l6}@sha256:{h64} ¦
look at this dot ¦ see you at noon. Com ¦ look_at_this_dot_product ¦ a[.]b(.)c
""",
    "near a key": """
cache_key={h32} ¦ 01{H24} ¦ https://youtu.be/{u11} ¦
https://docs.google.com/document/d/1{u43}/edit ¦ ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{a43} ann ¦
sk-fading-circle sk-circle12 ¦ the sk-learn pipeline, sk-SK locale ¦ main.{h20}.chunk.js ¦
arn:aws:s3:::bucket-{h12}/{d12} ¦ bc1q{l38} ¦ ami-{h17} i-{h17} ¦ css-{a7} sc-{a6} ¦
msg_{a24} run_{a24} ¦ key: value pairs, token: the smallest unit, password: see the wiki ¦
session_{h16}.json
""",
}

HARMLESS: dict[str, Write] = {
    **{kind: one_of(*listed(block)) for kind, block in PATTERNS.items()},
    **{f"a number of {length}": within(SENTENCES, f"{{n{length}}}") for length in range(6, 25)},
    **{f"bare digits, {length}": within(BARE, f"{{n{length}}}") for length in range(9, 21)},
    **{f"a column of {length}": column(length) for length in range(9, 21)},
    "a column of 16 with commas": column(16, "ids: ", ", "),
    "a column of 18 with a heading": column(18, "order number"),
    "a table": table,
    "seconds": epoch(1),
    "milliseconds": epoch(1000),
    "microseconds": epoch(10**6),
    "nanoseconds": epoch(10**9),
    "a device": checked(
        ["35", "86", "01"], 15, "IMEI {}", "imei={}", "手机串号：{}", "IMEI1 {} / IMEI2 n/a"
    ),
    "a SIM": checked(["8986", "8949", "8901"], 19, "ICCID {}", "ICCID: {}", "SIM card ICCID={}"),
    "figures": figures,
    "a blob": blob,
}
