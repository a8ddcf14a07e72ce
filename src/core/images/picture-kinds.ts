import type { SaidValues } from '../../shared/said.ts';
import type { Fault } from './bad-image.ts';

/** Formats whose pixels are read, in the order they are named to people. */
const imageFormats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'bmp', 'avif', 'pnm'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** For lists in sentences: what this program reads. */
export const readNames = 'JPEG, PNG, WebP, GIF, TIFF, BMP, AVIF or PNM';

/** What a person can do with a picture that is not read. */
export const advices = {
  convert: 'save it as JPEG or PNG',
  draw: 'export it as PNG, as large as it is to be seen',
  range: 'save it as PNG of 8 or 16 bits, with the range of values that is to be seen',
  develop: 'its JPEG is used where one lies in the folder; else develop it and save it as JPEG',
  phone: 'save it as JPEG (an iPhone takes JPEG after Settings, Camera, Formats, Most Compatible)',
  frames: 'save frames of it as pictures',
  pages: 'save its pages as pictures',
  microscope: 'export it as TIFF or PNG',
  tiles: 'cut it into tiles and save those',
} as const;

interface Marks {
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /** Regular expressions (`s` flag, JavaScript's and Python's alike) over the first 512 bytes as Latin-1; the content goes before the name. */
  readonly signature?: string;
}

export interface ReadKind extends Marks {
  readonly format: ImageFormat;
}

export interface UnreadKind extends Marks {
  /** To follow "this is". */
  readonly name: string;
  /** What a person can do with it: a row of {@link advices}. */
  readonly advice: keyof typeof advices;
  /** Its content may be a TIFF, whose first picture is but a thumbnail: here the name counts. */
  readonly isRaw?: true;
}

export const readKinds: readonly ReadKind[] = [
  { format: 'jpeg', extensions: ['jpg', 'jpeg', 'jpe', 'jfif', 'jif', 'pjpeg', 'pjp', 'mpo'], signature: '^\\xff\\xd8\\xff(?!\\xf7)' },
  { format: 'png', extensions: ['png', 'apng'], signature: '^\\x89PNG\\r\\n\\x1a\\n' },
  { format: 'webp', extensions: ['webp'], signature: '^RIFF....WEBP' },
  { format: 'gif', extensions: ['gif'], signature: '^GIF8[79]a' },
  { format: 'tiff', extensions: ['tif', 'tiff'], signature: '^(?:II[*+]\\x00(?!....CR)|MM\\x00[*+])' },
  // Two letters are too little to take a text that begins with "BM" for a broken picture.
  {
    format: 'bmp',
    extensions: ['bmp', 'dib'],
    signature: '^BM(?:....\\x00\\x00\\x00\\x00|.{12}[\\x0c\\x28\\x34\\x38\\x40\\x6c\\x7c]\\x00\\x00\\x00)',
  },
  { format: 'avif', extensions: ['avif', 'avifs'], signature: '^....ftyp(?:avi[fs]|.{4}.{4}(?:[ -~]{4}){0,20}avi[fs])' },
  {
    format: 'pnm',
    extensions: ['pnm', 'pbm', 'pgm', 'ppm', 'pam'],
    signature: '^P(?:[1-6](?:\\s|#[^\\r\\n]*[\\r\\n])+\\d|7\\s+(?:#|WIDTH|HEIGHT|DEPTH|MAXVAL|TUPLTYPE))',
  },
];

const raw = (name: string, extensions: readonly string[], signature?: string): UnreadKind => ({
  name: `a camera raw file of ${name}`,
  advice: 'develop',
  extensions,
  isRaw: true,
  ...(signature === undefined ? {} : { signature }),
});

