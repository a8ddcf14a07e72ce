import { combineAnswers } from '../../evaluation/combine-answers.ts';
import { StudioError } from '../../errors.ts';
import { readManifest } from '../../exporting/export-folder.ts';
import { withLease } from '../../files/lease.ts';
import { needRoomForLooks } from '../../images/looks.ts';
import type { Studio } from '../../open-studio.ts';
import { untilStopped } from '../../until-stopped.ts';
import { nameIndex } from '../../same-name.ts';
import { calledRun, runCalled, saidRun } from '../../store/run-called.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import type { Combining } from '../../../shared/ensemble.ts';
import type { TestTimeAugmentation } from '../../../shared/test-time-augmentation.ts';
import type { Answer } from '../../../shared/trainer-protocol.ts';
import { finishedModel } from './finished-model.ts';
import { predictFiles } from './predict.ts';

/** The number of a run, or an export. */
export type Member = number | { readonly exportFolder: string };

/** What an ensemble says of a file, and each member, `[classes]` in the first member's order; without an answer of one there is none of all. */
export type TogetherAnswer = Answer & { readonly members?: readonly Float32Array[] };

export interface TogetherOptions {
  readonly looks: TestTimeAugmentation;
  readonly combine: Combining;
  /** Ends it between two pictures. */
  readonly signal?: AbortSignal | undefined;
}

/** What answers and columns call it. */
export const memberName = (member: Member): string => (typeof member === 'number' ? String(member) : member.exportFolder);

/** What sentences call it. */
export const memberCalled = ({ db }: Pick<Studio, 'db'>, member: Member): string => (typeof member === 'number' ? `run ${runCalled(calledRun(db, member))}` : member.exportFolder);

const capitalised = (called: string): string => called.replace(/^run /, 'Run ');

/** A member's model, and for each class of the first member its place in this one's own answers. */
interface Seated {
  readonly member: Member;
  readonly folder: string;
  readonly columns: readonly number[];
}

async function cardOf(studio: Studio, member: Member) {
  if (typeof member !== 'number') return { ...(await readManifest(member.exportFolder)), folder: member.exportFolder };
  const { folder, classes } = await finishedModel(studio, member);
  return { folder, classes, preprocessing: loadModelCard(folder).preprocessing };
}

/**
 * Members that tell the same classes apart, whatever their order, spelling, networks and image sizes.
 * @throws StudioError `bad-usage` where one is named twice, knows other classes or has no room for ten crops; as `finishedModel`
 */
export async function seatMembers(studio: Studio, members: readonly Member[], looks: TestTimeAugmentation): Promise<{ classes: readonly string[]; seated: Seated[] }> {
  const twice = members.find((member, i) => members.findIndex((other) => memberName(other) === memberName(member)) < i);
  if (twice !== undefined) {
    throw new StudioError('bad-usage', `${capitalised(memberCalled(studio, twice))} is named twice`, {
      field: 'run',
      values: typeof twice === 'number' ? { kind: 'member-twice', ...saidRun(calledRun(studio.db, twice)) } : { kind: 'export-twice', place: twice.exportFolder },
      hint: 'A member has one voice; name each once.',
    });
  }
  const cards = await Promise.all(members.map((member) => cardOf(studio, member)));
  const { classes } = cards[0]!;
  const seated = members.map((member, i): Seated => {
    const card = cards[i]!;
    needRoomForLooks(card.preprocessing, looks);
    const columns = classes.map((name) => nameIndex(card.classes, name));
    if (card.classes.length === classes.length && !columns.includes(-1)) return { member, folder: card.folder, columns };
    const [own, other] = [memberCalled(studio, members[0]!), memberCalled(studio, member)];
    throw new StudioError('bad-usage', `${capitalised(other)} tells other classes apart than ${own}`, {
      field: 'run',
      values: { kind: 'members-other-classes', first: typeof members[0] === 'number' ? members[0] : own, second: typeof member === 'number' ? member : other },
      hint: `${capitalised(own)} knows ${classes.join(', ')}; ${other} knows ${card.classes.join(', ')}.`,
    });
  });
  return { classes, seated };
}

async function* each(files: readonly string[]): AsyncGenerator<string> {
  yield* files;
}

/**
 * What several models say of pictures together, one answer a file in order. One member after the other goes over all files, each with its own
 * preprocessing, so that one model at a time is in memory; answers come while the last one does.
 * @param onMember told before a member begins, from 0
 * @throws StudioError as `seatMembers`; `cancelled`
 */
export async function predictTogether(
  studio: Studio,
  members: readonly Member[],
  files: AsyncIterable<string>,
  { looks, combine, signal }: TogetherOptions,
  onAnswer: (answer: TogetherAnswer, classes: readonly string[]) => void | Promise<void>,
  onMember: (member: number) => void = () => undefined,
): Promise<void> {
  const { classes, seated } = await seatMembers(studio, members, looks);
  const names: string[] = [];
  for await (const file of files) names.push(file);
  const earlier: Answer[][] = [];
  for (const [at, { member, folder, columns }] of seated.entries()) {
    const isLast = at === seated.length - 1;
    const given: Answer[] = [];
    onMember(at);
    const work = (): Promise<void> =>
      predictFiles(
        studio,
        member,
        untilStopped(each(names), signal, 'Stopped before all pictures were done'),
        async (answer) => {
          const own: Answer = 'error' in answer ? answer : { ...answer, values: Float32Array.from(columns, (column) => answer.values[column]!) };
          given.push(own);
          if (isLast) await onAnswer(joined([...earlier.map((answers) => answers[given.length - 1]!), own], combine), classes);
        },
        looks,
      );
    await (typeof member === 'number' ? withLease(folder, work) : work());
    earlier.push(given);
  }
}

function joined(answers: readonly Answer[], combine: Combining): TogetherAnswer {
  const bad = answers.find((answer) => 'error' in answer);
  if (bad) return bad;
  const members = answers.map((answer) => (answer as Extract<Answer, { values: Float32Array }>).values);
  return { file: answers[0]!.file, values: combineAnswers(members, combine), members };
}
