"""imaplib against a running Packetboat: PORT USER PASSWORD MESSAGES. It leaves the mailbox "Kept" with all messages but two, for others to look at."""
import imaplib, re, sys, time

port, user, password, count = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
box = imaplib.IMAP4("127.0.0.1", port)


def ok(answer):
    assert answer[0] == "OK", answer
    return answer[1]


ok(box.login(user, password))
names = ok(box.list())
assert any(b"INBOX" in n for n in names), names
ok(box.create("Work/2026"))
ok(box.subscribe("Work/2026"))
assert any(b"Work/2026" in n for n in ok(box.lsub()))
message = b"From: a@b.test\r\nTo: c@d.test\r\nSubject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\n\r\nline one\r\n.line two\r\n"
for _ in range(3):
    ok(box.append("Work/2026", r"(\Seen $Label1)", imaplib.Time2Internaldate(time.time()), message))
assert ok(box.select("Work/2026")) == [b"3"]
assert ok(box.search(None, "SUBJECT", "xyz")) == [b""]
assert ok(box.search(None, "SEEN", "KEYWORD", "$Label1")) == [b"1 2 3"]
assert ok(box.search(None, "BODY", '"line two"')) == [b"1 2 3"]
assert ok(box.search("UTF-8", "SUBJECT", "gruss")) == [b""]
box.literal = "GRÜ".encode()
assert ok(box.search("UTF-8", "SUBJECT")) == [b"1 2 3"], "case folding"
assert ok(box.fetch("1", "(BODY.PEEK[])"))[0][1] == message
assert ok(box.fetch("1", "(BODY.PEEK[TEXT]<5.3>)"))[0][1] == b"one"
structure = ok(box.fetch("1", "(BODYSTRUCTURE ENVELOPE INTERNALDATE RFC822.SIZE FLAGS UID)"))[0]
assert b"BODYSTRUCTURE" in structure and b"ENVELOPE" in structure, structure
ok(box.store("2", "+FLAGS", r"(\Deleted \Answered)"))
ok(box.copy("1:2", "Archive"))
assert ok(box.expunge()) == [b"2"]
status = ok(box.status("Archive", "(MESSAGES UNSEEN UIDNEXT)"))[0]
assert status.startswith(b"Archive (") and b"MESSAGES 2" in status and b"UNSEEN 0" in status, status
ok(box.rename("Work/2026", "Work/2027"))
ok(box.close())
ok(box.delete("Work/2027"))
assert box.select("Work/2027")[0] == "NO"

# By UID, and with what came after RFC 3501.
capabilities = ok(box.capability())[0].decode().split()
for name in ("UIDPLUS", "MOVE", "UNSELECT", "QUOTA", "NAMESPACE", "ENABLE", "UTF8=ACCEPT"):
    assert name in capabilities, name
assert b'("" "/")' in ok(box.namespace())[0]
ok(box.getquotaroot("INBOX"))
ok(box.create("Kept"))
uids = []
for n in range(count):
    ok(box.append("Kept", r"(\Seen)", None, message.replace(b"line one", b"number %d." % n)))
    uids.append(int(re.fullmatch(rb"\d+ (\d+)", box.response("APPENDUID")[1][-1]).group(1)))
assert uids == sorted(set(uids))
every = "%d:%d" % (uids[0], uids[-1])
assert ok(box.select("Kept")) == [b"%d" % count]
fetched = [item for item in ok(box.uid("FETCH", every, "(BODY.PEEK[TEXT])")) if isinstance(item, tuple)]
assert [item[1].split(b".")[0] for item in fetched] == [b"number %d" % n for n in range(count)]
ok(box.uid("STORE", every, "+FLAGS.SILENT", r"(\Flagged $Label1)"))
assert ok(box.uid("SEARCH", "FLAGGED", "TEXT", '"number 1."')) == [b"%d" % uids[1]]
ok(box.uid("MOVE", "%d" % uids[0], "Archive"))
ok(box.uid("STORE", "%d" % uids[1], "+FLAGS", r"(\Deleted)"))
ok(box.uid("EXPUNGE", every))
ok(box.unselect())
assert b"MESSAGES %d" % (count - 2) in ok(box.status("Kept", "(MESSAGES)"))[0]
# Before UTF8=ACCEPT: with it, imaplib puts what the literal should be wrapped in into the literal.
ok(box.create("Kept/Gr&APwA3w-e"))
ok(box.append("Kept/Gr&APwA3w-e", None, None, "Subject: Grüße\r\n\r\nStraße\r\n".encode()))
ok(box.enable("UTF8=ACCEPT"))
assert any("Kept/Grüße".encode() in name for name in ok(box.list()))
ok(box.select('"Kept/Grüße"', readonly=True))
assert ok(box.fetch("1", "(BODY[])"))[0][1] == "Subject: Grüße\r\n\r\nStraße\r\n".encode()
assert box.logout()[0] == "BYE"