/** What people keep among their pictures and this program does not read; it is named to them, never passed over. */
export const unreadKinds: readonly UnreadKind[] = [
  raw('Canon', ['cr2', 'crw'], '^II(?:\\*\\x00....CR|\\x1a\\x00\\x00\\x00HEAPCCDR)'),
  raw('Canon (CR3)', ['cr3'], '^....ftypcrx '),
  {
    name: 'a HEIC picture',
    advice: 'phone',
    extensions: ['heic', 'heif', 'hif', 'heics', 'heifs', 'avci', 'avcs'],
    signature: '^....ftyp(?:(?:hei[cxms]|hev[cxms]|mi[fs]1|avc[is]|msf1)|.{4}.{4}(?:[ -~]{4}){0,20}(?:hei[cxms]|mif1))',
  },
  raw('Fujifilm', ['raf'], '^FUJIFILMCCD-RAW'),
  raw('Olympus', ['orf', 'ori'], '^(?:IIR[OS]|MMOR)'),
  raw('Panasonic or Leica', ['rw2', 'rwl', 'raw'], '^IIU\\x00'),
  raw('Sigma', ['x3f'], '^FOVb'),
  raw('Minolta', ['mrw'], '^\\x00MRM'),
  raw('Nikon', ['nef', 'nrw']),
  raw('Sony', ['arw', 'srf', 'sr2']),
  raw('Adobe (DNG)', ['dng']),
  raw('Pentax', ['pef', 'ptx']),
  raw('Samsung', ['srw']),
  raw('Kodak', ['dcr', 'kdc', 'k25']),
  raw('Hasselblad, Phase One, Leaf or Mamiya', ['3fr', 'fff', 'iiq', 'mos', 'mef', 'cap', 'eip']),
  raw('Epson, GoPro, Casio or Arri', ['erf', 'gpr', 'bay', 'ari']),
  { name: 'a JPEG XL picture', advice: 'convert', extensions: ['jxl'], signature: '^(?:\\xff\\x0a|\\x00\\x00\\x00\\x0cJXL )' },
  {
    name: 'a JPEG 2000 picture',
    advice: 'convert',
    extensions: ['jp2', 'j2k', 'j2c', 'jpc', 'jpf', 'jpx', 'jpm', 'jph', 'jhc'],
    signature: '^(?:\\x00\\x00\\x00\\x0cjP  |\\xff\\x4f\\xff\\x51)',
  },
  { name: 'a JPEG-LS picture', advice: 'convert', extensions: ['jls'], signature: '^\\xff\\xd8\\xff\\xf7' },
  { name: 'a JPEG XR picture', advice: 'convert', extensions: ['jxr', 'wdp', 'hdp'], signature: '^II\\xbc' },
  { name: 'a Photoshop document', advice: 'convert', extensions: ['psd', 'psb'], signature: '^8BPS' },
  { name: 'a GIMP document', advice: 'convert', extensions: ['xcf'], signature: '^gimp xcf' },
  { name: 'an OpenRaster or Krita document', advice: 'convert', extensions: ['ora', 'kra'] },
  { name: 'an OpenEXR picture', advice: 'range', extensions: ['exr'], signature: '^v/1\\x01' },
  { name: 'a Radiance HDR picture', advice: 'range', extensions: ['hdr', 'rgbe'], signature: '^#\\?(?:RADIANCE|RGBE)' },
  { name: 'a PFM picture of float values', advice: 'range', extensions: ['pfm'], signature: '^P[Ff]\\s' },
  { name: 'a DICOM picture', advice: 'range', extensions: ['dcm', 'dicom'], signature: '^.{128}DICM' },
  { name: 'a FITS picture', advice: 'range', extensions: ['fits', 'fit', 'fts'], signature: '^SIMPLE  =' },
  { name: 'a NIfTI volume', advice: 'range', extensions: ['nii'] },
  { name: 'a microscope picture', advice: 'microscope', extensions: ['czi', 'lif', 'nd2', 'oib', 'oif', 'vsi'], signature: '^ZISRAWFILE' },
  { name: 'a whole-slide picture', advice: 'tiles', extensions: ['svs', 'ndpi', 'mrxs', 'scn', 'bif'] },
  { name: 'an icon file', advice: 'convert', extensions: ['ico', 'cur', 'icns'], signature: '^(?:\\x00\\x00\\x01\\x00[\\x01-\\xff]\\x00|icns)' },
  { name: 'a Targa picture', advice: 'convert', extensions: ['tga', 'icb', 'vda', 'vst'] },
  { name: 'a PCX picture', advice: 'convert', extensions: ['pcx', 'dcx'], signature: '^\\x0a[\\x00-\\x05]\\x01[\\x01\\x02\\x04\\x08]' },
  { name: 'a DirectDraw texture', advice: 'convert', extensions: ['dds'], signature: '^DDS ' },
  { name: 'a KTX texture', advice: 'convert', extensions: ['ktx', 'ktx2'], signature: '^\\xabKTX' },
  { name: 'an SGI picture', advice: 'convert', extensions: ['sgi', 'rgb', 'rgba', 'bw'], signature: '^\\x01\\xda[\\x00\\x01][\\x01\\x02]' },
  { name: 'a Sun raster picture', advice: 'convert', extensions: ['ras', 'sun'], signature: '^\\x59\\xa6\\x6a\\x95' },
  { name: 'a PICT picture', advice: 'convert', extensions: ['pict', 'pct'] },
  { name: 'an XPM or XBM picture', advice: 'convert', extensions: ['xpm', 'xbm'], signature: '^(?:/\\* XPM|#define \\w{1,60}_width \\d)' },
  { name: 'a QOI picture', advice: 'convert', extensions: ['qoi'], signature: '^qoif' },
  { name: 'a FLIF picture', advice: 'convert', extensions: ['flif'], signature: '^FLIF' },
  { name: 'a BPG picture', advice: 'convert', extensions: ['bpg'], signature: '^BPG\\xfb' },
  { name: 'a Farbfeld picture', advice: 'convert', extensions: ['ff'], signature: '^farbfeld' },
  { name: 'an MNG or JNG picture', advice: 'convert', extensions: ['mng', 'jng'], signature: '^(?:\\x8aMNG|\\x8bJNG)' },
  { name: 'a DjVu document', advice: 'pages', extensions: ['djvu', 'djv'], signature: '^AT&TFORM' },
  { name: 'a PDF document', advice: 'pages', extensions: ['pdf'], signature: '^%PDF' },
  { name: 'a PostScript drawing', advice: 'draw', extensions: ['eps', 'ps', 'ai'], signature: '^(?:%!PS|\\xc5\\xd0\\xd3\\xc6)' },
  { name: 'a Windows metafile', advice: 'draw', extensions: ['wmf', 'emf'], signature: '^(?:\\xd7\\xcd\\xc6\\x9a|\\x01\\x00\\x00\\x00.{36} EMF)' },
  {
    name: 'an SVG drawing',
    advice: 'draw',
    extensions: ['svg', 'svgz'],
    signature: '^(?:\\xef\\xbb\\xbf)?\\s*(?:<\\?xml[^>]*>\\s*)?(?:<!--.{0,400}?-->\\s*)*(?:<!(?:DOCTYPE|doctype) svg|<svg)',
  },
  {
    name: 'a video',
    advice: 'frames',
    extensions: ['mp4', 'm4v', 'mov', 'avi', 'mkv', 'webm', 'mpg', 'mpeg', 'wmv', 'flv', '3gp', 'mts', 'm2ts', 'ogv'],
    signature:
      '^(?:....ftyp|....(?:moov|mdat|wide|free|skip)|\\x1aE\\xdf\\xa3|RIFF....AVI |\\x00\\x00\\x01[\\xb3\\xba]|FLV\\x01|\\x30\\x26\\xb2\\x75\\x8e\\x66)',
  },
];

