/** The user study on drawn people, from the pictures to the file of answers; and a folder of one's own. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/looks.ts';
import { expect, test } from './support/test.ts';

test.beforeEach(({ browserName: _ }, info) => {
  test.skip(info.project.name !== 'cpu', 'The study is the same with another renderer.');
});
test.describe.configure({ timeout: 240_000 });

async function ready(page: Page): Promise<void> {
  await page.goto('/#study');
  await page.getByLabel('Covered by').selectOption('mask');
  await page.getByRole('button', { name: 'Draw people' }).click();
  await expect(page.getByTestId('study-ready')).toBeVisible({ timeout: 180_000 });
}

test('three questions about drawn people: covered pictures, counted answers, files', async ({ page }) => {
  await ready(page);
  const pictures = Number(await page.getByTestId('study-ready').getAttribute('data-pictures'));
  // The detector need not find every drawing as a face, but a study of them must be possible.
  expect(pictures).toBeGreaterThanOrEqual(12);
  await page.getByLabel('Participant (optional)').fill('P1');
  await page.getByRole('button', { name: 'Begin' }).click();

  const question = page.getByTestId('study-question');
  await expect(question).toHaveAttribute('data-step', 'pairs');
  await expect(question.getByRole('img')).toHaveCount(2);
  await expectAccessible(page);
  let pairs = 0;
  while ((await question.getAttribute('data-step')) === 'pairs') {
    await page.keyboard.press(pairs % 2 ? 'ArrowLeft' : 'ArrowRight');
    pairs += 1;
  }
  expect(pairs).toBeGreaterThanOrEqual(8);
  while ((await question.getAttribute('data-step')) === 'names') {
    await page.getByRole('button', { name: 'I cannot tell' }).click();
  }
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Yes' }).click();

  const results = page.getByTestId('study-results-mask');
  await expect(results).toContainText('Named rightly');
  await expect(results).toContainText('0 % (0 of 1)');
  await expect(results).toContainText('100 % (1 of 1)');
  await expectAccessible(page);

  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  const rows = readFileSync(await csv.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(rows.filter((row) => row.includes('same-person'))).toHaveLength(pairs);
  expect(rows.every((row, i) => i === 0 || row.startsWith('P1,'))).toBe(true);

  // Answers survive a reload, pictures do not, and all of it can be deleted.
  await page.reload();
  await page.getByRole('button', { name: /Results so far/ }).click();
  await expect(results).toBeVisible();
  await page.getByRole('button', { name: 'Delete the answers' }).click();
  await page.getByRole('button', { name: 'Yes, delete all answers' }).click();
  await expect(page.getByRole('button', { name: /Results so far/ })).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem('guise-study'))).not.toContain('P1');
});

test('a folder: files that are no faces are named, and too few people are said in words', async ({
  page,
}, info) => {
  const folder = join(info.outputDir, 'people');
  mkdirSync(join(folder, 'Ada'), { recursive: true });
  writeFileSync(join(folder, 'Ada', 'notes.txt'), 'no picture');
  writeFileSync(join(folder, 'Ada', '1.png'), 'no picture either');
  await page.goto('/#study');
  await page.getByLabel('Folder of pictures').setInputFiles(folder);
  await expect(page.getByRole('alert')).toContainText('at least two people');
  await page.getByText('1 file was left out').click();
  await expect(page.getByText('notes.txt: not a picture')).toBeVisible();
});
