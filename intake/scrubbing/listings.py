"""Accounts in prompts, before a machine's name, and in tables of who owns or runs what."""

from intake.scrubbing.accounts import HOST, USER, of_its_owner
from intake.scrubbing.hosts import is_private_host
from intake.scrubbing.personal import is_person
from intake.scrubbing.rules import Rule

_MODE = r"[-dlbcps]r[w-][xsS-](?:[r-][w-][xsStT-]){2}"
_MODES = "rwx|rws|rw-|r-x|r-s|r--"

RULES = (
    # A shell's prompt: of zsh, fish and Git for Windows
    Rule(
        r"(?m)^(?:\([\w. -]{1,40}\) )?(?P<user>[a-z_][\w.-]{0,31})"
        r"@(?P<host>[\pL](?:[\pL\pN.-]*[\pL\pN])?)"
        r"(?: [^\s%$#>\x1a]{1,120})?(?: ?[%$]| [~/][^\s>\x1a]{0,120}>) ",
        "@",
        accept=is_private_host,
    ),
    Rule(
        rf"(?m)(?:^|\s)(?P<user>[\w.-]{{1,40}})@{HOST} (?:MINGW|MSYS|UCRT|CLANG)\w* ",
        "mingw|msys|ucrt|clang",
    ),
    # ssh and its likes, which name the host beside: `ada@files: Permission denied`
    Rule(
        rf"(?:^|[\s\"'`(:])(?P<user>[\pL_][\w.-]{{0,38}})@{HOST}(?:: (?:Permission denied"
        r"|Connection|No route|Host key)|'s password|\s\((?:RSA|DSA|ECDSA|ED25519)\))",
        "@",
        accept=is_private_host,
    ),
    Rule(
        r"\b(?:ssh|scp|sftp|rsync|sshfs|mosh|ssh-copy-id):? (?:[^\n|;&\x1a]{0,160}? )?"
        rf"[\"']?(?P<user>[\pL_][\w.-]*)@{HOST}(?:[\s:\"']|$)",
        "@",
        accept=is_private_host,
    ),
    # Who holds a lock: Terraform, Emacs, LibreOffice
    Rule(
        rf"(?i:\b(?:who|holder|held by|locked by|acquired by|owned by|owner)):\s{{1,12}}"
        rf"(?P<user>[\w.-]{{1,40}}(?:\\{{1,2}}[\w.-]{{1,40}})?)@{HOST}",
        "who:|holder:|by:|owner:",
    ),
    # Tables of who owns or runs what: ls and tar, stat, ps, top, lsof, last
    Rule(
        rf"{_MODE}[.+@]?\s+\d+\s+(?:[\w.-]+|\x1a+)\s+{USER}\s+[\d.,]+[KMGT]?\s",
        _MODES,
        accept=of_its_owner,
    ),
    Rule(rf"(?m)(?:^|\s){_MODE}[ \t]+{USER}/", _MODES, accept=is_person),
    Rule(
        rf"(?m)(?:^|\s){_MODE}[ \t]+(?:[\w.-]+|\x1a+)/{USER}\s",
        _MODES,
        accept=of_its_owner,
    ),
    Rule(rf"\b[UG]id: \(\s{{0,6}}\d+/\s{{0,12}}{USER}\)", "id: (", accept=is_person),
    Rule(
        rf"(?m)^{USER}\+?\s+\d+\s+(?:\d+\.\d\s+\d+\.\d\s+\d+\s+\d+"
        r"|\d+\s+\d+\s+(?:\d\d:\d\d|[A-Z][a-z]{2}\d\d))\s+(?:\?|pts/\d|tty)",
        "?|pts/|tty",
        accept=is_person,
    ),
    Rule(
        rf"(?m)^\s{{0,8}}\d+ {USER}\+?\s+(?:rt|-?\d+)\s+-?\d+\s+[\d.]+[mgt]?\s+[\d.]+[mgt]?\s",
        ".",
        accept=is_person,
    ),
    Rule(
        rf"(?m)^[\w.-]{{1,20}}\s+\d+\s+{USER}\s+(?:\d+[urw]|cwd|txt|mem|rtd)\s+(?:IPv|REG|DIR|CHR|unix)",
        "ipv|reg|dir|chr|unix",
        accept=is_person,
    ),
)
