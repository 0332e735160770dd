/** A picture is looked at once; modes, sliders and corrections are drawn from that. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { redrawTime, SIX_FACES } from '../testing/redraw.ts';
import { facesOf, type Scene, type SceneFace } from '../testing/scenes/scene.ts';
import { writePictures } from '../testing/scenes/write.ts';
import { alikeShare } from './support/bare.ts';
import { decoded } from './support/decoded.ts';
import { exported, file, opened, ready } from './support/export.ts';
import { expect, test } from './support/test.ts';

/** Three people side by side. */
const SMALL: Scene = {
  width: 900,
  height: 400,
  background: 3,
  people: [6, 7, 18].map((face, i) => ({ face, x: 200 + i * 260, y: 200, height: 130 })),
};

async function openPicture(page: Page, path: string, scene: Scene, mode = 'blur'): Promise<void> {
  await page.goto('/e2e/harness/media.html');
  await writePictures(page, new Map([[path, scene]]));
  await page.goto(`/?renderer=cpu&mode=${mode}`);
  await opened(page, path);
  await ready(page);
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
}

test('a mode or slider change redraws a picture of four megapixels with six faces', async ({
  page,
}, info) => {
  await openPicture(page, info.outputPath('six.jpg'), SIX_FACES);
  await expect(page.getByTestId('status')).toHaveAttribute('data-faces', /^[6-9]$/);
  const size = 'input[type=range][min="1.2"]';
  const times: [string, number][] = [];
  for (const round of [1, 2, 3]) {
    for (const mode of ['mask', 'noise', 'edge', 'super-pixel', 'blur']) {
      times.push([mode, await redrawTime(page, `input[name=mode][value=${mode}]`, '')]);
    }
    for (const step of [1, 2, 3]) {
      times.push(['size', await redrawTime(page, size, String(1.2 + 0.1 * (step + 3 * (round % 2))))]);
    }
  }
  const sorted = times.map(([, ms]) => ms).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  console.log(
    `redraw of 4 MP with 6 faces, ms: best ${sorted[0]?.toFixed(0)}, middle ${median.toFixed(0)}, worst ${sorted.at(-1)?.toFixed(0)}`,
    times.map(([what, ms]) => `${what} ${ms.toFixed(0)}`).join(', '),
  );
  // That it is not looked at again is file-host.test.ts's; here every change has to be drawn, and its time is printed for comparison.
  await page.getByText('Settings', { exact: true }).click();
  const again = await redrawTime(page, '.settings .toggle:nth-of-type(2) input', '');
  console.log(`looking again, ms: ${again.toFixed(0)}`);
  await expect(page.getByTestId('status')).toHaveAttribute('data-faces', /^[6-9]$/);
});

test('a click leaves a face visible, says so, and is undone; the saved picture and its report agree', async ({
  page,
}, info) => {
  const path = info.outputPath('three.jpg');
  await openPicture(page, path, SMALL, 'mask');
  const marks = page.getByTestId('mark');
  await expect(marks).toHaveCount(3);
  const layer = (await page.getByTestId('edit-layer').boundingBox()) as {
    x: number;
    y: number;
    width: number;
  };
  const scale = layer.width / SMALL.width;
  const at = (x: number, y: number) => [layer.x + x * scale, layer.y + y * scale] as const;
  const [, face] = facesOf(SMALL);
  const chosen = page.getByTestId('chosen');
  await page.mouse.click(...at(face?.x ?? 0, face?.y ?? 0));
  await expect(chosen).toHaveText('One face visible by your choice');
  await expect(file(page)).toContainText('One face visible by your choice');
  await page.keyboard.press('Control+z');
  await expect(chosen).toContainText('Click a cover');
  await page.keyboard.press('Control+Shift+z');
  await expect(chosen).toHaveText('One face visible by your choice');
  // Another one, over nobody's face.
  await page.mouse.move(...at(20, 20));
  await page.mouse.down();
  await page.mouse.move(...at(60, 60), { steps: 3 });
  await page.mouse.move(...at(100, 120), { steps: 3 });
  await page.mouse.up();
  await expect(chosen).toHaveText('One face visible by your choice, one cover by hand');
  const saved = await exported(page, info);
  await expect(page.getByTestId('export-result')).toContainText('One is visible by your choice.');
  const [shown, raw] = [await decoded(page, saved.path), await decoded(page, path)];
  const shares = facesOf(SMALL).map((one) => alikeShare(shown, raw, one, 12));
  expect(shares[1]).toBeGreaterThan(0.8);
  expect(shares[0]).toBeLessThan(0.3);
  expect(shares[2]).toBeLessThan(0.3);
  const aside = {
    x: 60,
    y: 70,
    width: 50,
    height: 60,
    roll: 0,
    box: { x: 35, y: 40, width: 50, height: 60 },
  };
  expect(alikeShare(shown, raw, { ...(face as SceneFace), ...aside }, 12)).toBeLessThan(0.3);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the report' }).click();
  const report = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
  expect(report.report.chosen).toEqual({ visible: 1, byHand: 1, revealed: 0 });
  // The next file knows nothing of it.
  await opened(page, path);
  await ready(page);
  await expect(chosen).toContainText('Click a cover');
  await expect(page.locator('[data-testid=mark][data-kind=visible]')).toHaveCount(0);
});

