/** Fehler von Studien, nach ihrer Art (`shared/said.ts`). */
export default {
  kinds: {
    'no-such-study': 'Es gibt keine Studie {number}',
    'study-runs-elsewhere': 'Studie {study} läuft in einem anderen Programm (Prozess {process})',
    'study-done': 'Studie {study} ist fertig; von ihr ist nichts mehr anzuhalten',
    'study-not-running': 'Von Studie {study} läuft nichts',
    'study-not-answered': 'Studie {study} läuft in einem anderen Programm (Prozess {process}), das noch nicht geantwortet hat',
    'study-is-running': 'Studie {study} läuft gerade',
    'no-such-preset': 'Es gibt keine Vorlage namens „{name}“',
    'too-many-trials': 'Das wären {n} Versuche; eine Studie hat höchstens {most}',
    'varies-twice': '{field} ist zweimal angegeben',
    'nothing-that-varies': '{field} lässt sich nicht variieren',
    'value-not-taken': '{field} kann nicht {value} sein',
    'net-part-without-net': '{field} soll variieren, aber es ist kein Netz angegeben',
  },
  /** Was zu tun ist. */
  hints: {
    'no-such-study': 'Bitte eine aus der Liste wählen.',
    'study-runs-elsewhere': 'Sie lässt sich von hier aus anhalten.',
    'study-done': 'Ihre Seite zeigt, was dabei herauskam.',
    'study-not-running': 'Sie lässt sich fortsetzen.',
    'study-not-answered': 'Sie hält an, sobald es antwortet. Schläft oder hängt es, bitte jenen Prozess beenden.',
    'study-is-running': 'Bitte zuerst anhalten.',
    'no-such-preset': 'Bitte eine aus der Liste wählen.',
    'too-many-trials': 'Bitte weniger Werte oder weniger Wiederholungen angeben.',
    'varies-twice': 'Bitte alle Werte auf einmal angeben.',
    'nothing-that-varies': 'Variieren lassen sich die Einstellungen eines Laufs, das Innere des Netzes und der Anteil der Trainingsbilder.',
    'value-not-taken': 'Bitte Werte wählen, die diese Einstellung annimmt.',
    'net-part-without-net': 'Bitte zuerst ein Netz wählen oder das Netz selbst variieren.',
  },
};
