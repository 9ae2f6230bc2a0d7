# Prints for each message the digests of its leaves, decoded as Python's email package does it.
import email
import hashlib
import sys

for number in range(int(sys.argv[2])):
    with open("%s/%d.eml" % (sys.argv[1], number), "rb") as file:
        message = email.message_from_bytes(file.read())
    print(" ".join(
        hashlib.sha256(part.get_payload(decode=True)).hexdigest()
        for part in message.walk() if not part.is_multipart()))
