"""Python wheels for the set-up, with the standard library alone.

  wheel.py WHEEL FOLDER PREFIX...   unpack what starts with one of the prefixes, without the headers of nvidia/; the wheel's licences go to licences/
"""

import os
import re
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
        for name in archive.namelist():
            licence = re.fullmatch(r"([\w.]+)-[^/]+\.dist-info/(?:.*/)?((?:licen[cs]e|notice|copying|eula)[^/]*)", name, re.IGNORECASE)
            if licence:
                place = os.path.join(folder, "licences", licence[1])
                os.makedirs(place, exist_ok=True)
                with open(os.path.join(place, licence[2]), "wb") as file:
                    file.write(archive.read(name))
        print(len(wanted))


extract(sys.argv[1], sys.argv[2], sys.argv[3:])
