"""Private text of people, places and machines, as messages and logs hold it."""

import base64
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.scrubbing import names, personal, scrub
from intake.scrubbing.labels import labels
from intake.scrubbing.rules import Found
from intake.scrubbing.views import shadow

pytestmark = pytest.mark.once

# What names the content of a file, and hides nothing
DIGEST = "b0f1c2d3e4a5968778695a4b3c2d1e0f" * 2
INTEGRITY = "r05cjDn08w7ppzqATqogjq8rsnfyTwbF96lBtHVYLzAj23949JAqEUKaGl5c/Bre8iafgJbhEOo5Gvhb3Cw=="
MAP = base64.b64encode(b'{"version":3,"sources":["a.js"],"mappings":"AAAA,IAAIA,MAAM"}').decode()


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
        ("SWIFT COBADEFF370, BIC: INGBNL2A", "SWIFT <id>, BIC: <id>"),
        ("aba routing 011000015", "aba routing <id>"),
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
        ("'street': 'Lange Gasse 12a'", "'street': '<value>'"),
        ("Ship to: 21, rue de l'Échelle", "Ship to: <value>"),
        ("address: Şehit Kaya Cad. 22/7", "address: <value>"),
        ("Dirección: Calle 101 # 8-76 Este, Oficina 4", "Dirección: <value>"),
        ("Ship to: Flat 13 619 Melanie Plaza\nTotal: 12", "Ship to: <value>\nTotal: 12"),
        # An address has a label that no machine has, or is written as a place
        ("Address line 1: Akbay Caddesi 275", "Address line 1: <value>"),
        ('"line1": "73 Østmarkveien"', '"line1": "<value>"'),
        ("address[line1]=22 Hill Walk&zip=1", "address[line1]=<value>&zip=1"),
        ("<Street>Bethlen út 73, 7166 Pécs</Street>", "<Street><value></Street>"),
        ("address_line1=Rua Moutadas 25&country=", "address_line1=<value>&country="),
        ("invalid address 'Nõmme põik 33'", "invalid address '<value>'"),
        ("address: Carrer Ghana s/n", "address: <value>"),
        ("Straße: Doldertal 47", "Straße: <value>"),
        ("address not found: Panenská 666/20\n", "address not found: <value>\n"),
        ('<input name="street" value="22 Hill Walk">', '<input name="street" value="<value>">'),
        ('"address": {"street1": "7 Tenth Line"}', '"address": {"street1": "<value>"}'),
        # Whatever joins a label with what it names
        (
            "postal address must be valid (was 'Cian Road 75, Floor 2')",
            "postal address must be valid (was '<value>')",
        ),
        ("street is '414 East River'", "street is '<value>'"),
        ("street -> 414 East River", "street -> <value>"),
        ("customer is 'Ada Lovelace'", "customer is '<user>'"),
        ("recipient: [Ada Lovelace]", "recipient: [<user>]"),
        ("| patient | Ada Lovelace |", "| patient | <user> |"),
        ("assignee=Ada Lovelace retry=2", "assignee=<user> retry=2"),
        ("author:\n  Ada Lovelace", "author:\n  <user>"),
        ("customerLastName: Lovelace", "customerLastName: <user>"),
        ("surname 'Lovelace'", "surname '<user>'"),
        ("patient dob -> May 22, 2007", "patient dob -> <value>"),
        ("'User Name' => 'ada.l'", "'User Name' => '<user>'"),
        ("{ login: ada.l }", "{ login: <user> }"),
        # A record of somebody
        ('{"user":{"name":"Ada Lovelace","roles":[]}}', '{"user":{"name":"<user>","roles":[]}}'),
        ('{"name":"Ada Lovelace","email":null}', '{"name":"<user>","email":null}'),
        ("Customer(name='Ada Lovelace', id=3)", "Customer(name='<user>', id=3)"),
        ('<contact id="3" name="Ada Lovelace"/>', '<contact id="3" name="<user>"/>'),
        ("beneficiaryName: 'Ada Lovelace'", "beneficiaryName: '<user>'"),
        ("Employee Ada Lovelace not found in payroll", "Employee <user> not found in payroll"),
        ("Name des Patienten: Ada Lovelace", "Name des Patienten: <user>"),
        ('name="full_name" value="Ada Lovelace"', 'name="full_name" value="<user>"'),
        (
            '<input type="tel" name="phone" value="9813581932">',
            '<input type="tel" name="phone" value="<phone>">',
        ),
        ("<FirstName>Ada</FirstName>", "<FirstName><user></FirstName>"),
        ("<BirthDate>1980-02-03</BirthDate>", "<BirthDate><value></BirthDate>"),
        ('"fullName": "김민수"', '"fullName": "<user>"'),
        ("assignee: გოჩა ბერიძე", "assignee: <user>"),
        ("gps_lat=52.520008 gps_lon=13.404954", "gps_lat=<value> gps_lon=<value>"),
        ("No such user: ada91", "No such user: <user>"),
        ("Merge pull request #3 from ada.l/fix", "Merge pull request #3 from <user>/fix"),
        ("shipping address: Baland daxasi, 74, Denov", "shipping address: <value>"),
        # It ends where the line goes on with something else
        ("Person(addr=12 Oak Walk, Flat 3, id=3)", "Person(addr=<value>, id=3)"),
        ("map[street:Corso Amato, 241 id:9]", "map[street:<value> id:9]"),
        ("adres\tOak Walk 12\tok", "adres\t<value>\tok"),
        ("parsed residence Oak Walk 12 in 3ms", "parsed residence <value> in 3ms"),
        ("cannot verify ulica <Oak Walk 12>", "cannot verify ulica <<value>>"),
        ("Ship to: 乌龙泉侧路22号", "Ship to: <value>"),
        ("ping6: 2001:db8:29c3::731: unreachable", "ping6: <ip>: unreachable"),
        ("ping6: 175b:e582:5128:a22a:bb5a:8070:f0a1:811f: down", "ping6: <ip>: down"),
        ("Ship to: მიმინოშვილის ქუჩა 147", "Ship to: <value>"),
        ("invalid address 'площадь Базарная, 715'", "invalid address '<value>'"),
        ("vehicle registration GER 839 is taken", "vehicle registration <id> is taken"),
        (
            "committer Zoë Łaska <zoe@acme.io> 1767690000 +0100",
            "committer <user> <<email>> 1767690000 +0100",
        ),
        ("Co-authored-by: Ana de la Cruz <ana@acme.io>", "Co-authored-by: <user> <<email>>"),
        (
            "1a2b3c4d5 src/a.ts (Şule Kaya 2026-01-06 10:00:00 +0100 12) let a",
            "1a2b3c4d5 src/a.ts (<user> 2026-01-06 10:00:00 +0100 12) let a",
        ),
        (
            "Failed password for ada from 10.0.0.7 port 22 ssh2",
            "Failed password for <user> from <ip> port 22 ssh2",
        ),
        ("Invalid user ada from 10.0.0.7", "Invalid user <user> from <ip>"),
        (
            "pam_unix(su:session): session opened for user ada by (uid=0)",
            "pam_unix(su:session): session opened for user <user> by (uid=0)",
        ),
        ("sudo:  ada : TTY=pts/0 ; PWD=/srv", "sudo:  <user> : TTY=pts/0 ; PWD=/srv"),
        ("Kind regards,\nAda Lovelace", "Kind regards,\n<user>"),
        ("born 15th June 1991", "born <value>"),
        ("the VAT number PL123-45-67-890 is used", "the VAT number <id> is used"),
        ("passport no: f0123456", "passport no: <id>"),
        ("seen +682 71 234 twice", "seen <phone> twice"),
        ("call 555-123-4567", "call <phone>"),
        ("aws_account_id = 287139315271", "aws_account_id = <id>"),
        ('"account": "287139315271"', '"account": "<id>"'),
        ('Email "owusuk @gmail.com" is wrong', 'Email "<email>" is wrong'),
        ("The customer cst_jCuVgy0YkF does not exist", "The customer <id> does not exist"),
        ("account 12-4464-0907222-00 rejected", "account <iban> rejected"),
        ("(Record: res.partner(695256348,), User: 2)", "(Record: res.partner(<id>,), User: 2)"),
        ("reference TRX783164269 not found", "reference <id> not found"),
        ('"RequestID":"ws_CO_090220261802116214183"', '"RequestID":"ws_CO_<id>"'),
        ("DECLINED, payer_id HPQGCY7HLKHZ, debug", "DECLINED, payer_id <id>, debug"),
        ("value '726 330 5354' (NHS number) - failed 11", "value '<id>' (NHS number) - failed 11"),
        (
            'No matching customer for number "70802436" (x)',
            'No matching customer for number "<id>" (x)',
        ),
        ("Mandate MDDC9R7F0Y2B not found", "Mandate <id> not found"),
        ("denied for projects/acmecement-760162839", "denied for projects/acmecement-<id>"),
        ('ZERO_RESULTS for "Odos Ledras 61" (x)', 'ZERO_RESULTS for "<value>" (x)'),
        ('at "No. 47, Bo Aung Kyaw Street" x', 'at "<value>" x'),
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
        "[0xa7200a27] _ZN4core3fmt9Formatter12pad_integral17h20e3d6ac171b803aE",
        "  sha512: " + INTEGRITY,
        f"Expected sha256 {DIGEST}\n  Got        {DIGEST[::-1]}",
        f'"https://deno.land/std/path/mod.ts": "{DIGEST}"',
        "//# sourceMappingURL=data:application/json;base64," + MAP,
        "RFC 9113 section 8, RFC 2616",
        "signature-differs:21:4:21:12:Cdef.abcd:Signature differs from the overridden one",
        '"alg": "SHA-512",\n  "content": "' + DIGEST + '"',
        '"@acme/base64" "^1.1.2"\n    "@acme.com/buffers" "^1.2.0"',
        "shipping address: must have 10 characters, street: String expected, got Number at 3",
        "billing address: Unknown property zip at line 12",
        "address: Unexpected token at 12; Adresse: Object reference 12345 not set",
        "address: Cannot parse line 12; Invalid user input for field 3; Failed build for x86",
        '{"name": "Shop Backend", "version": "1.2.0"}, Module(name="Data Loader", id=3)',
        "<Module><Name>Data Loader</Name><Line>Read More 12</Line></Module>",
        '{"role": "user", "content": "hi"}, ["system", "user", "assistant"], username: readUser,',
        "{displayName Legacy React}, hasPermission('User', 'read')",
        "MAC address of Port 12; // address or a literal IPv6 address with zone 12",
        "urllib3 to address CVE-2026-44431; COUNT(CASE WHEN a THEN 1 END) AS addressing",
        "line1: unexpected token 12; line_2: 3 errors; no such user: admin",
        "invalid user credentials were given, disconnected from user interface",
        'const mode = process.env.TOKEN_MODE || "development"; env.get("KEY_URL", "http://x:1")',
        ".css-1a2b3c{color:#a1b2c3} class='Button_root__x7Yz9'",
        "v0.0.0-20240102030405-a1b2c3d4e5f6 of github.com/gorilla/mux",
        "V8 12.4.254.20 is older than required 12.6.1.0",
        "opencv-python 4.11.0.86 requires numpy>=1.21.2",
        "No matching distribution found for nvidia-cublas-cu12==12.4.5.8",
        "Could not find gem 'rails (= 7.1.3.4)'",
        "see RFC 6749 section 4.1.2.1",
        "https://github.com/advisories/GHSA-8g4q-xg66-9fp4",
        "NoSuchAlgorithmException: PBKDF2WithHmacSHA512 SecretKeyFactory not available",
        "tests/test_auth.py::TestPasswordReset::test_expired_token_returns_410 - assert 404",
        "Can't locate revision identified by 'ae1027a6acf'",
        "Duplicate entry '1' for key 'PRIMARY'",
        "UUID namespace 6ba7b810-9dad-11d1-80b4-00c04fd430c8 (DNS)",
        "HEAD is now at 8b7d3a1 Merge pull request #1183 from dependabot/bundler/rack",
        "pull access denied for nosuchimage, repository does not exist",
        "doesn't provide typescript (p1a2b3), requested by ts-node",
        "SELECT phone FROM customers WHERE created_at >= '2026-01-01'",
        f"assert sha256(b'') == '{DIGEST}'",
        f"md5 of empty input: {DIGEST[:32]}",
        f"commit sha {DIGEST[:40]} not found",
        f"/rustc/{DIGEST[:40]}/library/core/src/option.rs:600:0",
        "ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'",
        "BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'",
        "customer import wrote 50000000 rows, user process took 12345678 ms",
        "docker login: unauthorized, 'x' (error code), 'build' (job name)",
    ],
)
def test_what_only_looks_private_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("speaker", "Ada Lovelace"),
        ("Ansprechpartner", "Ada Lovelace"),
        ("surname", "Lovelace"),
        ("date_of_birth", "1815-12-10"),
        ("passport_number", "C01X00T47"),
        ("mobile", "5511646144"),
        ("gatuadress", "Jonas Reins gate 128"),
        ("lieferadresse", "128 Hickory"),
    ],
)
@pytest.mark.parametrize(
    "joined",
    [
        "<tr><th>{label}</th><td>{value}</td></tr>",
        '<label>{label}</label><input value="{value}">',
        '["{label}"]=>\n  string(12) "{value}"',
        "{label}: >-\n    {value}\n",
        "{label}: !!str {value}\n",
        "{label} .......: {value}\n",
        "{label}  :  {value}\n",
        'let {label}: &str = "{value}";',
        "WHERE lower({label}) = lower('{value}')",
        '{{{label}: {{eq: "{value}"}}}}',
        "expect(person.{label}).toBe('{value}')",
        'assertEquals("{value}", person.get{label}())',
        'name="{label}"\r\n\r\n{value}\r\n--x--',
        "{label}\n  Value error [type=value_error, input_value='{value}', input_type=str]",
        "- **{label}**: `{value}`\n",
        "**{label}:** {value}\n",
        "<b>{label}:</b> {value}<br>",
        "<strong>{label}</strong>: {value}",
        '[{{"path":["{label}"],"code":"x","received":"{value}"}}]',
        '"{label}";"{value}"',
    ],
)
def test_a_label_is_read_however_it_is_joined(label: str, value: str, joined: str) -> None:
    text = joined.format(label=label, value=value)
    assert scrub(text) in {
        joined.format(label=label, value=f"<{kind}>") for kind in ("user", "value", "id", "phone")
    }


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ('gebruikersnaam "ada" already', 'gebruikersnaam "<user>" already'),
        ("kullan\u0131c\u0131 ad\u0131: lovelace", "kullan\u0131c\u0131 ad\u0131: <user>"),
        ("имя пользователя: lovelace\n", "имя пользователя: <user>\n"),
        ("$this->loginId = 'lovelace';", "$this->loginId = '<user>';"),
        ("{'TWITTER_HANDLE' => 'lovelace'}", "{'TWITTER_HANDLE' => '<user>'}"),
        # Who may be anything, where it reads as an account
        ("owner => lovelace7", "owner => <user>"),
        ('"created_by":"a.lovelace"', '"created_by":"<user>"'),
        ("-- submitter: ada-lovelace\n", "-- submitter: <user>\n"),
    ],
)
def test_an_account_is_known_by_its_label(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "owner: platform-team, created_by: scheduler, author = get_author",
        "`auth login` learned to; pub user: u64, /login || exit 1",
        "operator: not-equals; account: 'savings'; user: current_user",
        "username: required, login: true, user_id: string",
    ],
)
def test_a_word_beside_an_owner_may_be_code(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("FN:Ada Lovelace\nVERSION:3.0", "FN:<user>\nVERSION:3.0"),
        ("|Lovelace^Ada||18151210|", "|<user>||<id>|"),
        ("Förnamn: Ada\nEfternamn: Lovelace\n", "Förnamn: <user>\nEfternamn: <user>\n"),
        ("lovelace7:x:1004:1004::/srv:/bin/sh", "<user>:x:1004:1004::/srv:/bin/sh"),
        ("New session 12 of user ada.lovelace.", "New session 12 of user <user>."),
        ("id: \u2018lovelace7\u2019: no such user", "id: \u2018<user>\u2019: no such user"),
        ("psql: unknown host name git.acme.corp", "psql: unknown host name <host>"),
        ("open /proj/homes/ada/x.c", "open <path>/x.c"),
        ("ST_MakePoint(99.04247, 52.49108)", "ST_MakePoint(<value>)"),
        ('at "/home/ada\\\n    love/x.py"', 'at "<path>/x.py"'),
        ('gamertag "xKamau464" login failed', 'gamertag "<user>" login failed'),
        (
            "Join request from nathan_gg43 (user id 451441227124747185)",
            "Join request from <user> (user id <id>)",
        ),
        ("const to = ['ada.l', 'lovelace.org'].join('@');", "const to = <email>;"),
        (
            r"{\"inner\": \"{\\\"user\\\": \\\"ada34\\\"}\"}",
            r"{\"inner\": \"{\\\"user\\\": \\\"<user>\\\"}\"}",
        ),
    ],
)
def test_forms_that_tools_have_are_read(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "spelled",
    [
        " ".join(f"{byte:02x}" for byte in b"ada@gmail.com"),
        ", ".join(f"0x{byte:02x}" for byte in b"ada@gmail.com"),
        ", ".join(str(byte) for byte in b"ada@gmail.com"),
    ],
)
def test_bytes_one_by_one_are_read(spelled: str) -> None:
    assert scrub(f"bad bytes [{spelled}] in row 5") == "bad bytes [<email>] in row 5"


