"""The last hand at a PDF's tags: what PDF/UA-1 (ISO 14289-1) asks for and WeasyPrint leaves out.

In: WeasyPrint's document and the objects of the PDF, not yet written. The objects are changed in place; this is the one
thing that `write_pdf(finisher=…)` is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

PRINT: Final = 4
"""Annotation flag (ISO 32000-1, 12.5.3): without it, a link is there on the screen and not on paper."""

POINTS: Final = 0.75
"""Of a pixel of CSS."""


def finish(document: Any, pdf: Any) -> None:
    """Complete the tags of *pdf*."""
    tree = _Tree(pdf)
    _say_what_leads_where(document)
    _set_apart(tree)
    for element in reversed(tree.elements):  # inner before outer
        if element["S"] == "/Div" and not element["K"]:
            _leave_out(tree, element)
    for element in tree.elements:
        if element["S"] == "/L":
            _leave_out_groups(tree, element)
        elif element["S"] == "/LI":
            _give_a_body(tree, element)
        elif element["S"] == "/Link":
            _name_an_empty_link(tree, element)
        elif element["S"] == "/Figure":
            _place(tree, element)


class _Tree:
    """The structure elements of a PDF that is not written yet."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.by_reference = {each.reference: each for each in pdf.objects}
        self.root = self.by_reference[pdf.catalog["StructTreeRoot"]]
        self.document = self.by_reference[self.root["K"][0]]
        self.elements: list[Any] = [
            each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/StructElem"
        ]

    def kids(self, element: Any) -> list[Any]:
        """Its children: numbers of marked content, or objects."""
        return [each if isinstance(each, int) else self.by_reference[each] for each in element["K"]]

    def below(self, element: Any) -> Iterator[Any]:
        """*element* and all that stand under it."""
        yield element
        for each in self.kids(element):
            if isinstance(each, dict) and each.get("Type") == "/StructElem":
                yield from self.below(each)


def _say_what_leads_where(document: Any) -> None:
    """Links are described in words (7.18.5) and header cells say which way they point (7.5)."""
    import pydyf

    for page in document.pages:
        for box in page._page_box.descendants():
            element = getattr(box, "element", None)
            if element is None:
                continue
            annotation = getattr(box, "link_annotation", None)
            if annotation is not None:
                annotation["F"] = PRINT
                words = element.get("aria-label") or " ".join("".join(element.itertext()).split())
                if words:  # else the address stands there already
                    annotation["Contents"] = pydyf.String(words)
            mark = getattr(box, "mark", None)
            if mark is not None and mark["S"] == "/TH":
                mark["A"]["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"


def _set_apart(tree: _Tree) -> None:
    """Make artifacts of what nobody is to read.

    Running heads and page numbers (7.8), which WeasyPrint marks as text that hangs nowhere; and drawings without a
    title, which are said to be decoration (`aria-hidden`) or repeat what is beside them (7.1).
    """
    held = set(tree.document["K"])
    apart = []
    for each in tree.elements:
        if each["P"] == tree.document.reference and each.reference not in held:
            apart.append(each)
        elif each["S"] == "/Figure" and "Alt" not in each:
            tree.by_reference[each["P"]]["K"].remove(each.reference)
            apart.append(each)
    numbers: dict[bytes, set[int]] = {}
    for each in apart:
        for element in tree.below(each):
            numbers.setdefault(element["Pg"], set()).update(kid for kid in element["K"] if isinstance(kid, int))
            element.free = "f"
    tree.elements = [each for each in tree.elements if each.free != "f"]
    owners = tree.by_reference[tree.root["ParentTree"]]["Nums"]
    for page_number, page_reference in enumerate(tree.pdf.page_references):
        found = numbers.get(page_reference, set())
        page = tree.by_reference[page_reference]
        _unmark(tree.by_reference[page["Contents"]].stream, found)
        of_page = owners[2 * page_number + 1]
        of_page[:] = ["null" if number in found else each for number, each in enumerate(of_page)]


def _unmark(stream: list[Any], numbers: set[int]) -> None:
    """Turn the marked contents of these *numbers* into artifacts of the page."""
    import pydyf

    for index, each in enumerate(stream):
        if isinstance(each, dict) and each.get("MCID") in numbers and stream[index + 1] == b"BDC":
            stream[index] = pydyf.Dictionary({"Type": "/Layout" if stream[index - 1] == "/Figure" else "/Pagination"})
            stream[index - 1] = "/Artifact"


def _leave_out(tree: _Tree, element: Any) -> None:
    """Lines to write on are boxes without a word: there is nothing to read."""
    tree.by_reference[element["P"]]["K"].remove(element.reference)
    element.free = "f"


def _leave_out_groups(tree: _Tree, found: Any) -> None:
    """A list holds items alone (7.6); HTML lets a `div` stand around the terms and meanings of a `dl`."""
    kids: list[Any] = []
    for each in tree.kids(found):
        if each["S"] == "/Div":
            inner = tree.kids(each)
            for kid in inner:
                kid["P"] = found.reference
            kids += inner
            each.free = "f"
        else:
            kids.append(each)
    found["K"][:] = [each.reference for each in kids]


def _give_a_body(tree: _Tree, item: Any) -> None:
    """What stands in a list item beside its label belongs into a body (14.8.4.3.3)."""
    import pydyf

    kids = tree.kids(item)
    parts = [each for each in kids if _is_part(each)]
    inner = [each for each in kids if not _is_part(each)]
    if not inner and any(each["S"] == "/LBody" for each in parts):
        return
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array(each if isinstance(each, int) else each.reference for each in inner),
            "Pg": item["Pg"],
            "P": item.reference,
        }
    )
    tree.pdf.add_object(body)
    for each in inner:
        if isinstance(each, dict) and "P" in each:
            each["P"] = body.reference
    item["K"][:] = [each.reference for each in parts] + [body.reference]


def _is_part(kid: Any) -> bool:
    return isinstance(kid, dict) and kid.get("S") in ("/Lbl", "/LBody")


def _name_an_empty_link(tree: _Tree, link: Any) -> None:
    """A link that breaks at the end of a line leaves a piece without a letter there."""
    kids = tree.kids(link)
    said = [each for each in kids if isinstance(each, int) or each.get("Type") != "/OBJR"]
    if kids and not said:
        link["Alt"] = tree.by_reference[kids[0]["Obj"]]["Contents"]


def _place(tree: _Tree, figure: Any) -> None:
    """Where a figure stands (14.8.5.4.3), in the units of the page; WeasyPrint counts in those of CSS, from the top."""
    import pydyf

    left, top, right, bottom = (float(each) * POINTS for each in figure["A"]["BBox"])
    height = float(tree.by_reference[figure["Pg"]]["MediaBox"][3])
    figure["A"]["BBox"] = pydyf.Array([left, height - bottom, right, height - top])
