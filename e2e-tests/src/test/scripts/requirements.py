"""Lists where RFCs demand something, for the pages of conformance: number, section, title, and how often the section itself says
MUST, SHALL or REQUIRED, and SHOULD or RECOMMENDED (BCP 14), tabs between them. Reads the texts as the RFC editor publishes them.

usage: requirements.py DIRECTORY NUMBER... > FILE
"""
import re
import sys

HEADING = re.compile(r"^(\d+(?:\.\d+)*)\.? +(\S.*\S|\S)$")
STRICT = re.compile(r"\b(?:MUST|SHALL|REQUIRED)\b")
ADVISED = re.compile(r"\b(?:SHOULD|RECOMMENDED)\b")
PAGE = re.compile(r"^(?:\S.*\[Page \d+\]|RFC \d+ .*)$")
# What these words mean, and what is asked of people, not of servers.
ASIDE = re.compile(r"notation|conventions|terminology|requirements language|iana|references|acknowledg|table of contents", re.I)


def sections(text):
    """Yields section, title and own lines, in order; without what comes before the first one and behind the last."""
    current, title, lines = None, "", []
    last = (0,)
    for line in text.replace("\f", "\n").split("\n"):
        line = line.rstrip()
        if PAGE.match(line):
            continue
        heading = HEADING.match(line)
        if heading and ". . ." not in line and "..." not in line:
            number = tuple(int(part) for part in heading.group(1).split("."))
            if follows(last, number):
                if current:
                    yield current, title, lines
                current, title, lines, last = heading.group(1), heading.group(2), [], number
                continue
        if re.match(r"^(?:Appendix|Author|Authors|Editor)", line):
            if current:
                yield current, title, lines
            current = None
        lines.append(line)
    if current:
        yield current, title, lines


def follows(last, number):
    """Whether a section may come after another one: its first child, or the next on its level or on one above."""
    if number == last + (1,):
        return True
    return any(number == last[:depth] + (last[depth] + 1,) for depth in range(len(last)))


def main(directory, numbers):
    for number in numbers:
        with open(f"{directory}/rfc{number}.txt", encoding="utf-8", errors="replace") as file:
            text = file.read()
        skipped = None
        for section, title, lines in sections(text):
            if skipped and section.startswith(skipped + "."):
                continue
            skipped = section if ASIDE.search(title) else None
            if skipped:
                continue
            own = "\n".join(lines)
            strict, advised = len(STRICT.findall(own)), len(ADVISED.findall(own))
            if strict or advised:
                print(number, section, title, strict, advised, sep="\t")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
