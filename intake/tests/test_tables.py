"""Cells that the head of their table names, what lists and standards of exchange hold."""

import pytest

from intake.scrubbing import scrub

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        # Rows of statements, and what was bound to one
        ("INSERT INTO `people` (`id`, `nom`, `pesel`) VALUES (1, 'Ada Lovelace', '44051401359');",
         "INSERT INTO `people` (`id`, `nom`, `pesel`) VALUES (1, '<user>', '<id>');"),
        ("insert into people (phone, full_name, rodne_cislo)"
         " values (+55 (11) 95751-5189, Ada Lovelace, 980312/6566)",
         "insert into people (phone, full_name, rodne_cislo) values (<phone>, <user>, <id>)"),
        ("[SQL: INSERT INTO people (full_name, pesel) VALUES (?, ?)]\n"
         "[parameters: ('Ada Lovelace', '44051401359')]",
         "[SQL: INSERT INTO people (full_name, pesel) VALUES (?, ?)]\n"
         "[parameters: ('<user>', '<id>')]"),
        ('UPDATE people SET full_name = $1 WHERE pesel = $2 -- ARGS: ["Ada Lovelace", 44051401359]',
         'UPDATE people SET full_name = $1 WHERE pesel = $2 -- ARGS: ["<user>", <id>]'),
        ("COPY public.members (id, nick, phone) FROM stdin;\n7\tlovelace\t0301234567\n\\.",
         "COPY public.members (id, nick, phone) FROM stdin;\n7\t<user>\t<phone>\n\\."),
        # Files and what tools print
        ("id;nachname;telefon\n5;Lovelace;07442451928\n6;Turing;06121642287",
         "id;nachname;telefon\n5;<user>;<phone>\n6;<user>;<phone>"),
        ('id,phone,pesel\n"a, b",0301234567,44051401359', 'id,phone,pesel\n"a, b",<phone>,<id>'),
        ("| Name | Telefon |\n|------|--------:|\n| Ada Lovelace | 0301234567 |",
         "| Name | Telefon |\n|------|--------:|\n| <user> | <phone> |"),
        (" name         | pesel\n--------------+------\n Ada Lovelace | 44051401359\n(1 row)",
         " name         | pesel\n--------------+------\n <user> | <id>\n(1 row)"),
        ("      name          phone  town\n0  Ada Lovelace  0301234567  Ulm",
         "      name          phone  town\n0  <user>  <phone>  Ulm"),
        ('"text": ["   name   phone\\n", "0  Ada Lovelace  0301234567\\n"]',
         '"text": ["   name   phone\\n", "0  <user>  <phone>\\n"]'),
        ('{"columns": ["name", "phone"], "data": [["Ada Lovelace", "0301234567"]]}',
         '{"columns": ["name", "phone"], "data": [["<user>", "<phone>"]]}'),
        # One name for all
        ('df <- data.frame(pesel = c("44051401359", "83090641007"))',
         'df <- data.frame(pesel = c("<id>", "<id>"))'),
        ('{"phones": ["0301234567", "0301234568", "0301234569"]}',
         '{"phones": ["<phone>", "<phone>", "<phone>"]}'),
    ],
)  # fmt: skip
def test_a_cell_is_read_beside_the_name_of_its_column(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        'level = pick("phone", level, "email")',
        "id;size;email\n5;12345678;none",
        "INSERT INTO people (phone, size) VALUES (NULL, 12345678)",
        "const columns = ['phone', 'name', 'email'];",
        "phone, name, email\nmust all be strings",
        "def send(phone, name):\n    return call(phone, name)",
        "name    email    version\nexpress    -    4.18.2",
        "| field | email |\n|-------|-------|\n| type | string |",
    ],
)
def test_a_cell_that_tells_nothing_of_somebody_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("PID|1||1234567^5^M11||LOVELACE^ADA||19610615|F|||ROAD 5^^ULM||0301234567",
         "PID|1||<id>||<user>||<value>|F|||<value>||<phone>"),
        ("NK1|1|LOVELACE^ADA|SPO|ROAD 5", "NK1|1|<user>|SPO|<value>"),
        ("~NM1*IL*1*LOVELACE*ADA****MI*W1234567~N3*ROAD 5~DMG*D8*19610615*F~",
         "~NM1*IL*1*<user>*<user>****MI*<id>~N3*<value>~DMG*D8*<value>*F~"),
        ("NAD+BY+5412345000176::9++ADA LOVELACE:ROAD 5'RFF+ON:45123456'",
         "NAD+BY+<id>++<user>'RFF+ON:<id>'"),
        (":20:FT12345678\n:50K:/12345678\nADA LOVELACE\nROAD 5\n:71A:SHA",
         ":20:<id>\n:50K:/12345678\n<user>\n:71A:SHA"),
        ("<Dbtr><Nm>Ada Lovelace</Nm></Dbtr><EndToEndId>INV-4711</EndToEndId>",
         "<Dbtr><Nm><user></Nm></Dbtr><EndToEndId><id></EndToEndId>"),
    ],
)  # fmt: skip
def test_a_standard_has_a_place_for_it(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "PID|1|| is not closed",
        "2026-05-19 05:59:33 [error] connect() failed",
        "bad.py:18:50: S607 Starting a process",
        "N1*2 + N3*4 is a product",
        "unknown element <Nm> in line 3",
        "RFF+ has no reference",
    ],
)
def test_a_segment_without_it_stays(text: str) -> None:
    assert scrub(text) == text
