"""What commands, settings of servers and calls to log in take as a secret, with no name for it."""

from intake.scrubbing.entropy import password, said_password
from intake.scrubbing.rules import Rule

RULES = (
    Rule(
        r"\b(?:requirepass|masterauth|r[ow]community|snmp-server community"
        r"|redis-cli\b[^\n\x1a]{0,60}\s-a"
        r"|openssl\b[^\n\x1a]{0,80}\s-[kK]|htpasswd\s-\S*b\S*\s\S+\s\S+"
        r"|gh secret set\b[^\n\x1a]{0,60}\s(?:--body|-b)|sqlcmd\b[^\n\x1a]{0,80}\s-P"
        r"|ldap\w{3,8}\b[^\n\x1a]{0,120}\s-w|ssh-keygen\b[^\n\x1a]{0,80}\s-[NP]"
        r"|net use\b[^\n\x1a]{0,80}/user:\S{1,60}|isakmp key)[\s=]{1,3}[\"']?"
        r"(?P<secret>[^\s\"'`$<>\x1a]{4,})",
        "requirepass|masterauth|community|redis-cli|openssl|htpasswd|gh secret|sqlcmd|ldap"
        "|ssh-keygen|net use|isakmp",
        accept=password,
    ),
    Rule(r"(?:password|secret|key) [0-9] (?P<secret>[0-9A-F]{10,})\b", "password|secret|key"),
    Rule(
        r"[\"'\s][\w.-]{1,40}:(?P<secret>[^\s\"'\x1a]{4,})[\"']?\s?\|\s?(?:sudo )?chpasswd",
        "chpasswd",
    ),
    # The second of two that a call takes to log in
    Rule(
        r"(?i:(?:basic|digest)_?auth|\bauth|log_?in|sign_?in|authenticate|credentials?)\s?=?\s?\(\s?"
        r"[\"'][^\"'\n\x1a]{1,80}[\"']\s?,\s?(?:Some\()?[\"'](?P<secret>[^\"'\n\x1a]{4,})[\"']",
        "auth|login|log_in|signin|sign_in|authenticate|credential",
        accept=said_password,
    ),
    Rule(
        r"(?i:connect)\s?\((?:\s?[\"'][^\"'\n\x1a]{1,80}[\"']\s?,){2}\s?[\"'](?P<secret>[^\"'\n\x1a]{4,})[\"']",
        "connect",
        accept=said_password,
    ),
    Rule(
        r"(?i)\bpass(?:word|phrase|code)(?:,? [a-z]{1,12}){0,3}? (?:is|was):? "
        r"(?P<secret>[^\s\"'`<>\x1a]{6,})",
        "pass",
        accept=said_password,
    ),
)
