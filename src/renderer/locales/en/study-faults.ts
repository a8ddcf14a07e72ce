/** Errors of studies, by their kind (`shared/said.ts`). */
export default {
  kinds: {
    'no-such-study': 'There is no study {number}',
    'study-runs-elsewhere': 'Study {study} is run by another program (process {process})',
    'study-done': 'Study {study} is done; nothing of it is left to stop',
    'study-not-running': 'Study {study} is not running',
    'study-not-answered': 'Study {study} is run by another program (process {process}), which has not answered yet',
    'study-is-running': 'Study {study} is running',
    'no-such-preset': 'There is no preset called “{name}”',
    'too-many-trials': 'These are {n} trials; at most {most} make a study',
    'varies-twice': '{field} varies twice',
    'nothing-that-varies': '{field} is nothing that can vary',
    'value-not-taken': '{field} cannot be {value}',
    'net-part-without-net': '{field} varies, but no network is given',
  },
  /** What to do. */
  hints: {
    'no-such-study': 'Choose one of the list.',
    'study-runs-elsewhere': 'It can be stopped from here.',
    'study-done': 'Its page shows what came of it.',
    'study-not-running': 'It can go on.',
    'study-not-answered': 'It stops as soon as it answers. If it sleeps or hangs, end that process.',
    'study-is-running': 'Stop it first.',
    'no-such-preset': 'Choose one of the list.',
    'too-many-trials': 'Give fewer values, or fewer repeats.',
    'varies-twice': 'Give all its values at once.',
    'nothing-that-varies': 'A setting of a run can vary, what is in the network, and the part of the training pictures.',
    'value-not-taken': 'Choose values that the setting takes.',
    'net-part-without-net': 'Choose a network first, or vary the network itself.',
  },
};
