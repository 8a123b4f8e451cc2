"""Devices that somebody carries or has at home: telephones, radios, trackers, and what a passport's
machine-readable lines say.
"""

import re

from intake.scrubbing.nets import is_no_nought
from intake.scrubbing.rules import Found, Rule

_LETTER = re.compile(r"[A-Za-z]")
_NO_SERIAL = re.compile(
    r"(?i)emulator.*|(?:sm|gt|pixel|nexus|moto|redmi|iphone|ipad|android|api|sdk|version|release"
    r"|cuda|pci|usb|tty|gpu|cpu|mps|xpu|npu|hip|vulkan|opencl|eth|wlan|disk|nvme|loop|video|card)"
    r"[-_ ]?\w{0,5}"
)


def _is_a_serial(found: Found) -> bool:
    """Letters and digits among each other, and no name of a model."""
    value = found.value
    digits = sum(map(str.isdigit, value))
    return (
        digits >= 2
        and len(_LETTER.findall(value)) >= 2
        and (value.isupper() or digits >= 3)
        and _NO_SERIAL.fullmatch(value) is None
    )


_RADIO = re.compile(
    r"(?i)zigbee|\bzha\b|zigpy|deconz|\bz2m\b|ieee|\bznp\b|ezsp|\blora|openthread|\botbr\b|genBasic"
    r"|eui-?64|dev_?eui"
)


def _of_a_radio(found: Found) -> bool:
    """Neither a pointer nor the address of all."""
    value = found.value.lower().removeprefix("0x")
    near = found.before(200) + found.after(80)
    return (
        is_no_nought(value)
        and not value.startswith(("0000", "7f"))
        and _RADIO.search(near) is not None
    )


_SERIAL = r"(?P<id>[A-Za-z0-9]{6,24}|[0-9A-F]{8}-[0-9A-F]{16})"
_LEAST_OF_LINES = 26
_FEWEST_OF_A_PASSPORT = 4


def _is_machine_readable(found: Found) -> bool:
    """ICAO 9303: capitals and digits, filled up with `<`."""
    return "<<" in found.value and len(found.value) >= _LEAST_OF_LINES


RULES = (
    # adb, fastboot, scrcpy, Flutter, Appium and Xcode, of what is connected
    Rule(
        rf"\b[Dd]evice [\"'`\xa6]?{_SERIAL}[\"'`\xa6]? (?:not found|offline|unauthorized|is |was "
        r"|has |disconnected|still|did|does)",
        "device ",
        accept=_is_a_serial,
    ),
    Rule(
        rf"(?m)(?:^|[:.] ){_SERIAL}[ \t]+(?:device|offline|unauthorized|recovery|sideload|fastboot"
        r"|no permissions)\b",
        "device|offline|unauthorized|recovery|sideload|fastboot|no permissions",
        accept=_is_a_serial,
    ),
    Rule(
        r"\b(?:adb|fastboot|scrcpy|flutter|appium|maestro|xcodebuild|ideviceinstaller|idevice\w+)\b"
        rf"[^\n|;&\x1a]{{0,60}}? (?:-[sdu]|--(?:serial|device|udid|device-id))[ =]{_SERIAL}\b",
        "adb|fastboot|scrcpy|flutter|appium|maestro|xcodebuild|idevice",
        accept=_is_a_serial,
    ),
    Rule(
        rf"(?:\xa6|\((?:usb|tcpip)\)) +{_SERIAL} +(?:\xa6|device)",
        "\u2022|(usb)|(tcpip)",
        accept=_is_a_serial,
    ),
    Rule(
        r"(?i:\budid|\bdevice[_ ]?(?:udid|serial|identifier)|android_serial|\bserial_?no"
        r"|\bname or id matching|\bapk '[^'\n\x1a]{1,60}' on '[^'\n\x1a]{1,60}' for)"
        rf"[\"'\]]{{0,2}}(?:\s?[:=]\s?| )[\[\"'`\xa6]{{0,2}}{_SERIAL}\b",
        "udid|device|serial|id matching|apk '",
        accept=_is_a_serial,
    ),
    Rule(r"\b(?P<id>0000[0-9A-F]{4}-[0-9A-F]{16})\b", "0000"),  # Apple's
    # Radios: Zigbee and Thread, LoRaWAN
    Rule(
        r"\b(?P<mac>(?i:0x[\da-f]{12}(?:[\da-f]{4})?))\b",
        "zigbee|zha|zigpy|deconz|z2m|ieee|znp|ezsp|lora|openthread|otbr|genbasic|eui",
        accept=_of_a_radio,
    ),
    Rule(r"\beui-(?P<mac>[\da-fA-F]{16})\b", "eui-"),
    Rule(
        r"(?i)\bdev_?addr[\"']?\s?[:=]\s?[\"']?(?P<mac>(?:0x)?[\da-f]{8})\b",
        "devaddr|dev_addr",
        accept=lambda found: is_no_nought(found.value),
    ),
    # What is named by the number of its telephone or card
    Rule(
        r"(?i)(?:\b|_)(?:tracker|device|gps|modem|sim|obd|unit|beacon|vehicle|teltonika|gateway"
        r"|meter|sensor|terminal|imei|imsi|handset|phone|subscriber|watch)s?"
        r"[-_/:. #]{1,2}(?P<id>\d{15}(?:\d\d)?)\b",
        "tracker|device|gps|modem|sim|obd|unit|beacon|vehicle|teltonika|gateway|meter|sensor"
        "|terminal|imei|imsi|handset|phone|subscriber|watch",
        accept=lambda found: is_no_nought(found.value),
    ),
    # Passports: their lines for machines, and what airlines tell borders
    Rule(
        r"(?:^|[^A-Z\d<])(?P<value>[A-Z\d][A-Z\d<]{24,43})(?:[^A-Z\d<]|$)",
        "<<",
        accept=_is_machine_readable,
    ),
    Rule(
        r"\bDOC[SAO](?: [A-Z\d]{2} [A-Z]{2}\d{1,2})?[/-](?P<value>[A-Z]{1,2}(?:/[^/\s\x1a]*){3,12}"
        r"[^/\s.,;:\x1a]|[A-Z]{1,2}(?:-[^-\s\x1a]*){3,12}[^\s.,;:\x1a])",
        "docs|doca|doco",
        accept=lambda found: sum(map(str.isdigit, found.value)) > _FEWEST_OF_A_PASSPORT,
    ),
)
