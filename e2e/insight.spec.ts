/** The Insight view: its address, its charts on a camera of real faces, its report, its looks. */
import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { MODE_IDS } from '../src/engine/modes/catalogue.ts';
import { expectGoingOn } from './support/going-on.ts';
import { expectAccessible, expectFits, LOOKS, takeLook } from './support/looks.ts';
import { expect, test } from './support/test.ts';

test('is reached by link, key and address, and left again', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Insight' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Insight' })).toBeFocused();
  await expect(page).toHaveURL(/#insight$/);
  await expect(page).toHaveTitle(/^Insight/);
  await page.keyboard.press('l');
  await expect(page.getByRole('button', { name: 'Start the camera' })).toBeVisible();
  await page.keyboard.press('i');
  await expect(page.getByRole('heading', { level: 2, name: 'Insight' })).toBeVisible();
  // What cannot be seen is not changed by a stray key.
  await page.keyboard.press('6');
  await page.goBack();
  await expect(page.getByRole('radio', { name: 'Mask', exact: true })).toBeChecked();
  await page.goto('/#insight');
  await expect(page.getByRole('link', { name: 'Insight' })).toHaveAttribute('aria-current', 'page');
});

test('measures a camera of real faces over time while the picture goes on, and gives the report', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=blur');
  await expect(tab.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
  await tab.keyboard.press('i');
  const strip = (name: string) => tab.getByTestId(`strip-${name}`);
  for (const name of ['leaks', 'privacy', 'rate', 'delay']) {
    await expect
      .poll(async () => Number(await strip(name).getAttribute('data-points')), { timeout: 60_000 })
      .toBeGreaterThan(2);
    await expect(strip(name).locator('canvas')).toBeVisible();
    await expect(strip(name).getByRole('img', { name: /over time\. .*last/ })).toBeVisible();
  }
  // The privacy meter has measured the session: it stands in the chart, beside the published points.
  const tradeOff = tab.getByTestId('trade-off');
  await expect(tradeOff).toContainText(/Your session: \d+\.\d %/, { timeout: 60_000 });
  expect(Number(await tradeOff.getAttribute('data-points'))).toBeGreaterThan(3);
  await expect(
    tradeOff.getByRole('img', {
      name: /Blur.*: recogniser’s error.*Your session: recogniser’s error \d|Your session: recogniser’s error \d.*Blur/,
    }),
  ).toBeVisible();
  await expect(tradeOff.getByRole('listitem').filter({ hasText: 'Your session' })).toHaveClass('session');
  await expect(tradeOff).not.toContainText(/\((ours|paper)\)/);
  await expectGoingOn(tab, 0);
  await tab.getByRole('radio', { name: '10 minutes' }).check({ force: true });
  await expectAccessible(tab);
  const waiting = tab.waitForEvent('download');
  await tab.getByRole('button', { name: 'Download the report' }).click();
  const file = await (await waiting).path();
  const report = JSON.parse(readFileSync(file, 'utf8'));
  expect(report).toMatchObject({ application: 'guise', kind: 'session-report', version: 1 });
  expect(report.history.leaks.length).toBeGreaterThan(2);
  expect(report.history.frames[0]).toHaveProperty('fps');
  expect(report.summary.leaks.readings).toBeGreaterThan(0);
});

test('curves have the colour of their legend, in the other theme too', async ({ page }) => {
  await page.goto('/?autostart');
  await page.getByRole('link', { name: 'Insight' }).click();
  const rate = page.getByTestId('strip-rate');
  await expect
    .poll(async () => Number(await rate.getAttribute('data-points')), { timeout: 120_000 })
    .toBeGreaterThan(2);
  await expect.poll(() => offLegend(rate)).toBeLessThan(20);
  await page.keyboard.press('t');
  await expect.poll(() => offLegend(rate)).toBeLessThan(20);
});

/** How far the pixel of a chart that is the most like its first line in the legend is from that, in steps of the worst channel. */
function offLegend(chart: Locator): Promise<number> {
  return chart.evaluate((element) => {
    const line = element.querySelector('.legend line') as SVGLineElement;
    const wanted = getComputedStyle(line).stroke.match(/\d+/g)?.map(Number) ?? [];
    if (wanted.length < 3) {
      throw new Error('The legend has no colour.');
    }
    const canvas = element.querySelector('canvas') as HTMLCanvasElement;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let least = 255;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 255) {
        const off = wanted.map((value, channel) => Math.abs(value - (data[at + channel] ?? 0)));
        least = Math.min(least, Math.max(...off));
      }
    }
    return least;
  });
}

for (const look of LOOKS) {
  test(`looks right and is accessible: ${look.look}`, async ({ page }) => {
    await takeLook(page, look);
    await page.goto('/#insight');
    await expect(page.getByRole('heading', { level: 2, name: 'Insight' })).toBeVisible();
    for (const what of ['Face', 'Voice', 'Body and hair', 'Clothes', 'Gait and movement', 'Room']) {
      await expect(page.locator('.limits dt', { hasText: what })).toBeVisible();
    }
    // Every mode says how strong it is, and how that is known.
    const strengths = page.locator('.mode-strengths > div');
    await expect(strengths).toHaveCount(MODE_IDS.length);
    for (const strength of await strengths.all()) {
      await expect(strength.locator('.pill')).toHaveText(/weak|fair|strong/);
      await expect(strength.locator('.hint')).not.toBeEmpty();
    }
    const figures = page.getByText('The figures and where they come from');
    if (await figures.count()) {
      await figures.click();
    }
    await expectAccessible(page);
    await expectFits(page);
    // The published figures change with every measurement; the rest must not.
    await page.getByTestId('trade-off').evaluate((card) => {
      card.style.display = 'none';
    });
    await expect(page).toHaveScreenshot(`insight-${look.look}.png`, { fullPage: true });
  });
}
