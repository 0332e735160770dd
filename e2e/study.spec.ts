/** The user study on drawn people, from the pictures to the file of answers; and a folder of one's own. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeFaceSet } from './support/evaluation-data.ts';
import { expectAccessible } from './support/looks.ts';
import { expect, test } from './support/test.ts';

test.describe.configure({ timeout: 240_000 });

/** What a button hands out, as text. */
async function saved(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).click(),
  ]);
  return readFileSync(await file.path(), 'utf8');
}

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
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Yes' }).click();

  const results = page.getByTestId('study-results-mask');
  await expect(results).toContainText('Named rightly');
  await expect(results).toContainText('0 % (0 of 1)');
  await expect(results).toContainText('100 % (1 of 1)');
  await expectAccessible(page);

  const rows = (await saved(page, 'Answers as CSV')).trim().split('\r\n');
  expect(rows.filter((row) => row.includes('same-person'))).toHaveLength(pairs);
  expect(rows.every((row, i) => i === 0 || row.startsWith('P1,'))).toBe(true);
  // Accuracy and interval are counted from the very answers that are in the file, beside the paper's figures.
  const { summaries, paper, runs } = JSON.parse(await saved(page, 'All as JSON'));
  const answers: { question: string; same?: boolean; answer: string }[] = runs[0].answers;
  const asked = answers.filter(({ question }) => question === 'same-person');
  const right = asked.filter(({ same, answer }) => same === (answer === 'same')).length;
  expect(asked).toHaveLength(pairs);
  expect(summaries).toHaveLength(1);
  expect(summaries[0]).toMatchObject({
    mode: 'mask',
    participants: 1,
    pairs: { hits: right, trials: pairs, share: right / pairs },
    names: { hits: 0, trials: 1, share: 0 },
    trust: { hits: 1, trials: 1, share: 1 },
  });
  const { low, high } = summaries[0].pairs.interval;
  expect(low).toBeLessThan(right / pairs);
  expect(high).toBeGreaterThan(right / pairs);
  expect(high - low).toBeLessThan(0.8);
  expect(paper).toMatchObject({
    trust: { share: 0.8 },
    pairs: { words: expect.stringContaining('guessing') },
  });
  const table = (await saved(page, 'Results as CSV')).trim().split('\r\n');
  expect(table).toHaveLength(6);
  expect(table[1]).toContain(`,${right},${pairs},${right / pairs},${low},${high},,`);
  expect(table[5]).toMatch(/^mask,1,3 Would feel protected,1,1,1,.*,0\.8,8 of 10 people$/);

  // Answers survive a reload, pictures do not, and all of it can be deleted.
  await page.reload();
  await page.getByRole('button', { name: /Results so far/ }).click();
  await expect(results).toBeVisible();
  await page.getByRole('button', { name: 'Delete the answers' }).click();
  await page.getByRole('button', { name: 'Yes, delete all answers' }).click();
  await expect(page.getByRole('button', { name: /Results so far/ })).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem('guise-study'))).not.toContain('P1');
});

test('a folder of real faces: each is covered before anybody sees it, what has none is left out by name', async ({
  page,
}, info) => {
  await page.goto('/e2e/harness/media.html');
  const { images } = await writeFaceSet(page, info.outputPath('set'));
  await page.goto('/');
  await page.getByRole('radio', { name: 'Mask', exact: true }).check();
  await page.getByRole('button', { name: 'Black', exact: true }).click();
  await page.keyboard.press('u');
  await page.getByLabel('Covered by').selectOption('mask');
  await page.getByLabel('Folder of pictures').setInputFiles(images);
  const set = page.getByTestId('study-ready');
  await expect(set).toHaveAttribute('data-pictures', '8', { timeout: 180_000 });
  await expect(set).toHaveAttribute('data-people', '4');
  await page.getByText('2 files were left out').click();
  await expect(page.getByText(/Nobody_0001\.jpg: no face was found in it/)).toBeVisible();
  await expect(page.getByText(/Nobody_0002\.jpg: not a video or picture/)).toBeVisible();
  await page.getByRole('button', { name: 'Begin' }).click();
  await expectBlack(page, 2);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('data:image');
});

test('the camera: pictures of two people are taken one after the other, from the safe picture', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=mask&renderer=cpu');
  await tab.getByRole('button', { name: 'Black', exact: true }).click();
  await expect(tab.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
  await tab.keyboard.press('u');
  for (const name of ['Ada', 'Ben']) {
    await tab.getByLabel('Name', { exact: true }).fill(name);
    await tab.getByRole('button', { name: 'Take pictures' }).click();
    await expect(tab.getByText(`${name} is in.`, { exact: false })).toBeVisible({ timeout: 60_000 });
  }
  await expect(tab.getByTestId('study-ready')).toHaveAttribute('data-pictures', '8');
  await expect(tab.getByTestId('study-ready')).toHaveAttribute('data-people', '2');
  await tab.getByRole('button', { name: 'Begin' }).click();
  await expectBlack(tab, 2);
});

/** The middle of every picture that is shown, where the face was, is black: of the face nothing is left. */
async function expectBlack(page: Page, count: number): Promise<void> {
  const shown = page.getByTestId('study-question').getByRole('img');
  await expect(shown).toHaveCount(count);
  const brightest = await shown.evaluateAll((images) =>
    Promise.all(
      (images as HTMLImageElement[]).map(async (image) => {
        await image.decode();
        const side = Math.round(image.naturalWidth / 3);
        const context = new OffscreenCanvas(side, side).getContext('2d') as OffscreenCanvasRenderingContext2D;
        context.drawImage(image, -side, -side);
        return Math.max(...context.getImageData(0, 0, side, side).data.filter((_, i) => i % 4 !== 3));
      }),
    ),
  );
  expect(brightest.every((level) => level < 24)).toBe(true);
}

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
