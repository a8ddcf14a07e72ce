import { howMany } from '../../how-many.ts';
import { differing, equalContents } from '../groups/equal-contents.ts';
import type { Split } from '../../../shared/split.ts';

/** One picture of a version; `label` is the index of its class. */
interface Member {
  path: string;
  sha256: string;
  label: number;
  split: Split;
}

/** What is worth knowing before training on a version. Files by path, in byte order. */
export interface Health {
  /** Groups of two and more files of equal content. */
  duplicateGroups: string[][];
  /** Equal content under two or more classes. */
  labelConflicts: { files: string[]; labels: string[] }[];
  /** Equal content on two or more sides of the split (the user's own folders put it there). */
  acrossSides: { files: string[]; splits: string[] }[];
  warnings: string[];
}

/** Largest class / smallest class above which the imbalance is mentioned. */
export const imbalanceLimit = 10;

/** Looks over the pictures of a version; `classes` in label order. */
export function datasetHealth(classes: readonly string[], images: readonly Member[]): Health {
  const groups = equalContents(images, (image) => image.sha256);
  const files = (group: Member[]): string[] => group.map((image) => image.path);
  const health: Health = {
    duplicateGroups: groups.map(files),
    labelConflicts: differing(groups, (image) => String(image.label)).map((group) => ({
      files: files(group),
      labels: distinct(group.map((image) => image.label)).map((label) => classes[label]!),
    })),
    acrossSides: differing(groups, (image) => image.split).map((group) => ({
      files: files(group),
      splits: distinct(group.map((image) => image.split)),
    })),
    warnings: [],
  };
  health.warnings.push(...classWarnings(classes, images), ...groupWarnings(health, images));
  return health;
}

function classWarnings(classes: readonly string[], images: readonly Member[]): string[] {
  const warnings: string[] = [];
  const byLabel = Map.groupBy(images, (image) => image.label);
  classes.forEach((name, label) => {
    const members = byLabel.get(label) ?? [];
    const has = (split: string): boolean => members.some((image) => image.split === split);
    if (members.length === 1) {
      warnings.push(
        `Class "${name}" has a single image, so it cannot be both learned and checked; add more, 20 or better 50.`,
      );
    } else if (!has('train')) {
      warnings.push(`Class "${name}" has no training image, so it cannot be learned; put some into its training folder.`);
    } else if (!has('val')) {
      warnings.push(
        `Class "${name}" has no validation image, so how well it is learned will not show; add different pictures.`,
      );
    }
  });
  const sizes = classes.map((_, label) => byLabel.get(label)?.length ?? 0);
  const [most, least] = [Math.max(...sizes), Math.min(...sizes)];
  if (most > imbalanceLimit * least) {
    const [large, small] = [classes[sizes.indexOf(most)], classes[sizes.indexOf(least)]];
    warnings.push(
      `The classes are uneven: "${large}" has ${most} images, "${small}" ${least}; ` +
        'consider --class-weights balanced, or more images of the rare ones.',
    );
  }
  return warnings;
}

function groupWarnings({ labelConflicts, acrossSides }: Health, images: readonly Member[]): string[] {
  const byPath = new Map(images.map((image) => [image.path, image]));
  /** Two files of a group that differ in what the warning is about: the first two may be plain copies of each other. */
  const example = (files: string[], differIn: 'label' | 'split'): string => {
    const first = files[0]!;
    const of = (file: string) => byPath.get(file)?.[differIn];
    return `"${first}" and "${files.find((file) => of(file) !== of(first))}"`;
  };
  const warnings: string[] = [];
  const [conflict, leak] = [labelConflicts[0], acrossSides[0]];
  if (conflict) {
    warnings.push(
      `${howMany(labelConflicts.length, 'picture lies', 'pictures lie')} in more than one class, for example ` +
        `${example(conflict.files, 'label')}; keep each in one.`,
    );
  }
  if (leak) {
    warnings.push(
      `${howMany(acrossSides.length, 'picture is', 'pictures are')} on more than one side of the split, for example ` +
        `${example(leak.files, 'split')}; the accuracy will look better than it is.`,
    );
  }
  return warnings;
}

const distinct = <T>(values: T[]): T[] => [...new Set(values)].toSorted();
