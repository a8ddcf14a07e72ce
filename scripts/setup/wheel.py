"""Python wheels for the set-up, with the standard library alone.

  wheel.py WHEEL FOLDER PREFIX...   unpack what starts with one of the prefixes, without the headers of nvidia/
"""

import os
import sys
import zipfile


def extract(wheel, folder, prefixes):
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(tuple(prefixes))]
        wanted = [name for name in names if not (name.startswith("nvidia/") and "/include/" in name)]
        archive.extractall(folder, wanted)
        for name in wanted:
            mode = archive.getinfo(name).external_attr >> 16
            if mode & 0o111 and not name.endswith("/"):
                os.chmod(os.path.join(folder, name), mode & 0o777)  # zipfile leaves it out, and TensorFlow runs NVIDIA's ptxas
        print(len(wanted))


extract(sys.argv[1], sys.argv[2], sys.argv[3:])
