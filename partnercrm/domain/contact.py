"""Ways to reach somebody: phone numbers in any spelling made comparable, and what is an e-mail address.

A country is its ISO code (`DE`); the shop's own country completes numbers that were written without one.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata

_CALLING_CODES = {
    country: code
    for entry in (
        "1 AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT US VC VG VI|7 KZ RU|20 EG|27 ZA|30 GR|31 NL"
        "|32 BE|33 FR|34 ES|36 HU|39 IT VA|40 RO|41 CH|43 AT|44 GB GG IM JE|45 DK|46 SE|47 NO SJ|48 PL|49 DE|51 PE"
        "|52 MX|53 CU|54 AR|55 BR|56 CL|57 CO|58 VE|60 MY|61 AU CC CX|62 ID|63 PH|64 NZ|65 SG|66 TH|81 JP|82 KR|84 VN"
        "|86 CN|90 TR|91 IN|92 PK|93 AF|94 LK|95 MM|98 IR|211 SS|212 EH MA|213 DZ|216 TN|218 LY|220 GM|221 SN|222 MR"
        "|223 ML|224 GN|225 CI|226 BF|227 NE|228 TG|229 BJ|230 MU|231 LR|232 SL|233 GH|234 NG|235 TD|236 CF|237 CM"
        "|238 CV|239 ST|240 GQ|241 GA|242 CG|243 CD|244 AO|245 GW|246 IO|248 SC|249 SD|250 RW|251 ET|252 SO|253 DJ"
        "|254 KE|255 TZ|256 UG|257 BI|258 MZ|260 ZM|261 MG|262 RE YT|263 ZW|264 NA|265 MW|266 LS|267 BW|268 SZ|269 KM"
        "|290 SH|291 ER|297 AW|298 FO|299 GL|350 GI|351 PT|352 LU|353 IE|354 IS|355 AL|356 MT|357 CY|358 AX FI|359 BG"
        "|370 LT|371 LV|372 EE|373 MD|374 AM|375 BY|376 AD|377 MC|378 SM|380 UA|381 RS|382 ME|383 XK|385 HR|386 SI"
        "|387 BA|389 MK|420 CZ|421 SK|423 LI|500 FK|501 BZ|502 GT|503 SV|504 HN|505 NI|506 CR|507 PA|508 PM|509 HT"
        "|590 BL GP MF|591 BO|592 GY|593 EC|594 GF|595 PY|596 MQ|597 SR|598 UY|599 BQ CW|670 TL|672 NF|673 BN|674 NR"
        "|675 PG|676 TO|677 SB|678 VU|679 FJ|680 PW|681 WF|682 CK|683 NU|685 WS|686 KI|687 NC|688 TV|689 PF|690 TK"
        "|691 FM|692 MH|850 KP|852 HK|853 MO|855 KH|856 LA|880 BD|886 TW|960 MV|961 LB|962 JO|963 SY|964 IQ|965 KW"
        "|966 SA|967 YE|968 OM|970 PS|971 AE|972 IL|973 BH|974 QA|975 BT|976 MN|977 NP|992 TJ|993 TM|994 AZ|995 GE"
        "|996 KG|998 UZ"
    ).split("|")
    for code, *countries in [entry.split()]
    for country in countries
}
_HOME_OF = {code: country for country, code in reversed(_CALLING_CODES.items())}
# What is dialled before a number at home and left out from abroad; 0 nearly everywhere.
_TRUNKS = {
    **dict.fromkeys("CZ DK EE ES FO GL GR HK IS IT LU LV MO MT NO PL PT SG SJ SM VA".split(), ""),
    **dict.fromkeys("BY KZ RU TM".split(), "8"),
    "HU": "06",
}
_WAYS_OUT = {"1": ("011", "00"), "61": ("0011", "00"), "81": ("010", "00"), "7": ("810", "00")}
_LONG = 11

_EXTENSION = re.compile(r"[\s,;./-]*(?:ext(?:ension)?|x|#|dw|durchwahl|poste|int)[\s.:=]*\d{1,7}\s*$", re.IGNORECASE)
_NO_DIGITS = re.compile(r"[^0-9]+")
_TRUNK_IN_BRACKETS = re.compile(r"\(\s*0\s*\)")

_ATOM_SIGNS = "!#$%&'*+/=?^_`{|}~-"
_QUOTED = re.compile(r'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"')
_LABEL = re.compile(r"\w(?:[\w-]{0,61}\w)?")


def phone_digits(text: str, country: str) -> str:
    """All digits from the country's calling code on, `4930123456`, however it was written; '' without any digit.

    A number of six digits or less stays as it is. An extension named as such is left out.
    """
    bare = without_extension(text)
    digits = _only_digits(_TRUNK_IN_BRACKETS.sub("", bare) if "+" in bare or bare.startswith("00") else bare)
    if bare.startswith(("+", "(+")):
        return digits
    code = _CALLING_CODES.get(country)
    if code is None or len(digits) <= 6:
        return digits
    for way_out in _WAYS_OUT.get(code, ("00",)):
        if digits.startswith(way_out):
            return digits.removeprefix(way_out)
    if code == "1":
        return digits if len(digits) == _LONG and digits.startswith("1") else code + digits
    trunk = _TRUNKS.get(country, "0")
    if trunk and digits.startswith(trunk) and (trunk != "8" or len(digits) >= _LONG):
        return code + digits.removeprefix(trunk)
    return digits if digits.startswith(code) and len(digits) >= _LONG else code + digits


def without_extension(text: str) -> str:
    """A number as it was written, but for an extension named as such; for telling whether a text is a number."""
    return _EXTENSION.sub("", unicodedata.normalize("NFKC", text)).strip()


def phone_keys(text: str, country: str) -> tuple[str, ...]:
    """What to index so that the number is found however it is typed: from abroad, and as one dials it at home."""
    full = phone_digits(text, country)
    if len(full) <= 6 or country not in _CALLING_CODES:
        return (full,) if full else ()
    code = next((full[:length] for length in (1, 2, 3) if full[:length] in _HOME_OF), "")
    home = country if _CALLING_CODES[country] == code else _HOME_OF.get(code, "")
    national = _TRUNKS.get(home, "" if code in ("", "1") else "0") + full.removeprefix(code)
    return tuple(dict.fromkeys((full, national)))


def same_phone(one: str, other: str, country: str) -> bool:
    """Whether two spellings ring at the same place. Two texts without digits never do."""
    digits = phone_digits(one, country)
    return digits != "" and digits == phone_digits(other, country)


def valid_email(text: str) -> bool:
    """Whether mail could be sent there: one address, no name around it, letters of any script.

    Quoted parts and addresses by number are allowed as RFC 5321 has them. A domain without a dot is a slip.
    """
    local, at, domain = text.rpartition("@")
    if not at or len(text.encode(errors="replace")) > 254 or len(local.encode(errors="replace")) > 64:
        return False
    return _valid_local(local) and _valid_domain(domain)


def email_key(text: str) -> str:
    """The address as addresses are compared: without spaces around it, capitals or a spelling of accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).strip().casefold())


def _only_digits(text: str) -> str:
    if text.isascii():
        return _NO_DIGITS.sub("", text)
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


def _valid_local(local: str) -> bool:
    return all(_QUOTED.fullmatch(part) or (part and all(map(_in_atom, part))) for part in _parts(local))


def _parts(local: str) -> list[str]:
    """The words between dots; a dot within quotes does not count."""
    parts, at = [""], 0
    while at < len(local):
        quoted = _QUOTED.match(local, at)
        piece = quoted.group() if quoted else local[at]
        if piece == ".":
            parts.append("")
        else:
            parts[-1] += piece
        at += len(piece)
    return parts


def _in_atom(letter: str) -> bool:
    if letter.isascii():
        return letter.isalnum() or letter in _ATOM_SIGNS
    return unicodedata.category(letter)[0] in "LMN"


def _valid_domain(domain: str) -> bool:
    if domain.startswith("[") and domain.endswith("]"):
        return _is_address(domain[1:-1].removeprefix("IPv6:"))
    labels = domain.split(".")
    if len(labels) < 2 or "_" in domain:
        return False
    return all(_LABEL.fullmatch(label) for label in labels) and (not labels[-1].isdecimal() or _is_address(domain))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
