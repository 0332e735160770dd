import { expect, test } from 'vitest';
import { junitReport, playwrightReport, vitestReport } from './reports.mjs';

test('what pytest reports: failures, errors of a fixture, signs of XML', () => {
  const { passed, failures } = junitReport(
    '<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="5" time="0.03">' +
      '<testcase classname="training.test_a" name="test_bad[x &lt;y&gt;]" time="0.001"><failure message="assert &quot;x&quot;&#10;  + y">a</failure></testcase>' +
      '<testcase classname="training.test_a" name="test_good" time="0.000" />' +
      '<testcase classname="training.test_b" name="test_error" time="0.000"><error message="failed &amp;lt; on setup">b</error></testcase>' +
      '</testsuite></testsuites>',
  );
  expect(passed).toBe(2);
  expect(failures).toEqual([
    { name: 'training.test_a › test_bad[x <y>]', why: 'assert "x"\n  + y' },
    { name: 'training.test_b › test_error', why: 'failed &lt; on setup' },
  ]);
});

test('what Playwright reports: tests in suites of suites, a second try that passed, a run that did not begin', () => {
  const spec = (
    /** @type {string} */ title,
    /** @type {string} */ status,
    /** @type {string[]} */ messages,
  ) => ({
    title,
    file: 'live.spec.ts',
    line: 7,
    tests: [{ projectName: 'cpu', status, results: [{ errors: messages.map((message) => ({ message })) }] }],
  });
  const suites = [
    {
      specs: [spec('works', 'expected', [])],
      suites: [
        {
          specs: [
            spec('fails', 'unexpected', ['\u001b[31mexpected 1\u001b[39m\n\ngot 2']),
            spec('passes in the end', 'flaky', []),
          ],
        },
      ],
    },
  ];
  const report = playwrightReport(
    JSON.stringify({ stats: { expected: 1 }, suites, errors: [{ message: 'no browser' }] }),
  );
  expect(report.passed).toBe(1);
  expect(report.failures).toEqual([
    { name: 'the run itself', why: 'no browser' },
    { name: '[cpu] live.spec.ts:7 › fails', why: 'expected 1\ngot 2' },
    { name: '[cpu] live.spec.ts:7 › passes in the end', why: '' },
  ]);
});

test('what Vitest reports: tests, and a file that could not be read', () => {
  const testResults = [
    {
      name: 'a.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [
        { status: 'passed', fullName: 'good', failureMessages: [] },
        { status: 'failed', fullName: 'bad', failureMessages: ['expected 1'] },
      ],
    },
    { name: 'b.test.ts', status: 'failed', message: 'no such import', assertionResults: [] },
  ];
  expect(vitestReport(JSON.stringify({ numPassedTests: 1, testResults }))).toEqual({
    passed: 1,
    failures: [
      { name: 'a.test.ts › bad', why: 'expected 1' },
      { name: 'b.test.ts', why: 'no such import' },
    ],
  });
});
