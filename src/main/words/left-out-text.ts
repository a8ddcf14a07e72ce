import { howMany } from '../../core/how-many.ts';
import type { LeftOutFolder } from '../../shared/contract/dataset-calls.ts';

/** Why a folder is left out, as a sentence that its name begins. */
export function leftOutText(left: LeftOutFolder): string {
  const pictures = howMany(left.count, 'picture', 'pictures');
  switch (left.reason) {
    case 'no-class-folders':
      return `its ${pictures} ${left.count === 1 ? 'lies' : 'lie'} in no class folder`;
    case 'no-side':
      return `it lies beside the folders of training, validation and test and is none of them (${pictures})`;
    case 'empty':
      return 'it holds no picture and is no class';
    case 'linked':
      return `it is a link to ${left.target === '' ? 'the data set itself' : `"${left.target}"`}, where its pictures count`;
  }
}
