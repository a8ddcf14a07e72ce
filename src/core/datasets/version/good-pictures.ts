import type { Split } from '../../../shared/split.ts';
import { CodedWords } from '../../coded-words.ts';
import type { Listed } from '../../listed.ts';
import type { Grouping } from '../../store/groups.ts';
import { sortClassNames } from '../known/layout.ts';
import type { PlacedImage, SeenFile } from '../known/placed-image.ts';

/** The pictures that training would see (good ones with a label that nobody excluded) by path, some twelve bytes each. */
export interface GoodPictures {
  readonly length: number;
  /** In label order. */
  readonly classes: string[];
  /** Sides that a person gave any of them. */
  readonly saidSides: ReadonlySet<Split>;
  /** Of one of them, its place among all images. */
  position(index: number): number;
  label(index: number): number;
  /** Where folders or a person put it. */
  side(index: number): Split | null;
  file(index: number): SeenFile;
  /** Pictures that share it are on one side; null: in none. */
  group(index: number): string | null;
}

export function goodPictures(images: Listed<PlacedImage>, grouping: Grouping | null): GoodPictures {
  const positions = goodByPath(images);
  const labels = new CodedWords<string>(positions.length);
  const sides = new CodedWords<Split | null>(positions.length);
  const saidSides = new Set<Split>();
  for (const position of positions) {
    const { label, side, saidSide } = images.at(position)!;
    labels.add(label!);
    sides.add(side);
    if (saidSide) saidSides.add(saidSide);
  }
  const classes = sortClassNames(labels.words);
  const numbers = new Map(classes.map((name, label) => [name, label]));
  const labelOf = labels.words.map((name) => numbers.get(name)!);
  const file = (index: number): SeenFile => images.at(positions[index]!)!.file;
  return {
    length: positions.length,
    classes,
    saidSides,
    position: (index) => positions[index]!,
    label: (index) => labelOf[labels.codeAt(index)]!,
    side: (index) => sides.at(index),
    file,
    group: (index) => grouping?.keys.get(file(index).sha256!) ?? null,
  };
}

function goodByPath(images: Listed<PlacedImage>): Uint32Array {
  const good: number[] = [];
  let isByPath = true;
  let last = '';
  let position = 0;
  for (const { file, label, isExcluded } of images) {
    if (file.problem === null && label !== null && !isExcluded) {
      const { path } = file;
      isByPath &&= last <= path;
      last = path;
      good.push(position);
    }
    position += 1;
  }
  if (!isByPath) {
    const paths = new Map(good.map((at) => [at, images.at(at)!.file.path]));
    good.sort((a, b) => (paths.get(a)! < paths.get(b)! ? -1 : 1));
  }
  return Uint32Array.from(good);
}
