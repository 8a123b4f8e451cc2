"""A context as a person reads it: the Markdown that our templates write, as safe HTML.

Not all of Markdown: headings, lists of one level, fences, paragraphs, and of a line's own marks
`code` and **strong**. Everything else is text; nothing becomes a link, a picture or HTML.
"""

import re
from collections.abc import Iterator

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

HEADING = re.compile(r"(#{1,6}) +(.*)")
FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
ITEM = re.compile(r"- +(.*)")
MARKS = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)|\*\*(.+?)\*\*")
# Below the page's own headings.
DEEPER = 2


def pretty(markdown: str) -> SafeString:
    return format_html_join("\n", "{}", ((block,) for block in blocks(markdown.split("\n"))))


def blocks(lines: list[str]) -> Iterator[SafeString]:
    place = 0
    while place < len(lines):
        line = lines[place]
        if opened := FENCE.fullmatch(line):
            code, place = fenced(lines, place + 1, opened[1])
            yield format_html('<pre tabindex="0"><code>{}</code></pre>', code)
        elif found := HEADING.fullmatch(line):
            level = min(len(found[1]) + DEEPER, 6)
            yield format_html("<h{}>{}</h{}>", level, marked(found[2]), level)
            place += 1
        elif ITEM.match(line):
            items, place = listed(lines, place)
            yield format_html("<ul>{}</ul>", items)
        elif line.strip():
            text, place = paragraph(lines, place)
            yield format_html("<p>{}</p>", marked(text))
        else:
            place += 1


def fenced(lines: list[str], place: int, fence: str) -> tuple[str, int]:
    """The code, and the place behind the fence that closes it: as long at least, and alone."""
    code: list[str] = []
    while place < len(lines):
        line = lines[place]
        if line.startswith(fence) and not line.strip(fence[0]):
            return "\n".join(code), place + 1
        code.append(line)
        place += 1
    return "\n".join(code), place


def listed(lines: list[str], place: int) -> tuple[SafeString, int]:
    items = []
    while place < len(lines) and (found := ITEM.match(lines[place])):
        text, place = [found[1]], place + 1
        while place < len(lines) and lines[place].startswith("  ") and lines[place].strip():
            text.append(lines[place].strip())
            place += 1
        items.append((marked("\n".join(text)),))
    return format_html_join("", "<li>{}</li>", items), place


def paragraph(lines: list[str], place: int) -> tuple[str, int]:
    text = []
    while place < len(lines) and is_text(lines[place]):
        text.append(lines[place])
        place += 1
    return "\n".join(text), place


def is_text(line: str) -> bool:
    return bool(line.strip()) and not any(one.match(line) for one in (ITEM, HEADING, FENCE))


def marked(text: str) -> SafeString:
    """The text with `code` and **strong**; all else escaped."""
    parts, end = [], 0
    for found in MARKS.finditer(text):
        parts.append(escape(text[end : found.start()]))
        tag, inner = ("code", found[2]) if found[1] else ("strong", found[3])
        parts.append(format_html("<{0}>{1}</{0}>", tag, inner))
        end = found.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped
