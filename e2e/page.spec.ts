/** The page as a person uses it: a camera of real faces, every mode, keys, faults of the camera. */
import type { Page } from '@playwright/test';
import { expectGoingOn } from './support/going-on.ts';
import { expectAccessible, expectFits, LOOKS, takeLook } from './support/looks.ts';
import { expect, test } from './support/test.ts';

const status = (page: Page) => page.getByTestId('status');
const live = (page: Page) => expect(status(page)).toHaveAttribute('data-state', 'live', { timeout: 60_000 });

/** Leaves the camera's track where `tellTrack` finds it. */
function keepTrack(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await real(constraints);
      (globalThis as unknown as { track?: MediaStreamTrack }).track = stream.getVideoTracks()[0];
      return stream;
    };
  });
}

/** What a camera tells when it is muted, unplugged and so on. */
function tellTrack(page: Page, event: 'mute' | 'unmute' | 'ended'): Promise<void> {
  return page.evaluate((name) => {
    (globalThis as unknown as { track: MediaStreamTrack }).track.dispatchEvent(new Event(name));
  }, event);
}

/** RGBA of the stage. */
function stagePixels(page: Page): Promise<number[]> {
  return page.getByTestId('stage').evaluate((canvas: HTMLCanvasElement) => {
    const small = new OffscreenCanvas(64, 48);
    const context = small.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(canvas, 0, 0, 64, 48);
    return [...context.getImageData(0, 0, 64, 48).data];
  });
}

test('a mode that is chosen while the camera is asked for is the one that is drawn', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      await new Promise((answer) => addEventListener('click', answer, { once: true }));
      return ask(wanted);
    };
  });
  await tab.goto('/?autostart&mode=blur');
  await expect(status(tab)).toHaveAttribute('data-state', 'starting');
  // The click answers the question as well.
  await tab.getByRole('radio', { name: 'Edge', exact: true }).check();
  await live(tab);
  await expect(status(tab)).toHaveAttribute('data-mode', 'edge');
});

test('Learned is masked and says so while it cannot be had', async ({ page, watch }) => {
  watch.expect(/404/);
  await page.context().route('**/models/modifier-*.bin', (route) => route.fulfill({ status: 404 }));
  await page.goto('/?autostart&mode=learned');
  await expect(page.getByText('Faces are masked instead', { exact: false }).last()).toBeVisible();
});

test('None covers the stage whole; the raw picture shows only while the button is held, and never on the canvas', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=none');
  await expect(status(tab)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
  await expect(status(tab)).toHaveAttribute('data-reason', 'comparison-only');
  const before = await stagePixels(tab);
  const hold = tab.getByRole('button', { name: 'Hold to see the raw picture' });
  await hold.hover();
  await tab.mouse.down();
  await expect(tab.getByTestId('raw')).toBeVisible();
  await expect(tab.locator('.overlay')).toHaveCount(0);
  expect(await stagePixels(tab)).toEqual(before);
  await tab.mouse.up();
  await expect(tab.getByTestId('raw')).toHaveCount(0);
  await hold.focus();
  await tab.keyboard.down('Enter');
  await expect(tab.getByTestId('raw')).toBeVisible();
  await tab.keyboard.up('Enter');
  await expect(tab.getByTestId('raw')).toHaveCount(0);
});

test('nobody in the picture: everything is covered, with the reason', async ({ page }) => {
  // Chromium's own fake camera draws a green field with a pie: no face.
  await page.goto('/?autostart&mode=mask');
  await expect(status(page)).toHaveAttribute('data-reason', 'no-face', { timeout: 60_000 });
  await expect(status(page)).toHaveAttribute('data-state', 'covered');
  await expect(page.getByText('No face was found', { exact: false })).toBeVisible();
  const pixels = await stagePixels(page);
  const saturated = pixels.filter((_, i) => i % 4 === 1 && (pixels[i] ?? 0) - (pixels[i - 1] ?? 0) > 40);
  expect(saturated).toEqual([]);
});

