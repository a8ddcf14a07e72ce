/** Errors of studies, by their kind (`shared/said.ts`). */
export default {
  kinds: {
    'no-such-preset': 'There is no preset called “{name}”',
    'varies-twice': '{field} varies twice',
    'nothing-that-varies': '{field} is nothing that can vary',
    'value-not-taken': '{field} cannot be {value}',
    'net-part-without-net': '{field} varies, but no network is given',
  },
  /** What to do. */
  hints: {
    'no-such-preset': 'Choose one of the list.',
    'varies-twice': 'Give all its values at once.',
    'nothing-that-varies': 'A setting of a run can vary, what is in the network, and the part of the training pictures.',
    'value-not-taken': 'Choose values that the setting takes.',
    'net-part-without-net': 'Choose a network first, or vary the network itself.',
  },
};
