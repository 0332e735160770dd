/** The bar under the picture: everything in it stays in sight and in its place, at every size and in every language. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

const covered = (page: Page) =>
  expect(page.getByTestId('status')).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });

interface Place {
  readonly word: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** Where the words of the buttons stand, or their pictures where the words are hidden. */
function places(page: Page): Promise<Place[]> {
  return page.locator('.actions button:visible').evaluateAll((buttons) =>
    buttons.map((button) => {
      const span = button.querySelector('span');
      const range = document.createRange();
      const shown = span && span.getBoundingClientRect().width > 2;
      if (shown) {
        range.selectNodeContents(span);
      }
      const { left, right, top } = (shown ? range : button).getBoundingClientRect();
      return { word: button.textContent ?? '', left, right, top };
    }),
  );
}

const SIZES = [
  [1280, 720],
  [390, 844],
  [320, 640],
] as const;

for (const [width, height] of SIZES) {
  test.describe(`${width} × ${height}`, () => {
    test.use({ viewport: { width, height } });

    for (const locale of ['en-GB', 'de-DE']) {
      test(`every button is in sight, and no word runs into the next: ${locale}`, async ({
        browser,
        baseURL,
      }) => {
        const context = await browser.newContext({
          baseURL,
          locale,
          viewport: { width, height },
          permissions: ['camera'],
          serviceWorkers: 'block',
        });
        const page = await context.newPage();
        await page.goto('/?autostart&mode=mask');
        await covered(page);
        await page.locator('.compare').click();
        for (const button of await page.locator('.actions button:visible').all()) {
          await expect(button).toBeInViewport({ ratio: 1 });
        }
        // Two of the modes that were asked for, too.
        for (const nth of [0, 1]) {
          await expect(page.locator('.modes-compared .mode').nth(nth)).toBeInViewport({ ratio: 0.9 });
        }
        const words = await places(page);
        expect(words.length).toBeGreaterThan(4);
        for (const [i, { left, word }] of words.slice(1).entries()) {
          expect(left, word).toBeGreaterThanOrEqual(words[i]?.right ?? 0);
        }
        await context.close();
      });
    }

    test('a snapshot that was saved is told in sight, and the buttons stay in their row', async ({
      page,
    }) => {
      await page.goto('/?autostart&mode=mask');
      await covered(page);
      const before = await places(page);
      await page.getByRole('button', { name: 'Snapshot' }).click();
      await expect(page.getByTestId('saved')).toBeInViewport({ ratio: 1 });
      const after = await places(page);
      expect(after.map(({ left }) => left)).toEqual(before.map(({ left }) => left));
      // All of them by as much, where the picture above makes room.
      const lower = after.map(({ top }, i) => Math.round(top - (before[i]?.top ?? 0)));
      expect(new Set(lower).size).toBe(1);
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('“More” in full screen leaves it and shows the settings', async ({ page }) => {
    await page.goto('/?autostart&mode=mask');
    await covered(page);
    await page.getByRole('button', { name: 'Full screen' }).click();
    await expect.poll(() => page.evaluate(() => document.fullscreenElement?.id)).toBe('screen');
    await page.getByRole('button', { name: 'More' }).click();
    await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBe(null);
    await expect(page.getByRole('button', { name: 'Close' })).toBeFocused();
    await expect(page.getByRole('heading', { name: 'Settings and measurements' })).toBeInViewport();
  });
});

test('with forced colours it is seen what is chosen', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto('/');
  const background = (words: string) =>
    page
      .locator('.segment span, .chip')
      .filter({ hasText: words })
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await background('One')).not.toBe(await background('Swipe two'));
  expect(await background('Figure')).not.toBe(await background('Black'));
});

test('nothing moves when a camera of another shape comes, however long it was asked for', async ({
  openWithPerson,
}) => {
  // 640 × 480, where the page expected 16:9.
  const tab = await openWithPerson();
  await tab.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      // What moves within 500 ms of a click is not counted by browsers; a person reads the question for longer.
      await new Promise((answered) => setTimeout(answered, 1500));
      return ask(wanted);
    };
    const page = globalThis as unknown as { moved: number };
    page.moved = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[]) {
        page.moved += shift.hadRecentInput ? 0 : shift.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await tab.goto('/');
  await tab.getByRole('button', { name: 'Start the camera' }).click();
  await expect(tab.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
  await tab.waitForTimeout(2000);
  expect(await tab.evaluate(() => (globalThis as unknown as { moved: number }).moved)).toBeLessThan(0.02);
});
