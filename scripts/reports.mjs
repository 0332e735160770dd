/** What the test runners' reports say, in one form: how many tests passed, and of those that failed their names and first words. */

/** @typedef {{passed: number, failures: {name: string, why: string}[]}} Report */

/** Lines of an error that are kept: what was expected, what was there, and where. */
const LINES = 12;

/** @param {string} text Colours and empty lines are left out. */
function short(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sign before a colour is one
  const lines = text.replace(/\u001b\[[\d;]*m/g, '').split('\n');
  return lines
    .filter((line) => line.trim())
    .slice(0, LINES)
    .join('\n');
}

/** @param {string} text JSON of Vitest @returns {Report} */
export function vitestReport(text) {
  const { numPassedTests, testResults } = JSON.parse(text);
  const failures = testResults.flatMap(
    (/** @type {any} */ { name: file, message, assertionResults, status }) => {
      const tests = assertionResults.filter((/** @type {any} */ test) => test.status === 'failed');
      // A file that cannot be read has no tests.
      return status === 'failed' && tests.length === 0
        ? [{ name: file, why: short(message ?? '') }]
        : tests.map((/** @type {any} */ { fullName, failureMessages }) => ({
            name: `${file} › ${fullName}`,
            why: short(failureMessages.join('\n')),
          }));
    },
  );
  return { passed: numPassedTests, failures };
}

/** @param {string} text JSON of Playwright @returns {Report} A test that passed at a second try has failed. */
export function playwrightReport(text) {
  const { stats, suites, errors } = JSON.parse(text);
  /** @type {Report['failures']} */
  const failures = (errors ?? []).map((/** @type {any} */ error) => ({
    name: 'the run itself',
    why: short(error.message ?? ''),
  }));
  const collect = (/** @type {any} */ suite) => {
    for (const spec of suite.specs ?? []) {
      for (const { projectName, status, results } of spec.tests) {
        if (status === 'unexpected' || status === 'flaky') {
          const messages = results.flatMap((/** @type {any} */ result) => result.errors);
          failures.push({
            name: `[${projectName}] ${spec.file}:${spec.line} › ${spec.title}`,
            why: short(messages.map((/** @type {any} */ { message }) => message).join('\n')),
          });
        }
      }
    }
    suite.suites?.forEach(collect);
  };
  suites.forEach(collect);
  return { passed: stats.expected, failures };
}

/** @param {string} text JUnit's XML, of pytest @returns {Report} */
export function junitReport(text) {
  const number = (/** @type {string} */ name) =>
    Number(text.match(new RegExp(` ${name}="(\\d+)"`))?.[1] ?? 0);
  const cases = text.matchAll(
    /<testcase classname="([^"]*)" name="([^"]*)"[^>]*>\s*<(?:failure|error) message="([^"]*)"/g,
  );
  const failures = [...cases].map(([, file, name, why]) => ({
    name: `${file} › ${plain(name ?? '')}`,
    why: short(plain(why ?? '')),
  }));
  return { passed: number('tests') - number('failures') - number('errors') - number('skipped'), failures };
}

/** @type {Readonly<Record<string, string>>} */
const SIGNS = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&#10;': '\n', '&amp;': '&' };

/** @param {string} text of an XML attribute */
function plain(text) {
  return text.replace(/&(?:lt|gt|quot|apos|#10|amp);/g, (sign) => SIGNS[sign] ?? sign);
}
