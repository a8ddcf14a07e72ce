"""Python wheels for the set-up, with the standard library alone.

  wheel.py extract WHEEL FOLDER PREFIX...   unpack what starts with one of the prefixes, without the headers of nvidia/
  wheel.py requirements WHEEL EXTRA         print the requirements that belong to an extra, one a line
"""

import sys
import zipfile


def extract(wheel, folder, prefixes):
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(tuple(prefixes))]
        wanted = [name for name in names if not (name.startswith("nvidia/") and "/include/" in name)]
        archive.extractall(folder, wanted)
        print(len(wanted))


def requirements(wheel, extra):
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode().splitlines()
    for line in lines:
        requirement, _, marker = line.removeprefix("Requires-Dist: ").partition(";")
        if line.startswith("Requires-Dist: ") and marker.strip() == f'extra == "{extra}"':
            print(requirement.strip())


if sys.argv[1] == "extract":
    extract(sys.argv[2], sys.argv[3], sys.argv[4:])
else:
    requirements(sys.argv[2], sys.argv[3])
