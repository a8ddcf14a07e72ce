import { Option } from 'commander';
import { layoutKinds } from '../../shared/layout.ts';

/** `--layout`, of every command that may add a folder. */
export const layoutOption = (): Option =>
  new Option(
    '--layout <kind>',
    'how the folders are read where they can be read in more than one way: sides (train/, val/, test/), classes (the top folders), inner (the folders inside those), none (no folder is a class); remembered',
  ).choices([...layoutKinds]);
