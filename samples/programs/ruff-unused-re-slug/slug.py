import re
import unicodedata


def slug(title: str) -> str:
    return "-".join(unicodedata.normalize("NFKD", title).lower().split())
