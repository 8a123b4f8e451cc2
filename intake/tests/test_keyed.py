"""Passwords in the words of any language, keys in parts, and what tools print that is no secret."""

import base64
import random
from random import Random
from string import ascii_uppercase

import pytest

from intake.scrubbing import scrub

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        (
            "Pl8bF4Hc9z2e%hG5",
            "Parola hatal\u0131: kullan\u0131c\u0131=rapor şifre=Pl8bF4Hc9z2e%hG5 (ORA-01017)",
        ),
        ("Kx9#vLm2pQ", "şifresi: Kx9#vLm2pQ çal\u0131şm\u0131yor"),
        (
            "Tr0dXxZARSZ+Fpj",
            "hasło do keystore to Tr0dXxZARSZ+Fpj, a i tak dostaję UnrecoverableKeyException",
        ),
        ("Tr0dXxZARSZ+Fpj", "hasło: Tr0dXxZARSZ+Fpj"),
        ("hwfCsUxRl0VzDg", "kata sandi: hwfCsUxRl0VzDg tetap gagal login"),
        ("hwfCsUxRl0VzDg", "kata sandi basis data adalah hwfCsUxRl0VzDg"),
        ("hwfCsUxRl0VzDg", "kode akses: hwfCsUxRl0VzDg"),
        ("hwfCsUxRl0VzDg", "mật khẩu: hwfCsUxRl0VzDg"),
        ("hwfCsUxRl0VzDg", "mật khẩu là hwfCsUxRl0VzDg"),
        (
            "Girasol#1887n?",
            "\u03bf κωδ\u03b9κός π\u03c1ό\u03c3β\u03b1\u03c3ης εί\u03bd\u03b1\u03b9 "
            "Girasol#1887n? \u03b1λλά δε\u03bd \u03c3\u03c5\u03bdδέετ\u03b1\u03b9",
        ),
        ("Girasol#1887n?", "κωδ\u03b9κός: Girasol#1887n?"),
        ("Girasol#1887n", "пароль к базе — Girasol#1887n"),
        ("Girasol#1887n", "пароль от базы Girasol#1887n не подходит"),
        ("Girasol#1887n", "пароль: Girasol#1887n"),
        ("Girasol#1887n", "гасло: Girasol#1887n"),
        ("Girasol#1887n", "密码是 Girasol#1887n"),
        ("Girasol#1887n", "データベースのパスワードはGirasol#1887nです"),
        ("Girasol#1887n", "비밀번호는 Girasol#1887n 입니다"),
        ("Girasol#1887n", "סיסמה: Girasol#1887n"),
        ("Girasol#1887n", "كلمة المرور هي Girasol#1887n"),
        ("Girasol#1887n", "รหัสผ่าน: Girasol#1887n"),
        ("Girasol#1887n", "पासवर्ड: Girasol#1887n"),
        ("Girasol#1887n", "mot de passe de la base est Girasol#1887n"),
        ("Girasol#1887n", "le mdp c'est Girasol#1887n"),
        ("Girasol#1887n", "la contraseña del keystore es Girasol#1887n"),
        ("Girasol#1887n", "a senha do banco é Girasol#1887n"),
        ("Girasol#1887n", "das Passwort für den Keystore lautet Girasol#1887n"),
        ("Girasol#1887n", "Zugangscode: Girasol#1887n"),
        ("Girasol#1887n", "het wachtwoord van de database is Girasol#1887n"),
        ("Girasol#1887n", "jelszó: Girasol#1887n"),
        ("Girasol#1887n", "lozinka za bazu je Girasol#1887n"),
        ("Girasol#1887n", "slaptažodis: Girasol#1887n"),
        ("Girasol#1887n", "parool: Girasol#1887n"),
        ("Girasol#1887n", "parola este Girasol#1887n"),
        ("Girasol#1887n", "la password del db è Girasol#1887n"),
        ("Girasol#1887n", "heslo k databázi je Girasol#1887n"),
        ("Girasol#1887n", "adgangskoden til basen er Girasol#1887n"),
        ("Girasol#1887n", "lösenordet till databasen är Girasol#1887n"),
        ("Girasol#1887n", "passord: Girasol#1887n"),
        ("Girasol#1887n", "tietokannan salasana on Girasol#1887n"),
        ("harbor saffron pepper", "CRYPT_PASSPHRASE: harbor saffron pepper quartz tundra"),
        ("harbor saffron pepper", 'passphrase = "harbor saffron pepper quartz"'),
        ("harbor-saffron", "RESTIC_PASSPHRASE=harbor-saffron-pepper-quartz"),
        ("harbor saffron", "passphrase: harbor saffron pepper quartz tundra velvet"),
        ("harbor saffron", 'the passphrase is "harbor saffron pepper quartz"'),
        (
            "WqDrTl02q#pfrbkDiwc",
            '- "WqDrTl02q#pfrbkDiwc"\n+ os.getenv("PG_PW")\nfix: do not hard-code it',
        ),
        (
            "WqDrTl02q#pfrbkDiwc",
            "-  password_ = 'WqDrTl02q#pfrbkDiwc'\n+  password_ = process.env.PG_PASSWORD",
        ),
        ("WqDrTl02q#pfrbkDiwc", '-    "WqDrTl02q#pfrbkDiwc",\n+    ENV.fetch("DB_SECRET"),'),
        ("hwfCsUxRl0VzDg", "kata_sandi=hwfCsUxRl0VzDg salah"),
        ("hwfCsUxRl0VzDg", "mật_khẩu=hwfCsUxRl0VzDg không đúng"),
    ],
)
def test_a_password_goes_in_every_language(secret: str, text: str) -> None:
    assert secret not in scrub(text)


