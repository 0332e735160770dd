/** What axe does not see: zoom, forced colours, fingers, the keyboard's way through the page, and what a screen reader is told. */
import type { Page } from '@playwright/test';
import { expectAccessible, expectFits } from './support/looks.ts';
import { expect, test } from './support/test.ts';

const status = (page: Page) => page.getByTestId('status');

async function start(page: Page): Promise<void> {
  await page.goto('/?autostart');
  await expect(status(page)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
}

// A window of 1280 × 720 shows so many CSS pixels at 200 and at 400 %; the last is also the narrowest phone.
for (const [zoom, width, height] of [
  ['200 %', 640, 360],
  ['400 %', 320, 180],
  ['a narrow phone', 320, 568],
] as const) {
  for (const locale of ['en-GB', 'de-DE']) {
    test.describe(locale, () => {
      test.use({ viewport: { width, height }, locale });

      test(`${zoom}: nothing is cut off, and everything can be scrolled to`, async ({ page }) => {
        await page.goto('/');
        await expectFits(page);
        await page.locator('.intro .primary').click();
        await expect(status(page)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
        await expectFits(page);
        for (const button of await page.locator('.actions button:visible').all()) {
          await button.scrollIntoViewIfNeeded();
          await expect(button).toBeInViewport();
        }
        for (const view of ['insight', 'study', 'about']) {
          await page.goto(`/#${view}`);
          await expect(page.locator('.view-heading')).toBeVisible();
          await expectFits(page);
        }
      });
    });
  }
}

test('forced colours: the chosen mode, the state and the record button can be told', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await start(page);
  const borders = await page
    .locator('.modes-strip > .mode')
    .evaluateAll((modes) =>
      modes.map((mode) => [mode.querySelector('input')?.checked, getComputedStyle(mode).borderTopWidth]),
    );
  expect(borders.filter(([chosen]) => chosen)).toEqual([[true, '3px']]);
  expect(borders.filter(([chosen]) => !chosen).every(([, width]) => width === '1px')).toBe(true);
  const drawn = await page.locator('.record').evaluate((button) => {
    const ring = getComputedStyle(button, '::before');
    return ring.borderTopWidth !== '0px' && ring.borderTopColor !== getComputedStyle(button).backgroundColor;
  });
  expect(drawn).toBe(true);
  await expectAccessible(page);
});

test('the keyboard skips to the bar and to the settings, and comes back', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Start the camera' }).waitFor();
  await page.keyboard.press('Tab');
  const toBar = page.getByRole('link', { name: 'Skip to the bar under the picture' });
  await expect(toBar).toBeFocused();
  await expect(toBar).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const inside = (selector: string) =>
    page.evaluate((within) => document.activeElement?.closest(within) !== null, selector);
  expect(await inside('#bar')).toBe(true);
  await page.getByRole('link', { name: 'Skip to the settings' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await inside('#side')).toBe(true);
});

test('a change that lasts is announced, politely', async ({ page }) => {
  await start(page);
  const announced = page.locator('.bar [role=status]');
  await expect(announced).toHaveText('Everything covered: no face found', { timeout: 20_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(announced).toHaveText('Paused');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('whatever is tapped is at least 44 pixels wide and high', async ({ page }) => {
    await start(page);
    await page.getByRole('button', { name: 'More' }).click();
    await page.locator('.settings > summary').click();
    // A link within a sentence is as high as the sentence's line; a box is tapped by its label.
    const small = await page
      .locator('button:not(.link), select, summary, nav a, label:has(input), input[type=range]')
      .evaluateAll((elements) =>
        elements.flatMap((element) => {
          const { width, height } = element.getBoundingClientRect();
          const shown = width > 1 && height > 1 && !element.classList.contains('visually-hidden');
          return shown && Math.min(width, height) < 43.5
            ? [
                `${element.tagName} ${element.className} “${element.textContent?.slice(0, 30)}” ${width} × ${height}`,
              ]
            : [];
        }),
      );
    expect(small).toEqual([]);
  });
});
