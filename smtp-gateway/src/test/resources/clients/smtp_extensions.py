"""Python's smtplib with what extensions add: SMTP_PORT LMTP_PORT."""
import smtplib
import sys
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY


def message(text):
    mail = EmailMessage(policy=SMTP_POLICY.clone(utf8=True))
    mail["From"], mail["To"], mail["Subject"] = "bob@mail.test", "grün@mail.test", "Grüße"
    mail.set_content(text, cte="8bit")
    return mail


def main(port, lmtp_port):
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.ehlo()
        for name in ("smtputf8", "chunking", "binarymime", "dsn", "limits", "8bitmime", "pipelining"):
            assert smtp.has_extn(name), name
        assert smtp.esmtp_features["limits"] == "RCPTMAX=100"
        assert smtp.send_message(message("eins\n.zwei\n")) == {}
        assert smtp.sendmail(
            "bob@mail.test", ["alice@mail.test"], b"Subject: dsn\r\n\r\n",
            ["RET=HDRS", "ENVID=e+2B1"], ["NOTIFY=SUCCESS,FAILURE", "ORCPT=rfc822;alice@mail.test"]) == {}
        assert smtp.mail("bob@mail.test", ["BODY=BINARYMIME"])[0] == 250
        assert smtp.rcpt("alice@mail.test")[0] == 250
        chunk = b"Subject: binary\r\n\r\n" + bytes(range(256)) * 40
        smtp.send(b"BDAT %d\r\n" % len(chunk) + chunk)
        assert smtp.getreply()[0] == 250
        smtp.send(b"BDAT 4 LAST\r\n\0\n\r.")
        assert smtp.getreply()[0] == 250
        try:
            smtp.sendmail("bob@mail.test", ["alice@mail.test"], b"x\r\n", ["REQUIRETLS"])
            raise SystemExit("REQUIRETLS was taken without TLS")
        except smtplib.SMTPSenderRefused as refused:
            assert refused.smtp_code == 555
    with smtplib.LMTP("127.0.0.1", lmtp_port) as lmtp:
        assert lmtp.sendmail("bob@mail.test", ["alice@mail.test"], b"Subject: lmtp\r\n\r\n") == {}


main(int(sys.argv[1]), int(sys.argv[2]))
