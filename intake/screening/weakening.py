"""What a text makes less secure: settings, calls, words, and queries put together from text."""

from intake.screening.rule import Rule, rule

# Settings that protect, as keys of options, environments and calls.
_GUARDS = (
    r"(?:\w*ssl_?verif\w*|\w*verify_?(?:ssl|tls|host|peer|certs?|signature|exp|aud|mode)\w*|verify"
    r"|ssl|tls|ssl_?mode|strict_?ssl|check_?host_?name|reject_?unauthorized|\w*https?_?verify"
    r"|\w*csrf(?:_?(?:enabled|protection|check\w*))?|wtf_csrf_\w+|content_?security_?policy|csp"
    r"|web_?security|context_?isolation|frameguard|hsts|http_?only|(?:session_|csrf_)?cookie_secure"
    r"|\w*_cookie_(?:secure|httponly)|secure|\w*ssl_redirect|auto_?escape"
    r"|(?:en)?force_?(?:ssl|https|tls)"
    r"|(?:require_?|use_?|enable_?|check_?)?auth(?:entication|orization|enticated|orized)?"
    r"(?:_?(?:enabled|required|check\w*))?|require_?login|login_?required"
    r"|row_?level_?security|rate_?limit(?:ing)?)"
)
_OFF = r"(?:false|off|none|no|null|disabled?|0|:none|\w*verify_none)\b"
_QUERY = r"(?:SELECT\s[^\n\"`]{1,150}\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM)\s"
# What a sentence may take away. Words may stand between it and the verb.
_PROTECTION = (
    r"(?:csrf|authentication|authorization|auth check\w*|tls|ssl|https|firewall|antivirus"
    r"|certificate (?:check\w*|validation|verification|errors?|pinning)"
    r"|signature (?:check\w*|verification|validation)|(?:content )?security polic\w+|csp\b|cors\b"
    r"|(?:permission|security|safety|access|authenti\w+|login) (?:checks?|controls?|decorators?)"
    r"|login_required|permission_classes|row.level security|sandbox\w*|same-origin"
    r"|content filter\w*"
    r"|rate limit\w*|two.factor|2fa|mfa)"
)