@pytest.mark.parametrize(
    "said",
    [
        "La contraseña del keystore es {}",
        "the keystore password is {} and still fails",
        "Das Kennwort lautet {}",
        "Le mot de passe du keystore est {} et pourtant",
        "A senha do keystore é {}",
        "Het wachtwoord van de keystore is {}",
        "Keystore şifresi {} olarak ayarl\u0131",
        "Пароль от keystore {} не подходит",
    ],
)
def test_a_password_of_letters_alone_goes_out_of_a_sentence(said: str) -> None:
    assert "rDGGtjJLjPyFZS" not in scrub(said.format("rDGGtjJLjPyFZS"))


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("hdbsql -u BATCH -p Zk8vRq2LmP -d HDB", "hdbsql -u BATCH -p <secret> -d HDB"),
        ("altool --upload-app -u ci -p qgif-ebqi-jawp-kmmq",
         "altool --upload-app -u ci -p <secret>"),
        ("tabcmd login -s https://t -p Zk8vRq2LmP -u ci",
         "tabcmd login -s https://t -p <secret> -u ci"),
        ("ipmitool -I lanplus -U ADMIN -P Zk8vRq2LmP chassis status",
         "ipmitool -I lanplus -U ADMIN -P <secret> chassis status"),
        ("snmpwalk -v2c -c Zk8vRq2LmP switch", "snmpwalk -v2c -c <secret> switch"),
        ("snmp community string Zk8vRq2LmP timed out", "snmp community string <secret> timed out"),
        ("kubectl create secret generic x --from-literal=api=Zk8vRq2LmP",
         "kubectl create secret generic x --from-literal=api=<secret>"),
        ("Unity -batchmode -serial SC-WNLG-5KON-BO1J-TZZE-HMUB -quit",
         "Unity -batchmode -serial <secret> -quit"),
        ("install.exe /serial=AB12C-CD34D-EF56E-GH78F", "install.exe /serial=<secret>"),
        ("bundle config --credential gems.acme.io 9200bb85:b1420864",
         "bundle config --credential gems.acme.io <secret>"),
        ("BUNDLE_GEMS__ACME__IO=9200bb85:b1420864", "BUNDLE_GEMS__ACME__IO=<secret>"),
        ("composer config -g http-basic.repo.acme.io ada Zk8vRq2LmP",
         "composer config -g http-basic.repo.acme.io ada <secret>"),
        ("sqlplus ada/Zk8vRq2LmP@db", "sqlplus <user>/<secret>@db"),
        ("db2 connect to X user ci using Zk8vRq2LmP", "db2 connect to X user ci using <secret>"),
        ('socket.server_key "Tor!7972d5" Unauthorized',
         'socket.server_key "<secret>" Unauthorized'),
        ('sqlplus ada.l/"rowan1505!"@//db/x', 'sqlplus <user>/"<secret>"@//db/x'),
        ("sqlplus ada.l/Volpe#0577BZ@//db/x", "sqlplus <user>/<secret>@//db/x"),
        ("--address=ci:marmot8403$@sql.acme.io:26257 : x", "--address=<dsn> : x"),
        ("SENHA_CERTIFICADO=CascaisWUckHb\nx", "SENHA_CERTIFICADO=<secret>\nx"),
        ("unlock_code=69732673 was refused", "unlock_code=<secret> was refused"),
        ("-setcookie DDDZSHFVWVFWCRXVKSWF", "-setcookie <secret>"),
        ('send "6Dfn65Lmd19MbQ\\r" ;# password prompt', 'send "<secret>\\r" ;# password prompt'),
        ("ci:3Bzr4pSI21Ce29@tcp(10.1.2.3:3306)?parse=true", "<dsn>"),
        ("'store.password' : Value: dv01jMh3tGJS  x", "'store.password' : Value: <secret>  x"),
    ],
)  # fmt: skip
def test_a_secret_goes_that_a_command_takes(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "docker run -u 1000 -p 8080:80 nginx",
        "docker run -u node -p 127.0.0.1:8080:80 nginx",
        "mkdir -p -u foo/bar2",
        "psql -U app -p 5432 -d shop",
        "scp -P 2222 -U x file",
        "the community string was not accepted",
        "snmp community string public timed out",
        'duplicate primary_key "order_items_2"',
        'foreign_key "fk_orders_2021" violated',
        "unknown partition_key 'tenant_id2'",
        "bundle config set --local path vendor/bundle",
        "ps -u root -p 1234",
        "The password is required and must be SixteenChars",
    ],
)
def test_what_a_command_takes_may_be_no_secret(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    "text",
    [
        '["{0}","{1}","{2}"].join(\'\')',
        '"".join(["{0}", "{1}", "{2}"])',
        "implode('', ['{0}', '{1}', '{2}'])",
        'String.Concat("{0}", "{1}", "{2}")',
        'strings.Join([]string{{"{0}", "{1}", "{2}"}}, "")',
        'String.join("", "{0}", "{1}", "{2}")',
        '"{0}".concat("{1}", "{2}")',
    ],
)
def test_a_key_goes_that_is_put_together_of_parts(text: str) -> None:
    parts = ("rk_" + "live_", "YEkiNSTBPUyD", "zmHWplpOuYf8")
    assert "YEki" not in scrub(text.format(*parts))


