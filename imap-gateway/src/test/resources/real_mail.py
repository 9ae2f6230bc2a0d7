"""Appends messages to an IMAP server, fetches all there is to know of their structure, and compares it with Python's email package and the octets.

    real_mail.py PORT DIRECTORY

Where the two differ on purpose, and how it is allowed for here:
  * An unterminated last part: Python takes the line end before the end of the message for that of a delimiter; there is none, so it is the part's.
  * message/* other than whole messages: Python opens them, to IMAP they are leaves.
  * A display name in a comment, and encoded words that are broken, are not compared as names.
"""

import base64
import email
import email.header
import email.message
import email.policy
import email.utils
import glob
import re
import socket
import sys


class Quoted(bytes):
    """A string, in distinction from an atom."""


class Imap:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.file = self.socket.makefile("rb")
        self.number = 0
        self.file.readline()

    def command(self, octets):
        self.number += 1
        tag = b"t%d" % self.number
        self.socket.sendall(tag + b" " + octets + b"\r\n")
        untagged = []
        while True:
            response = self.response()
            if response[0] == tag:
                if response[1] != b"OK":
                    raise SystemExit("%r: %r" % (octets[:200], response))
                return response, untagged
            untagged.append(response)

    def response(self):
        """A response as nested lists of atoms (bytes), strings (Quoted), None for NIL and lists."""
        pieces = []
        while True:
            line = self.file.readline()
            literal = re.search(rb"~?\{(\d+)\}\r\n$", line)
            if not literal:
                pieces.append(line[:-2])
                break
            pieces.append(line[: literal.start()])
            pieces.append(Quoted(self.file.read(int(literal.group(1)))))
        return Reader(pieces).items()


TOKEN = re.compile(rb'\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|((?:\[[^\]]*\]|[^\s()"\[])+))', re.S)


class Reader:
    def __init__(self, pieces):
        self.tokens = []
        for piece in pieces:
            if isinstance(piece, Quoted):
                self.tokens.append(piece)
                continue
            if not piece.startswith(b"*") and b" OK " in piece or piece.startswith(b"* OK"):
                self.tokens += piece.split(b" ")
                continue
            at = 0
            while at < len(piece):
                match = TOKEN.match(piece, at)
                if not match or match.end() == at:
                    break
                at = match.end()
                if match.group(1):
                    self.tokens.append("(")
                elif match.group(2):
                    self.tokens.append(")")
                elif match.group(3) is not None:
                    self.tokens.append(Quoted(re.sub(rb"\\(.)", rb"\1", match.group(3), flags=re.S)))
                else:
                    self.tokens.append(match.group(4))

    def items(self):
        stack = [[]]
        for token in self.tokens:
            if token == "(":
                stack.append([])
            elif token == ")":
                done = stack.pop()
                stack[-1].append(done)
            elif not isinstance(token, Quoted) and token == b"NIL":
                stack[-1].append(None)
            else:
                stack[-1].append(token)
        return stack[0]


class Difference(Exception):
    pass


def same(what, ours, theirs):
    if ours != theirs:
        raise Difference("%s: %.400r instead of %.400r" % (what, ours, theirs))


def octets(text):
    return text.encode("ascii", "surrogateescape")


def unfolded(value):
    return octets(re.sub(r"[\r\n]", "", value)).strip(b" \t\r\n")


def is_message(part):
    return part.get_content_type() in ("message/rfc822", "message/global") and part.is_multipart()


def is_multipart(part):
    return part.get_content_maintype() == "multipart" and part.is_multipart()


# ---------------------------------------------------------------------------------------------------- ENVELOPE


def nstring(value):
    return b"" if value is None else bytes(value)


