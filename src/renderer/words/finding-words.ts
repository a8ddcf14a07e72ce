import type { ClassCount, HealthFinding, LeftOutFolder } from '../../shared/contract/dataset-calls.ts';
import type { Words } from '../composables/use-words.ts';

/** A finding as a sentence; what to do about it is `data.health.hints`. */
export function findingSentence(finding: HealthFinding, { t, format }: Words): string {
  const { kind, count } = finding;
  const n = format.count(count);
  const named = ({ name, count: pictures }: ClassCount) =>
    t('data.health.hasPictures', { name, pictures: format.count(pictures) });
  switch (kind) {
    case 'duplicates':
    case 'near-duplicates': {
      const groups = t('data.health.groups', { n: format.count(finding.groups) }, finding.groups);
      return t(`data.health.says.${kind}`, { n, groups }, count);
    }
    case 'few-images': {
      const { enough, smallest } = finding;
      const examples = [...smallest.map(named), ...(count > smallest.length ? ['…'] : [])].join(', ');
      return t('data.health.says.few-images', { n, enough: format.count(enough), examples }, count);
    }
    case 'imbalance': {
      const { most, least } = finding;
      return t('data.health.says.imbalance', { most: named(most), least: least.name, pictures: format.count(least.count) });
    }
    case 'names-alike': {
      const sets = finding.names.map((set) => set.map((name) => t('data.health.quoted', { name })).join(' / '));
      return t('data.health.says.names-alike', { examples: [...sets, ...(count > sets.length ? ['…'] : [])].join(', ') });
    }
    case 'folders-left-out': {
      return foldersSentence(count, finding.folders, { t, format });
    }
    default:
      return t(`data.health.says.${kind}`, { n }, count);
  }
}

/** Folders whose pictures are in no class, the first of them by name with the reason. */
export function foldersSentence(count: number, folders: readonly LeftOutFolder[], { t, format }: Pick<Words, 't' | 'format'>): string {
  const shown = folders.map((left) => {
    const target = left.reason === 'linked' ? left.target || t('data.health.leftOut.root') : '';
    const values = { folder: left.folder, target, n: format.count(left.count) };
    return t(`data.health.leftOut.${left.reason}`, values, left.count);
  });
  const examples = [...shown, ...(count > folders.length ? ['…'] : [])].join(', ');
  return t('data.health.says.folders-left-out', { n: format.count(count), examples }, count);
}
