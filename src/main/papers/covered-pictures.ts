import { StudioError } from '../../core/errors.ts';
import type { Studio } from '../../core/open-studio.ts';
import { coveredByWays } from '../../core/runs/use/shortcut.ts';
import type { CoveredWay, ShortcutPicture, ShortcutTest } from '../../shared/stress.ts';

/** Shown of each way. */
const mostShown = 6;
/** They are as large as the network sees them, and lose nothing: not all of a page is theirs. */
const mostBytes = 1_000_000;

export interface ToldCovered {
  readonly way: CoveredWay;
  /** All of them, and the first, which are shown. */
  readonly count: number;
  readonly pictures: readonly ShortcutPicture[];
}

/** Pictures that are told without their object, as the window shows them: from their edge alone where that is shown to tell more than guessing. */
export function toldCovered({ borderAlone, pictures }: Pick<ShortcutTest, 'borderAlone' | 'pictures'>): ToldCovered[] {
  const alone = borderAlone.p < 0.05 ? pictures.filter((one) => one.borderAlone === one.label) : [];
  const uncovered = pictures.filter((one) => one.objectCovered === one.label);
  const told = [{ way: 'border-alone', all: alone }, { way: 'object-covered', all: uncovered }] as const;
  return told.filter(({ all }) => all.length > 0).map(({ way, all }) => ({ way, count: all.length, pictures: all.slice(0, mostShown) }));
}

/** An address that holds a picture with what a way covers covered; null: there is none to show. */
export type CoveredOf = (way: CoveredWay, image: number) => string | null;

export interface CoveredAddresses {
  readonly coveredOf: CoveredOf;
  readonly shown: number;
  readonly of: number;
  readonly sizeBytes: number;
}

/** The pictures of a shortcut test as the network was given them, made again by its own work. Those that cannot be made, or have no room, are left out and counted. @throws StudioError `cancelled` */
export async function coveredAddresses(studio: Studio, run: number, test: ShortcutTest | null, leftBytes: number): Promise<CoveredAddresses> {
  const told = test ? toldCovered(test) : [];
  const ways = told.map(({ way }) => way);
  const images = [...new Set(told.flatMap(({ pictures }) => pictures.map(({ image }) => image)))];
  const made = images.length === 0 ? [] : await coveredByWays(studio, run, images, ways).catch((error: unknown) => noneMade(error, ways));
  const addresses = new Map<string, string>();
  let sizeBytes = 0;
  for (const [at, { way, pictures }] of told.entries()) {
    const own = new Map(made[at]!.map(({ image, picture }) => [image, picture]));
    for (const { image } of pictures) {
      const picture = own.get(image);
      const address = picture && `data:image/webp;base64,${Buffer.from(picture).toString('base64')}`;
      if (!address || sizeBytes + address.length > Math.min(mostBytes, leftBytes)) continue;
      sizeBytes += address.length;
      addresses.set(`${way} ${image}`, address);
    }
  }
  const of = told.reduce((sum, { pictures }) => sum + pictures.length, 0);
  return { coveredOf: (way, image) => addresses.get(`${way} ${image}`) ?? null, shown: addresses.size, of, sizeBytes };
}

/** A report needs no engine: without one, or with a model that it cannot load, the names of the pictures stand alone. */
function noneMade(error: unknown, ways: readonly CoveredWay[]): [][] {
  if (error instanceof StudioError && error.code !== 'cancelled') return ways.map(() => []);
  throw error;
}
