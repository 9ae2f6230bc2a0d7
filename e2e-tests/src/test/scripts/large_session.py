"""smtplib sends a file as it is: PORT implicit|starttls MECHANISM CA USER PASSWORD FILE."""
import smtplib, ssl, sys

port, how, mechanism, ca, user, password, file = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
if how == "implicit":
    client = smtplib.SMTP_SSL("127.0.0.1", int(port), context=context)
else:
    client = smtplib.SMTP("127.0.0.1", int(port))
    client.starttls(context=context)
with client, open(file, "rb") as message:
    client.ehlo()
    client.user, client.password = user, password
    assert client.auth(mechanism, {"PLAIN": client.auth_plain, "LOGIN": client.auth_login}[mechanism])[0] == 235
    assert client.sendmail(user, [user], message.read()) == {}
