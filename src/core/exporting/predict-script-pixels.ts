/** Of `predict.py`: from a picture's file to what the network sees, as `images/` does it. It ends where the next function begins. */
export const pixelsScript = String.raw`def scaled_to_bytes(values, is_float):
    """Whole values above 8 bits and float ones; what has no brightness of its own is refused with its range."""
    least, most = values.min(), values.max()
    if not (least >= 0 and most <= 65535):
        raise ValueError(f"values from {least} to {most}, which have no brightness of their own")
    if is_float and most <= 1:
        return (values * 255 + 0.5).astype(np.uint8)
    return (values if most <= 255 else values / 256).astype(np.uint8)


def transparent_grey(image):
    """The grey that a PNG calls transparent, as its pixels are once they are read; Pillow has it in the bits of the file. None without one."""
    value = image.info.get("transparency")
    if image.format != "PNG" or not isinstance(value, int) or image.mode not in ("L", "I;16"):
        return None
    return value * {"L;2": 85, "L;4": 17}.get(image.tile[0][3], 1)


def to_rgb(image):
    """EXIF orientation applied, 16 bits cut to 8, alpha laid on white; colour profiles are ignored."""
    is_tiff = image.format == "TIFF"
    clear = transparent_grey(image)
    image = ImageOps.exif_transpose(image)
    alpha = None
    if clear is not None:
        alpha = Image.fromarray(np.where(np.asarray(image) == clear, 0, 255).astype(np.uint8))
        del image.info["transparency"]
    if image.mode.startswith("I;16") or (image.mode == "I" and not is_tiff):
        image = Image.fromarray((np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8))
    elif image.mode in ("I", "F"):
        image = Image.fromarray(scaled_to_bytes(np.asarray(image), image.mode == "F"))
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
    if alpha is None:
        return image.convert("RGB")
    white = Image.new("RGB", image.size, (255, 255, 255))
    white.paste(image.convert("RGB"), mask=alpha)
    return white


def resized(image, size, resample):
    """Width first, then height, as Pillow did in one call up to 12; from 13 on it takes tall pictures the other way round, which moves
    pixels by a level."""
    return image.resize((size[0], image.height), resample).resize(size, resample)


def cropped(image, preprocessing, resample):
    """Short side to floor(size / cropPct), centre crop."""
    size = preprocessing["imageSize"]
    short = math.floor(size / preprocessing["cropPct"])
    width, height = image.size
    scaled = (short, int(short * height / width)) if width <= height else (int(short * width / height), short)
    left, top = round((scaled[0] - size) / 2), round((scaled[1] - size) / 2)
    if max(scaled) <= LONG_SIDE:
        return resized(image, scaled, resample).crop((left, top, left + size, top + size))
    across, down = width / scaled[0], height / scaled[1]
    seen = (left * across, 0, min(width, (left + size) * across), height)
    image = image.resize((size, height), resample, box=seen)
    return image.resize((size, size), resample, box=(0, top * down, size, min(height, (top + size) * down)))


def padded(image, preprocessing, resample):
    """The whole picture in the middle of a square of padColor."""
    size = preprocessing["imageSize"]
    width, height = image.size
    inner = (size, max(1, round(height / width * size))) if width > height else (max(1, round(width / height * size)), size)
    square = Image.new("RGB", (size, size), tuple(preprocessing.get("padColor", (0, 0, 0))))
    square.paste(resized(image, inner, resample), (round((size - inner[0]) / 2), round((size - inner[1]) / 2)))
    return square


def squeezed(image, preprocessing, resample):
    """The whole picture, its shape given up."""
    return resized(image, (preprocessing["imageSize"],) * 2, resample)


FITS = {"crop": cropped, "pad": padded, "squeeze": squeezed}


def to_input(image, preprocessing):
    """What the network sees of a picture: float32 [1, 3, size, size], RGB 0..255."""
    image = FITS[preprocessing.get("fit", "crop")](image, preprocessing, FILTERS[preprocessing["interpolation"]])
    return np.asarray(image, dtype=np.float32).transpose(2, 0, 1)[None]


def read_picture(file, preprocessing):
    reason = why_not_read(file)
    if reason is not None:
        raise ValueError(reason)
    Image.init()
    # Pillow knows formats whose decoders start other programs; only those that Graft reads are tried.
    with Image.open(file, formats=[name for name in DECODERS if name in Image.OPEN]) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError(f"{image.width} x {image.height} pixels; predict.py reads up to {MOST_PIXELS // 10**6} megapixels, graft predict more")
        return to_input(to_rgb(image), preprocessing)


`;