def check_envelope(message, envelope, path):
    same(path + " envelope's length", len(envelope), 10)
    for index, name in ((0, "date"), (1, "subject"), (8, "in-reply-to"), (9, "message-id")):
        value = message.get(name)
        same(path + " " + name, nstring(envelope[index]), b"" if value is None else unfolded(raw(message, name)))
    sources = {2: "from", 3: "sender", 4: "reply-to", 5: "to", 6: "cc", 7: "bcc"}
    for index, name in sources.items():
        fields = [v for k, v in message._headers if k.lower() == name]
        fields = fields[:1] if index < 5 else fields
        expected = [address for field in fields for address in addresses(field)]
        if index in (3, 4) and not expected:
            expected = [address for field in [raw(message, "from")] if field for address in addresses(field)]
        check_addresses(path + " " + name, envelope[index] or [], expected)


def raw(message, name):
    for key, value in message._headers:
        if key.lower() == name:
            return value
    return None


def addresses(field):
    """(name or None for "not compared", mailbox, host), with (None, group, None) and (None, None, None) around a group's."""
    text = octets(field).decode("utf-8", "replace")
    text = re.sub(r"[\r\n]", "", text)
    found = []
    for group in email.policy.default.header_factory("to", text).groups:
        if group.display_name is not None:
            found.append((None, group.display_name.encode(), None))
        for address in group.addresses:
            found.append((address.display_name, address.username.encode(), address.domain.encode()))
        if group.display_name is not None:
            found.append((None, None, None))
    return found


def check_addresses(what, ours, theirs):
    same(what + " count", len(ours), len(theirs))
    for mine, (name, mailbox, host) in zip(ours, theirs):
        same(what + " mailbox", mine[2], mailbox)
        same(what + " host", mine[3], host)
        if name is not None and "\ufffd" not in name:
            same(what + " name", decoded(nstring(mine[0])), name)


def decoded(name):
    text = ""
    for value, charset in email.header.decode_header(name.decode("utf-8", "replace")):
        text += value if isinstance(value, str) else value.decode(charset or "ascii", "replace")
    return text


# ---------------------------------------------------------------------------------------------------- BODYSTRUCTURE


def parameters(part, header):
    """Theirs, decoded, in order of names."""
    values = part.get_params(header=header, unquote=True) or []
    return sorted((name.lower(), value_of(value)) for name, value in values[1:] if name)


def value_of(value):
    if isinstance(value, tuple):
        return email.utils.collapse_rfc2231_value(value).encode("utf-8", "surrogateescape")
    return octets(value)


def our_parameters(pairs):
    """Ours, as they came in the field, decoded by the same function."""
    pairs = pairs or []
    listed = [(pairs[i].decode("latin-1").lower(), pairs[i + 1].decode("ascii", "surrogateescape")) for i in range(0, len(pairs), 2)]
    extended = email.utils.decode_params([("", "")] + [(n, '"%s"' % v) for n, v in listed])
    return sorted((n, value_of(unquoted(v))) for n, v in extended[1:])


def unquoted(value):
    if isinstance(value, tuple):
        return (value[0], value[1], email.utils.unquote(value[2]))
    return value[1:-1] if value[:1] == '"' and value[-1:] == '"' else value


def check_fields(part, fields, text, path):
    same(path + " type", (nstring(fields[0]) + b"/" + nstring(fields[1])).lower(), part.get_content_type().encode())
    theirs = parameters(part, "content-type") if "content-type" in part else []
    ours = our_parameters(fields[2])
    if text and "charset" not in dict(theirs):
        theirs = sorted(theirs + [("charset", b"US-ASCII")])
    same(path + " parameters", ours, theirs)
    check_nstring(path + " id", fields[3], part, "content-id")
    check_nstring(path + " description", fields[4], part, "content-description")
    same(path + " encoding", fields[5].lower(), unfolded(raw(part, "content-transfer-encoding") or "7bit").lower())


def check_nstring(what, ours, part, name):
    value = raw(part, name)
    same(what, nstring(ours), b"" if value is None else unfolded(value))


def check_extension(part, fields, path):
    same(path + " extension", len(fields), 4)
    check_nstring(path + " md5", fields[0], part, "content-md5")
    check_tail(part, fields[1:], path)


