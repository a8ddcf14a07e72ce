export default {
  best: 'Best',
  bestTerm: 'The best of this project by its figures: test pictures where there are some, else validation pictures.',
  pinned: 'Pinned',
  pin: 'Pin run {run}: show, use and export it instead of the best',
  unpin: 'Take the pin off run {run}',
  newer: {
    best: 'Run {shown} is shown: it is better than the newer run {newer}.',
    pinned: 'Run {shown} is shown: it is pinned. Run {newer} is newer.',
  },
  other: {
    best: 'Run {shown} is shown; run {run} is the best.',
    pinned: 'Run {shown} is shown; run {run} is pinned.',
  },
  incomparable: 'Run {other} has a higher figure, but was judged by other pictures; run {shown} is shown.',
  showOther: 'Show run {run}',
  remove: {
    action: 'Delete run {run}',
    title: 'Delete run {run}? | Delete run {run}? | Delete {n} runs?',
    text: 'Its weights, checkpoints and answers go, and {size} on the disk become free. What was exported stays. This cannot be undone. | Its weights, checkpoints and answers go, and {size} on the disk become free. What was exported stays. This cannot be undone. | Their weights, checkpoints and answers go, and {size} on the disk become free. What was exported stays. This cannot be undone.',
    done: 'Run {run} is deleted; {size} are free again. | Run {run} is deleted; {size} are free again. | {n} runs are deleted; {size} are free again.',
  },
  rest: {
    finish: 'Stop here',
    finishTerm: 'End this run with its best weights so far, {of}: it can then be evaluated, used and exported.',
    remove: 'Delete',
    text: 'Resume goes on where it rests. Stop here ends it with its best weights so far, {of}. Delete gives its disk space back.',
    ofEpoch: 'those of epoch {epoch}',
    ofMean: 'the mean of those of epochs {epochs}',
    textEarly: 'Resume goes on where it rests. No epoch has ended yet, so there is nothing to keep. Delete gives its disk space back.',
  },
  report: { short: 'Report', make: 'Save the report', made: 'The report is saved: {file}' },
  together: {
    others: 'Answer together with',
    combine: { label: 'How they become one answer', term: 'ensemble: mean of the probabilities, or a majority of votes', average: 'Their probabilities averaged', vote: 'A vote each' },
    looks: { label: 'Looks at each picture', term: 'test-time augmentation', none: 'One', flip: 'Two: as it is and mirrored', tencrop: 'Ten: corners and middle, mirrored too', hint: 'Takes as many times as long.' },
    note: 'Without a heat map, answer sets and “never seen”: those are of one model. The camera, folders and exports ask the model above alone, with one look.',
  },
};