@pytest.mark.parametrize(
    "text",
    [
        'PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND',
        "<th>Username</th>\n<th>Owner</th>\n<th>Full Name</th>",
        "first_name = File.expand_path('x')",
        "username = git_username\n",
    ],
)
def test_what_stands_beside_a_label_may_be_no_value(text: str) -> None:
    assert scrub(text) == text


SAID = (
    "user", "User", "name", "Name", "login", "account", "git", "hub", "created", "by", "owner",
    "id", "log", "utente", "nome", "de", "usuario", "usuário", "7", "(", ")", '"', " is a ", ": ",
    "author", "customer", "full", "first", "prenom",
    " ", "_", "-", ".", "\n",
)  # fmt: skip


@pytest.mark.parametrize(
    ("may_be", "finders"),
    [
        (personal._may_be_labelled, (personal._names_an_account, personal._names_its_owner)),
        (names._may_be_named, (names._names_somebody, names._names_a_part)),
    ],
)
@given(st.lists(st.sampled_from(SAID), max_size=8), st.lists(st.sampled_from(SAID), max_size=8))
def test_a_glance_misses_no_label(
    may_be: Callable[[bytes], Callable[[int, int], bool]],
    finders: Sequence[Callable[[str], bool]],
    before: list[str],
    behind: list[str],
) -> None:
    start = len("".join(before))
    found = Found("".join([*before, "ada.l", *behind]), start, start + len("ada.l"))
    said = [part for label in labels(found) for part in (label.text, label.whole)]
    if any(finds(part) for finds in finders for part in said):
        assert may_be(shadow(found.text))(found.start, found.end)