def check_tail(part, fields, path):
    disposition = part.get_content_disposition()
    same(path + " disposition", fields[0] and fields[0][0].lower(), disposition and disposition.encode())
    if disposition:
        same(path + " disposition parameters", our_parameters(fields[0][1]), parameters(part, "content-disposition"))
    language = raw(part, "content-language")
    expected = [tag.strip().encode() for tag in language.split(",")] if language else None
    ours = fields[1] if fields[1] is None or isinstance(fields[1], list) else [fields[1]]
    same(path + " language", ours, expected)
    check_nstring(path + " location", fields[2], part, "content-location")


def check_structure(part, structure, bodies, path):
    name = path or "message"
    if is_multipart(part):
        children = part.get_payload()
        count = len([item for item in structure if isinstance(item, list)][: len(children)])
        same(name + " parts", count, len(children))
        same(name + " subtype", structure[len(children)].lower(), part.get_content_subtype().encode())
        ours = our_parameters(structure[len(children) + 1])
        same(name + " parameters", ours, parameters(part, "content-type"))
        check_tail(part, structure[len(children) + 2 :], name)
        for number, child in enumerate(children):
            check_structure(child, structure[number], bodies, join(path, number + 1))
        return
    body = bodies[path]
    if is_message(part):
        inner = part.get_payload()[0]
        check_fields(part, structure, False, name)
        same(name + " octets", int(structure[6]), len(body))
        check_envelope(inner, structure[7], name)
        same(name + " lines", int(structure[9]), body.count(b"\n"))
        check_extension(part, structure[10:], name)
        check_structure(inner, structure[8], bodies, path if is_multipart(inner) else join(path, 1))
        return
    text = part.get_content_maintype() == "text"
    if not part.get_content_maintype() == "multipart":
        check_fields(part, structure, text, name)
    else:
        # One that has no part is none (RFC 9051 has no form for it); it is shown as text.
        text = True
        same(name + " type", structure[0:2], [b"TEXT", b"PLAIN"])
    same(name + " octets", int(structure[6]), len(body))
    if text:
        same(name + " lines", int(structure[7]), body.count(b"\n"))
    if part.get_content_maintype() != "multipart":
        check_extension(part, structure[8 if text else 7 :], name)


def join(path, number):
    return "%s.%d" % (path, number) if path else str(number)


# ---------------------------------------------------------------------------------------------------- sections


def sections(part, path, found):
    """Numbers of sections with what they are: leaf, multipart or message."""
    if is_multipart(part):
        for number, child in enumerate(part.get_payload()):
            section(child, join(path, number + 1), found)
    else:
        section(part, join(path, 1), found)
    return found


def section(part, path, found):
    found[path] = part
    if is_message(part):
        sections(part.get_payload()[0], path, found)
    elif is_multipart(part):
        sections(part, path, found)


def fetch(imap, number, names):
    fetched = {}
    for at in range(0, len(names), 150):
        some = names[at : at + 150]
        _, untagged = imap.command(b"FETCH %d (%s)" % (number, b" ".join(some)))
        for response in untagged:
            if len(response) > 3 and response[2] == b"FETCH":
                items = response[3]
                for i in range(0, len(items), 2):
                    fetched[items[i]] = items[i + 1]
    return fetched