@pytest.mark.parametrize("text", ["blob={}", 'data="{}"', "blob: {}"])
def test_a_setting_in_base64_goes(text: str) -> None:
    key = "AK" + "IA" + "".join(Random(1).choices(ascii_uppercase, k=16))
    blob = base64.b64encode(f"AWS_ACCESS_KEY_ID={key}".encode()).decode()
    assert blob not in scrub(text.format(blob))


@pytest.mark.parametrize(
    "text",
    [
        "java.sql.SQLInvalidAuthorizationSpecException: ORA-28000: the account is locked",
        "org.springframework.security.authentication.InternalAuthenticationServiceException: "
        "UserDetailsService returned null",
        "com.auth0.jwt.exceptions.TokenExpiredException: The Token has expired on "
        "2026-01-02T10:00:00Z.",
        "com.auth0.jwt.exceptions.SignatureVerificationException: The Token's Signature "
        "resulted invalid when verified using the Algorithm: HmacSHA256",
        "io.jsonwebtoken.security.WeakKeyException: HS256-SIGNATURE-KEY: 104 bits",
        "software.amazon.awssdk.services.sts.model.InvalidAuthorizationMessageException: "
        "STS-4033: message could not be decoded",
        "java.security.NoSuchAlgorithmException: PBKDF2WithHmacSHA512/256 SecretKeyFactory not "
        "available",
        "javax.crypto.NoSuchPaddingException: OAEPWithSHA-256AndMGF1Padding unavailable",
        "java.security.NoSuchAlgorithmException: SHA3-512withRSA Signature not available",
        "javax.net.ssl.SSLHandshakeException: no cipher suites in common: "
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "error:0308010C:digital envelope routines::unsupported",
        "OpenSSL: error:1408F10B:SSL routines:ssl3_get_record:wrong version number",
        "AADSTS50011: The redirect URI specified in the request does not match",
        "ORA-00942: table or view does not exist",
        "ORA-12514: TNS:listener does not currently know of service requested in connect "
        "descriptor",
        "psycopg2.errors.InvalidAuthorizationSpecification: 28P01: no pg_hba.conf entry",
        'HTTP 401 WWW-Authenticate: Bearer realm="api", error="invalid_token"',
        "Authorization: Bearer <token> header missing",
        "AuthorizationError: AUTHZ-1007 policy not found",
        "SecretNotFoundException: SECRET_NOT_FOUND_404",
        "TokenError: EOF in multi-line statement (2, 0)",
        "tokenizers.TokenizerException: UNK-token-0003",
        "MD5 (empty) = d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 is the SHA-1 of the empty string",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  /dev/null",
        "fatal: bad object 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        "warning: e69de29bb2d1d6434b8b29ae775ad8c2e48c5391 is an empty blob",
        "Merge commit 9fceb02d0ae598e95dc970b74767f19372d61af8 into "
        "1a410efbd13591db07496601ebc7a059dd55cfe9",
        "HEAD is now at 9fceb02d0ae598e95dc970b74767f19372d61af8 fix parser",
        "Submodule path 'vendor/zlib': checked out '9fceb02d0ae598e95dc970b74767f19372d61af8'",
        "Updating "
        "9fceb02d0ae598e95dc970b74767f19372d61af8..1a410efbd13591db07496601ebc7a059dd55cfe9",
        "git reset --hard 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "git cherry-pick 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "git show 9fceb02d0ae598e95dc970b74767f19372d61af8:src/main.rs",
        "note: switching to '9fceb02d0ae598e95dc970b74767f19372d61af8'.",
        "error: Server does not allow request for unadvertised object "
        "9fceb02d0ae598e95dc970b74767f19372d61af8",
        "git rebase --onto main 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "parent 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "fatal: reference is not a tree: 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "error: could not apply 9fceb02... fix parser",
        "bisect: 9fceb02d0ae598e95dc970b74767f19372d61af8 is the first bad commit",
        "remote: error: object file .git/objects/9f/ceb02d0ae598e95dc970b74767f19372d61af8 is "
        "empty",
        "From https://github.com/rust-lang/rust * branch "
        "9fceb02d0ae598e95dc970b74767f19372d61af8 -> FETCH_HEAD",
        "pre-commit: [INFO] Initializing environment for https://github.com/psf/black.",
        "rev 9fceb02d0ae598e95dc970b74767f19372d61af8 not found in upstream",
        "uses: actions/checkout@9fceb02d0ae598e95dc970b74767f19372d61af8",
        "git clone git@github.com:kubernetes/kubernetes.git",
        "git clone git@github.com:rails/rails.git",
        "git clone git@github.com:torvalds/linux.git",
        'ssh-keygen -t ed25519 -C "ci@example.org"',
        'git config user.email "bot@example.com"',
        "mailto:hello@example.com is not a valid value",
        "➤ YN0002: │ app@workspace:. doesn't provide @types/node (p1b2c3), requested by vite.",
        "➤ YN0060: │ react is listed by your project with version 18.2.0 (p8a1b2), which "
        "doesn't satisfy what react-dom (via next) requests",
        "➤ YN0086: │ Some peer dependencies are incorrectly met; run yarn explain "
        "peer-requirements p3c4d5",
        "Error: Invalid src prop (https://images.unsplash.com/photo-1) on `next/image`, "
        'hostname "images.unsplash.com" is not configured under images in your `next.config.js`',
        "Error: Invalid src prop (https://via.placeholder.com/150) on `next/image`, hostname "
        '"via.placeholder.com" is not configured',
        'fetch("https://jsonplaceholder.typicode.com/todos/1") failed: ENOTFOUND '
        "jsonplaceholder.typicode.com",
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='httpbin.org', port=443)"
        ": Max retries exceeded",
        "Failed to fetch https://nextjs.org/docs/messages/next-image-unconfigured-host",
        "See https://pris.ly/d/getting-started",
        "Could not resolve host: cdn.tailwindcss.com",
        "GET https://cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/jquery.min.js "
        "net::ERR_BLOCKED_BY_CLIENT",
        "error TS2307: Cannot find module 'web-streams-polyfill/ponyfill' or its corresponding "
        "type declarations.",
        'MSB3277: Found conflicts between different versions of "System.Memory" that could not '
        "be resolved.",
        "error NU1605: Detected package downgrade: Serilog from 3.1.1 to 2.12.0.",
        "worker[3]: exited with code 1",
        "Thread pool-1-thread-12[12]: waiting",
        "error worker-2[17]: killed",
        "pool main[22]: start",
        "step build[12]: done",
        "test parse_array[3]: FAILED",
        "param weights[128]: shape mismatch",
        "assertion arr[10]: expected 3",
        "java.lang.OutOfMemoryError: GC overhead limit exceeded at "
        "java.util.Arrays.copyOf(Arrays.java:3332)",
        "// see https://example.com/a/b",
        "//foo/bar/baz.js",
        "import x from '//cdn/lib.js'",
        "bazel build //src/main:app",
        "ERROR: no such target '//third_party/abseil-cpp12/absl:base': target 'base' not declared",
        "ERROR: Analysis of target '//services/api-v2/server:server' failed",
        "bazel: no such package 'external/rules_python-0.31/python'",
        "error: unresolved import `crate::models::user`",
        'path "//server/share" is invalid',
        "\\\\?\\C:\\Windows\\System32",
        "\\\\.\\pipe\\docker_engine",
        "regex: \\\\d+\\\\w+",
        '"\\\\server\\share"',
        "0x00007ff6b2c41000 in main ()",
        "#0 0x00007f8a1c2d3e4f in __libc_start_main () from /lib/x86_64-linux-gnu/libc.so.6",
        "thread 'main' panicked at 0x7f8a1c2d3e4f",
        "Segmentation fault at address 0xdeadbeefcafe",
        "fault addr 0x0000007fcd1c2a10",
        "BUG: unable to handle page fault for address: ffffffffc0a3b2d4",
        "device 'cuda' not found",
        "error: device 'emulator-5554' not found",
        "adb: no devices/emulators found",
        "List of devices attached\nemulator-5554\tdevice",
        "error: device unauthorized.",
        "RuntimeError: Expected all tensors to be on the same device, but found at least two "
        "devices, cuda:0 and cpu",
        "device 'PCI0000' not found",
        "[drm] device '0000:01:00.0' not found",
        'Error: device "eth0" not found',
        "loss: [0.123456, 0.654321] stop early",
        "points [[0.123456, 0.654321], [1.123456, 2.654321]] polygon",
        "transform: matrix(0.123456, 0.654321, 1.234567)",
        'bbox ("12.345678", "23.456789")',
        'route("/stops/:id") returned 404',
        "vehicle.speed (0.1234, 0.5678)",
        'scores ("0.123456", "0.234567") below threshold',
        "temperature 21.5°C",
        "angle 52.5491° exceeds 45°",
        "rotate by 90° N times",
        "Passphrase: please enter the passphrase for the key",
        "PASSPHRASE: bad decrypt wrong password given",
        "Enter passphrase for key '/root/.ssh/id_rsa':",
        "GPG_PASSPHRASE: must be set in the environment",
        "passphrase = input value from the prompt",
        "SECRET_KEY setting must not be empty",
        "kata sandi: salah",
        "şifre: gerekli alan",
        "hasło: pole jest wymagane",
        "hasło jest za krótkie",
        "mot de passe : champ obligatoire",
        "le mot de passe est incorrect",
        "contraseña: campo requerido",
        "contraseña es demasiado corta",
        "senha: campo obrigatório",
        "Passwort ist zu kurz (min. 8 Zeichen)",
        "κωδ\u03b9κός π\u03c1ό\u03c3β\u03b1\u03c3ης εί\u03bd\u03b1\u03b9 "
        "\u03c5π\u03bfχ\u03c1εωτ\u03b9κός",
        "пароль: обязательное поле",
        "密码\uff1a不能为空",
        "パスワード: 必須です",
        "비밀번호: 필수 항목입니다",
        "validates :şifre, presence: true",
        "token: String!",
        'key: "user-profile-v2"',
        '{"error":"invalid_grant","error_description":"AADSTS70008"}',
        '["a","b","c"].join(\'\')',
        '["lib", "main", "util"].join("/")',
        '"".join(["foo", "bar", "baz"])',
        "implode('', ['abc', 'def'])",
        '- "hello world"\n+ os.getenv("GREETING")',
        '- "localhost"\n+ os.getenv("DB_HOST")',
        '- "postgres"\n+ os.environ["DB_PASSWORD"]',
        "hdfs://namenode:8020/user/hive/warehouse/orders",
        'Permission denied: user=root, access=WRITE, inode="/user":hdfs:supergroup:drwxr-xr-x',
        "GET /user/profile 404",
        "POST /user/login/api 500",
        "router.get('/user/settings/lab')",
        "2026-09-10 16:59:29 127.0.0.1 POST /api/premium - 443 - 127.0.0.1 Mozilla/5.0 500 0 0 "
        "3908",
        '127.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 2326',
        "haproxy[1]: backend be_pay has no server available!",
        "fe_main be_static/<NOSRV> -1/-1/-1/-1/0 503",
        "be_web/web1 0/0/1/2/30 200",
        "A=100:200",
        "A=b:c",
        "Account Name: - Account Domain: - Logon ID: 0x0",
        "Account Name: SYSTEM Account Domain: NT AUTHORITY Logon ID: 0x3E7",
        "Account Type: standard",
        "Runner name: 'GitHub Actions 12'",
        "Runner name: 'Hosted Agent'",
        'agent name: "research-agent"',
        'agent_name="gpt-4o"',
        "worker name: celery",
        "runner version: 2.319.1",
        "Machine type: n2-standard-4",
        'node name: "input_layer_12"',
        "instance type m5.2xlarge not supported",
        "projects instance [my-sandbox] (or it may not exist)",
        "The project [demo-sandbox] does not exist",
        "dev_eui is required",
        "ieee_addr: 0x0000000000000000",
        "join_eui=0000000000000000",
        '"dev_eui": "0102030405060708"',
        "lorawan: unknown dev_addr",
        "eval(1.2345678, 2.3456789)",
        "user from session is null",
        "user agent from request",
        "invalid user from ",
        "user id from token mismatch",
        "login: required",
        "error: user data from cache",
        "AuthTokenSecretFoo: ABC-1234: missing",
        "MissingAuthorizationHeaderException: ERR-AUTH-4010: header required",
        "TokenRefreshFailed: E1043-B2: retry later",
        "InvalidSignatureException: Signature expired: 20260102T100000Z is now earlier than "
        "20260102T101500Z",
        "CredentialsProviderError: Could not load credentials from any providers",
        "CSRFTokenMismatch: E419-2: page expired",
        "net.schmizz.sshj.userauth.UserAuthException: Exhausted available authentication methods",
        "SessionNotCreatedException: session not created: This version of ChromeDriver only "
        "supports Chrome version 114",
        "org.openqa.selenium.NoSuchSessionException: invalid session id",
        "SSL_ERROR_RX_RECORD_TOO_LONG",
        "x509: certificate signed by unknown authority",
        "TLSv1.3 AEAD-CHACHA20-POLY1305-SHA256 not supported",
        "rsa-sha2-512-cert-v01@openssh.com: no matching host key type found",
        "no matching key exchange method found. Their offer: "
        "diffie-hellman-group14-sha1,ecdh-sha2-nistp521",
        "kex: curve25519-sha256@libssh.org need=64",
        "Unsupported cipher: aes-256-gcm@openssh.com",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
        "algorithm RS256/PS512 not allowed",
        # Versions of four parts, and what is numbered alike everywhere
        "CFBundleShortVersionString = 10.4.2.1",
        "classpath 'com.android.tools.build:gradle:8.5.2.1'",
        "implementation('org.flywaydb:flyway-core:10.4.2.1')",
        "tools version '8.0.3.0' is older than that of the runtime '9.0.10.1'",
        "rails (= 7.1.3.4) was resolved to 7.1.3.4, which depends on",
        "Bar (>= 1.2.3.4) was not found. Bar 1.2.3.5 was resolved instead.",
        "Acme.Platform.Storage.Client 1.1.32.0: Need a non-empty authority",
        "Upgrade Acme.Server.Types from 14.0.214.76 to 160.1000.6 to resolve CS0433",
        "3 warnings (4.0.1.2 is not a valid SemVer version)",
        "chromedriver 114.0.57.90 does not match Chromium 126.0.64.127",
        "firmware 4.20.3.17 installed",
        "00001101-0000-1000-8000-00805F9B34FB is the Bluetooth SPP service UUID",
        "6e400001-b5a3-f393-e0a9-e50e24dcca9e Nordic UART",
        "Interface {00000146-0000-0000-C000-000000000046} not registered",
        "<PBXResourcesBuildPhase UUID=`97C146EC1CF9000F007C117D`> has an unknown UUID",
        "97C146EC1CF9000F007C117D /* Build configuration list */,",
        "declared in library [androidx.credentials:credentials:1.3.0]",
        "Could not find artifact io.jsonwebtoken:jjwt-api:jar:0.12.9 in central",
        "> Could not resolve com.auth0:java-jwt:4.4.0.",
        "Failed to connect to ESP32-S3: No serial data received.",
        "Failed to connect to STM32F407: target not found",
        "for network traffic sniffers to hijack user sessions.",
        'msg="Failed to look up user based on cookie"',
        "error: \u2018int Password::hash\u2019 is private",
        "password: hashedPassword, secret: tokenProvider",
        "curl -u user:password https://example.com/api",
    ],
)
def test_what_tools_print_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize("joint", ["=", " -> ", ": ", " = '"])
def test_a_key_of_django_has_signs_that_others_have_not(joint: str) -> None:
    key = "".join(random.Random(7).choices("abcdefghij0123456789!@#$%^&*(-_=+)", k=50))
    assert key not in scrub(f"[settings] DJANGO_SECRET_KEY{joint}{key}")


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("declined: exp=09/28 cvc=908", "declined: exp=09/28 cvc=<secret>"),
        ("security_code: '4432'", "security_code: '<secret>'"),
        ("exp 04/27 cvc 908, retry", "exp 04/27 cvc <secret>, retry"),
    ],
)
def test_the_code_of_a_card(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "type Payload = { tokenId: string; secretHash: Uint8Array };",
        'DATABASE_URL="postgresql://USER:PASSWORD@HOST:PORT/DATABASE"',
        "mysql://db_user:db_password@db_host:3306/shop",
        "error code: 404",
    ],
)
def test_what_stands_for_a_key_stays(text: str) -> None:
    assert scrub(text) == text