for (const [name, title] of [
  ['NotAllowedError', 'The camera was refused'],
  ['NotFoundError', 'No camera found'],
  ['NotReadableError', 'The camera is busy'],
] as const) {
  test(`camera: ${name} is said in plain words, and trying again works`, async ({ page }) => {
    await page.addInitScript((error) => {
      const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      let first = true;
      navigator.mediaDevices.getUserMedia = (constraints) => {
        if (first) {
          first = false;
          return Promise.reject(new DOMException('no', error));
        }
        return real(constraints);
      };
    }, name);
    await page.goto('/?autostart');
    await expect(status(page)).toHaveAttribute('data-state', 'error');
    await expect(page.getByRole('alert')).toContainText(title);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(status(page)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
  });
}

test('an unplugged camera leaves the last safe picture, greyed, with the reason', async ({ page }) => {
  await keepTrack(page);
  await page.goto('/?autostart');
  await expect(status(page)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
  await tellTrack(page, 'ended');
  await expect(page.getByRole('alert')).toContainText('The camera has gone');
  await expect(page.locator('.stage')).toHaveClass(/greyed/);
});

test('cameras are named, the chosen one is remembered, and one that was unplugged goes on when it is back', async ({
  openWithCameras,
}) => {
  const tab = await openWithCameras(3);
  await keepTrack(tab);
  const inUse = () =>
    tab.evaluate(() => (globalThis as unknown as { track: MediaStreamTrack }).track.getSettings().deviceId);
  await tab.goto('/?autostart');
  const picker = tab.getByRole('combobox', { name: /^Camera/ });
  await expect(picker.locator('option')).toHaveCount(3);
  const names = await picker.locator('option').allTextContents();
  expect(new Set(names).size).toBe(3);
  expect(names.every((name) => name.length > 3)).toBe(true);
  const before = await inUse();
  const other = await picker.locator('option').evaluateAll((options, taken) => {
    const values = options.map((option) => (option as HTMLOptionElement).value);
    return values.find((value) => value !== taken) ?? '';
  }, before);
  // What can be chosen can be used only while the camera runs: changing it starts the other one.
  await expect(status(tab)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
  await picker.selectOption(other);
  await expect.poll(inUse).toBe(other);
  await tab.reload();
  await expect(picker.locator('option')).toHaveCount(3);
  await expect(picker).toHaveValue(other);
  await expect.poll(inUse).toBe(other);
  await expect(status(tab)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
  await tellTrack(tab, 'ended');
  await expect(tab.getByRole('alert')).toContainText('The camera has gone');
  await tab.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
  await expect(status(tab)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
});

test('a hidden tab: the raw picture is let go of, covering goes on', async ({ openWithPerson }) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=none');
  await expect(status(tab)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
  await tab.getByRole('button', { name: 'Hold to see the raw picture' }).hover();
  await tab.mouse.down();
  await expect(tab.getByTestId('raw')).toBeVisible();
  await tab.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(tab.getByTestId('raw')).toHaveCount(0);
  await tab.mouse.up();
  await expectGoingOn(tab);
  await expect(status(tab)).toHaveAttribute('data-state', 'covered');
});

test('a muted camera: the picture stands still, greyed, with the reason, and goes on afterwards', async ({
  page,
}) => {
  await keepTrack(page);
  await page.goto('/?autostart');
  await expect(status(page)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
  await tellTrack(page, 'mute');
  await expect(status(page)).toHaveAttribute('data-reason', 'source-muted');
  await expect(page.getByText('sends no picture just now', { exact: false })).toBeVisible();
  await expect(page.locator('.stage')).toHaveClass(/greyed/);
  await tellTrack(page, 'unmute');
  await expect(page.locator('.stage')).not.toHaveClass(/greyed/);
  await expect(status(page)).toHaveAttribute('data-reason', 'no-face');
});

test('keys choose, compare, swipe and help; settings survive a reload', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Start the camera' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('radio', { name: 'Learned', exact: true })).toBeChecked();
  await page.keyboard.press('c');
  await expect(page.locator('.view canvas')).toHaveCount(4);
  await page.keyboard.press('s');
  await expect(page.locator('.view canvas')).toHaveCount(2);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  // The tenth mode has no digit.
  await expect(page.getByRole('dialog')).toContainText('Super-pixel, Edge');
  await expect(page.getByRole('dialog')).not.toContainText('None');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('t');
  const theme = await page.locator('html').getAttribute('data-theme');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Learned', exact: true })).toBeChecked();
  await expect(page.locator('.view canvas')).toHaveCount(2);
  expect(await page.locator('html').getAttribute('data-theme')).toBe(theme);
  // Those who speak to their computer switch single keys off; the help still opens.
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByRole('switch').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await page.keyboard.press('c');
  await expect(page.getByRole('radio', { name: 'Learned', exact: true })).toBeChecked();
  await expect(page.locator('.view canvas')).toHaveCount(2);
});

test('full screen: the picture fills it and goes on, covered, and the page comes back', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=mask');
  await live(tab);
  const full = () => tab.evaluate(() => document.fullscreenElement?.className ?? null);
  await tab.keyboard.press('f');
  await expect.poll(full).toMatch(/^stage/);
  await expectGoingOn(tab);
  await expect(tab.getByTestId('stage')).toBeVisible();
  const { width, height, screen } = await tab.locator('.stage-and-bar').evaluate((whole) => ({
    width: whole.clientWidth,
    height: whole.clientHeight,
    screen: [innerWidth, innerHeight],
  }));
  expect([width, height]).toEqual(screen);
  // The bar is there too.
  await expect(tab.getByRole('button', { name: 'Record' })).toBeInViewport({ ratio: 1 });
  await expect(tab.getByRole('radio', { name: 'Mask', exact: true })).toBeInViewport({ ratio: 1 });
  await live(tab);
  await tab.keyboard.press('f');
  await expect.poll(full).toBe(null);
  await expect(tab.getByRole('radio', { name: 'Mask', exact: true })).toBeVisible();
});

test('the requests that the page counts are those that were made, its workers’ too, and none goes elsewhere', async ({
  page,
  watch,
}) => {
  await page.goto('/?autostart&mode=mask');
  await expect(page.getByText('The network seal is on.')).toBeVisible({ timeout: 60_000 });
  await expect
    .poll(async () => Number(await page.getByTestId('leak-meter').getAttribute('data-readings')), {
      timeout: 60_000,
    })
    .toBeGreaterThan(0);
  await page.getByRole('button', { name: 'See for yourself.' }).click();
  const shown = page.getByTestId('requests');
  await expect(shown).toHaveAttribute('data-elsewhere', '0');
  const here = Number(await shown.getAttribute('data-here'));
  const made = watch.requests.filter((url) => !/^(blob|data):/.test(url)).length;
  // The browser does not count the document itself, nor what it fetches for its own sake (icon, manifest).
  expect(here).toBeGreaterThan(made - 5);
  expect(here).toBeLessThanOrEqual(made);
});

for (const [width, height] of [
  [1280, 720],
  [390, 844],
] as const) {
  test(`picture, modes and actions are in sight without scrolling: ${width} × ${height}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.goto('/');
    const inSight = async () => {
      for (const name of ['Record', 'Snapshot', 'Full screen']) {
        await expect(page.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
      }
      await expect(page.getByRole('radio', { name: 'Mask', exact: true })).toBeInViewport({ ratio: 1 });
      await expect(status(page)).toBeInViewport({ ratio: 1 });
    };
    await expect(page.getByRole('button', { name: 'Start the camera' })).toBeInViewport({ ratio: 1 });
    await inSight();
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await expect(status(page)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
    await inSight();
    await expect(page.locator('.stage')).toBeInViewport({ ratio: 1 });
  });
}

test('on a phone the rest is a sheet from below, and messages lead to the settings that they speak of', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/?autostart');
  await expect(page.getByText('No face was found', { exact: false })).toBeVisible({ timeout: 60_000 });
  const setting = page.getByRole('switch', { name: 'Cover everything when no face is found' });
  await expect(setting).toBeHidden();
  await page
    .locator('.overlay')
    .getByRole('button', { name: 'Cover everything when no face is found' })
    .click();
  await expect(setting).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(setting).toBeHidden();
  await page.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'More' })).toBeFocused();
});

test('enlarged four times, the sheet takes the screen and scrolls as one', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto('/');
  await page.getByRole('button', { name: 'More' }).click();
  const sheet = page.locator('.side');
  const close = sheet.getByRole('button', { name: 'Close' });
  await expect(close).toBeInViewport();
  expect(await sheet.evaluate((element) => element.clientHeight)).toBeGreaterThan(0.9 * 256);
  await expectFits(page);
  await page.locator('.settings > summary').click();
  await page.getByRole('combobox', { name: 'Language' }).focus();
  await expect(page.getByRole('combobox', { name: 'Language' })).toBeInViewport({ ratio: 1 });
  await expect(close).not.toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'More' })).toBeFocused();
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('the page speaks the browser’s language, or the one that is chosen', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Kamera starten' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expectFits(page);
    await expect(page.getByRole('group', { name: /^Verdeckt mit/ })).toContainText(/× \d,\d/);
    await page.locator('.settings > summary').click();
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en');
    await expect(page.getByRole('button', { name: 'Start the camera' })).toBeVisible();
    await expect(page.getByRole('group', { name: /^Cover:/ })).toContainText(/× \d\.\d/);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Start the camera' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

for (const look of LOOKS) {
  test(`looks right and is accessible: ${look.look}`, async ({ page }) => {
    await takeLook(page, look);
    await page.goto('/');
    // The app comes behind the page's first paint.
    await expect(page.getByRole('button', { name: 'Start the camera' })).toBeVisible();
    const more = page.getByRole('button', { name: 'More' });
    const phone = await more.isVisible();
    if (phone) {
      await more.click();
    }
    await page.locator('.settings > summary').click();
    await expectAccessible(page);
    await page.locator('.settings > summary').click();
    if (phone) {
      await page.keyboard.press('Escape');
    }
    await expectFits(page);
    await expect(page).toHaveScreenshot(`first-${look.look}.png`, { fullPage: true });
    await page.keyboard.press('?');
    await expectAccessible(page, 'dialog');
    await expect(page.getByRole('dialog')).toHaveScreenshot(`help-${look.look}.png`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await expect(status(page)).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
    await expectAccessible(page);
    for (const key of ['s', 'c']) {
      await page.keyboard.press(key);
      await expectAccessible(page, '.stage');
      await expectFits(page);
    }
  });
}

for (const look of LOOKS) {
  test(`study, how it works, and a covered picture look right: ${look.look}`, async ({ page }) => {
    await takeLook(page, look);
    for (const view of ['study', 'about']) {
      await page.goto(`/#${view}`);
      await expect(page.locator('.view-heading')).toBeVisible();
      await expectFits(page);
      await expect(page).toHaveScreenshot(`${view}-${look.look}.png`, { fullPage: true });
    }
    await page.goto('/#live');
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await expect(status(page)).toHaveAttribute('data-reason', 'no-face', { timeout: 60_000 });
    await expect(page.locator('.stage-and-bar')).toHaveScreenshot(`covered-${look.look}.png`);
  });
}