def check_sections(imap, number, message, original):
    found = sections(message, "", {})
    names = [b"BODY.PEEK[HEADER]", b"BODY.PEEK[TEXT]", b"BODY.PEEK[]", b"ENVELOPE", b"BODYSTRUCTURE", b"RFC822.SIZE"]
    for path, part in found.items():
        key = path.encode()
        names.append(b"BODY.PEEK[%s]" % key)
        # Of a message that is one part BODY[1.MIME] is its own header.
        names.append(b"BODY.PEEK[%s.MIME]" % key)
        if is_message(part):
            names += [b"BODY.PEEK[%s.HEADER]" % key, b"BODY.PEEK[%s.TEXT]" % key]
    got = fetch(imap, number, names)
    same("message", nstring(got[b"BODY[]"]), original)
    same("size", int(got[b"RFC822.SIZE"]), len(original))
    same("header and text", nstring(got[b"BODY[HEADER]"]) + nstring(got[b"BODY[TEXT]"]), original)
    check_header("header", nstring(got[b"BODY[HEADER]"]), message)
    check_envelope(message, got[b"ENVELOPE"], "message")
    bodies = {path: nstring(got[b"BODY[%s]" % path.encode()]) for path in found}
    at = {}
    for path, part in found.items():
        mime, body = nstring(got[b"BODY[%s.MIME]" % path.encode()]), bodies[path]
        check_header(path + " mime", mime, part)
        # Its fields and its body are one piece of what it is in: for a message of one part that is all of it.
        parent = path.rpartition(".")[0]
        if mime + body not in (bodies[parent] if parent else original):
            raise Difference("%s is not in %s as it is: %.200r" % (path, parent or "the message", mime + body))
        if is_message(part):
            inner_header = nstring(got[b"BODY[%s.HEADER]" % path.encode()])
            same(path + " header and text", inner_header + nstring(got[b"BODY[%s.TEXT]" % path.encode()]), body)
            check_header(path + " header", inner_header, part.get_payload()[0])
        check_body(path, part, body, original)
    check_structure(message, got[b"BODYSTRUCTURE"], bodies, "" if is_multipart(message) else "1")
    check_binary(imap, number, found)


def check_header(what, header, part):
    theirs = [(k, octets(v)) for k, v in part._headers]
    ours = [(k, octets(v)) for k, v in email.message_from_bytes(header)._headers]
    same(what, ours, theirs)


def check_body(path, part, body, original):
    payload = part._payload
    if part.get_content_maintype() == "message" or not (payload is None or isinstance(payload, str)):
        return
    theirs = octets(payload or "")
    if body != theirs:
        # The last part of what is not terminated.
        if original.endswith(body) and body in (theirs + b"\r\n", theirs + b"\n"):
            return
        raise Difference("%s: body %.300r instead of %.300r" % (path, body, theirs))


def check_binary(imap, number, found):
    if not imap.binary:
        return
    for path, part in found.items():
        encoding = unfolded(raw(part, "content-transfer-encoding") or "7bit").lower()
        if is_multipart(part) or part.get_content_maintype() in ("message", "multipart") or encoding != b"base64":
            continue
        got = fetch(imap, number, [b"BINARY.PEEK[%s]" % path.encode()])
        same(path + " binary", nstring(got[b"BINARY[%s]" % path.encode()]), part.get_payload(decode=True))


def main():
    imap = Imap(int(sys.argv[1]))
    response, _ = imap.command(b"LOGIN alice@mail.test secret")
    _, untagged = imap.command(b"CAPABILITY")
    imap.binary = b"BINARY" in untagged[0]
    imap.command(b"CREATE RealMail")
    files = sorted(glob.glob(sys.argv[2] + "/*.eml"))
    originals = []
    for name in files:
        with open(name, "rb") as file:
            originals.append(file.read())
        imap.command(b"APPEND RealMail {%d+}\r\n" % len(originals[-1]) + originals[-1])
    imap.command(b"EXAMINE RealMail")
    differences = 0
    for number, original in enumerate(originals):
        message = email.message_from_bytes(original)
        try:
            check_sections(imap, number + 1, message, original)
        except Difference as difference:
            differences += 1
            if differences <= 20:
                print("%s: %s" % (files[number].rpartition("/")[2], difference))
                if len(original) < 3000 and differences <= 5:
                    print("    %r" % original)
    if differences:
        raise SystemExit("%d of %d differ" % (differences, len(originals)))
    print("%d messages agree" % len(originals))


main()
