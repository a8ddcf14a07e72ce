import { expect, test } from 'vitest';
import { errorDoorActs } from '../components/door-acts.ts';
import { isSplitOpen } from '../composables/window-state.ts';
import { fakeProgram, refusal } from '../testing/fake-program.ts';
import { screen, settled, show } from '../testing/show.ts';
import TestLockDialog from './TestLockDialog.vue';

test('where there are no test pictures to lock, the refusal has the door to where some are set apart, and gives way to it', async () => {
  const values = { kind: 'no-test-to-lock', dataset: 'weeds' };
  fakeProgram({
    datasets: {
      testLock: () => null,
      lockTest: () => {
        throw refusal({ code: 'bad-usage', message: 'weeds has no test pictures to lock', values });
      },
    },
  });
  const opened: unknown[] = [];
  errorDoorActs.value = new Proxy({}, { get: () => async (subject: unknown) => void opened.push(subject) }) as NonNullable<typeof errorDoorActs.value>;
  await show(TestLockDialog, { dataset: 'weeds', open: true });
  await settled();
  screen().getByRole('button', { name: 'Lock them' }).click();
  await settled();
  screen().getByRole('button', { name: 'Set pictures apart' }).click();
  await settled();
  expect(opened).toMatchObject([{ dataset: 'weeds' }]);
  isSplitOpen.value = true;
  await settled();
  expect(screen().queryByRole('dialog')).toBeNull();
});
