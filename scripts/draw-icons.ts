// npm run draw:icons: resources/icons (the program's) and src/renderer/public/icon.svg (the browser tab's) from the one mark below.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const checkout = join(import.meta.dirname, '..');
/** What hicolor, AppImage and a Mac ask for. */
export const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Below it the heart of the mark would be less than two pixels wide. */
const smallestWithHeart = 32;

const scion = '#2c7a31';
const rootstock = '#2367a5';

/** Where the freeze line cuts, of 96; below the middle. */
const cut = 57;

/** The part of a diamond of half diagonal `radius` above (-1) or below (1) the cut, which is twice `gap` wide. */
function part(side: -1 | 1, radius: number, gap: number): string {
  const edge = cut + side * gap;
  const reach = radius - (edge - 48);
  const tip = 48 + side * radius;
  const corners = side === -1 ? [`L${48 + radius} 48`, `L${48 - radius} 48`] : ['', ''];
  return `M${48 - reach} ${edge}L${48 + reach} ${edge}${corners[0]}L48 ${tip}${corners[1]}Z`;
}

/** A scion on its rootstock: a diamond cut by the freeze line, green is trained, blue is frozen. `size` in pixels. */
export function mark(size: number): string {
  const small = size < 48;
  const [radius, gap] = small ? [41, 3] : [35, 2.5];
  const ground = small
    ? '<rect width="96" height="96" rx="18" fill="#f7f9fb"/>'
    : '<rect x="4.5" y="4.5" width="87" height="87" rx="20" fill="#f7f9fb" stroke="#c9d1d9"/>';
  const heart = size < smallestWithHeart ? '' : '<path fill="#f7f9fb" d="M48 31l10 10-10 10-10-10z"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">${ground}<path fill="${scion}" d="${part(-1, radius, gap)}"/><path fill="${rootstock}" d="${part(1, radius, gap)}"/>${heart}</svg>\n`;
}

export const pictureOf = (size: number): Promise<Buffer> =>
  sharp(Buffer.from(mark(size)), { density: (72 * size) / 96 }).resize(size, size).png({ compressionLevel: 9 }).toBuffer();

if (process.argv[1] === import.meta.filename) {
  const folder = join(checkout, 'resources/icons');
  mkdirSync(folder, { recursive: true });
  for (const size of iconSizes) writeFileSync(join(folder, `${size}x${size}.png`), await pictureOf(size));
  writeFileSync(join(folder, 'graft-studio.svg'), mark(256));
  writeFileSync(join(checkout, 'src/renderer/public/icon.svg'), mark(32));
}
