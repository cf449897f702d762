"""Usage: python scripts/producers/python.py FOLDER COUNT

Honest resumes by python-docx, reportlab and pikepdf (qpdf), and what Word Online, Word's templates, phones and printers make of
documents: the same parts under other names, a link to a template on the own disk, bytes before and behind.
"""

import io
import re
import sys
import zipfile
from pathlib import Path

folder, count = Path(sys.argv[1]), int(sys.argv[2])
here = Path(__file__).parent
# The same people as the other producers have.
people = re.findall(r'^  \["((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)", "([^"]*)"\]', (here / "people.mjs").read_text("utf-8"), re.M)
made = {}
TEMPLATES = [
    r"file:///C:\Users\ada\AppData\Roaming\Microsoft\Templates\CV.dotx",
    r"C:\Program%20Files\Templates\CV.dotx",
    "file:////Users/ada/Library/Group%20Containers/CV.dotx",
    "file://localhost/Users/ada/CV.dotm",
    "/Users/ada/CV.dotx",
    "Macintosh%20HD:Users:ada:Normal.dotm",
    "Normal.dotm",
]


def write(producer, number, name, data):
    (folder / f"{producer} {number:03d} {name}").write_bytes(data)
    made[producer] = made.get(producer, 0) + 1


def share(parts):
    return max(1, count // parts)


def word(person, title, says, number):
    import docx

    document = docx.Document()
    document.add_heading(person, 0)
    document.add_paragraph(title)
    for year in range(1 + number % 9):
        document.add_paragraph(f"{2026 - year}: {says}", style="List Bullet")
    if number % 3 == 0:
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).text = "DDEAUTO and /JavaScript are words that I know"
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def sheet(person, number, **options):
    from reportlab.lib import pdfencrypt
    from reportlab.pdfgen import canvas

    data = io.BytesIO()
    lock = pdfencrypt.StandardEncryption("", ownerPassword="owner", strength=options["strength"]) if options.get("strength") else None
    page = canvas.Canvas(data, encrypt=lock)
    page.setTitle(person)
    page.drawString(72, 720, f"Resume {number}")
    page.linkURL("https://example.org", (72, 700, 200, 720))
    if number % 4 == 1:
        page.acroForm.textfield(name="phone", x=72, y=600)
    page.save()
    return data.getvalue()


def repack(data, change):
    """A ZIP whose parts `change` renames, alters or adds to."""
    parts = [(info.filename, zipfile.ZipFile(io.BytesIO(data)).read(info)) for info in zipfile.ZipFile(io.BytesIO(data)).infolist()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in change(parts):
            archive.writestr(name, part)
    return out.getvalue()


def online(main):
    """As Word Online names the main part, with what Office 365 leaves behind."""

    def change(parts):
        yield "[trash]/0000.dat", b"\0" * 64
        for name, part in parts:
            if name.endswith((".rels", ".xml")) and "document.xml" not in name:
                part = part.replace(b"word/document.xml", f"word/{main}.xml".encode())
            yield name.replace("document.xml", f"{main}.xml"), part

    return change


def template(target):
    relation = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )
    return lambda parts: [*parts, ("word/_rels/settings.xml.rels", relation.encode())]


def documents():
    for number in range(share(5)):
        person, title, says, name = people[number % len(people)]
        data = word(person, title, says, number)
        write("python-docx", number, f"{name}.docx", data)
        write("word-online", number, f"{name}.docx", repack(data, online(["document2", "document22"][number % 2])))
        write("template", number, f"{name}.docx", repack(data, template(TEMPLATES[number % len(TEMPLATES)])))
        renamed = [f"{name}.doc", "document", f"{1000012345 + number}", f"{name}. CV"]
        write("phone", number, renamed[number % 4], data)
        if number % 3 == 0:
            write("appended", number, f"{name}.docx", data + b"\r\n" * (number + 1))


def sheets():
    for number in range(share(6)):
        person, _, _, name = people[number % len(people)]
        data = sheet(person, number, strength=[None, 40, 128, 256][number % 4])
        write("reportlab", number, f"{name}.pdf", data)
        before = [b"\xef\xbb\xbf", b"\r\n", b"This file was printed by Example Printer 10.02\nCopyright Example\n", b"%!PS\n%%[ Page: 1 ]%%\n"]
        write("printer", number, f"{name}.pdf", before[number % 4] + data)


def qpdf():
    import pikepdf

    for number in range(share(6)):
        person, _, _, name = people[number % len(people)]
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(sheet(person, number))) as pdf:
            if number % 5 == 4:
                pdf.attachments["works.zip"] = b"PK\x05\x06 attached"
            locks = [{}, {"R": 2, "aes": False, "metadata": False}, {"R": 3, "aes": False, "metadata": False}, {"R": 4, "aes": False, "metadata": False}, {"R": 4}, {"R": 6}]
            lock = locks[number % len(locks)]
            options = {"encryption": pikepdf.Encryption(user="", owner="owner", **lock)} if lock else {}
            streams = [pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable][number % 2 if not lock else 0]
            pdf.save(out, object_stream_mode=streams, linearize=number % 3 == 0, **options)
        write("qpdf", number, f"{name}.pdf", out.getvalue())


def texts():
    for number in range(share(10)):
        person, title, says, name = people[number % len(people)]
        text = f"{person}\n{title}\n{says}\n"
        encodings = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r"]
        write("text", number, f"{name}.txt", text.encode(encodings[number % len(encodings)], "replace"))
    for number, start in enumerate([b"PK Sharma\nEngineer\n", b"MZ Khan\nEngineer\n"]):
        write("text", 900 + number, "cv.txt", start)


for producer in (documents, sheets, qpdf, texts):
    try:
        producer()
    except ImportError as error:
        print(f"skipped: {producer.__name__} ({error})", file=sys.stderr)
print(", ".join(f"{name}: {n}" for name, n in made.items()))
