export default {
  best: 'Best',
  bestTerm: 'The best of this project by its figures: test pictures where there are some, else validation pictures.',
  pinned: 'Pinned',
  pin: 'Pin run {run}: show, use and export it instead of the best',
  unpin: 'Take the pin off run {run}',
  newer: {
    best: 'Run {newer} is newer; run {shown} is better: shown.',
    pinned: 'Run {newer} is newer; run {shown} is pinned: shown.',
  },
  other: {
    best: 'Run {shown} is shown; run {run} is the best.',
    pinned: 'Run {shown} is shown; run {run} is pinned.',
  },
  incomparable: 'Run {other} has a higher figure, but was judged by other pictures; run {shown} is shown.',
  showOther: 'Show run {run}',
};
