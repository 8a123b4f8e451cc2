"""Private text of people, places and machines, as messages and logs hold it."""

import base64

import pytest

from intake.scrubbing import scrub


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("dob: 1980-02-03", "dob: <value>"),
        ('"birthDate": "3/2/1980"', '"birthDate": "<value>"'),
        ("born on March 3, 1980 in X", "born on <value> in X"),
        ("Tel. 06 79 60 70 21", "Tel. <phone>"),
        ("call (212) 555-0147 now", "call <phone> now"),
        ("IBAN DE89 3704 0044 0532 0130 00 is bad", "IBAN <iban> is bad"),
        ("account DE89370400440532013000 ALL", "account <iban> ALL"),
        ("card 4111-1111-1111-1111.", "card <card>."),
        ("NINO AB123456C, CPF 123.456.789-09", "NINO <id>, CPF <id>"),
        ("passport number: C01234567", "passport number: <id>"),
        ("Steuer-ID 12345678901 fehlt", "Steuer-ID <id> fehlt"),
        ("RRN is 960121-1234567", "RRN is <id>"),
        ("license plate: B-KL 1234", "license plate: <id>"),
        ("IMEI=490154203237518", "IMEI=<id>"),
        ("lat: 52.520008, lng: 13.404954", "lat: <value>, lng: <value>"),
        ("location=(52.520008, 13.404954)", "location=(<value>)"),
        ("full_name: Ada Lovelace", "full_name: <user>"),
        ("Dear Ada Lovelace,", "Dear <user>,"),
        ("user=ada.l action=login", "user=<user> action=login"),
        ("uid=1000(ada) gid=1000(ada)", "uid=1000(<user>) gid=1000(<user>)"),
        ("ada@laptop:~/shop$ make", "<user>@<host>:~/shop$ make"),
        ("on DESKTOP-AB12CD3 and Adas-MacBook-Pro", "on <host> and <host>"),
        ("device aabb.ccd0.eeff", "device <mac>"),
        ("address: 12 Oak Street, Springfield", "address: <value>"),
        ("fails at 221 Baker Street here", "fails at <value> here"),
    ],
)
def test_private_text_becomes_a_placeholder(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "ada [at] acme [dot] io",
        "ada at acme dot io",
        "ada(at)acme.io",
        "ada\\u{40}acme.io",
        "ada\\U00000040acme.io",
        "ada@ac\\\nme.io",
    ],
)
def test_an_address_that_machines_shall_not_read_is_read(text: str) -> None:
    assert scrub(f"to <{text}>") == "to <<email>>"


def test_two_literals_are_read_as_one() -> None:
    assert scrub('mail("ada@ac" + "me.io")') == 'mail("<email>")'
    assert scrub("mail('ada@ac' . 'me.io')") == "mail('<email>')"


@pytest.mark.parametrize("text", ["user=ada@acme.io;x=1", "/home/ada/shop/a.ts is missing"])
def test_base64_and_hex_are_read(text: str) -> None:
    for code in (base64.b64encode(text.encode()).decode(), text.encode().hex()):
        assert scrub(f"payload {code} refused") in {
            f"payload <{kind}> refused" for kind in ("email", "path", "secret", "id", "user")
        }


def test_an_escaped_slash_is_a_slash() -> None:
    assert scrub(r'"\/home\/ada\/shop\/a.php"') == r'"<path>\/shop\/a.php"'


@pytest.mark.parametrize(
    "text",
    [
        'author: "The React Team", Hello World!, Dear Customer,',
        "user=root, user: postgres, login=true, owner=self, user=request.user",
        "name: Test User Component; position: absolute; location: /usr/local/lib",
        "Expected 3726349541879 to equal 1013466107089682",
        "Date: 2026-01-08T10:11:12Z took 1767866400000 ms",
        "phone number must match pattern ^[1-9]{1,14}$",
        "main.f0890ff5a1b2c3d4.chunk.js and 788-61d80e1ed59ac3b2.js",
        '"integrity": "sha512-//88mFWSJx8lxCzwdAABTJL2MyWB12+eIY7MDL2SqLmAkeKU9qxRvWuSyTjm3F=="',
        "undefined symbol: _ZN5boost6system15system_categoryEv",
        ".css-1a2b3c{color:#a1b2c3} class='Button_root__x7Yz9'",
        "v0.0.0-20240102030405-a1b2c3d4e5f6 of github.com/gorilla/mux",
    ],
)
def test_what_only_looks_private_stays(text: str) -> None:
    assert scrub(text) == text
