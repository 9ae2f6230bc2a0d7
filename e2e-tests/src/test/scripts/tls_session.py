"""Python's mail clients over TLS: implicit|starttls CA SMTP-PORT IMAP-PORT POP3-PORT USER PASSWORD TOKEN."""
import imaplib, poplib, smtplib, ssl, sys, time, uuid

how, ca = sys.argv[1:3]
smtp_port, imap_port, pop3_port = map(int, sys.argv[3:6])
user, password, token = sys.argv[6:9]
host = "127.0.0.1"
context = ssl.create_default_context(cafile=ca)
context.minimum_version = ssl.TLSVersion.TLSv1_2
xoauth2 = "user=%s\x01auth=Bearer %s\x01\x01" % (user, token)
body = b"line one\r\n.line two\r\n"


def smtp():
    if how == "implicit":
        return smtplib.SMTP_SSL(host, smtp_port, context=context)
    client = smtplib.SMTP(host, smtp_port)
    client.ehlo()
    assert client.starttls(context=context)[0] == 220
    return client


def imap():
    if how == "implicit":
        return imaplib.IMAP4_SSL(host, imap_port, ssl_context=context)
    client = imaplib.IMAP4(host, imap_port)
    assert client.starttls(ssl_context=context)[0] == "OK"
    return client


def pop3():
    if how == "implicit":
        return poplib.POP3_SSL(host, pop3_port, context=context)
    client = poplib.POP3(host, pop3_port)
    assert "STLS" in client.capa()
    client.stls(context=context)
    return client


def send(subject, login):
    with smtp() as client:
        client.ehlo()
        login(client)
        # With all that submission would add (RFC 6409 section 8).
        message = ("Date: Mon, 30 Nov 2026 10:00:00 +0000\r\nMessage-ID: <%s@client.test>\r\nFrom: <%s>\r\nTo: <%s>\r\nSubject: %s\r\n\r\n" % (
            uuid.uuid4(), user, user, subject)).encode() + body
        assert client.sendmail(user, [user], message) == {}


def by_smtp(mechanism, method):
    def login(client):
        client.user, client.password = user, password
        assert client.auth(mechanism, getattr(client, method))[0] == 235
    return login


subjects = []
for name, login in (
        ("plain", by_smtp("PLAIN", "auth_plain")),
        ("login", by_smtp("LOGIN", "auth_login")),
        ("xoauth2", lambda client: client.auth("XOAUTH2", lambda challenge=None: xoauth2))):
    subjects.append("python %s %s" % (how, name))
    send(subjects[-1], login)

plain = lambda _: ("\0%s\0%s" % (user, password)).encode()
for login in (
        lambda client: client.login(user, password),
        lambda client: client.authenticate("PLAIN", plain),
        lambda client: client.authenticate("XOAUTH2", lambda _: xoauth2.encode())):
    client = imap()
    assert login(client)[0] == "OK"
    end = time.time() + 30
    while True:
        count = int(client.select("INBOX", readonly=True)[1][0])
        messages = [client.fetch(str(i), "(BODY.PEEK[])")[1][0][1] for i in range(1, count + 1)]
        if all(any(b"\r\nSubject: %s\r\n\r\n%s" % (s.encode(), body) in m for m in messages) for s in subjects):
            break
        assert time.time() < end, messages
        time.sleep(0.05)
    assert client.logout()[0] == "BYE"

client = pop3()
client.user(user)
client.pass_(password)
count = client.stat()[0]
assert count == len(messages)
got = [b"\r\n".join(client.retr(i)[1]) + b"\r\n" for i in range(1, count + 1)]
assert sorted(got) == sorted(messages)
client.quit()
