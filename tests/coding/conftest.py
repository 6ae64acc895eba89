"""Documents made on the spot, small enough to read."""

import struct
import zlib

import pytest

FA = "شورای شهر برنامهٔ روابط بین‌الملل را تصویب کرد. این برنامه برای همکاری با دانشگاه‌ها و شهرهای دیگر است و هر سال در گزارشی به مردم عرضه می‌شود."
EN = "The council adopted the international plan of the city. It is for work with universities and with other cities, and a report on it is given to the public each year."


@pytest.fixture(scope="session")
def fonts():
    from importlib.resources import files

    return str(files("proxenia").joinpath("data", "fonts"))


def png(width, height):
    rows = b"".join(b"\0" + bytes((x * y) % 251 for x in range(width)) for y in range(height))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    out = b"\x89PNG\r\n\x1a\n"
    for kind, data in chunks:
        out += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return out


@pytest.fixture(scope="session")
def make_pdf(tmp_path_factory, fonts):
    import typst

    folder = tmp_path_factory.mktemp("pdf")
    (folder / "scan.png").write_bytes(png(300, 420))

    def make(name, *pages):
        source = folder / f"{name}.typ"
        body = "\n#pagebreak()\n".join(pages)
        source.write_text(
            f'#set page(width: 160mm, height: 220mm)\n#set text(font: "Vazirmatn")\n{body}', encoding="utf-8"
        )
        target = folder / f"{name}.pdf"
        typst.compile(str(source), output=str(target), font_paths=[fonts])
        return target

    return make


def rtl(text):
    return f'#set text(lang: "fa", dir: rtl)\n{text}\n#set text(lang: "en", dir: ltr)'


@pytest.fixture(scope="session")
def mixed_pdf(make_pdf):
    return make_pdf("mixed", EN, rtl(FA), '#image("scan.png", width: 100%)', "")


@pytest.fixture(scope="session")
def texts():
    return {"en": EN, "fa": FA}
