import os
import smtplib


def connect(host: str) -> smtplib.SMTP:
    return smtplib.SMTP(host, timeout=10)
