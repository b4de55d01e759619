"""Pages of HTML, built as a tree: what people typed is text in it and can never become markup."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lxml import etree, html

from ...office.texts import sound
from ...wording import language

Element = etree._Element
Child = Element | str | None | Iterable["Child"]


def element(tag: str, *children: Child, **attributes: object) -> Element:
    """An element with its children in order; None is left out, and so is an attribute that is None.

    `class_` stands for `class`, `data_label` for `data-label`.

    >>> html.tostring(element("p", "1 < 2", class_="sum"))
    b'<p class="sum">1 &lt; 2</p>'
    """
    made = etree.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), sound(str(value)))
    _append(made, children)
    return made


def _append(parent: Element, child: Child) -> None:
    if isinstance(child, str):
        text = sound(child)
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text
    elif isinstance(child, etree._Element):
        parent.append(child)
    elif child is not None:
        for one in child:
            _append(parent, one)


def page(title: str, *body: Child) -> bytes:
    """A whole page in one file: it asks for nothing from outside, and runs no script."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content="bpkit"),
        element("title", title),
        element("style", _css()),
    )
    root = element("html", head, element("body", element("main", body)), lang=language())
    text = html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")
    return f"{text}\n".encode()


def _css() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")
