"""Devices and positions: what belongs to somebody, and what runs and is drawn anywhere."""

import pytest

from intake.scrubbing import scrub

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("ON06PKX31RO6", "adb: error: failed to get feature set: device 'ON06PKX31RO6' not found"),
        ("R58M123ABCD", "List of devices attached\nR58M123ABCD\tdevice"),
        ("R58M123ABCD", "List of devices attached\nR58M123ABCD\tunauthorized usb:1-1"),
        ("R58M123ABCD", "adb -s R58M123ABCD install app.apk"),
        ("R58M123ABCD", "fastboot: R58M123ABCD\tfastboot"),
        ("R58M123ABCD", "SM G991B (mobile) • R58M123ABCD • android-arm64 • Android 13"),
        ("R58M123ABCD", "No supported devices found with name or id matching 'R58M123ABCD'."),
        (
            "00008110-001A2D3E0C12801E",
            "iPhone (mobile) • 00008110-001A2D3E0C12801E • ios • iOS 17.1",
        ),
        (
            "00008110-001A2D3E0C12801E",
            "xcodebuild: error: Unable to find a destination matching "
            "{ id:00008110-001A2D3E0C12801E }",
        ),
        ("R58M123ABCD", "Installing APK 'app-debug.apk' on 'SM-G991B - 13' for R58M123ABCD"),
        ("R58M123ABCD", '{"udid":"R58M123ABCD"}'),
        ("R58M123ABCD", "export ANDROID_SERIAL=R58M123ABCD"),
        ("R58M123ABCD", "INFO: [scrcpy] --> (usb) R58M123ABCD device SM_G991B"),
        (
            "321adbf6636a",
            "zigbee2mqtt: Failed to ping 'x' (attempt 2/2, Read 0x321adbf6636a/1 genBasic "
            "timed out)",
        ),
        (
            "0x00124b001ca1b846",
            "Zigbee2MQTT:error Publish 'set' 'state' to '0x00124b001ca1b846' failed",
        ),
        ("00:12:4b:00:1c:a1:b8:46", "[zigpy] device 00:12:4b:00:1c:a1:b8:46 did not respond"),
        ("00124b001ca1b846", "zha: ieee=00124b001ca1b846 not found"),
        (
            "f33719b79c6912c5",
            'lorawan: ns: join-request failed, dev_eui=f33719b79c6912c5 error="object does not '
            'exist"',
        ),
        ("70B3D57ED0012345", "chirpstack: DevEUI: 70B3D57ED0012345 unknown"),
        ("70-B3-D5-7E-D0-01-23-45", "DevEUI 70-B3-D5-7E-D0-01-23-45 not found"),
        ("0102ab03040506f7", '{"devEui":"0102ab03040506f7"}'),
        ("26011BDA", "uplink dropped: dev_addr=26011BDA"),
        ("18b4300000abcdef", "openthread: extaddr: 18b4300000abcdef"),
        ("eui-70b3d57ed0012345", "gateway eui-70b3d57ed0012345 offline"),
        ("356938035643809", "tracker-356938035643809 timed out"),
        ("356938035643809", "mqtt: devices/356938035643809/telemetry"),
        ("262011234567890", "sim_262011234567890 detached"),
        ("356938035643809", "unit 356938035643809: no fix"),
        ("356938035643809", "teltonika: IMEI 356938035643809 not registered"),
        ("UTOERIKSSON", "MRZ: P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
        ("L898902C36UTO", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
        ("Z2201204", "APIS validation: DOCS/P/Z2201204/1969-10-01/Caron/Valérie rejected"),
        ("1985092", "SR DOCS LH HK1-P-GBR-P1985092-GBR-12JUL76-M-20AUG30-SMITH-JOHN"),
        ("52.549133", "FormatException: Invalid double 52.549133°N"),
        ("52.5491", "at 52.5491° N, 13.4012° E"),
        ("13.4012", "at 52.5491° N, 13.4012° E"),
        ("13.4012", "N 52.5491 E 13.4012"),
        ("31'12", "pos 52°31'12\"N 13°24'36\"E"),
        ("48", "fix 48° 8.21' N 11° 34.5' E lost"),
        ("4807.038", "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47"),
        ("6.465401", 'GeoFence: point outside polygon ("6.465401", "10.725142") driver=x'),
        ("52.572298", "route-optimizer: unreachable stop #658 [52.572298,13.488054] vehicle x"),
        ("40.387224", "unreachable [40.387224,-3.734520] vehicle 7822"),
        ("40.387224", "['40.387224', '-3.734520'] is not a valid pickup"),
        ("40.387224", "no road near {40.387224 / -3.734520}"),
        ("40.387224", "snapped 40.387224;-3.734520 for courier 7"),
        ("40.387224", "POINT(-3.734520 40.387224) outside service area"),
        ("40.387224", '"coordinates":[-3.734520,40.387224]'),
        ("40,387224", "Koordinaten 40,387224 / -3,734520 ungültig"),
    ],
)
def test_a_device_and_where_it_is_go(part: str, text: str) -> None:
    assert part not in scrub(text)
