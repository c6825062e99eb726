"""Files as people and attackers make them, made when they are needed: none is kept here."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random

import docx
import openpyxl
import pptx
from PIL import Image

MACROS = "word/vbaProject.bin"
WORD_SPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORD_END = b"</w:tr></w:tbl></w:body></w:document>"
PDF_FILES = b"/Names << /EmbeddedFiles << /Names [(evil.exe) 3 0 R] >> >>"
PDF_SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"


def picture(
    kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object
) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


def moving() -> bytes:
    """A WebP of sixty pictures."""
    frames = [Image.new("RGB", (200, 200), (shade, 0, 0)) for shade in range(60)]
    return picture("WEBP", (200, 200), save_all=True, append_images=frames)


def vast_gif() -> bytes:
    """Some bytes that claim to be 65,535 pixels wide and high."""
    size = b"\xff\xff\xff\xff"
    head = b"GIF89a" + size + b"\x80\0\0" + b"\0" * 6
    return head + b",\0\0\0\0" + size + b"\0\x02\x02L\x01\0;"


def noise() -> bytes:
    """Bytes without any order, zero left out."""
    return bytes(byte or 1 for byte in Random(7).randbytes(2_000))


def turned_photo_with_notes() -> bytes:
    """A camera's JPEG that lies on its side and tells where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "Taken at 12 Secret Lane"
    return picture("JPEG", (80, 40), exif=exif)


def giant_png(side: int = 10_000) -> bytes:
    """100 megapixels in some bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    rows = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(pages: int = 1, words: str = "The fox is red.", extra: bytes = b"") -> bytes:
    """A small PDF with text on every page."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>"]
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages))
    objects.append(b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages)
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n in range(pages):
        drawn = b"BT /F1 18 Tf 40 180 Td (%s Page %d.) Tj ET" % (words.encode(), n + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 220] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * n)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % at for at in offsets))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def looping_pdf() -> bytes:
    """A PDF whose list of pages holds itself."""
    return pdf().replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")


def locked_pdf() -> bytes:
    """A PDF that says it is encrypted with a password that nobody has."""
    lock = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44"
        b" /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >> /ID [<00> <00>]"
    )
    return pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R " + lock)


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Report", 1)
    document.add_paragraph("All is well.")
    document.add_paragraph("first", style="List Bullet")
    document.add_paragraph("second", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Fruit", "Count", "Apple", "3"), strict=True):
        cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def slides() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Plan"
    slide.placeholders[1].text_frame.text = "Grow"
    slide.notes_slide.notes_text_frame.text = "Speak slowly."
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def sheet() -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Sales"
    page.append(["Month", "Euro"])
    page.append(["May", 12.5])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(source: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The same archive with its members changed and others added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(source)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in more.items():
            new.writestr(name, data)
    return buffer.getvalue()


def with_macros() -> bytes:
    return repacked(word(), lambda _name, data: data, **{MACROS: b"evil"})


def zip_bomb() -> bytes:
    return repacked(word(), lambda _name, data: data, **{"word/media/a.xml": b" " * 60_000_000})


def with_body(xml: bytes) -> bytes:
    """A Word file with this for its document."""
    return repacked(word(), lambda name, data: xml if name == "word/document.xml" else data)


def wide_cell() -> bytes:
    """A table of one cell that claims to be a hundred million columns wide."""
    cell = (
        b'<w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr>'
        b"<w:p><w:r><w:t>Hello</w:t></w:r></w:p></w:tc>"
    )
    return with_body(b"<w:document %s><w:body><w:tbl><w:tr>" % WORD_SPACE + cell + WORD_END)


def late_entity() -> bytes:
    """A file of this machine named as an entity, behind more comment than the first look reads."""
    head = b'<?xml version="1.0"?><!--' + b"a" * 9_000 + b"-->"
    entity = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = b"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"
    return with_body(
        head + entity + b"<w:document %s><w:body>" % WORD_SPACE + text + b"</w:body></w:document>"
    )


def late_laughs() -> bytes:
    """A billion laughs in an attribute, behind more comment than the first look reads."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<!--{"a" * 9_000}--><!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>'
    return with_body(head.encode() + b'<w:document %s w:x="&l8;"/>' % WORD_SPACE)


def locked_archive() -> bytes:
    """A Word file whose members say that they are encrypted."""
    packed = bytearray(word())
    at = -1
    while (at := packed.find(b"PK\x01\x02", at + 1)) >= 0:
        packed[at + 8] |= 1
    return bytes(packed)


def binary_workbook() -> bytes:
    """Excel's own kind of workbook, without XML."""
    kind = b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    types = b'<Types><Override PartName="/xl/workbook.bin" ContentType="' + kind + b'"/></Types>'
    return repacked(sheet(), lambda name, data: types if "Content_Types" in name else data)


def mixed_letters() -> bytes:
    """Words of which each is in an encoding of its own."""
    return "中文".encode("gb18030") * 9 + "日本語".encode("shift_jis") * 9 + b"caf\xe9" * 9


def endless_chart() -> bytes:
    """A chart that stands on itself, in a thousand places of a document."""
    chart = b'<c xmlns:r="r" r:id="chart"><t>Share</t></c>'
    relations = b'<Relationship Id="chart" Type="x/%s" Target="/word/chart.xml"/></Relationships>'
    end, shown = b"</Relationships>", b'<c:chart xmlns:c="c" xmlns:r="r" r:id="chart"/>' * 1_000

    def change(name: str, data: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            return data.replace(end, relations % b"chart")
        return data.replace(b"</w:body>", b"<w:p>" + shown + b"</w:p></w:body>")

    space = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    own = space + relations % b"chartUserShapes"
    more = {"word/chart.xml": chart, "word/_rels/chart.xml.rels": own}
    return repacked(word(), change, **more)


def repeated_slide() -> bytes:
    """A show that lists its only slide five thousand times."""

    def change(name: str, data: bytes) -> bytes:
        start, end = data.find(b"<p:sldId "), data.find(b"</p:sldIdLst>")
        if name != "ppt/presentation.xml":
            return data
        return data[:start] + data[start:end] * 5_000 + data[end:]

    return repacked(slides(), change)


def odd_numbers() -> bytes:
    """Days before the first and after the last, and numbers that are none."""
    odd = (b"-5", b"2958466", b"1e300", b"NaN", b"INF", b"9" * 5_000)
    cells = b"".join(b'<c s="1"><v>%s</v></c>' % one for one in odd)
    row = b"<row>" + cells + b"</row></sheetData>"

    def change(name: str, data: bytes) -> bytes:
        data = data.replace(b"</sheetData>", row)
        return data.replace(b"</cellXfs>", b'<xf numFmtId="14"/></cellXfs>')

    return repacked(sheet(), change)


def nested_archives() -> bytes:
    """Six floors of archives in archives, a quarter of a terabyte at the bottom."""
    data = b"0" * 1_000_000
    for floor in range(6):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for room in range(8):
                archive.writestr(f"{floor}/{room}.zip", data)
        data = buffer.getvalue()
    return data


def lying_archive() -> bytes:
    """A member of 60 MB that the archive's table calls 100 bytes."""
    packed = bytearray(zip_bomb())
    row = packed.rindex(b"PK\x01\x02")
    packed[row + 24 : row + 28] = struct.pack("<I", 100)
    return bytes(packed)


def xml_bomb() -> bytes:
    """A billion laughs in the body of a document."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><x>&l8;</x>'.encode()
    return with_body(bomb)