test('a brush covers what it is drawn over, as one cover that can be undone', async ({ page }, info) => {
  await openPicture(page, info.outputPath('three.jpg'), SMALL, 'mask');
  await expect(page.getByTestId('mark')).toHaveCount(3);
  const layer = (await page.getByTestId('edit-layer').boundingBox()) ?? { x: 0, y: 0 };
  await page.getByRole('button', { name: 'Brush' }).click();
  await page.mouse.move(layer.x + 30, layer.y + 30);
  await page.mouse.down();
  await page.mouse.move(layer.x + 120, layer.y + 40, { steps: 3 });
  await page.mouse.move(layer.x + 140, layer.y + 120, { steps: 3 });
  await page.mouse.up();
  await expect(page.getByTestId('chosen')).toHaveText('one cover by hand');
  await expect(page.locator('[data-testid=mark][data-kind=hand]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('[data-testid=mark][data-kind=hand]')).toHaveCount(0);
});

test('the brush paints by keys as well: stroke after stroke, and one that is dropped leaves nothing', async ({
  page,
}, info) => {
  await openPicture(page, info.outputPath('three.jpg'), SMALL, 'mask');
  await expect(page.getByTestId('mark')).toHaveCount(3);
  await page.getByRole('button', { name: 'Brush' }).focus();
  await page.keyboard.press('Enter');
  const tip = page.getByTestId('brush-tip');
  await expect(tip).toBeFocused();
  const paint = async (way: string, end: string) => {
    await page.keyboard.press('Enter');
    await expect(tip).toHaveAttribute('aria-pressed', 'true');
    for (let i = 0; i < 3; i++) {
      await page.keyboard.press(`Shift+${way}`);
    }
    await page.keyboard.press(end);
    await expect(tip).toHaveAttribute('aria-pressed', 'false');
    await expect(tip).toBeFocused();
  };
  const hands = page.locator('[data-testid=mark][data-kind=hand]');
  await paint('ArrowUp', 'Enter');
  await expect(hands).toHaveCount(1);
  await paint('ArrowLeft', 'Escape');
  await expect(hands).toHaveCount(1);
  await paint('ArrowRight', 'Enter');
  await expect(hands).toHaveCount(2);
  await expect(page.getByTestId('chosen')).toHaveText('2 covers by hand');
});

test('keys do it all: a face is left visible, a cover added, moved, resized, turned and removed', async ({
  page,
}, info) => {
  await openPicture(page, info.outputPath('three.jpg'), SMALL);
  const first = page.getByTestId('mark').first();
  await first.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('chosen')).toHaveText('One face visible by your choice');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('chosen')).toContainText('Click a cover');
  await page.getByRole('button', { name: 'Add a cover' }).focus();
  await page.keyboard.press('Enter');
  const hand = page.locator('[data-testid=mark][data-kind=hand]');
  await expect(hand).toHaveCount(1);
  await hand.focus();
  const outline = () => hand.locator('.mark-line').getAttribute('d');
  for (const key of ['ArrowLeft', 'Shift+ArrowUp', ']']) {
    const before = await outline();
    await page.keyboard.press(key);
    await expect.poll(outline).not.toBe(before);
  }
  await page.keyboard.press('Delete');
  await expect(hand).toHaveCount(0);
  // Nothing that was undone on the way leaves anything bare.
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('Control+z');
  }
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await expect(page.locator('[data-testid=mark][data-kind=found]')).toHaveCount(3);
});

test('a picture in which no face is found is shown only if the person says so', async ({ page }, info) => {
  const path = info.outputPath('nobody.jpg');
  await page.goto('/e2e/harness/media.html');
  await writePictures(page, new Map([[path, { ...SMALL, people: [] }]]));
  await page.goto('/?renderer=cpu&mode=mask');
  await opened(page, path);
  await ready(page);
  const status = page.getByTestId('status');
  await expect(status).toHaveAttribute('data-reason', 'no-face', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Show it; I will cover by hand' }).click();
  await expect(status).toHaveAttribute('data-state', 'live');
  await expect(page.getByTestId('chosen')).toContainText('shown without a face found, by your choice');
  await page.keyboard.press('Control+z');
  await expect(status).toHaveAttribute('data-reason', 'no-face');
});
