import sharp from 'sharp';

export interface HostilePicture {
  readonly name: string;
  readonly bytes: Buffer;
  /** What it is refused with. */
  readonly reason: RegExp;
}

const small = (channels: 3 | 4 = 3) => sharp({ create: { width: 16, height: 16, channels, background: { r: 9, g: 9, b: 9, alpha: 1 } } });

/** A JPEG with other sizes in its frame header. */
function claimingJpeg(jpeg: Buffer, width: number, height: number): Buffer {
  const at = jpeg.findIndex((byte, i) => byte === 0xff && (jpeg[i + 1] === 0xc0 || jpeg[i + 1] === 0xc2));
  const out = Buffer.from(jpeg);
  out.writeUInt16BE(height, at + 5);
  out.writeUInt16BE(width, at + 7);
  return out;
}

/** A PNG with other sizes in its header, the checksum right. */
function claimingPng(png: Buffer, width: number, height: number): Buffer {
  const out = Buffer.from(png);
  out.writeUInt32BE(width, 16);
  out.writeUInt32BE(height, 20);
  let crc = ~0;
  for (const value of out.subarray(12, 29)) {
    crc ^= value;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  out.writeUInt32BE(~crc >>> 0, 29);
  return out;
}

function claimingGif(gif: Buffer, width: number, height: number): Buffer {
  const out = Buffer.from(gif);
  out.writeUInt16LE(width, 6);
  out.writeUInt16LE(height, 8);
  const frame = out.indexOf(Buffer.of(0x2c, 0, 0, 0, 0));
  out.writeUInt16LE(width, frame + 5);
  out.writeUInt16LE(height, frame + 7);
  return out;
}

function runBmp(width: number, height: number): Buffer {
  const out = Buffer.alloc(14 + 40 + 1024 + 2);
  out.write('BM');
  out.writeUInt32LE(14 + 40 + 1024, 10);
  out.writeUInt32LE(40, 14);
  out.writeInt32LE(width, 18);
  out.writeInt32LE(height, 22);
  out.writeUInt16LE(1, 26);
  out.writeUInt16LE(8, 28);
  out.writeUInt32LE(1, 30);
  out.writeUInt16LE(0x0100, 14 + 40 + 1024);
  return out;
}

/** Few bytes that claim a great picture, in every format where a header can lie; all of them at most some kilobytes. */
export async function hostilePictures(): Promise<HostilePicture[]> {
  const cannotHold = /cannot hold/;
  const progressive = await small().jpeg({ progressive: true }).toBuffer();
  return [
    { name: 'a progressive JPEG of a few bytes that claims 26,000 x 26,000', bytes: claimingJpeg(progressive, 26_000, 26_000), reason: cannotHold },
    { name: 'a baseline JPEG that claims 26,000 x 26,000', bytes: claimingJpeg(await small().jpeg().toBuffer(), 26_000, 26_000), reason: cannotHold },
    { name: 'a JPEG that claims 65,500 x 65,500', bytes: claimingJpeg(progressive, 65_500, 65_500), reason: /4290 megapixels/ },
    { name: 'an interlaced PNG', bytes: claimingPng(await small(4).png({ progressive: true }).toBuffer(), 25_000, 25_000), reason: cannotHold },
    { name: 'a PNG', bytes: claimingPng(await small().png().toBuffer(), 25_000, 25_000), reason: cannotHold },
    { name: 'a GIF', bytes: claimingGif(await small().gif().toBuffer(), 18_000, 18_000), reason: cannotHold },
    { name: 'a BMP of runs that ends at once', bytes: runBmp(26_000, 26_000), reason: cannotHold },
    { name: 'a plain PPM', bytes: Buffer.from('P3 26000 26000 255\n1 2 3'), reason: cannotHold },
    {
      name: 'a WebP of one colour, 16,383 x 16,383',
      bytes: await sharp({ create: { width: 16_383, height: 16_383, channels: 3, background: '#123' }, limitInputPixels: false })
        .webp({ lossless: true, effort: 0 })
        .toBuffer(),
      reason: /would hold 2\.2 GB of memory, more than the 1\.5 GB/,
    },
  ];
}
