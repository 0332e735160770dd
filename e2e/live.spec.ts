/** The live page, as either renderer draws it: every mode, four at once, and the drawn scene. */
import type { Page } from '@playwright/test';
import { expectGoingOn } from './support/going-on.ts';
import { expect, test } from './support/test.ts';

const status = (page: Page) => page.getByTestId('status');
const live = (page: Page) => expect(status(page)).toHaveAttribute('data-state', 'live', { timeout: 60_000 });

test('says what happens before it asks, then shows the camera with the face covered', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.goto('/');
  await expect(status(tab)).toHaveAttribute('data-state', 'idle');
  await expect(tab.getByText('Everything happens on this device', { exact: false })).toBeVisible();
  await tab.getByRole('button', { name: 'Start the camera' }).click();
  await live(tab);
  await expect(status(tab)).toHaveAttribute('data-faces', '1');
  await expect(status(tab)).toContainText('One face covered · live');
  // The button that was pressed is gone; whoever uses the keyboard is at the one that stands for it.
  await expect(tab.getByRole('button', { name: 'Pause' })).toBeFocused();
  await tab.getByRole('button', { name: 'Compare' }).click();
  for (const name of ['Soft oval', 'Blur', 'Mosaic', 'Noise', 'Super-pixel', 'Edge', 'Mask']) {
    await tab.getByRole('radio', { name, exact: true }).check();
    await expectGoingOn(tab);
    await live(tab);
  }
});

test('four modes of the same frame at once, and a swipe between two', async ({ openWithPerson }) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=blur,mask,edge,noise');
  await live(tab);
  await expect(tab.locator('.view canvas')).toHaveCount(4);
  await tab.keyboard.press('s');
  const divider = tab.getByRole('slider', { name: /^Divider/ });
  await divider.focus();
  await divider.press('ArrowRight');
  await expect(divider).toHaveValue('51');
});

test('a drawn scene takes the place of a camera, with thumbnails of the modes and everything that a camera has', async ({
  page,
}) => {
  let asked = false;
  await page.exposeFunction('cameraAsked', () => {
    asked = true;
  });
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => {
      (globalThis as unknown as { cameraAsked(): void }).cameraAsked();
      return Promise.reject(new DOMException('no', 'NotAllowedError'));
    };
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'Try it without a camera' }).click();
  await live(page);
  await expect(page.getByText('nobody in it is real', { exact: false })).toBeVisible();
  await expect.poll(async () => Number(await status(page).getAttribute('data-faces'))).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Compare' }).click();
  // Of the very picture, drawn in turn while another mode is shown.
  for (const mode of ['mask', 'blur', 'edge']) {
    await expect(page.locator(`.thumbnail canvas[data-drawn="${mode}"]`)).toHaveCount(1, { timeout: 60_000 });
  }
  await expect(status(page)).toHaveAttribute('data-mode', 'mask');
  await page.keyboard.press('p');
  await expect(page.getByText('Paused').first()).toBeVisible();
  await page.keyboard.press('p');
  await live(page);
  expect(asked).toBe(false);
});
