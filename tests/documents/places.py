"""Documents with a word in every place where a person can put one; each word names its place."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pptx
from docx.enum.style import WD_STYLE_TYPE
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.documents.corpus import repacked

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
RELATIONS = f"{OFFICE}/relationships"


def words(text: str) -> set[str]:
    """The marked places that a text tells of."""
    return set(re.findall(r"in_\w+", text))


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def patched(data: bytes, changes: dict[str, Callable[[str], str]]) -> bytes:
    """An office file with some parts changed, or added: those start as ""."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        missing = changes.keys() - archive.namelist()

    def change(name: str, held: bytes) -> bytes:
        return changes[name](held.decode()).encode() if name in changes else held

    return repacked(data, change, **{name: changes[name]("").encode() for name in missing})


def related(*more: tuple[str, str, str]) -> Callable[[str], str]:
    """Adds relations: id, kind, target."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, kind, target in more
    )
    empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    end = "</Relationships>"
    return lambda held: (held or empty + end).replace(end, lines + end)


RUN = "<w:r><w:t>{0} </w:t></w:r>"
PARAGRAPH = "<w:p>" + RUN + "</w:p>"
WORD_BODY = f"""
<w:sdt><w:sdtContent>{PARAGRAPH.format("in_control")}</w:sdtContent></w:sdt>
<w:p><w:sdt><w:sdtContent>{RUN.format("in_field_of_form")}</w:sdtContent></w:sdt>
<w:ins w:id="1" w:author="Ann">{RUN.format("in_tracked_insertion")}</w:ins>
<w:del w:id="2"><w:r><w:delText>in_deleted</w:delText></w:r></w:del>
<w:moveFrom w:id="3">{RUN.format("in_moved_away")}</w:moveFrom>
<w:moveTo w:id="3">{RUN.format("in_moved_here")}</w:moveTo>
<w:fldSimple w:instr="DATE">{RUN.format("in_field")}</w:fldSimple>
<w:smartTag>{RUN.format("in_smart_tag")}</w:smartTag>
<w:hyperlink>{RUN.format("in_link")}</w:hyperlink>
<m:oMath xmlns:m="{OFFICE}/math"><m:r><m:t>in_formula</m:t></m:r></m:oMath>
<w:r><w:footnoteReference w:id="5"/><w:endnoteReference w:id="6"/></w:r>
<w:r><w:commentReference w:id="7"/></w:r>
<w:r><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps">
<w:drawing><docPr descr="in_alternative"/>
<w:txbxContent>{PARAGRAPH.format("in_text_box")}</w:txbxContent></w:drawing></mc:Choice>
<mc:Fallback>{RUN.format("in_fallback")}</mc:Fallback></mc:AlternateContent>
<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="in_word_art"/></w:pict>
<w:drawing><c:chart xmlns:c="c" xmlns:r="{RELATIONS}" r:id="chart"/></w:drawing>
<w:drawing><d:relIds xmlns:d="d" xmlns:r="{RELATIONS}" r:dm="diagram"/></w:drawing>
<w:drawing><blip/></w:drawing></w:r>
<w:r><w:ruby><w:rt>{RUN.format("in_reading")}</w:rt><w:rubyBase>{RUN.format("in_ruby")}</w:rubyBase></w:ruby></w:r>
</w:p>"""
CHART = f'<c:c xmlns:c="c" xmlns:a="{A}"><a:t>in_chart_title</a:t><c:v>in_chart_series</c:v></c:c>'
DIAGRAM = f'<d:d xmlns:d="d" xmlns:a="{A}"><a:t>in_diagram</a:t></d:d>'


def _aside(kind: str, one: str, key: str, word: str) -> Callable[[str], str]:
    part = f'<w:{kind} xmlns:w="{W}"><w:{one} w:id="{key}" w:author="Ann">'
    return lambda _: part + PARAGRAPH.format(word) + f"</w:{one}></w:{kind}>"


def word() -> bytes:
    """A Word document."""
    document = docx.Document()
    document.add_heading("in_heading", 1)
    document.add_paragraph("in_paragraph")
    document.add_paragraph("in_list", "List Bullet")
    document.styles.add_style("Mine", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("in_style", "Mine")
    cell = document.add_table(1, 2).cell(0, 0)
    cell.text = "in_table"
    cell.add_table(1, 1).cell(0, 0).text = "in_nested_table"
    section = document.sections[0]
    section.header.paragraphs[0].text = "in_header"
    section.footer.paragraphs[0].text = "in_footer"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "in_first_header"
    added = {
        "word/footnotes.xml": _aside("footnotes", "footnote", "5", "in_footnote"),
        "word/endnotes.xml": _aside("endnotes", "endnote", "6", "in_endnote"),
        "word/comments.xml": _aside("comments", "comment", "7", "in_comment"),
        "word/charts/chart1.xml": lambda _: CHART,
        "word/diagrams/data1.xml": lambda _: DIAGRAM,
    }
    relations = related(
        *(("fn", "footnotes", "footnotes.xml"), ("en", "endnotes", "endnotes.xml")),
        *(("cm", "comments", "/word/comments.xml"), ("chart", "chart", "charts/chart1.xml")),
        ("diagram", "diagramData", "diagrams/data1.xml"),
    )
    changes = {
        "word/document.xml": lambda held: held.replace("<w:sectPr", WORD_BODY + "<w:sectPr", 1),
        "word/_rels/document.xml.rels": relations,
    }
    return patched(_saved(document.save), changes | added)


WORD_PLACES = {
    *("in_heading", "in_paragraph", "in_list", "in_style", "in_table", "in_nested_table"),
    *("in_header", "in_footer", "in_first_header", "in_footnote", "in_endnote", "in_comment"),
    *("in_chart_title", "in_chart_series", "in_diagram", "in_control", "in_field_of_form"),
    *("in_tracked_insertion", "in_moved_here", "in_field", "in_smart_tag", "in_link"),
    *("in_formula", "in_alternative", "in_text_box", "in_word_art", "in_reading", "in_ruby"),
}

SHAPE = f"""<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="p14">
<p:sp><p:nvSpPr><p:cNvPr id="90" name="x" descr="in_alternative"/><p:nvPr/></p:nvSpPr><p:txBody>
<a:p><a:r><a:t>in_new_shape </a:t></a:r>
<a:fld type="x" id="y"><a:t>in_field </a:t></a:fld>
<m:oMath xmlns:m="{OFFICE}/math"><m:r><m:t>in_formula</m:t></m:r></m:oMath>
</a:p></p:txBody></p:sp></mc:Choice><mc:Fallback/></mc:AlternateContent>
<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="91" name="d"/></p:nvGraphicFramePr>
<a:graphic><a:graphicData>
<d:relIds xmlns:d="d" xmlns:r="{RELATIONS}" r:dm="diagram"/></a:graphicData></a:graphic>
</p:graphicFrame></p:spTree>"""
BOX = """<p:sp><p:nvSpPr><p:cNvPr id="9" name="x"/><p:nvPr/></p:nvSpPr><p:txBody>
<a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree>"""
COMMENTS = '<p:cmLst xmlns:p="p"><p:cm><p:text>in_comment</p:text></p:cm></p:cmLst>'


def _with_box(word: str) -> Callable[[str], str]:
    return lambda held: held.replace("</p:spTree>", BOX.format(word))


def slides() -> bytes:
    """A PowerPoint show."""
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "in_title"
    slide.placeholders[1].text = "in_place"
    at = (Inches(1),) * 4
    slide.shapes.add_textbox(*at).text_frame.text = "in_text_box"
    group = slide.shapes.add_group_shape().shapes.add_group_shape()
    group.shapes.add_textbox(*at).text_frame.text = "in_group"
    slide.shapes.add_table(1, 1, *at).table.cell(0, 0).text = "in_table"
    data = CategoryChartData()
    data.categories = ["in_chart_category"]
    data.add_series("in_chart_series", (1,))
    drawn = slide.shapes.add_chart(XL_CHART_TYPE.PIE, *at, data).chart
    drawn.has_title = True
    drawn.chart_title.text_frame.text = "in_chart_title"
    slide.notes_slide.notes_text_frame.text = "in_notes"
    hidden = show.slides.add_slide(show.slide_layouts[5])
    hidden.shapes.title.text = "in_hidden_slide"
    hidden._element.set("show", "0")
    changes = {
        "ppt/slides/slide1.xml": lambda held: held.replace("</p:spTree>", SHAPE),
        "ppt/slides/_rels/slide1.xml.rels": related(
            ("cm", "comments", "../comments/comment1.xml"),
            ("diagram", "diagramData", "../diagrams/data1.xml"),
        ),
        "ppt/comments/comment1.xml": lambda _: COMMENTS,
        "ppt/diagrams/data1.xml": lambda _: DIAGRAM,
        "ppt/notesSlides/notesSlide1.xml": _with_box("in_box_on_notes"),
        "ppt/slideMasters/slideMaster1.xml": _with_box("in_master"),
        "ppt/slideLayouts/slideLayout2.xml": _with_box("in_layout"),
    }
    return patched(_saved(show.save), changes)


SLIDE_PLACES = {
    *("in_title", "in_place", "in_text_box", "in_group", "in_table", "in_chart_category"),
    *("in_chart_series", "in_chart_title", "in_notes", "in_box_on_notes", "in_hidden_slide"),
    *("in_alternative", "in_new_shape", "in_field", "in_formula", "in_diagram", "in_comment"),
    *("in_master", "in_layout"),
}

DRAWING = f"""<xdr:wsDr xmlns:xdr="x" xmlns:a="{A}" xmlns:c="c" xmlns:r="{RELATIONS}">
<xdr:sp><xdr:nvSpPr><xdr:cNvPr descr="in_alternative"/>
</xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>in_text_box</a:t></a:r></a:p></xdr:txBody></xdr:sp>
<xdr:graphicFrame><c:chart r:id="chart"/></xdr:graphicFrame></xdr:wsDr>"""


def workbook() -> bytes:
    """An Excel workbook that lies about its size, with formulas that nobody has calculated."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "in_name"
    sheet["A1"] = "in_cell"
    sheet["C9"] = "in_far_cell"
    sheet["A2"] = '="in_formula"'
    sheet["A3"] = "in_hidden_row"
    sheet.row_dimensions[3].hidden = True
    sheet["D1"] = "in_hidden_column"
    sheet.column_dimensions["D"].hidden = True
    sheet["A4"] = "in_merged"
    sheet.merge_cells("A4:B5")
    sheet["A1"].comment = Comment("in_comment", "Ann")
    sheet.oddHeader.center.text = "in_header"
    sheet.evenFooter.left.text = "in_footer"
    choice = DataValidation("list", formula1='"in_choice,x"', showInputMessage=True)
    choice.prompt, choice.error = "in_prompt", "in_error"
    choice.add("A7")
    sheet.add_data_validation(choice)
    hidden = book.create_sheet("in_hidden_name")
    hidden["A1"] = "in_hidden_sheet"
    hidden.sheet_state = "veryHidden"
    rich = '<c r="E1" t="inlineStr"><is><r><t>in_</t></r><r><t>rich_cell</t></r></is></c>'
    changes = {
        "xl/worksheets/sheet1.xml": lambda held: re.sub(
            '<dimension ref="[^"]*"', '<dimension ref="A1"', held
        ).replace("</row>", rich + "</row>", 1),
        "xl/worksheets/_rels/sheet1.xml.rels": related(
            ("drawing", "drawing", "/xl/drawings/drawing9.xml")
        ),
        "xl/drawings/drawing9.xml": lambda _: DRAWING,
        "xl/drawings/_rels/drawing9.xml.rels": related(("chart", "chart", "../charts/chart1.xml")),
        "xl/charts/chart1.xml": lambda _: CHART,
    }
    return patched(_saved(book.save), changes)


