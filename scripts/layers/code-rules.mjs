// What may stand in the code of a folder, as data, where imports do not tell; and what breaks it.

const rules = [
  {
    name: 'the core tells events, handlers tell none',
    in: ['src/main/'],
    notIn: [
      'src/main/door/later-answers.ts', // an answer that comes when its call is long over
      'src/main/api/open-desk.ts', // hands the hub to what works in the background: the set-up, folders to CSV
    ],
    never: /\bpublish\b/,
  },
  {
    name: 'bytes of pictures come in by pixelPlaceholder, which takes them as words where a card does',
    in: ['src/core/'],
    notIn: ['src/core/graph/pixels.ts'],
    never: /\b(?:placeholder|sizedPlaceholder)\([^()]*'uint8'/,
  },
];

/** Lines for what a module says against a rule. */
export function brokenCode(modules) {
  return modules.flatMap(({ file, code }) =>
    rules
      .filter((rule) => rule.in.some((folder) => file.startsWith(folder)) && !rule.notIn.includes(file) && rule.never.test(code))
      .map((rule) => `${file}: ${rule.name} (it says ${rule.never.exec(code)[0]})`),
  );
}
