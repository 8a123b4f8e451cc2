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
        # As mail writes it
        ("From: =?UTF-8?Q?Wojciech=20Kowalski?=", "From: =?UTF-8?Q?<user>?="),
    ],
)  # fmt: skip
def test_somebodys_name_is_hidden_wherever_it_stands(text: str, scrubbed: str) -> None:
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
    ],
)
def test_what_other_things_are_called_stays(text: str) -> None:
    assert scrub(text) == text
