/** Pictures that come again, blind; which to label next. */
export default {
  again: {
    open: 'Judge some again, blind …',
    title: 'Do you agree with yourself?',
    text: 'Pictures that are labelled come again with their label hidden. What you say changes no label; it shows how good a model can be at most.',
    place: '{at} of {all}',
    remembered: 'You saw none of them lately. | You saw 1 of them within the last two days and may remember it. | You saw {n} of them within the last two days and may remember them.',
    picture: 'Which class is it?',
    unsure: 'Unsure',
    other: 'Another class …',
    keys: 'A class’s key names it. ?: unsure.',
    result: 'Show the result',
    none: 'Nothing judged for sure yet',
    noneText: 'Say of a few pictures which class they are; then it can be told.',
    agree: 'Nothing was judged again. | You agree with yourself on {agreed} of 1 picture: {share} ({low} to {high}); no model can be proven better than that. | You agree with yourself on {agreed} of {n} pictures: {share} ({low} to {high}); no model can be proven better than that.',
    unsureOf: 'You were unsure of none. | You were unsure of 1 more, which is not counted. | You were unsure of {n} more, which are not counted.',
    differing: 'You said something else of none | You said something else of 1 picture | You said something else of {n} pictures',
    pair: 'Label {given}; you said {said}',
    take: 'Make it {said}',
    taken: 'It is {now} now',
    why: 'From pictures whose label was hidden when you judged them again: Wilson’s 95% interval. A model is measured by these labels, so it cannot be shown to be right more often than they are.',
  },
};
