import pytest

from intake.scrubbing import scrub

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "account",
    [
        "jkavanagh", "epruitt", "lakesson", "mdhaliwal",  # an initial and a family's name
        "kavanaghl", "dhaliwald", "llewellynr",
        "hrubes56", "tremblay80", "mutua_gg88", "parata47", "neto.matias.61",
        "niamh.kavanagh", "tahlia.kavanagh", "kavanagh_tahlia", "j.kavanagh", "j_kavanagh87",
        "xKamau464", "Llorens1987", "kavanagh1987", "jkavanagh123",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "text",
    [
        "it fails for {} as well",
        "{}: why is it not built?",
        'aws_iam_user.analysts["{}"] will be created',
        "failed: [all] (item={}) => x",
        "Triggered by: push on refs/heads/main by {} (x)",
        "slack handle @{}",
        "path = '/data/user/0/app/cache/{}/profile.json'",
        "enduser.id={} exception.type=Locked",
        "ask {}, please.",
    ],
)
def test_an_account_is_known_by_the_name_in_it(text: str, account: str) -> None:
    assert scrub(text.format(account)) == text.format("<user>")


@pytest.mark.parametrize(
    "text",
    [
        "Inloggad som {} ser jag bara admin",
        "Angemeldet als {} sehe ich nichts",
        "connecté en tant que {}, rien",
        "zalogowany jako {} nie widzi",
        "přihlášen jako {} nevidí",
        "adres wiki, konto {}",
        "clock skew too large, cashier {}",
        "Cookie: remember_user={}",
        "kasutaja konto: {}",
        "ls: cannot open directory '/auto/site5/home/{}/runs'",
        "Access to '\\\\fs.intra.lan\\export$\\{}\\pay.csv' is denied.",
        "/scratch/{}/run.out is gone",
    ],
)
@pytest.mark.parametrize("account", ["kblaszczyk", "mwijnbergen", "ckarabulut"])
def test_somebody_of_no_list_is_known_where_accounts_stand(text: str, account: str) -> None:
    assert account not in scrub(text.format(account))


@pytest.mark.parametrize(
    "text",
    [
        "cluster, warning, render, sender, checker, parent, halves and sharing are words",
        "run prisma format, then pytest, mypy, zabbix, ansible, tsconfig and eslint",
        "numpy.int64, aarch64, utf16, sha256, pkcs12, pybind11, python39, chacha20 and base64",
        "on node18, file.txt, os.path, self.assertEqual and asyncio.run as usual",
        "the user interface, user namespace, account settings and owner references",
        "import jdalton; from lodash import x; github.com/jdalton/lodash",
        "jkavanagh() and jkavanagh.call, pkg/jkavanagh and x-jkavanagh",
        "/home/app/config, /users/settings, /api/users/preferences/ and /data/cache/thumbs/",
        "running as expected, connected by default, signed in by cookie, by redeclaring it",
        "Python310, Adler32, Murmur128, Boost1_80, TS2304, E1101, Http404 and Kavanagh256",
        "e.message, s.format, m.group, x_train and i.e. jansson.h or huffman.c",
        "color_24, trans_36, uint8, int_32, query39, field71 and func14",
        "&dcaron; and &lcaron;",
    ],
)
def test_what_is_made_of_no_name_stays(text: str) -> None:
    assert scrub(text) == text
