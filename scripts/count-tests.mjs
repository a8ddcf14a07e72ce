// node scripts/count-tests.mjs <folder of reports>: "<passed> <failed>" on stdout; on stderr every test that failed, or that
// passed only at a second try.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const reports = process.argv[2];
const failures = [];
let passed = 0;
const told = (name, message) => `${name}\n${message.slice(0, 1500)}`;
const failedTest = (name, message) => failures.push(`failed: ${told(name, message)}`);
const secondTry = (name, message) => console.error(`passed at the second try: ${told(name, message)}`);
// oxlint-disable-next-line no-control-regex
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '');

for (const [file, count] of [
  ['vitest.json', countUnit],
  ['playwright.json', countBrowser],
  ['electron.json', countBrowser],
]) {
  const path = join(reports, file);
  if (existsSync(path)) count(JSON.parse(readFileSync(path, 'utf8')));
  else failedTest(file, 'No report was written.');
}
for (const failure of failures) console.error(failure);
console.log(`${passed} ${failures.length}`);

function countUnit(report) {
  for (const { name, status, message, assertionResults } of report.testResults) {
    if (status === 'failed' && assertionResults.length === 0) failedTest(name, message);
    for (const test of assertionResults) {
      const tell = test.status === 'failed' ? failedTest : secondTry;
      if (test.status === 'passed') passed++;
      if (test.failureMessages.length > 0) tell(`${name} > ${test.fullName}`, plain(test.failureMessages.join('\n')));
    }
  }
}

function countBrowser(report) {
  for (const error of report.errors) failedTest('playwright', plain(error.message ?? ''));
  const suites = [...report.suites];
  for (let suite = suites.pop(); suite; suite = suites.pop()) {
    suites.push(...(suite.suites ?? []));
    for (const { title, tests } of suite.specs) {
      for (const { status, projectName, results } of tests) {
        if (status === 'expected' || status === 'flaky') passed++;
        const errors = results.flatMap((result) => result.errors.map((error) => plain(error.message ?? '')));
        const tell = { unexpected: failedTest, flaky: secondTry }[status];
        tell?.(`${suite.file} > ${title} (${projectName})`, errors.join('\n'));
      }
    }
  }
}
