import sharp from 'sharp';

/** Noise that is smooth in places, so that there are long codes and runs of zeros alike. */
export const drawn = (width: number, height: number, channels: 1 | 3 = 3) =>
  sharp(Uint8Array.from({ length: width * height * channels }, (_, i) => (i % 977 < 500 ? (i * 2_654_435_761) >>> 24 : (i >> 6) & 255)), { raw: { width, height, channels } });

export const turnedJpeg = (orientation: number): Promise<Buffer> => drawn(93, 71).withMetadata({ orientation }).jpeg().toBuffer();

/** JPEG of the kinds that encoders usually write, all whole. */
export const jpegKinds: Readonly<Record<string, () => Promise<Buffer>>> = {
  baseline: () => drawn(93, 71).jpeg({ quality: 70 }).toBuffer(),
  'baseline with tables of its own': () => drawn(93, 71).jpeg({ quality: 95, optimiseCoding: true }).toBuffer(),
  'without subsampling': () => drawn(64, 40).jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer(),
  grey: () => drawn(61, 47, 1).toColourspace('b-w').jpeg().toBuffer(),
  progressive: () => drawn(93, 71).jpeg({ quality: 70, progressive: true }).toBuffer(),
  'progressive, of high quality': () => drawn(90, 65).jpeg({ quality: 98, progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  'progressive, its scans chosen': () => drawn(90, 65).jpeg({ mozjpeg: true }).toBuffer(),
  'progressive and grey': () => drawn(61, 47, 1).toColourspace('b-w').jpeg({ progressive: true }).toBuffer(),
  'with a profile and EXIF': () => drawn(40, 30).withIccProfile('p3').withMetadata({ orientation: 6 }).jpeg().toBuffer(),
};