def test_bytes_as_go_prints_them_are_read() -> None:
    token = "ghs_" + "".join(random.Random(7).choices("abcdefGHIJ0123456789", k=36))
    printed = " ".join(str(ord(char)) for char in token)
    assert scrub(f"printed [{printed}] then") == "printed [<secret>] then"


@pytest.mark.parametrize(
    "text",
    [
        r"net use Z: \\files\share {} /user:backup",
        'createUser monitor SHA "{}" AES',
        "storepass {} : keytool error: keystore password was incorrect",
    ],
)
def test_passwords_between_other_arguments(text: str) -> None:
    assert scrub(text.format("DmaOEQNS65UsHM")) == text.format("<secret>")


_PHRASE = "velvet-harbor-quilt-31"
_SIGNED = "Tk7vR!qZb2w#"


@pytest.mark.parametrize("secret", [_PHRASE, _SIGNED, "Xq#LmVbRt*Kz"])
@pytest.mark.parametrize(
    "said",
    [
        "ARG NPM_TOKEN={}",
        "ENV GITEA_TOKEN {}",
        "setenv DB_PASSWORD {}",
        "X-Api-Key: {}",
        "docker build --build-arg HCLOUD_TOKEN={} .",
        "--refresh_token {}",
        "'token' => '{}',",
        'let token: string = "{}";',
        "MEILI_MASTER_KEY={}",
        "os.environ['API_KEY'] = '{}'",
        "%DB_PASSWORD% = {}",
        "creds: {}",
        "credential={}",
        "login: admin / {}",
        "Cookie: sessionid={}; theme=dark",
        "Password for 'https://git.acme.io': {}",
        "sudo_password: !vault {}",
        'api_token: !vault "{}"',
        "::add-mask::{}",
        "##vso[task.setvariable variable=t;issecret=true]{}",
        "echo {} | docker login -u ci --password-stdin",
        "echo '{}' | sudo -S apt update",
        "printf '%s' {} | gh auth login --with-token",
        'variable "db_password" {{\n  type    = string\n  default = "{}"\n}}',
        "secrets:\n  db: {}",
        "secrets:\n  name: shop\n  file: ./db.txt\n  db: '{}'",
        '(setq pw "{}")',
        "OTP_SEED={}",
        "RECOVERY_CODE: {}",
        '"PEPPER": "{}",',
        "SENTRY_DSN={}",
        'CONNECTION_STRING = "{}"',
        "clave: {}",
        "export jelszo={}",
        "losenord={}",
        "slaptazodis: {}",
    ],
)
def test_a_name_that_means_a_secret_is_enough(said: str, secret: str) -> None:
    assert secret not in scrub(said.format(secret))


