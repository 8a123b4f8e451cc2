"""What commands, settings of servers and calls to log in take as a secret, with no name for it."""

import re

from intake.scrubbing.entropy import (
    has_digit,
    is_signed,
    lettered,
    literal,
    password,
    quoted_password,
    said_password,
    strong_password,
)
from intake.scrubbing.fillers import says_what_goes_there
from intake.scrubbing.rules import Found, Rule

# What a password is called elsewhere; marks that Latin-1 has not are any letter
IN_OTHER_LANGUAGES = (
    r"contrase(?:n|\xf1)a|contrasenya|clave de acceso|mot[ _-]?de[ _-]?passe|\bmdp\b|\bsenha"
    r"|palavra[ _-]passe"
    r"|wachtwoord|l[o\xf6]senord|adgangskode|\bpassord|salasana|\bheslo|has\xe9[oae]m?\b|\bhaslo\b"
    r"|\bparol(?:[aeiy]|\b)"
    r"|\bparool|jelsz[o\xf3]|[\xe9\xc9s]ifre(?:si|niz|m)?\b|\blozink|\bgeslo|slapta[z\xe9]odi"
    r"|fjal\xebkalim"
    r"|lykilor[d\xf0]|pasahitz|tunnussana|salas[o\xf5]na|contrasinal|wagwoord|nenosiri|\bsandi\b"
    r"|z[a\xe1]porka|kata[ _-]?(?:sandi|laluan)|kod[ _-]?laluan|m\xe9t[ _-]?kh\xe9u|mat[ _-]?khau"
    r"|(?:kod\w{0,2}|code|c\xf3digo|codice|zugangs|zugriffs|toegangs|\xe5tkomst|tilgangs"
    r"|adgangs)[ -]?"
    r"(?:de |di |d[\xe9']?)?(?:akses|acc\xe8s|acceso|acesso|accesso|access|code|kod|kode"
    r"|dost\xe9pu)\b"
)
CLUES_OF_LANGUAGES = (
    "contrase|clave de|mot de|mot_de|mot-de|motde|mdp|senha|palavra|wachtwoord|l\xf6senord"
    "|losenord|adgangs|passord"
    "|salasana|heslo|hasł|haslo|parol|parool|jelsz|şifre|sifre|lozink|geslo|slapta|fjal\xebkalim"
    "|lykilor|pasahitz|tunnussana|salasona|salas\xf5na|contrasinal|wagwoord|nenosiri|porka|sandi"
    "|laluan|khẩu|khau|akses|acc\xe8s|acceso|acesso"
    "|accesso|zugangs|zugriffs|toegangs|\xe5tkomst|tilgangs|dostępu"
)


# A mapping of ports, and a file
_NO_PASSWORD = re.compile(r"(?:[\d.]+:)?\d+:\d+(?:/\w+)?|[./~].*|[\w-]+(?:/[\w-]+)+|[\w-]+=.*")


def _typed(found: Found) -> bool:
    return _NO_PASSWORD.fullmatch(found.value) is None and password(found)


_TYPED = r"[\"']?(?P<secret>[^\s\"'`$<>\x1a-][^\s\"'`<>\x1a]{3,})"
_SOMEBODY = r"[\s](?:-[uU][ =]?|--?user(?:name)?[ =])[\"']?[\w.@\\\x1a-]{1,60}[\"']?"


def _of_pgpass(found: Found) -> bool:
    """Neither a place in a file nor a time."""
    said = found.before(300).split()
    fields = said[-1].strip("\"'`").split(":") if said else []
    return len(fields) >= 4 and not fields[-3].isdigit() and password(found)


# The name of a secret, up to its end
_NAME = (
    r"[\w.-]*(?i:passw(?:or)?d|passphrase|passwort|pass|pwd|\bpw|_pw|secret|token"
    r"|(?:_|api|secret|access|private)_?key|creds?|credentials?)"
)
_GIVEN = r"[\"']?(?P<secret>[^\s\"'`|<>\\$\x1a][^\s\"'`|<>\\\x1a]{3,})"