const byExtension = new Map<string, ReadKind | UnreadKind>();
for (const kind of [...readKinds, ...unreadKinds]) for (const extension of kind.extensions) byExtension.set(extension, kind);

/** The kind of picture that a file's name promises. */
export const kindByName = (name: string): ReadKind | UnreadKind | undefined =>
  byExtension.get(/\.([^./\\]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '');

/** Whether a name promises a picture that is read. */
export function hasReadExtension(name: string): boolean {
  const kind = kindByName(name);
  return kind !== undefined && 'format' in kind;
}

/** Why a file of an unread kind is left out, and what to do. */
export const unreadReason = ({ name, advice }: Pick<UnreadKind, 'name' | 'advice'>): string => `${name}, which is not read here: ${advices[advice]}`;

/** Its name as a word of the window's languages: "a HEIC picture" -> heic-picture. */
const unreadWord = ({ name }: Pick<UnreadKind, 'name'>): string => name.replace(/^an? /, '').replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();

const cameraRaw = 'a camera raw file of ';

/** The same with what the window says it by. */
export function unreadFault(kind: Pick<UnreadKind, 'name' | 'advice'>): Fault {
  const values: SaidValues = kind.name.startsWith(cameraRaw)
    ? { kind: 'camera-raw', maker: kind.name.slice(cameraRaw.length) }
    : { kind: 'unread', what: unreadWord(kind), advice: kind.advice };
  return { reason: unreadReason(kind), values };
}
