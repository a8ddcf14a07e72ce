/** Errors of how far figures can be trusted: locked test pictures, forecasts, cameras; by their kind (`shared/said.ts`). */
export default {
  kinds: {
    'test-locked-until': 'Die Testbilder von {dataset} sind bis {until} gesperrt',
    'test-locked-until-final': 'Die Testbilder von {dataset} sind gesperrt, bis ein Lauf als endgültig benannt ist, und dann für alle anderen',
    'lock-in-past': 'Dieser Tag ist schon gekommen',
    'lock-not-shorter': 'Eine Sperre, die sich verkürzen ließe, wäre keine; gesperrt ist {dataset}',
    'no-test-to-lock': '{dataset} hat keine Testbilder, die zu sperren wären',
    'final-is-named': 'Lauf {run} ist für {dataset} als endgültig benannt, und was er trifft, wurde gesehen',
    'final-without-test': 'Lauf {run} hat keine Testbilder von {dataset} beantwortet',
    'no-norm-to-adapt': 'Dieses Netz hat keine BatchNorm, erinnert sich also an keine Kamera, von der es umzustellen wäre',
    'too-few-to-adapt': 'Zu wenige Bilder lassen sich lesen ({images}): eine Kamera kennt man ab {fewest}',
    'run-was-adapted': 'Lauf {run} wurde nicht trainiert, sondern aus Lauf {from} angepasst',
  },
  /** What to do. */
  hints: {
    'test-locked-until': 'Bitte an der Validierung messen; der eine Lauf, der an ihnen gemessen werden soll, lässt sich im Terminal benennen.',
    'test-locked-until-final': 'Bitte an der Validierung messen; der eine Lauf, der an ihnen gemessen werden soll, lässt sich im Terminal benennen.',
    'lock-in-past': 'Bitte einen späteren nennen.',
    'lock-not-shorter': 'Bitte einen späteren Tag nennen oder den Lauf, der gemessen werden soll.',
    'no-test-to-lock': 'Beim Hinzufügen des Datensatzes einige Bilder für den Schluss aufheben.',
    'final-is-named': 'Einen anderen Lauf an Testbildern messen, die noch niemand gesehen hat.',
    'final-without-test': 'Bitte einen fertigen Lauf dieses Datensatzes nennen.',
    'no-norm-to-adapt': 'Bitte stattdessen mit einigen Bildern der neuen Kamera trainieren.',
    'too-few-to-adapt': 'Bitte mehr hineinlegen; sie brauchen keine Klassen.',
    'run-was-adapted': 'Bitte jenen Lauf noch einmal anpassen.',
  },
};
