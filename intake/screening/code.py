"""What a text does: runs, sends, weakens, or writes where agents and builds take their orders."""

from intake.screening.rule import Rule, rule

# What pipes into an interpreter, by whatever path.
_RUNS = r"(?:(?:ba|z|da|k|fi|c|tc)?sh|python[\d.]*|node|deno|bun|perl|ruby|php|iex|cmd|pwsh)"
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

CODE_RULES: tuple[Rule, ...] = (
    # Fetched or decoded, then run: no tool's message asks for that unnoticed either.
    rule(
        "shell",
        r"\b(?:curl|wget|iwr|irm|invoke-\w+|fetch)\b[^\n|]{0,200}\|\s*(?:sudo\s+)?(?:[\w/.-]*/)?"
        + _RUNS
        + r"\b",
        r"\b(?:base64|base32|xxd|openssl|gunzip)\b[^\n|]{0,80}\|\s*(?:sudo\s+)?(?:[\w/.-]*/)?"
        + _RUNS
        + r"\b",
        r"(?:<|\$|`)\(?\s*(?:curl|wget)\s[^\n)`]{0,200}[)`]",
        r"/dev/tcp/",
        everywhere=True,
    ),
    rule(
        "shell",
        r"\brm\s+(?:-\w*[rRf]|--(?:recursive|force))",
        r"\b(?:rd|rmdir)\s+/s",
        r"\bdel\s+/[sfq]\b",
        r"\bremove-item\b[^\n]{0,80}-(?:recurse|force)",
        r"\bmkfs\b",
        r"\bdd\s+if=",
        r":\(\)\s*\{",
        r"\b(?:sudo|doas|pkexec)\s+\S",
        r"\bsu\s+-",
        r"\bchmod\s+(?:-\w+\s+)?(?:[ugoa]*[+=-]\w|\d{3,4}\b)",
        r"\bchown\s+-?\w+[\s:]\S",
        r"\b(?:useradd|usermod|adduser|groupadd|passwd|visudo)\s+-[\w-]",
        r"\b(?:iptables|firewall-cmd|setsebool|chroot)\s+[-/\w]",
        r"\bsysctl\s+(?:-w|[\"']?[\w.]+=)",
        r"\b(?:ufw\s+(?:disable|allow)|setenforce\s+0)",
        r"\b(?:curl|wget|aria2c)(?:\.exe)?\s+(?:-\w|--\w|[\"'$]|https?:|\w[\w.-]*\.\w+/)",
        r"\binvoke-(?:expression|webrequest|restmethod|command)\b",
        r"\bstart-(?:bitstransfer|process)\b",
        r"\b(?:set-executionpolicy|new-service|(?:new|register)-scheduledtask\w*)\b",
        r"\bnew-object\s+(?:system\.)?net\.",
        r"\bpowershell(?:\.exe)?\b",
        r"\bpwsh\b",
        r"\biex\s*[(\"$]",
        r"\bcmd(?:\.exe)?\s+/[ck]\b",
        # What Windows brings along to fetch and to run.
        r"\b(?:certutil|bitsadmin|mshta|regsvr32|rundll32|wmic|schtasks|cscript|wscript|msiexec"
        r"|installutil|regasm|makecab|esentutl|findstr|smbclient|tftp)(?:\.exe)?\s+[-/\w{\"'\\]",
        r"\b(?:reg(?:\.exe)?\s+add|sc(?:\.exe)?\s+create|net\s+user|setx|icacls)\s+\S",
        r"\b(?:osascript|launchctl)\s+[-\w]",
        r"\|\s*(?:sudo\s+)?(?:/(?:usr/)?bin/)?(?:ba|z|da|k|fi)?sh\b",
        r"\|\s*(?:python3?|node|perl|ruby|php)\b(?:\s+-)?(?:\s|$)",
        r"\|\s*(?:iex|cmd)\b",
        r"\b(?:ba|z|da)?sh(?:\.exe)?\s+-c\b",
        # A shell named by its path, though not as the first line of a script.
        r"(?:^|[^!\w/.]|[^#]!)(?:/usr)?/bin/(?:ba|z|da|k|c|tc)?sh\b",
        r"\b(?:python[\d.]*|node|perl|ruby|php|lua|deno|bun|jrunscript|julia|Rscript|ghc)\s+"
        r"(?:-[\w:]+\s+(?:\w+\s+)?){0,3}(?:-(?:\w{0,3}[cer])|--?eval|--exec)\s",
        r"\bbase64\s+(?:-d|-D|--decode)\b",
        r"\bxxd\s+-r",
        r"\bopenssl\s+(?:enc|s_client)\b",
        r"\beval\s+[\"'`]?(?:\$\(|`)",
        r"\$\((?:curl|wget)\b",
        r"<\(\s*(?:curl|wget)\b",
        r"\b(?:nc|ncat|netcat)\s+(?:-\w*[ecl]|(?:-\w+\s+)*[\w.-]+\s+\d)",
        r"\b(?:ncat|socat|mkfifo|busybox|ngrok)\s+[-\w]",
        r">>?\s*[\"']?(?:~|\$HOME)?/?[\w./-]*\.(?:bashrc|zshrc|profile|bash_profile|zshenv)\b",
        r"\bcrontab\s+-",
        r"/etc/(?:cron|systemd|profile\.d|ld\.so|sudoers|shadow|passwd)",
        r"\.config/(?:autostart|systemd)|\bLaunch(?:Agents|Daemons)\b|\\CurrentVersion\\Run",
        r"\bLD_PRELOAD\b",
        r"\bnohup\s+\S",
        r"\bshutdown\s+[-/]",
        r"\bsystemctl\s+\w",
        r"\bkillall\s",
        r"\bgit\s+push\s+(?:\S+\s+)*(?:-f|--force)\b",
        r"\bgit\s+config\s+--(?:global|system)\b",
        r"\bgit\s+config\s+(?:--\w+\s+)*core\.(?:hookspath|sshcommand|fsmonitor|editor"
        r"|hooksPath)\b",
        r"\bgit\s+remote\s+(?:add|set-url)\s",
        r"\bgit\s+clone\s",
        r"\bdocker\s+(?:run|exec)\b",
        r"\bkubectl\s+(?:-\S+\s+(?:\w\S*\s+)?){0,4}(?:apply|create|delete|exec|run)\s",
        r"\b(?:scp|rsync)\s+\S+\s+\S+@",
        r"\b(?:ssh|sftp|sshfs)\s+(?:-\w\s|-\w+\s+\S*=|\S+@)",
    ),
    # Code that runs what it is given. Importing child_process, or naming eval(), is not that.
    rule(
        "code-execution",
        r"child_process\\?[\"']?\)?\s*\.\s*(?:exec|spawn|fork)",
        r"\b(?:exec|spawn)(?:File)?Sync\s*\(\s*\\?[\"'`]",
        r"\bos\.(?:system|popen|exec\w+|spawn\w+|execute)\s*\(",
        r"\bsubprocess\.\w+\s*\([^)\n]{0,120}shell\s*=\s*True",
        r"\bsubprocess\.\w+\s*\(\s*[\"'\[]",
        r"\bPopen\s*\(\s*[\"'\[]",
        r"\bKernel\.(?:exec|system|spawn)\b",
        r"getRuntime\(\)\s*\.exec",
        r"\bnew\s+(?:java\.lang\.)?ProcessBuilder\b|\bProcess\.Start\s*\(",
        r"\b(?:shell_exec|passthru|proc_open|fsockopen)\s*\(",
        r"\bsystem\s*\(\s*[\"']",
        r"\b(?:Deno\.(?:run|Command)|Bun\.spawn(?:Sync)?)\s*\(\s*[^)\s]",
        r"\b(?:exec\.Command|syscall\.Exec)\s*\(\s*[^)\s]",
        r"[\"'](?:python3?|ruby|node|perl|(?:ba|z)?sh|cmd)[\"']\s*,\s*[\"'](?:-[ce]|/c)[\"']",
        r"\b(?:b64decode|decompress|fromhex|decrypt)\b[^\n]{0,120}\b(?:exec|eval)\s*\(",
        r"\b(?:exec|eval)\s*\(\s*\w[^\n]{0,60}\b(?:b64decode|decompress|fromhex|decrypt)\b",
        r"\bpty\.spawn\b",
        r"\beval\s*\(\s*(?:await|fetch|atob|req\b|request\b|requests?\b|urllib|urlopen|Buffer"
        r"|base64|decode|unescape|input\s*\(|compile|__import__|require\s*\()",
        r"\.then\s*\(\s*(?:\w+\s*=>\s*)?eval\b",
        r"\bexec\s*\(\s*(?:requests?\b|urllib|urlopen|base64|compile|__import__|zlib|codecs"
        r"|marshal)",
        r"\bnew\s+Function\s*\([^)\n]{0,40}\+",
        r"[\"']base64[\"']\s*\)[^\n]{0,40}\n?\s*eval\s*\(",
        r"\bFunction\s*\(\s*(?:await|atob|Buffer|decode|\w*[rR]es)",
        r"__import__\s*\(\s*[\"'](?:os|subprocess|socket|base64)",
        r"__subclasses__\s*\(",
        r"__globals__\s*\[",
        r"\bpickle\.loads\s*\(\s*(?:base64|requests?|urllib)",
        r"\b(?:pre|post)install\b",
        r"\"prepare\"\s*:\s*\"",
        r"\bmultiprocessing\b[^;]{0,200}\bwhile\s+True",
        r"\bVirtualAlloc\w*\s*\(",
    ),
    rule(
        "exfiltration",
        r"\bsendBeacon\s*\(",
        r"\bdocument\.cookie\b",
        r"JSON\.stringify\s*\(\s*(?:localStorage|sessionStorage|process\.env)",
        r"\b(?:print|console\.\w+|log\w*\.\w+|axios\.\w+)\s*\([^)\n]{0,80}\b(?:process\.env"
        r"|os\.environ)"
        r"\s*[),}]",
        r"\brequests?\.(?:get|post|put|request)\s*\(\s*f?[\"']",
        r"\burl(?:lib\.request\.url)?open\s*\(\s*f?[\"']",
        r"\b(?:upload|post|send|e-?mail|paste|share|publish|transmit|leak|exfiltrat\w*"
        r"|forward)\b[^\n]{0,100}"
        r"(?:\bprocess\.env\b|\.env\b|\bos\.environ\b|\benvironment variables\b|\bcredentials\b"
        r"|\bprivate keys?\b|\bapi[ _-]?keys?\b|\bsecrets\b|\bsource code\b|\bid_rsa\b"
        r"|\bssh keys?\b"
        r"|\b(?:customer|user) (?:data|records)\b|\b(?:conversation|chat) (?:history|log)\b"
        r"|\bdatabase password\b|\bconfig(?:uration)? files?\b[^\n]{0,40}@)",
        r"(?:^|[\n.:;\"'>]\s*)exfiltrate\b",
        r"\b(?:log|print|dump|copy|output|list) (?:all|every"
        r"|each)(?: of the)? (?:environment variables?|env vars)\b",
        r"\b(?:put|add|include|paste|write|copy|insert)\b[^.\n]{0,30}\b(?:secrets?|private key"
        r"|access token"
        r"|api key|password|\w+_(?:secret|token|key|password)\w*)\b[^.\n]{0,30}\b(?:url"
        r"|query string|comments?"
        r"|logs?|error message|issue|gist|chat|pull request)\b",
        r"\b(?:send|forward)\b[^.\n]{0,20}\b(?:copy|copies|all|every)\b[^.\n]{0,30}\bto (?:our|my"
        r"|the following"
        r"|an external)\b",
        r"\b(?:env|printenv|cat\s[^\n|]{1,80})\s*\|\s*(?:nc|curl|wget|base64|xxd)\b",
        r"\b(?:nslookup|dig|host|ping)\s+[^\n]{0,20}\$\(",
        # Where one collects what others send.
        r"\b(?:discord(?:app)?\.com/api/webhooks|hooks\.slack\.com|webhook\.site|pastebin\.com"
        r"|transfer\.sh|interact\.sh|requestbin|burpcollaborator|api\.telegram\.org/bot"
        r"|[\w-]+\.ngrok(?:-free)?\.(?:io|app))\b",
        everywhere=True,
    ),
    rule(
        "exfiltration",
        r"\.ssh[/\\]+(?:id_|config|known)|\bid_(?:rsa|ed25519|ecdsa)\b",
        r"\bgit\s+add\s+[^\n]{0,40}\.env\b",
        # A page that runs what it is handed.
        r"<\w+[^<>]{0,200}[\s/\"'](?-i:on(?:error|load|click|focus|mouseover|toggle))\s*=",
        r"<script\b[^<>]{0,200}(?:\ssrc\s*=|>\s*(?:alert|eval|fetch|document|window|location"
        r"|new)\b)",
    ),
    rule(
        "install",
        r"[\"']npm:[@\w]",
        r"[\"'](?:git\+|github:|gitlab:)[\w@/]",
        r"(?m)^\s*replace\s+\S+(?:\s+\S+)?\s+=>\s+\S",
        r"(?m)^\s*(?-i:FROM)\s+[\w.-]+/\S",
        r"\binstall\.packages\s*\(",
    ),
    rule(
        "agent-file",
        r"\b(?:AGENTS?|CLAUDE|GEMINI|COPILOT|CONVENTIONS|SKILL)\.md\b",
        r"copilot-instructions\b",
        r"\.(?:cursorrules|windsurfrules|clinerules|roorules|aider\.conf)",
        everywhere=True,
    ),
    rule(
        "agent-file",
        r"\.(?:cursor|claude|codex|gemini|continue|windsurf|kiro)/",
        r"\.github/(?:workflows|actions|CODEOWNERS|dependabot)",
        r"\.gitlab-ci\.ya?ml",
        r"\bJenkinsfile\b",
        r"\.circleci/",
        r"\bazure-pipelines\.ya?ml",
        r"\bpull_request_target\b|\bpermissions:\s*write-all\b",
        r"(?m)^\s*-?\s*uses:\s*[\w.-]+/[\w./-]+@",
        r"\.(?:git/hooks|husky)/",
        r"\.git/config\b",
        r"\.(?:npmrc|yarnrc(?:\.yml)?|pypirc|netrc|pnpmfile\.cjs)\b",
        r"\bpip\.conf\b",
        r"(?:~/|\.)(?:ssh/|aws/credentials|kube/config)",
        r"\bauthorized_keys\b",
        r"\.vscode/(?:tasks|settings|launch)\.json",
        r"\.?\bmcp\.json\b",
        r"\bauto-?approv\w+",
        r"--(?:registry|(?:extra-)?index-url|trusted-host)\b",
    ),
    rule(
        "security-off",
        # A setting that protects, set to off.
        r"[\"']?\b" + _GUARDS + r"[\"']?\]?\s*(?:=>?|:)\s*[\"']?" + _OFF,
        r"\bCURLOPT_SSL_VERIFY\w+\s*,\s*" + _OFF,
        r"\bset\s+\S*(?:ssl|tls|verify|csrf|secure|auth)\S*\s+(?:to|=)\s+" + _OFF,
        r"\bsslVerify[\s=]+false",
        r"\bstrict-ssl[\s=:]+false",
        r"\w*SSL_?(?:NO_?VERIFY|VERIFY_?NONE)\w*|\bVERIFY_NONE\b|\bCERT_NONE\b",
        r"NODE_TLS_REJECT_UNAUTHORIZED|\bPYTHONHTTPSVERIFY\b",
        r"_create_unverified_context",
        r"\bInsecureSkipVerify\b",
        r"\b\w*danger\w*(?:accept|cert|host|tls|ssl)\w*",
        r"\b(?:trust_?all|accept_?all|allow_?all|null)_?(?:certs?|certificates|hosts?|hostname"
        r"|origins?|trust)\w*",
        r"\b(?:setDefault)?HostnameVerifier\s*\(|\bServerCertificate\w*Callback\b",
        r"\bStrictHostKeyChecking\W+(?:no|off)\b|\b(?:AutoAdd|Warning)Policy\b",
        r"[=(,]\s*(?:\w+\.)*(?:PROTOCOL_(?:SSLv[23]|TLSv1(?:_1)?)\b"
        r"|(?:SSLv[23]|TLSv1(?:_1)?)_method\b)",
        r"[\"',]SSLv[23][\"',]",
        r"\bignoreHTTPSErrors\b",
        r"\bdisable_warnings\s*\(",
        r"--(?:no-verify|insecure|no-check-certificate|disable-web-security|no-sandbox"
        r"|allow-unsafe|skip-ssl|unsafe-perm|dangerously-\w+|privileged)",
        r"\bcurl\s+(?:-\w+\s+)*-\w*k\b",
        r"\bHUSKY=0\b",
        r"\bcsrf[._]exempt\b|\bumask\s*\(\s*0\s*\)|\bnull_session\b"
        r"|skip_before_action\s+:(?:verify|authenticate"
        r"|require)\w*",
        r"\bcsrf\b[^\n]{0,40}\bdisable\b",
        r"\bremove\([^)\n]{0,80}(?:csrf|security|auth)",
        r"Access-Control-Allow-Origin[\"']?\]?\s*(?:=>|[:,=])\s*(?:[\"']?\*|req|\$|origin)",
        r"\borigins?[\"']?\s*[:=]\s*\[?\s*[\"']\*[\"']",
        r"\b(?:origin|cors)[\"']?\s*:\s*true\b",
        r"CORS_(?:ALLOW_ALL_ORIGINS|ORIGIN_ALLOW_ALL)\s*=\s*True",
        r"ALLOWED_HOSTS\s*=\s*\[\s*[\"']\*",
        r"\ballow_origins\s*=\s*\[\s*[\"']\*",
        r"\bunsafe-(?:inline|eval)\b",
        r"\b(?-i:permitAll\s*\(|PermitAll|AllowAnonymous|AllowAny\w*)",
        r"\bauthentication_classes\s*=\s*[\[(]\s*[\])]",
        r"\balg(?:orithms?)?[\"']?\s*[:=]\s*\[?\s*[\"']none[\"']",
        r"get_unverified_(?:header|claims)",
        r"\bignoreExpiration\b",
        r"\bis_?(?:admin|authenticated|authorized|super_?user|staff)[\"']?\s*[:=]\s*true\b",
        r"\bif\s*\(\s*true\s*(?:\|\||or\b)|\|\|\s*true\s*\)",
        r"\breturn\s+true\b[^\n]{0,10}(?://|#)[^\n]{0,40}\b(?:auth|skip|bypass|disabled?)",
        r"\ballow\s+(?:read|write)[\w, ]{0,40}:\s*if\s+true\b|\busing\s*\(\s*true\s*\)",
        r"\bdisable\s+row\s+level\s+security\b",
        r"dangerouslyDisableHostCheck",
        r"\bchmod\b[^\n]{0,40}\b(?:0o?)?(?:100)?[0-7][0-7][2367]\b",
        r"(?-i:\bDEBUG\s*=\s*True\b)|\.run\s*\([^)\n]{0,80}\bdebug\s*=\s*True\b",
        r"\bSECRET_KEY\s*=\s*[\"']",
        r"\bLoader\s*=\s*(?:yaml\.)?(?:Unsafe|Full)?Loader\b|\byaml\.unsafe_load\b",
        r"\bdangerouslySetInnerHTML\s*=\s*\{",
        r"\.innerHTML\s*\+?=\s*(?:location|document|window|req|params|user|input|data|event)\b",
        r"\b(?:md5|sha1)\s*\([^)\n]{0,20}(?:pass|pwd|secret|token)",
        # The machine and the cloud.
        r"\bprivileged[\"']?\s*:\s*true\b|\brunAsUser[\"']?\s*:\s*0\b|[=:]\s*cluster-admin\b",
        r"\b0\.0\.0\.0/0\b|\bpublic-read\b|\"(?:Action|Resource|Principal)\"\s*:\s*\"\*\"",
        # In words, as an order or as what was done.
        r"\b(?:(?:by|after|try|consider|recommend|just|simply|was)\s+)?"
        r"(?:disable|turn off|switch off|skip|bypass|remove|comment out|deactivate|circumvent)\s+"
        r"(?:\w+\s+){0,4}" + _PROTECTION,
        r"\b(?:by|after|try|consider|recommend|with)\s+(?:disabl|turn|switch|skipp|bypass|remov"
        r"|deactivat)ing\s+(?:off\s+)?(?:\w+\s+){0,4}" + _PROTECTION,
        r"\b(?:turn|switch)(?:ing)?\s+(?:the\s+)?(?:\w+\s+)?"
        + _PROTECTION
        + r"[^.\n]{0,30}\boff\b",
        r"\b(?:allow|permit|accept|trust)\s+(?:all|any|every)\s+(?:origins?|hosts?|traffic"
        r"|certificates?)\b",
        r"\btrust\s+(?:all|any|every)\s+(?:user\s+)?input\b",
        r"(?m)(?:^|[.;]\s+)hard-?code\s+(?:the |your |an? )?(?:\w+ )?(?:key|password|secret|token)",
        r"\bmake\s+(?:the |your )?(?:\w+ )?(?:bucket|endpoint|repository)\s+public\b",
        # A query put together from text
        r"\.(?:execute|executemany|raw|query)\s*\(\s*f[\"']",
        r"\.(?:execute|raw|query)\s*\(\s*[\"'][^\"'\n]{0,300}[\"']\s*(?:%|\+|\.format)",
        r"\.(?:execute|raw|query)\s*\(\s*`[^`]{0,300}\$\{",
        r"(?:^|[^\w)>`])`\s*" + _QUERY + r"[^`]{0,300}\$\{",
        r"[\"']" + _QUERY + r"[^\"\n]{0,200}[\"']\s*(?:\+\s*\w|%\s*[\w(])",
        r"\bf[\"']" + _QUERY + r"[^\"\n]{0,200}\{",
    ),
)
