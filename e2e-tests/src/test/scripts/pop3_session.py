"""poplib against a running Packetboat: PORT USER PASSWORD; expects at least two messages, deletes the first."""
import poplib, sys

port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]


def login():
    box = poplib.POP3("127.0.0.1", port)
    assert "TOP" in box.capa(), "CAPA"
    box.user(user)
    box.pass_(password)
    return box


box = login()
count, octets = box.stat()
assert count >= 2, count
sizes = [int(line.split()[1]) for line in box.list()[1]]
assert sum(sizes) == octets
uids = [line.split()[1] for line in box.uidl()[1]]
assert len(set(uids)) == count
head = box.top(1, 0)[1]
assert head[0].startswith(b"Return-Path:"), head
lines = box.retr(1)[1]
assert sum(len(line) + 2 for line in lines) == sizes[0]
box.dele(1)
box.rset()
box.dele(1)
box.quit()
box = login()
assert box.stat()[0] == count - 1
assert [line.split()[1] for line in box.uidl()[1]] == uids[1:]
box.quit()