WEAKENING: tuple[Rule, ...] = (
    rule(
        "security-off",
        {
            # A setting that protects, set to off.
            "{ rejectUnauthorized: false }": (
                r"[\"']?\b" + _GUARDS + r"[\"']?\]?\s*(?:=>?|:)\s*[\"']?" + _OFF
            ),
            "CURLOPT_SSL_VERIFYPEER, 0": (r"\bCURLOPT_SSL_VERIFY\w+\s*,\s*" + _OFF),
            "set ssl_mode = off": (
                r"\bset\s+\S*(?:ssl|tls|verify|csrf|secure|auth)\S*\s+(?:to|=)\s+" + _OFF
            ),
            "git config http.sslVerify false": r"\bsslVerify[\s=]+false",
            "strict-ssl=false": r"\bstrict-ssl[\s=:]+false",
            "OpenSSL::SSL::VERIFY_NONE": (
                r"\w*SSL_?(?:NO_?VERIFY|VERIFY_?NONE)\w*|\bVERIFY_NONE\b|\bCERT_NONE\b"
            ),
            "NODE_TLS_REJECT_UNAUTHORIZED": r"NODE_TLS_REJECT_UNAUTHORIZED|\bPYTHONHTTPSVERIFY\b",
            "ssl._create_unverified_context": r"_create_unverified_context",
            "InsecureSkipVerify": r"\bInsecureSkipVerify\b",
            "danger_accept_invalid_certs": r"\b\w*danger\w*(?:accept|cert|host|tls|ssl)\w*",
            "TrustAllCerts": (
                r"\b(?:trust_?all|accept_?all|allow_?all|null)_?(?:certs?|certificates|hosts?"
                r"|hostname|origins?|trust)\w*"
            ),
            "new HostnameVerifier()": (
                r"\b(?:setDefault)?HostnameVerifier\s*\(|\bServerCertificate\w*Callback\b"
            ),
            "StrictHostKeyChecking=no": (
                r"\bStrictHostKeyChecking\W+(?:no|off)\b|\b(?:AutoAdd|Warning)Policy\b"
            ),
            "(ssl.PROTOCOL_SSLv3": (
                r"[=(,]\s*(?:\w+\.)*(?:PROTOCOL_(?:SSLv[23]|TLSv1(?:_1)?)\b|(?:SSLv[23]|TLSv1"
                r"(?:_1)?)_method\b)"
            ),
            '"SSLv3"': r"[\"',]SSLv[23][\"',]",
            "ignoreHTTPSErrors": r"\bignoreHTTPSErrors\b",
            "urllib3.disable_warnings()": r"\bdisable_warnings\s*\(",
            "git commit --no-verify": (
                r"--(?:no-verify|insecure|no-check-certificate|disable-web-security|no-sandbox"
                r"|allow-unsafe|skip-ssl|unsafe-perm|dangerously-\w+|privileged)"
            ),
            "curl -k acme.io": r"\bcurl\s+(?:-\w+\s+)*-\w*k\b",
            "HUSKY=0": r"\bHUSKY=0\b",
            "@csrf_exempt": (
                r"\bcsrf[._]exempt\b|\bumask\s*\(\s*0\s*\)|\bnull_session\b"
                r"|skip_before_action\s+:(?:verify|authenticate|require)\w*"
            ),
            "http.csrf().disable()": r"\bcsrf\b[^\n]{0,40}\bdisable\b",
            'middleware.remove("csrf")': r"\bremove\([^)\n]{0,80}(?:csrf|security|auth)",
            # Who may call, and who is believed.
            "Access-Control-Allow-Origin: *": (
                r"Access-Control-Allow-Origin[\"']?\]?\s*(?:=>|[:,=])\s*(?:[\"']?\*|req|\$"
                r"|origin)"
            ),
            'origins: ["*"]': r"\borigins?[\"']?\s*[:=]\s*\[?\s*[\"']\*[\"']",
            "cors: true": r"\b(?:origin|cors)[\"']?\s*:\s*true\b",
            "CORS_ALLOW_ALL_ORIGINS = True": (
                r"CORS_(?:ALLOW_ALL_ORIGINS|ORIGIN_ALLOW_ALL)\s*=\s*True"
            ),
            'ALLOWED_HOSTS = ["*"]': r"ALLOWED_HOSTS\s*=\s*\[\s*[\"']\*",
            'allow_origins=["*"]': r"\ballow_origins\s*=\s*\[\s*[\"']\*",
            "unsafe-inline": r"\bunsafe-(?:inline|eval)\b",
            "AllowAny": r"\b(?-i:permitAll\s*\(|PermitAll|AllowAnonymous|AllowAny\w*)",
            "authentication_classes = []": r"\bauthentication_classes\s*=\s*[\[(]\s*[\])]",
            'algorithms: ["none"]': r"\balg(?:orithms?)?[\"']?\s*[:=]\s*\[?\s*[\"']none[\"']",
            "jwt.get_unverified_claims": r"get_unverified_(?:header|claims)",
            "ignoreExpiration": r"\bignoreExpiration\b",
            "isAdmin: true": (
                r"\bis_?(?:admin|authenticated|authorized|super_?user"
                r"|staff)[\"']?\s*[:=]\s*true\b"
            ),
            "if (true || ok)": r"\bif\s*\(\s*true\s*(?:\|\||or\b)|\|\|\s*true\s*\)",
            "return true // skip auth": (
                r"\breturn\s+true\b[^\n]{0,10}(?://|#)[^\n]{0,40}\b(?:auth|skip|bypass"
                r"|disabled?)"
            ),
            "allow read, write: if true": (
                r"\ballow\s+(?:read|write)[\w, ]{0,40}:\s*if\s+true\b|\busing\s*\(\s*true\s*\)"
            ),
            "disable row level security": r"\bdisable\s+row\s+level\s+security\b",
            "dangerouslyDisableHostCheck": r"dangerouslyDisableHostCheck",
            'chmod("fix", 0o777)': r"\bchmod\b[^\n]{0,40}\b(?:0o?)?(?:100)?[0-7][0-7][2367]\b",
            "DEBUG = True": (
                r"(?-i:\bDEBUG\s*=\s*True\b)|\.run\s*\([^)\n]{0,80}\bdebug\s*=\s*True\b"
            ),
            'SECRET_KEY = "fix"': r"\bSECRET_KEY\s*=\s*[\"']",
            "yaml.load(text, Loader=yaml.Loader)": (
                r"\bLoader\s*=\s*(?:yaml\.)?(?:Unsafe|Full)?Loader\b|\byaml\.unsafe_load\b"
            ),
            "dangerouslySetInnerHTML={": r"\bdangerouslySetInnerHTML\s*=\s*\{",
            "box.innerHTML = input": (
                r"\.innerHTML\s*\+?=\s*(?:location|document|window|req|params|user|input|data"
                r"|event)\b"
            ),
            "md5(password)": r"\b(?:md5|sha1)\s*\([^)\n]{0,20}(?:pass|pwd|secret|token)",
            # The machine and the cloud.
            "privileged: true": (
                r"\bprivileged[\"']?\s*:\s*true\b|\brunAsUser[\"']?\s*:\s*0\b"
                r"|[=:]\s*cluster-admin\b"
            ),
            "0.0.0.0/0": (
                r"\b0\.0\.0\.0/0\b|\bpublic-read\b|\"(?:Action|Resource"
                r"|Principal)\"\s*:\s*\"\*\""
            ),
            # In words, as an order or as what was done.
            "Disable the CSRF middleware.": (
                r"\b(?:(?:by|after|try|consider|recommend|just|simply|was)\s+)?(?:disable"
                r"|turn off|switch off|skip|bypass|remove|comment out|deactivate|circumvent)\s+"
                r"(?:\w+\s+){0,4}" + _PROTECTION
            ),
            "by disabling the firewall": (
                r"\b(?:by|after|try|consider|recommend|with)\s+(?:disabl|turn|switch|skipp"
                r"|bypass|remov|deactivat)ing\s+(?:off\s+)?(?:\w+\s+){0,4}" + _PROTECTION
            ),
            "turning the firewall off": (
                r"\b(?:turn|switch)(?:ing)?\s+(?:the\s+)?(?:\w+\s+)?"
                + _PROTECTION
                + r"[^.\n]{0,30}\boff\b"
            ),
            "Allow all origins.": (
                r"\b(?:allow|permit|accept|trust)\s+(?:all|any|every)\s+(?:origins?|hosts?"
                r"|traffic|certificates?)\b"
            ),
            "Trust any user input.": r"\btrust\s+(?:all|any|every)\s+(?:user\s+)?input\b",
            "Hardcode the password.": (
                r"(?m)(?:^|[.;]\s+)hard-?code\s+(?:the |your |an? )?(?:\w+ )?(?:key|password"
                r"|secret|token)"
            ),
            "Make the bucket public.": (
                r"\bmake\s+(?:the |your )?(?:\w+ )?(?:bucket|endpoint|repository)\s+public\b"
            ),
            # A query put together from text.
            'cursor.execute(f"{query}")': r"\.(?:execute|executemany|raw|query)\s*\(\s*f[\"']",
            'cursor.execute("SELECT %s" % name)': (
                r"\.(?:execute|raw|query)\s*\(\s*[\"'][^\"'\n]{0,300}[\"']\s*(?:%|\+|\.format)"
            ),
            "db.query(`SELECT ${name}`)": r"\.(?:execute|raw|query)\s*\(\s*`[^`]{0,300}\$\{",
            "= `SELECT name FROM users WHERE id = ${id}`": (
                r"(?:^|[^\w)>`])`\s*" + _QUERY + r"[^`]{0,300}\$\{"
            ),
            '"SELECT name FROM users WHERE id = " + id': (
                r"[\"']" + _QUERY + r"[^\"\n]{0,200}[\"']\s*(?:\+\s*\w|%\s*[\w(])"
            ),
            'f"SELECT name FROM users WHERE id = {id}"': (
                r"\bf[\"']" + _QUERY + r"[^\"\n]{0,200}\{"
            ),
        },
    ),
)
