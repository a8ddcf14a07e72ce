"""make_png.py FOLDER OUT COUNT: some pictures of every class folder as PNG, odd sizes among them, so that no two JPEG
decoders stand between the programs that are compared."""

import pathlib
import sys

from PIL import Image

folder, out, count = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
out.mkdir(parents=True)
classes = sorted(path for path in folder.iterdir() if path.is_dir())
for index, path in enumerate(path for name in classes for path in sorted(name.iterdir())[: -(-count // len(classes))]):
    with Image.open(path) as image:
        picture = image.convert("RGB")
        box = (index % 7, index % 5, picture.width - index % 11, picture.height - 3 * (index % 9))
        picture.crop(box).save(out / f"{path.parent.name}-{path.stem}.png")