def _of_a_setting(found: Found) -> bool:
    """Of a list of secrets, where not all are: a name, a sentence, the number of a version."""
    value = found.value
    told = strong_password(found) or is_signed(value) or (len(value) >= _LONG and lettered(found))
    return told and password(found)


_LONG = 10
# One of those named below `secrets:`, and how many of them are read
_ITEM = r"\s{1,12}[\w.-]{1,60}:[^\n]{0,200}\n"
_ITEMS = 6

RULES = (
    # Into the standard input of what asks for one
    Rule(
        r"\b(?:echo|printf)(?: -\w{1,3})*(?: [\"']?%s(?:\\n)?[\"']?)? " + _GIVEN + r"(?:\\n)?"
        r"[\"']? ?\| ?[^\n|\x1a]{0,120}?(?:--(?:password|passphrase|token|secret)-?stdin"
        r"|--with-token|--passphrase-fd 0|\bsudo (?:-\w{1,8} ){0,4}-\w{0,4}S)\b",
        "-stdin|--with-token|sudo|passphrase-fd",
        accept=quoted_password,
    ),
    # What GitHub's and Azure's runners are told to mask
    Rule(
        r"(?:::add-mask::|\bissecret=true[^\]\n\x1a]{0,60}\])"
        r"(?P<secret>[^\s\"'`<>${%\x1a][^\s\"'`<>\x1a]{3,})",
        "::add-mask::|issecret",
        accept=lambda found: not says_what_goes_there(found.value),
    ),
    # csh, Docker, fish and Lisp join a name with its value by a blank.
    Rule(
        r"(?:\b(?i:setenv)|\bENV|\bset -\w{1,4}|\((?:setq|defvar|def)) "
        + _NAME
        + r" {1,4}"
        + _GIVEN,
        "setenv|env |set -|(setq|(defvar|(def ",
        accept=password,
    ),
    Rule(  # Terraform
        r"\bvariable\s{1,4}\"" + _NAME + r"\"\s{0,4}\{[^{}\x1a]{0,400}?\bdefault\s{0,20}=\s{0,4}"
        r"\"(?P<secret>[^\s\"\x1a]{4,})\"",
        "variable",
        accept=password,
    ),
    *(
        Rule(
            rf"(?m)\bsecrets:[ \t]*\n(?:{_ITEM}){{{items}}}\s{{1,12}}[\w.-]{{1,60}}:[ \t]{{1,4}}"
            r"[\"']?(?P<secret>[^\s\"'`<>/:{}\x1a]{8,})[\"']?\s*$",
            "secrets:",
            accept=_of_a_setting,
        )
        for items in range(_ITEMS)
    ),
    Rule(  # who and with what
        r"(?i)\b(?:log_?in|user(?:name)?/pass(?:word)?|cred(?:ential)?s?)\s?[:=]\s?"
        r"[\w.@\x1a-]{1,40}\s?/\s?(?P<secret>[^\s\"'`<>/\x1a]{6,})",
        "login|log_in|/pass|cred",
        accept=lambda found: password(found) and not found.value.isdigit(),
    ),
    Rule(  # as git and ssh ask for it
        r"\b(?i:password|passphrase|passcode) for (?:key )?[\"']?[^\s\"']{1,120}[\"']?: "
        r"(?P<secret>[^\s\"'`<>\x1a]{3,}[^\s\"'`<>,;.:\x1a])",
        "password for|passphrase for|passcode for",
        accept=password,
    ),
    Rule(
        r"\b(?:requirepass|masterauth|r[ow]community|snmp-server community"
        r"|redis-cli\b[^\n\x1a]{0,60}\s-a"
        r"|openssl\b[^\n\x1a]{0,80}\s-[kK]|htpasswd\s-\S*b\S*\s\S+\s\S+"
        r"|gh secret set\b[^\n\x1a]{0,60}\s(?:--body|-b)|sqlcmd\b[^\n\x1a]{0,80}\s-P"
        r"|ldap\w{3,8}\b[^\n\x1a]{0,120}\s-w|ssh-keygen\b[^\n\x1a]{0,80}\s-[NP]"
        r"|snmp\w{2,12}\b[^\n]{0,120}\s-[AX]"
        r"|passphrase for (?:key )?'[^'\n]{1,120}':"
        r"|net use\b[^\n\x1a]{0,80}/user:\S{1,60}|isakmp key)[\s=]{1,3}[\"']?"
        r"(?P<secret>[^\s\"'`$<>\x1a]{4,})",
        "requirepass|masterauth|community|snmp|passphrase for|redis-cli"
        "|openssl|htpasswd|gh secret|sqlcmd|ldap"
        "|ssh-keygen|net use|isakmp",
        accept=password,
    ),
    # Whoever says who with one option says with what by the next
    Rule(_SOMEBODY + r"(?:\s[^\n\x1a]{0,80}?)?\s-[pP][ =]" + _TYPED, "-p", accept=_typed),
    Rule(r"\s-[pP][ =]" + _TYPED + r"[\"']?(?:\s[^\n\x1a]{0,60}?)??\s-u ", "-p", accept=_typed),
    Rule(
        r"(?:(?i:\b(?:r[ow])?community(?: (?:string|name)s?)?(?: is| was)?[:=]? )|\bsnmp\w{2,12}\b"
        r"[^\n\x1a]{0,80}?\s-c ?|\s/rp |\brclone obscure |\s--from-literal=[\w.-]{1,60}=)" + _TYPED,
        "community|snmp|/rp |rclone obscure|--from-literal",
        accept=password,
    ),
    Rule(
        r"(?i:\s[-/]{1,2}(?:serial|licen[cs]e(?:[_-]?key)?|product[_-]?key|activation[_-]?(?:key|code)"
        r"|cd-?key))[\s=:][\"']?(?P<secret>[A-Z0-9]{2,8}(?:-[A-Z0-9]{4,8}){3,8})\b",
        "serial|licen|key|activation",
    ),
    # Bundler's and Composer's, of a host
    Rule(
        r"(?:\bbundle config(?: set| --\w+){0,3} |--credentials?[ =])(?:[\w.:/-]+ )?[\"']?"
        r"(?P<secret>[^\s:\"'/\x1a]{2,}:[^\s:\"'/\x1a]{4,})",
        "bundle config|--credential",
        accept=lambda found: has_digit(found.value),
    ),
    Rule(
        r"\bBUNDLE_[A-Z\d_]+__[A-Z\d_]+[\"']?(?:=|: )[\"']?"
        r"(?P<secret>[^\s:\"'/\x1a]{2,}:[^\s:\"'/\x1a]{4,})",
        "bundle_",
    ),
    Rule(
        r"\bcomposer config [^\n\x1a]{0,30}?(?:http-basic|bearer|git(?:lab|hub)-(?:token|oauth))"
        r"\.\S+ "
        r"(?:[\w.@-]{1,60} )??(?P<secret>[^\s\"'$\x1a]{6,})(?:\s|$)",
        "composer config",
        accept=password,
    ),
    # Oracle's and DB2's
    Rule(
        r"\b(?:(?:sqlplus|impdp|expdp|sqlldr|rman target)(?: -\S+){0,3} |userid=)[\"']?"
        r"(?P<user>[A-Za-z][\w$#.-]{0,40})/[\"']?(?P<secret>[^\s/@\"'\x1a]{3,})(?:[@\s\"']|$)",
        "sqlplus|impdp|expdp|sqlldr|rman|userid",
        accept=literal,
    ),
    Rule(r"\b(?i:connect to \S{1,40} user \S{1,40} using) " + _TYPED, "connect to", accept=literal),
    Rule(r"(?:password|secret|key) [0-9] (?P<secret>[0-9A-F]{10,})\b", "password|secret|key"),
    Rule(
        r"[\"'\s][\w.-]{1,40}:(?P<secret>[^\s\"'\x1a]{4,})[\"']?\s?\|\s?(?:sudo )?chpasswd",
        "chpasswd",
    ),
    Rule(
        r"\b(?i:psexec\d{0,2}|paexec|winrs)(?:\.exe)?\b[^\n\x1a]{0,120}?\s-p ?[\"']?"
        r"(?P<secret>[^\s\"'$<>\x1a]{4,})",
        "psexec|paexec|winrs",
        accept=password,
    ),
    Rule(
        r"\b(?:security \w+-keychain|dotnet nuget|nuget(?:\.exe)? \w+)\b[^\n\x1a]{0,120}?\s-p ?"
        r"[\"']?(?P<secret>[^\s\"'$<>\x1a]{4,})",
        "keychain|nuget",
        accept=password,
    ),
    Rule(
        r"\b(?:signtool\b[^\n\x1a]{0,120}?\s/p |(?:bindpw|dnpass|rootpw)[ =])[\"']?"
        r"(?P<secret>[^\s\"'$<>\x1a]{4,})",
        "signtool|bindpw|dnpass|rootpw",
        accept=password,
    ),
    # Who and with what: in one word, or in the next
    Rule(
        r"\b(?:smb\w{3,8}|rpcclient|net (?:rpc|ads)|winexe|wmic|mount\.cifs|nmblookup|curlftpfs"
        r"|rpc\w{3,8})\b[^\n\x1a]{0,120}?\s(?:-U|--user)[ =]?[\"']?[\w.\\/@-]{1,60}%"
        r"(?P<secret>[^\s\"'\x1a]{3,})",
        "%",
    ),
    Rule(r"\blftp\b[^\n\x1a]{0,80}?\s-u ?[\"']?[\w.@-]{1,60},(?P<secret>[^\s\"'\x1a]{3,})", "lftp"),
    Rule(
        r"\b(?:rabbitmqctl (?:-\S+ (?:\S+ )?)?(?:add_user|change_password|authenticate_user)"
        r"|emqx(?:_ctl| ctl) (?:users|admins) (?:add|passwd)|mosquitto_passwd -b \S+|net user"
        r"|prosodyctl (?:register|passwd)|influx v1 auth create|redis-cli[^\n\x1a]{0,60}? AUTH"
        r"|(?:ejabberdctl|prosodyctl) register \S+|dscl \. -passwd|wpa_passphrase|nmcli dev\w* wifi"
        r" connect|mc (?:alias|config host) (?:set|add) \S+ \S+)"
        r" [\"']?[\w./@\\-]{1,60}[\"']? (?:password )?[\"']?"
        r"(?P<secret>[^\s\"'$<>\x1a/-][^\s\"'$<>\x1a]{3,})",
        "rabbitmqctl|emqx|mosquitto_passwd|net|prosodyctl|influx|redis-cli|ejabberdctl|dscl|wpa_passphrase"
        "|nmcli|alias|config",
        accept=password,
    ),
    Rule(
        r"\b(?:(?:un)?zip\s[^\n\x1a]{0,80}?-P |(?:7za?|rar) [axetl]\s[^\n\x1a]{0,80}?-h?p"
        r"|(?:[xw]freerdp3?|cmdkey)\b[^\n\x1a]{0,120}?\s/p(?:ass)?:)[\"']?"
        r"(?P<secret>[^\s\"'$<>\x1a]{4,})",
        "zip|7z|rar|freerdp|cmdkey",
        accept=password,
    ),
    # A line of .pgpass
    Rule(
        r"(?m)(?:^|[\s\"'`])(?P<host>[\w.*-]{1,100}):(?:\d{3,5}|\*):[\w*-]{1,64}:[\w.*-]{1,64}:"
        r"(?P<secret>(?:[^\s\\:\"'`\x1a]|\\[:\\]){4,})(?:[\s\"'`]|$)",
        ":",
        accept=_of_pgpass,
    ),
    # What is typed into a field of that name
    Rule(
        r"(?i)pass(?:word|wd)?\W[^\n\x1a]{0,40}?\.(?:type|fill|send_keys|sendkeys|setvalue"
        r"|entertext)"
        r"\(\s?[\"'](?P<secret>[^\"'\n\x1a]{4,})[\"']",
        ".type(|.fill(|.send_keys(|.sendkeys(|.setvalue(|.entertext(",
        accept=said_password,
    ),
    Rule(
        r"(?i)\.(?:type|fill|setvalue)\(\s?[\"'][^\"'\n\x1a]{0,40}pass(?:word|wd)"
        r"?[^\"'\n\x1a]{0,20}"
        r"[\"'],\s?[\"'](?P<secret>[^\"'\n\x1a]{4,})[\"']",
        ".type(|.fill(|.setvalue(",
        accept=said_password,
    ),
    # The last of a row whose last column is one
    Rule(
        r"(?i)\binsert into \S{1,80} ?\([^()\n\x1a]{0,200}\b(?:passw(?:or)?d|passwd|pwd"
        r"|password_?hash|secret|api_?key)[\"'`]?\)\s{1,4}values\s?\((?:[^()\n\x1a]{0,200},\s?)?'"
        r"(?P<secret>[^'\n\x1a]{4,})'\)",
        "insert into",
        accept=password,
    ),
    Rule(r"\b(?:psk|wpa_passphrase)[ =][\"']?(?P<secret>[^\s\"'$<>\x1a]{8,63})", "psk", password),
    Rule(
        r"-(?:src|dest)?(?:store|key)pass(?:in|out)?[ =](?:pass:)?"
        r"(?P<secret>[^\s\"'$<>()\x1a]{4,})",
        "storepass|keypass",
        accept=password,
    ),
    Rule(
        r"(?i:temporary (?:root )?password)[^\n\x1a]{0,60}: (?P<secret>[^\s\x1a]{6,})(?:\s|$)",
        "temporary",
    ),
    Rule(
        r"\bopenssl (?:enc|rsa|pkcs\d+|genrsa)\b[^\n\x1a]{0,80} -k (?P<secret>[^\s\x1a]{4,})",
        "openssl",
        accept=password,
    ),
    Rule(  # as Google and Apple make them for a single program
        r"(?i:pass(?:word|wd)?)[\"']?\s?[:=]\s?[\"']"
        r"(?P<secret>[a-z]{4}(?: [a-z]{4}){3}|[a-z]{4}(?:-[a-z]{4}){3})[\"']",
        "pass",
    ),
    Rule(
        r"\b(?:PIN|TAN|CVV|CVC|OTP)\b"
        r"(?: (?:for|of|f\xfcr|pour|para|de|do|da|di|voor|till|til|dla|pro) [\w\xe9 ]{1,30})?"
        r"(?: is|:|=) ?"
        r"(?P<secret>\d{3,12})\b",
        "pin|tan|cvv|cvc|otp",
    ),
    Rule(
        r"(?i)(?:\b|_)(?:cvv2?|cvc2?|cvn|csc|security[ _-]?code|card[ _-]?code)[\"']?\s?[=:]\s?"
        r"[\"']?(?P<secret>\d{3,4})\b",
        "cvv|cvc|cvn|csc|code",
    ),
    Rule(r"(?i)\b(?:cvv2?|cvc2?|cvn) (?P<secret>\d{3})(?:[\s,;)\"']|$)", "cvv|cvc|cvn"),
    Rule(r"(?i)\bpin[\"']?\s?[=:]\s?[\"']?(?P<secret>\d{4,8})\b", "pin"),
    # The third that a call takes to connect: PDO, mysqli, DBI, JDBC
    Rule(
        r"(?:\bnew PDO|PDO->__construct|mysqli(?:_connect|->__construct)?|getConnection"
        r"|DBI->connect|oci_connect|cx_Oracle\.connect|sqlsrv_connect|pg_connect)"
        r"\(\s?[\"'][^\"'\n\x1a]{1,200}[\"'],\s?[\"'][^\"'\n]{0,80}[\"'],\s?[\"'](?P<secret>[^\s\"'\x1a]{4,})[\"']",
        "pdo|mysqli|getconnection|dbi->|_connect|cx_oracle",
        accept=literal,
    ),
    # Windows' shares, SNMP's users, Java's stores of keys
    Rule(
        r"(?i:\bnet use) (?:\S{1,3} )?\\\\[^\s\x1a]{1,80} "
        r"(?P<secret>[^\s/\x1a][^\s\x1a]{3,}) /(?i:user)",
        "net use",
        accept=password,
    ),
    Rule(
        r"\bcreateUser \S{1,40} (?:MD5|SHA[\d-]{0,4}) [\"']?(?P<secret>[^\s\"'\x1a]{4,})[\"']?"
        r"(?:\s|$)",
        "createuser",
        accept=password,
    ),
    Rule(
        r"\b(?:src|dest)?(?:store|key)pass(?:wd)? ?[=:]? ?[\"']?(?P<secret>[^\s\"':=\x1a]{4,})",
        "storepass|keypass",
        accept=strong_password,
    ),
    Rule(r"\bftp> ?user \S{1,60} (?P<secret>[^\s\x1a]{4,})", "ftp>", accept=password),
    # The second of two that a call takes to log in
    Rule(
        r"(?i:(?:basic|digest)_?auth|\bauth|log_?in|sign_?in|authenticate|credentials?)"
        r"\s?=?\s?\(\s?"
        r"[\"'][^\"'\n\x1a]{1,80}[\"']\s?,\s?(?:Some\()?[\"'](?P<secret>[^\"'\n\x1a]{4,})[\"']",
        "auth|login|log_in|signin|sign_in|authenticate|credential",
        accept=said_password,
    ),
    Rule(
        r"(?i:connect)\s?\((?:\s?[\"'][^\"'\n\x1a]{1,80}[\"']\s?,)"
        r"{2}\s?[\"'](?P<secret>[^\"'\n\x1a]{4,})[\"']",
        "connect",
        accept=said_password,
    ),
    Rule(
        r"(?i)\bpass(?:word|phrase|code)(?:,? [a-z]{1,12}){0,3}? (?:is|was):? "
        r"(?P<secret>[^\s\"'`<>\x1a]{6,})",
        "pass",
        accept=said_password,
    ),
    # The same in other languages, and where another part of the sentence says it
    Rule(
        r"(?i:pass(?:wor[dt]|phrase|code)|kennwort|" + IN_OTHER_LANGUAGES + r")"
        r"[^\n:=\"'`\x1a]{0,40}?"
        r"(?: (?i:je|jest|to|lautet|ist|es|est|c'est|\xe9|\xe8|is|er|\xe4r|on|este|adalah"
        r"|ialah|l\xe0|yra|ir"
        r"|az|olan)|: (?:it|that|this) is|:) "
        r"(?P<secret>[^\s\"'`<>,;()\x1a]{8,})",
        "passw|passphrase|passcode|kennwort|" + CLUES_OF_LANGUAGES,
        accept=strong_password,
    ),
    # HAProxy, and SQL Server's text of wide characters
    Rule(
        r"\bstats auth [\w.-]{1,40}:(?P<secret>[^\s\"'\x1a]{4,})",
        "stats auth",
        accept=said_password,
    ),
    Rule(r"(?i:\bpassword)\s?=\s?N'(?P<secret>[^'\n\x1a]{4,})'", "password", accept=said_password),
)
