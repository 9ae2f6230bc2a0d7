# Prints for each message the number of its fields and the tree of its parts as Python's email package sees them, or "-".
import email
import re
import sys


class Different(Exception):
    pass


def tree(part):
    kind = part.get_content_type()
    if part.is_multipart() and kind.startswith("multipart/"):
        return "(" + "".join(tree(child) for child in part.get_payload()) + ")"
    if part.is_multipart() and kind in ("message/rfc822", "message/global"):
        return "<" + tree(part.get_payload()[0]) + ">"
    if part.is_multipart():
        raise Different()
    return "L"


def is_compared(octets):
    delimiters = re.search(rb"(?m)^--([^\s-]\S*)[^\n]*\r\n--\1", octets)
    boundaries = re.findall(rb'(?i)boundary="?([^"\s;]*)', octets)
    return not delimiters and len(boundaries) == len(set(boundaries)) and b"Odd :" not in octets


for number in range(int(sys.argv[2])):
    with open("%s/%d.eml" % (sys.argv[1], number), "rb") as file:
        octets = file.read()
    try:
        message = email.message_from_bytes(octets)
        print("%d %s" % (len(message.keys()), tree(message)) if is_compared(octets) else "-")
    except Different:
        print("-")
