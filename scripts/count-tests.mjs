// node scripts/count-tests.mjs <folder of reports>: "<passed> <failed>" on stdout, every failed test on stderr.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const reports = process.argv[2];
const failures = [];
let passed = 0;
const failedTest = (name, message) => failures.push(`failed: ${name}\n${message.slice(0, 1500)}`);
// oxlint-disable-next-line no-control-regex
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '');

for (const [file, count] of [
  ['vitest.json', countUnit],
  ['playwright.json', countBrowser],
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
      if (test.status === 'passed') passed++;
      if (test.status === 'failed') failedTest(`${name} > ${test.fullName}`, test.failureMessages.join('\n'));
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
        if (status === 'expected') passed++;
        const errors = results.flatMap((result) => result.errors.map((error) => plain(error.message ?? '')));
        if (status === 'unexpected' || status === 'flaky') failedTest(`${suite.file} > ${title} (${projectName})`, errors.join('\n'));
      }
    }
  }
}
