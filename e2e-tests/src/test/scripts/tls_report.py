"""Looks for weak TLS at mail ports: tls_report.py [--sslscan-only] CA PORT[/STARTTLS]...

PORT is on 127.0.0.1, STARTTLS is smtp, imap or pop3. Prints what sslscan and testssl.sh say; its status is 1 when there is a protocol below
TLS 1.2, a weak cipher or a finding of high severity. How a certificate of the local authority is revoked is not looked at.
"""
import json, os, re, subprocess, sys, tempfile
import xml.etree.ElementTree as xml

HOST = "127.0.0.1"
# A local authority revokes nothing, and is in no store but the one that was added.
EXCEPTED = ("cert_revocation", "cert_crlDistributionPoints", "cert_ocspURL", "cert_chain_of_trust")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
findings = []


def find(port, text):
    findings.append("%s: %s" % (port, text))


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=900)
    return COLOURS.sub("", done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace"))


def sslscan(name, port, starttls, folder):
    out = os.path.join(folder, "sslscan.xml")
    print(run(["sslscan", "--no-colour", "--xml=" + out]
              + (["--starttls-" + starttls] if starttls else []) + ["%s:%s" % (HOST, port)], folder))
    test = xml.parse(out).getroot().find("ssltest")
    if test is None:
        return find(name, "sslscan could not connect")
    enabled = {"%(type)s%(version)s" % p.attrib for p in test.iter("protocol") if p.get("enabled") == "1"}
    if enabled != {"tls1.2", "tls1.3"}:
        find(name, "protocols are %s" % sorted(enabled))
    ciphers = list(test.iter("cipher"))
    if not ciphers:
        find(name, "no cipher was found")
    for cipher in ciphers:
        if cipher.get("strength") not in ("strong", "acceptable") or int(cipher.get("bits")) < 128:
            find(name, "weak cipher %s" % cipher.get("cipher"))
    for heartbleed in test.iter("heartbleed"):
        if heartbleed.get("vulnerable") != "0":
            find(name, "heartbleed with %s" % heartbleed.get("sslversion"))
    for compression in test.iter("compression"):
        if compression.get("supported") != "0":
            find(name, "compression")
    for group in test.iter("group"):
        if int(group.get("bits")) < 112:
            find(name, "weak group %s" % group.get("name"))


def testssl(name, port, starttls, ca, folder):
    out = os.path.join(folder, "testssl-%s.json" % port)
    print(run(["testssl", "--quiet", "--warnings", "batch", "--color", "0", "--add-ca", ca, "--jsonfile", out]
              + (["-t", starttls] if starttls else []) + ["%s:%s" % (HOST, port)], folder))
    with open(out) as file:
        results = json.load(file)
    if not any(result["id"] == "TLS1_3" for result in results):
        find(name, "testssl.sh did not get to its end")
    for result in results:
        if result["severity"] in ("HIGH", "CRITICAL", "FATAL") and not result["id"].startswith(EXCEPTED):
            find(name, "%(severity)s %(id)s: %(finding)s" % result)


def main(arguments):
    short = "--sslscan-only" in arguments
    ca, *ports = [argument for argument in arguments if argument != "--sslscan-only"]
    ca = os.path.abspath(ca)
    with tempfile.TemporaryDirectory() as folder:
        for name in ports:
            port, _, starttls = name.partition("/")
            print("=== port %s, %s ===\n" % (port, "STARTTLS of " + starttls if starttls else "TLS from the start"))
            sslscan(name, port, starttls, folder)
            if not short:
                testssl(name, port, starttls, ca, folder)
            sys.stdout.flush()
    print("=== %s ===" % ("nothing weak was found" if not findings else "findings"))
    print("\n".join(findings))
    return 1 if findings else 0


sys.exit(main(sys.argv[1:]))