@pytest.mark.parametrize("secret", [_SIGNED, "Xq#LmVbRt*Kz"])
@pytest.mark.parametrize("said", ["STRIPE_KEY={}", 'ROLLBAR_KEY="{}"'])
def test_any_other_key_in_capitals_has_signs_or_no_words(said: str, secret: str) -> None:
    assert secret not in scrub(said.format(secret))


@pytest.mark.parametrize(
    "text",
    [
        "cache_key=user-list-2",
        "sort_key: name",
        "primary_key=id",
        "next_token = tokens[i]",
        "next_token: page-three-3",
        'key: "ArrowLeft"',
        "token: string",
        "token = token1",
        "token: 'test-token-123'",
        "secret: my-app-secret-1",
        "const apiKey = apiKey!;",
        "apiKey: config.v2.apiKey",
        "API_KEY=test-key-1",
        '"token": "auth.oauth2.token"',
        "credentials: 'same-origin'",
        "credential=DefaultAzureCredential()",
        "login: failed / retry",
        "login: 3 / 5 attempts",
        "setenv API_KEY $KEY",
        "ENV TOKEN_FILE /run/secrets/tok2",
        "echo $TOKEN | docker login -u ci --password-stdin",
        "echo done | sudo -u app cat",
        "::add-mask::$TOKEN",
        "[sudo] password for deploy: Sorry, try again.",
        "password: !Ref DbPassword",
        "password: !secret db_password",
        "password: !vault |",
        'variable "token_ttl" {\n  default = "3600s"\n}',
        'variable "db_password" {\n  default = var.password\n}',
        "secrets:\n  db:\n    file: ./db.txt",
        "secrets:\n  registry: ghcr.io/acme/app-2",
        "DSN=sqlite:///shop2.db",
        "connection_string: Host=localhost;Port=5432",
        "clave primaria: id",
        "error code: ERR-FOO-2",
        "random_seed = 1234",
        "Cookie: theme=dark",
    ],
)
def test_what_reads_like_the_name_of_a_secret_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize("broken", ["\n", "=\n", "\n    "])
def test_the_rest_of_a_broken_key_goes(broken: str) -> None:
    text = "key " + "sk_" + f"live_Q8nTz27HViGRz{broken}7sPbSz47L16eFq\nnext line"
    assert scrub(text) == "key <secret>\nnext line"


def test_a_line_after_a_key_stays() -> None:
    text = "token: " + "gh" + "p_" + "aB3" * 12
    assert scrub(f"{text}\nRetryHandlerFailed\n3f0c9a1b2d").endswith(
        "<secret>\nRetryHandlerFailed\n3f0c9a1b2d"
    )
