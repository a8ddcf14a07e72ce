"""Python wheels for the set-up, with the standard library alone.

  wheel.py WHEEL FOLDER PREFIX...   unpack what starts with one of the prefixes, without the headers of nvidia/
"""

import sys
import zipfile


def extract(wheel, folder, prefixes):
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(tuple(prefixes))]
        wanted = [name for name in names if not (name.startswith("nvidia/") and "/include/" in name)]
        archive.extractall(folder, wanted)
        print(len(wanted))


extract(sys.argv[1], sys.argv[2], sys.argv[3:])
