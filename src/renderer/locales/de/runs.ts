export default {
  best: 'Bester',
  bestTerm: 'Der beste Lauf dieses Projekts nach seinen Zahlen: an Testbildern, wo es welche gibt, sonst an Validierungsbildern.',
  pinned: 'Angeheftet',
  pin: 'Lauf {run} anheften: statt des besten zeigen, anwenden und exportieren',
  unpin: 'Lauf {run} nicht mehr anheften',
  newer: {
    best: 'Lauf {newer} ist neuer, Lauf {shown} ist besser und wird gezeigt.',
    pinned: 'Lauf {newer} ist neuer, Lauf {shown} ist angeheftet und wird gezeigt.',
  },
  other: {
    best: 'Lauf {shown} wird gezeigt; der beste ist Lauf {run}.',
    pinned: 'Lauf {shown} wird gezeigt; angeheftet ist Lauf {run}.',
  },
  incomparable: 'Lauf {other} hat eine höhere Zahl, wurde aber an anderen Bildern geprüft; gezeigt wird Lauf {shown}.',
  showOther: 'Lauf {run} zeigen',
};
