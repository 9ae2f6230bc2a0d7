"""smtplib against a running Packetboat: PORT RECIPIENT COUNT."""
import smtplib, sys
from email.message import EmailMessage

port, recipient, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with smtplib.SMTP("127.0.0.1", port) as smtp:
    smtp.ehlo()
    for name in ("size", "8bitmime", "pipelining", "enhancedstatuscodes", "smtputf8", "chunking", "binarymime", "dsn"):
        assert smtp.has_extn(name), name
    assert smtp.verify("alice@mail.test")[0] in (250, 252)
    assert smtp.noop()[0] == 250
    assert smtp.help()
    for i in range(count):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "bob@mail.test", recipient, "smtplib %d ä" % i
        message.set_content("Zeile eins\n.Zeile zwei\nGrüße\n")
        message.add_attachment(bytes(range(256)) * 20, maintype="application", subtype="octet-stream", filename="ä.bin")
        assert smtp.send_message(message) == {}
    try:
        smtp.sendmail("bob@mail.test", ["nobody@mail.test"], b"x\r\n")
        raise SystemExit("an unknown recipient was accepted")
    except smtplib.SMTPRecipientsRefused as refused:
        assert refused.recipients["nobody@mail.test"][0] == 550
