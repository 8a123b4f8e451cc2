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


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        (
            "cannot load such file -- ~ainovanderwalt/app/tax.rb",
            "cannot load such file -- ~<user>/app/tax.rb",
        ),
        ("tar: ~kavanagh-j/backups/x.gz: Cannot open", "tar: ~<user>/backups/x.gz: Cannot open"),
        ("unlink '/tmp/kavanagh_tahlia/next.log'", "unlink '/tmp/<user>/next.log'"),
        ("EACCES /tmp/bootsnap-kavanagh81/cache/load", "EACCES /tmp/bootsnap-<user>/cache/load"),
        (
            r"open device '\\fs.acme.corp\kavanagh-a\bak\x.bak'",
            r"open device '\\<host>\<user>\bak\x.bak'",
        ),
        (r"check failed for Acme\mwijnbergen: denied", r"check failed for <host>\<user>: denied"),
        ('An owner named "tahlia.kavanagh" was not found', 'An owner named "<user>" was not found'),
        (
            "CODEOWNERS: @jkavanagh is not a collaborator",
            "CODEOWNERS: @<user> is not a collaborator",
        ),
        ("p4: Client 'kavanagh-main-ws' unknown", "p4: Client '<user>' unknown"),
        (
            "failed: /x/builds/t3_x/0/acme-team/portal/x.lock",
            "failed: /x/builds/t3_x/0/<path>/portal/x.lock",
        ),
        ("feedback from Quoc (q.h@acme.io): fine", "feedback from <user> (<email>): fine"),
        ("at https://staging.booking.marlinoptics.in/login", "at https://<host>/login"),
        ("on http://kavanagh-latitude:8081. Is", "on http://<host>:8081. Is"),
        ("kinit: no KDC for realm 'CORP.ACMECO.AE'", "kinit: no KDC for realm '<host>'"),
        ("specified in the request: LOSLT010. Verify", "specified in the request: <host>. Verify"),
        (
            "<<>> DiG 9.18.28 <<>> +short AXFR ad.acmeco.sn\n;",
            "<<>> DiG 9.18.28 <<>> +short AXFR <host>\n;",
        ),
        (
            "certificate subject name '*.acme-co.ie' does",
            "certificate subject name '*.<host>' does",
        ),
        ("file '/tmp/krb5cc_kavanagh93' not found", "file '/tmp/krb5cc_<user>' not found"),
        ("in /var/tmp/kavanagh91-build/wheel/x", "in /var/tmp/<user>-build/wheel/x"),
        ("crontab: can't open 'kavanagha': denied", "crontab: can't open '<user>': denied"),
        ("kavanaghc@localhost % bundle exec", "<user>@<host> % bundle exec"),
        ("PayPal: payer_id=WAQFL6TQBXK9Z, x", "PayPal: payer_id=<id>, x"),
        ("[bld-andino-46][10.1.2.3:9300] connect", "[<host>][<ip>:9300] connect"),
        ("logon failure 0xC000006D for mwijnbergen", "logon failure 0xC000006D for <user>"),
        ("SVN: blocked, author hendrawano74, r181", "SVN: blocked, author <user>, r181"),
        ("[dispatcher@acmeco-ws43] job 7 failed", "[dispatcher@<host>] job 7 failed"),
        (
            "fromCharCode(109, 97, 114, 105, 97, 49, 57, 56, 55) is not a valid login name",
            "fromCharCode<user> is not a valid login name",
        ),
        ("login bWFybGVuZWQyMDAxMTI= is not valid", "login <user> is not valid"),
        ("name=QWRhIExvdmVsYWNlLUtpbmc=", "name=<user>"),
        ("error: User mokoenak has invalid account", "error: User <user> has invalid account"),
        (r'"{\"usr\": \"mthembu.si\"}"', r'"{\"usr\": \"<user>\"}"'),
        ("open /x/tmp/runner-nazarovab/default", "open /x/tmp/runner-<user>/default"),
        (r"CI\bsutton : The term 'pnpm' is", r"<host>\<user> : The term 'pnpm' is"),
        (r"OBERLANDERFREIGHT\zeyneph: The user name", r"<host>\<user>: The user name"),
        (
            "database server at `grafana-eu.acmefoods.net`:`5432`",
            "database server at `<host>`:`5432`",
        ),
        ("dridley is not in the docker group: x", "<user> is not in the docker group: x"),
        (
            "Running as jkavanagh (uid=1004); cannot open display: :0",
            "Running as <user> (uid=1004); cannot open display: :0",
        ),
    ],
)
def test_accounts_and_machines_where_they_stand(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "Can't resolve '~bootstrap/scss/mixins'",
        "Can't find stylesheet ~element-ui/lib/theme.css",
        "in /tmp/cache/build/x and /tmp/webpack/loader/y",
        r"ERROR\nfailed to compile",
        r"Class App\models\order and Vendor\package is missing",
        "class 'vector' has no member named 'push_bak'",
        "user_id=auth0|: unauthorized, user blocked, by auth0",
        "where: { id } code: 'P2025'",
        "customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 12)",
        "ftp://example.com/file is no URL of http",
        "Class not registered (0x80040154 REGDB_E_CLASSNOTREG)",
        "Line 1:14 Table not found 'tokens'",
        "System.Text.Json 8.0.5.0 conflicts with 6.0.0.10",
        "usage: vault login [options] [AUTH K=V...]",
        'Expected: "owner@example.com"',
        'Duplicate font-family name "Arial"',
        "The duplicate key value is (1).",
        "TokenExpiredException: IDX10223: Lifetime validation failed.",
        "Bisecting: 6 left\n[" + "c0ffee1e" * 5 + "] parser: accept",
        "cannot lock ref: is at " + "e83c5163" * 5 + " but expected " + "0" * 40,
        "at /nix/store/2bnwdcp3h1r1xhr0sv3hqmlm3zbzyr4x-source/flake.nix:14:9",
        "import { x } from '~shared/config/app'",
        r"ERROR\nfailed: The user name is wrong",
    ],
)
def test_what_stands_where_they_stand_and_is_of_nobody_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "image: temurin21, openjdk17 and postgis34",
        "driver: chromedriver, agent: telegraf",
        "connected from pgbouncer, authenticated by authelia",
        r"Scripts\uvicorn not found, C:\Program Files\graphviz",
        "in /tmp/esbuild/x and /tmp/gradle/y",
        "in /home/linuxbrew/.linuxbrew/bin and /home/jovyan/work",
        "agent=linux-x64 failed on build-linux-1",
        "Active Directory said no. Docker Desktop says so",
        "Keychain for login",
        "name x 1073741824 and name 3221225781",
    ],
)
def test_what_tools_are_called_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Access denied for maria", "Access denied for <user>"),
        ("username ivan is already registered", "username <user> is already registered"),
        ("user mark not authorized", "user <user> not authorized"),
        ("compiled by grace on host", "compiled by <user> on host"),
    ],
)
def test_a_name_that_is_a_word_too_is_somebody_s(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


def test_many_accounts_take_no_longer_than_their_text() -> None:
    text = "".join(f"-kowalski{number}(\n" for number in range(1000, 9000))
    assert scrub(text) == text
