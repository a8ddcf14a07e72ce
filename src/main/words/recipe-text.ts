import type { RecipeNote } from '../../shared/run-recipe.ts';
import { printable } from '../terminal/printable.ts';

/** What of settings that came with a report or an export cannot come back. */
export function recipeNoteText(note: RecipeNote): string {
  switch (note.about) {
    case 'other-data':
      return `the settings were of other pictures ("${printable(note.was)}"), with ${note.sameClasses ? 'the same' : 'other'} classes`;
    case 'went-on':
      return `the run went on from run ${note.run} of its data folder, which is left out; --from names one of this`;
    case 'missing-backbone':
      return `${printable(note.backbone)} is not on this computer: graft backbones download, or import, or another --backbone`;
    case 'other-backbone':
      return `${printable(note.backbone)} is another file here than the run started from`;
  }
}
