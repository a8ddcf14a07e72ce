// What names of pictures say of what belongs together. The rules are those of test/golden/groups.json, whose 50 lists are held in the test.

const numbered = /[ _-]*\(\d{1,4}\)$/;
const copyMarks = [
  /[ _-]+(copy|kopie|copie)[ _-]*\d*$/,
  /[ _-]+(aug|augmented|rot|rotated|flip|hflip|vflip|mirror|mirrored)[ _-]*\d*$/,
  /[ _-]+(crop|bright|dark|blur|noise)[ _-]*\d+$/,
  /\.rf\.[0-9a-f]{32}$/,
];
const carrierWords =
  'patient|subject|subj|sub|case|person|participant|donor|animal|individual|specimen|sample|plot|site|farm|station|location|loc|' +
  'video|vid|clip|movie|seq|sequence|scene|shot|cam|camera|slide|wsi|scan|series|study|hospital|center|centre';
/** What a picture may simply show, too: carriers only as the first word. */
const thingWords = 'tree|plant|cow|pig|mouse|eye|tooth|house|object|obj|item';
const number = String.raw`[ _.#-]*(\d{1,8}|[a-z](?![a-z]))(?=$|[^0-9a-z]|[a-z_-])`;
const carrier = new RegExp(`(?<![a-z])(${carrierWords})${number}`);
const thing = new RegExp(`^(${thingWords})${number}`);
const shortCarrier = /^(p|s|pt|id|c|v)[ _-]?(\d{1,6})[ _-]+(?:[a-z]{0,8}[ _-]?)\d{1,6}(?!\d)/;
const cameraName =
  /^(img|imag|image|dsc|dscn|dscf|dcim|pic|pict|picture|photo|foto|pxl|p|mvimg|sam|gopr|gh|dji|wp|cimg|hpim|frame|screenshot|whatsapp image)?[ _.-]*(e|bracketed)?$/;
const batchName = /^(batch|part|set|fold|train|val|valid|test|page|download|dl|google|bing|flickr|web|scrape|chunk|split|class|label)[ _.-]*\d*$/;
const date = /(19|20)\d\d[ _.-]?(0[1-9]|1[0-2])[ _.-]?(0[1-9]|[12]\d|3[01])/;
const time = /([01]\d|2[0-3])[ _.:h-]?[0-5]\d[ _.:m-]?[0-5]\d\d{0,3}/;
const everywhere = (pattern: RegExp): RegExp => new RegExp(pattern.source, 'g');

/** The name of a file, small, without folders and ending; Roboflow's mark stays. */
export function baseName(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return /\.rf\.[0-9a-f]{32}$/.test(base) ? base : base.replace(/\.[a-z0-9]{2,5}$/, '');
}

/** The name without its class, alone or as a first word, and without picture sizes. */
function plain(name: string, className: string): string {
  const rest = name.replaceAll(/\d{2,5}x\d{2,5}/g, '');
  const own = className.toLowerCase();
  const goesOn = /^[a-z]/.test(rest.slice(own.length));
  return rest.startsWith(own) && !goesOn ? rest.slice(own.length).replace(/^[ _.-]*/, '') : rest;
}

/** The name without its marks of a copy. "(3)" is one only beside a file without it: a bulk rename numbers unrelated files so. */
export function withoutCopyMarks(name: string, className: string, exists: (name: string) => boolean): string {
  for (;;) {
    let shorter = name.replace(numbered, '');
    if (!exists(shorter)) shorter = name;
    for (const mark of copyMarks) shorter = shorter.replace(mark, '');
    const rest = plain(shorter, className);
    if (shorter === name || rest === '' || cameraName.test(rest) || batchName.test(rest)) return name;
    name = shorter;
  }
}

const withoutZeros = (digits: string): string => digits.replace(/^0+/, '') || '0';

/** A word for a carrier with its number or letter, or p12_ and the like where another number follows; null without. */
export function carrierOf(base: string, className: string): string | null {
  const name = plain(base, className);
  const word = carrier.exec(name) ?? thing.exec(name);
  if (word) return `${word[1]} ${withoutZeros(word[2]!)}`;
  const short = shortCarrier.exec(name);
  return short && !new RegExp(`^(?:${date.source})`).test(short[2]!) ? `${short[1]} ${withoutZeros(short[2]!)}` : null;
}

/** What stands before a last number or letter, where it has a number itself: leaf12 of leaf12_1. A head of digits counts within its class. */
export function stemOf(base: string, className: string): string | null {
  const name = plain(base, className);
  const match = /^(.*\d.*?)[ _.-]+(?:[a-z]{1,8}[ _.-]?)?(\d{1,6})$/.exec(name) ?? /^(.*\d)[ _.-]?([a-h])$/.exec(name);
  const head = match ? match[1]!.replaceAll(/^[ _.-]+|[ _.-]+$/g, '') : '';
  if (!isGoodHead(head) || isOpaque(name)) return null;
  return /^\d+$/.test(head) ? `${className}/${head}` : head;
}

/** It has a number that is no date, time, year, batch or folder of a camera. */
function isGoodHead(head: string): boolean {
  const undated = date.test(head) ? head.replaceAll(everywhere(date), '').replaceAll(everywhere(time), '') : head;
  const rest = undated.replace(/^(19|20)\d\d$/, '');
  if (!/\d/.test(rest) || batchName.test(rest)) return false;
  return !/^1\d\d$/.test(rest) && !cameraName.test(rest);
}

const plainFolder = /^(images|imgs|pictures|pics|photos|fotos|bilder|jpe?gs?|pngs?|raw|originals?|data|crops?|\d+|1\d\d[a-z_].*)$/;

/** What many a folder is called whatever lies in it: a number, a batch, a camera's own ("100CANON"), "images". */
export function isPlainFolder(name: string): boolean {
  const small = name.trim().toLowerCase();
  return plainFolder.test(small) || cameraName.test(small) || batchName.test(small);
}

/** A hash or UUID says nothing. */
const isOpaque = (name: string): boolean => /[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-/.test(name);