SHEET_PLACES = {
    *("in_name", "in_cell", "in_far_cell", "in_formula", "in_hidden_row", "in_hidden_column"),
    *("in_merged", "in_comment", "in_header", "in_footer", "in_choice", "in_prompt", "in_error"),
    *("in_hidden_name", "in_hidden_sheet", "in_rich_cell", "in_text_box", "in_alternative"),
    *("in_chart_title", "in_chart_series"),
}

PAGE = """<html><head><title>in_title</title><style>in_style</style></head><body><h1>in_heading</h1>
<p>in_paragraph <b>in_bold</b><br>in_line</p><ul><li>in_list<ol><li>in_nested_list</li></ol></ul>
<table><caption>in_caption</caption><thead><tr><th>in_head</th></tr></thead><tr><td><p>in_cell</p><p>in_second</p></td></tr></table>
<table><tr><td>in_layout<table><tr><td>in_nested_table</td></tr></table></td></tr></table>
<pre>in_pre</pre><details><summary>in_summary</summary>in_details</details>
<img alt="in_alternative">
<svg><text>in_drawing</text></svg><noscript>in_noscript</noscript><select><option>in_option</option></select>
<input value="in_input" placeholder="in_placeholder"><input type="hidden" value="in_hidden_input">
<textarea>in_textarea</textarea><button>in_button</button><ruby>in_ruby <rt>in_reading</rt></ruby>
<script>in_script</script><dl><dt>in_term<dd>in_definition</dl><object>in_object</object></body></html>
<p>in_after_the_end</p>"""


def page(depth: int = 1_500) -> bytes:
    """A web page whose last word is nested deeply."""
    return f"{PAGE}{'<div>' * depth}in_depth{'</div>' * depth}<p>in_after_depth".encode()


PAGE_UNSEEN = {"in_style", "in_script", "in_hidden_input"}
