import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder } from '../../data-folder.ts';
import { isSealIntact, sealedJson } from '../../files/sealed-json.ts';
import { writeFileAtomically } from '../../files/write-file.ts';
import { isUnwritable } from '../../files/write-error.ts';
import type { Studio } from '../../open-studio.ts';
import { getVersion } from '../../store/datasets.ts';
import { getRun } from '../../store/runs.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import type { FamiliarityReport } from '../../../shared/familiarity.ts';
import type { ShortcutTest, StressCard } from '../../../shared/stress.ts';

/** What was found out about a run's model by asking it again; kept beside its checkpoints. */
export interface Findings {
  readonly stress: StressCard;
  readonly shortcut: ShortcutTest;
  /** How well each class is told where its index does not have it; as it was asked last. */
  readonly 'held-out': FamiliarityReport;
}

const file = (studio: Studio, run: number, kind: keyof Findings) => join(runFolder(studio.folder, run), `${kind}.json`);
const modelOf = (studio: Studio, run: number): string | null => loadModelCard(runFolder(studio.folder, run)).sha256;

/** Keeps what was found of a run's model; where the disk takes nothing it is found again when it is asked for. @throws StudioError `bad-weights` */
export async function keepFinding<K extends keyof Findings>(studio: Studio, run: number, kind: K, found: Findings[K]): Promise<void> {
  const text = sealedJson({ model: modelOf(studio, run), found });
  try {
    await writeFileAtomically(file(studio, run, kind), (handle) => handle.writeFile(text), { durable: false });
  } catch (error) {
    if (!isUnwritable(error)) throw error;
  }
}

/** Older versions counted pictures where these lie in groups: that is asked for again. */
function isCounted({ db }: Studio, run: number, found: Findings[keyof Findings]): boolean {
  const { independentGroups } = 'rule' in found ? found.rule : found;
  return independentGroups !== undefined || getVersion(db, getRun(db, run).datasetVersionId).groupSource === null;
}

/** What was found of the model as it is now; null where nothing was, or what was kept is damaged or counts otherwise. @throws StudioError `bad-weights` */
export function findingOf<K extends keyof Findings>(studio: Studio, run: number, kind: K): Findings[K] | null {
  if (!existsSync(file(studio, run, kind))) return null;
  try {
    const text = readFileSync(file(studio, run, kind), 'utf8');
    const { model, found } = JSON.parse(text) as { model: string | null; found: Findings[K] };
    return isSealIntact(text) === true && model === modelOf(studio, run) && isCounted(studio, run, found) ? found : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
