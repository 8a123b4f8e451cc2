"""Names that nothing announces."""

import pytest

from intake.scrubbing import scrub

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("breaks our deploy, ask Wojciech Kowalski", "breaks our deploy, ask <user>"),
        ("Truncated value: 'Gonçalo Figueiredo'.", "Truncated value: '<user>'."),
        ("parameter (1:VARCHAR) <- [Agnieszka Nowak]", "parameter (1:VARCHAR) <- [<user>]"),
        ("Email Donald E. Knuth or Hugo van Kemenade", "Email <user> or <user>"),
        ("MUELLER Stefan has left", "<user> has left"),
        ("cannot parse 'Lindqvist, Astrid'", "cannot parse '<user>'"),
        ("VALUES (7, 'Astrid', 'Lindqvist', 3)", "VALUES (7, '<user>', 3)"),
        ("3;Lindqvist;Astrid;x", "3;<user>;x"),
        ("PID|1||^^^|Lindqvist^Astrid||", "PID|1||^^^|<user>||"),
        ("assigned to astrid.lindqvist", "assigned to <user>"),
        ("cron of astrid_lindqvist2 fails", "cron of <user> fails"),
        ("her cron on melissa-desktop still runs", "her cron on <host> still runs"),
        ("listening on http://emil-xps13:8888/lab", "listening on http://<host>:8888/lab"),
        ("encoding error near 'Дмитрий Иванов'", "encoding error near '<user>'"),
        ("encoding error near '高橋 美加子'", "encoding error near '<user>'"),
        ("encoding error near \"이지훈\"", "encoding error near \"<user>\""),
        ("Zdenek Dvorak, without the marks", "<user>, without the marks"),
        ("no element has the text: Marcin Długajczyk.", "no element has the text: <user>"),
        ("titular TYMOTEUSZ BURKIEWICZ", "titular <user>"),
        ("claim of Edward Little (car", "claim of <user> (car"),
        ("- Hello Jose, your parcel", "- Hello <user>, your parcel"),
        ("It worked, thanks! — Ruxandra", "It worked, thanks! — <user>"),
        ("Passenger Antonelli/Angelo MR, seat 14C", "Passenger <user> MR, seat 14C"),
        ('guest "Lizurej, Aleks" overlaps', 'guest "<user>" overlaps'),
        ("(titular Tihomir Vukelić, CPF", "(titular <user>, CPF"),
        ("결제 실패: 수신자 이광수 님", "결제 실패: 수신자 <user> 님"),
        ("用户 许桂花 余额不足", "用户 <user> 余额不足"),
        # What stands behind a name in a row
        ('"Lawrence";"Adam";"168 Elm";"22693";"x"', '"<user>";"<value>";"<value>";"x"'),
        ("agent=myroslava-macbook-pro", "agent=<host>"),
        ('device "iPhone von Sander"', 'device "iPhone von <user>"'),
        ("my colleague Rosângela Zavala sees", "my colleague <user> sees"),
        ("live account of Venkatesh Ranga", "live account of <user>"),
        ("Abraço, Jussara Zavala", "Abraço, <user>"),
        ("PatientName=Zavala^Lakshmi", "PatientName=<user>"),
        ('"Hallo Frau Zavala"', '"Hallo <user>"'),
        ("sipho.z/198.18.0.9:54158 MULTI", "<user>/<ip>:54158 MULTI"),
        ("vpa=sandeep.r41@okhdfcbank", "vpa=<user>"),
        ("(ran as getcheverry on x)", "(ran as <user> on x)"),
        # As mail writes it
        ("From: =?UTF-8?Q?Wojciech=20Kowalski?=", "From: <user>"),
        # To whom one writes, and of whom one tells
        ('Expected: "Geachte heer/mevrouw Postma"', 'Expected: "Geachte heer/mevrouw <user>"'),
        ("Here is the config for you, Hector:", "Here is the config for you, <user>:"),
        ("pacjent Lovelace, Ada; ur. 23.11.1946", "pacjent <user>; ur. <value>"),
        ("holder LOVELACE^ADA dob 19630119", "holder <user> dob <value>"),
        ("non valido Santarelli Fiorella nato il 27/01/1956",
         "non valido <user> nato il <value>"),
        ("Emeka Akinwumi from QA says the board is bricked",
         "<user> from QA says the board is bricked"),
        ("find_patient(last=\"Hollingsworth\", dob=\"1999-10-05\")",
         "find_patient(last=\"<user>\", dob=\"<value>\")"),
        ("|^Friederike||19800425|", "|^<user>||<id>|"),
        ("$1 = '86389896816', $2 = 'Karabulut'", "$1 = '<id>', $2 = '<user>'"),
        ("'Hinemoa Sutherland', '1972-07-17'", "'<user>', '<value>'"),
        # As business systems call it
        ("NACHN Lovelace VORNA Ada", "NACHN <user>"),
        ("KUNNR 0000737679 KOINH Ada Lovelace", "KUNNR <id> KOINH <user>"),
        ("nama=Yudhistira Hidayatullah tglLahir=1992-11-13", "nama=<user> tglLahir=<value>"),
        ("onoma=Panagiotis&afm=588294743", "onoma=<user>&afm=<id>"),
        ("UPDATE t SET x=1 WHERE van='Mkhize'", "UPDATE t SET x=1 WHERE van='<user>'"),
        ('khách hàng "Phạm Minh Lan" tại dòng 231', 'khách hàng "<user>" tại dòng 231'),
        ("$name=Kipchoge Ochieng: 413", "$name=<user>: 413"),
        ("'x@acme.io' already used by Obiageli Balewatu", "'<email>' already used by <user>"),
        ("Mail me the fix, thanks, Thibault", "Mail me the fix, thanks, <user>"),
        ("To: Astrid Cheruiyotto\nstatus=bounced", "To: <user>\nstatus=bounced"),
        ("To: =?utf-8?Q?Astrid_Cheruiyotto?=", "To: <user>"),
        ("Feedback from Đăng Khôi Nguyễn Hữu, +84 93 458 7056", "Feedback from <user>, <phone>"),
        ("-'Kirrana Whitlockby;473 887 329'", "-'<user>;<id>'"),
        ("Record: Vadászki;Gyöngyi;+36 30 966 2568", "Record: <user>;<user>;<phone>"),
        ("glyph missing for string 'Kiran Gurung'", "glyph missing for string '<user>'"),
        ('Ustrd "Bishal Adhikari DE89370400440532013000"', 'Ustrd "<user> <iban>"'),
        ('telefon: "+886 942 773 855 (Ya-Wen Kuo)"', 'telefon: "<phone> (<user>)"'),
        ('Patient, family "Nöltinger", given "H"', 'Patient, family "<user>", given "<user>"'),
    ],
)  # fmt: skip
def test_somebodys_name_is_hidden_wherever_it_stands(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        (
            "Building mile_skara-sandbox in /home/mile_skara/.gradle",
            "Building <user>-sandbox in <path>/.gradle",
        ),
        (
            "user ada.l (uid=7), chown ada.l x; canada.lake",
            "user <user> (uid=7), chown <user> x; canada.lake",
        ),
        ("Kimberly Martin (kmartin) deleted", "<user> (<user>) deleted"),
        ("Árpád Lakatos as lakatosa", "<user> as <user>"),
        # Letters alone may be a word
        ("user lovelace logged in, lovelace", "user <user> logged in, <user>"),
        ("user superset logged in, superset.models", "user <user> logged in, superset.models"),
        ("'/home/airflow/lib/airflow/dag.py'", "'<path>/lib/airflow/dag.py'"),
        ("user summer logged in, summer", "user <user> logged in, summer"),
    ],
)
def test_the_same_is_hidden_wherever_it_stands_again(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "500 Internal Server Error",
        "Unknown Error in Spring Boot, see Server Actions",
        "Ruby Version 3.3, Jasmine Test, Travis Build, Maven Central, Grant Access",
        "Mark Symbol, Dot Above, Roman Numeral",
        "Jan Feb Mar Apr May June",
        "CAST(x AS DATE)",
        "Julia Set(3), class Maria_Foo, com.Maria Foo",
        "John Doe",  # nobody
        "Adrian",
        "karma.conf, max.value, server_conn, paris-dev, doc.comment, sandy_brown",
        "平成 is an era",
        "Cannot read file 'src/items/key/total.ts'",
        "nickname: builtins.str | None",
        "--------\n  27     Parameter #1 of method",
        'authentication failure for "/intern": Password Mismatch',
        "DATABASE_URL=postgresql://user:password@localhost:5432/mydb",
        "FLAG^MASK is not an lvalue, Value^Other",
        "The Rust Compiler says no, React Native Docs says so",
        'List(first="Page", last="Modified")',
        "LAST_NAME Required, FIRST_NAME VARCHAR(30)",
        "kopie van 'Bestand.txt'",
        "owner Not Found 404, contact Support Team (24h)",
        "From: Default Export\nTo: Named Export, already used by React Router",
        "Please fix it, thanks, Team",
        "Laravel Stringable, Falsche Lösung, Interner Serverfehler, 'Ungültige Eingabe'",
        "550 No such user here",
    ],
)
def test_what_other_things_are_called_stays(text: str) -> None:
    assert scrub(text) == text
