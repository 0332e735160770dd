/** The looks in which a page is judged: both themes, on a desktop and on a phone. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 780 };

export const LOOKS = (['light', 'dark'] as const).flatMap((theme) => [
  { look: `${theme}-desktop`, theme, viewport: DESKTOP },
  { look: `${theme}-phone`, theme, viewport: PHONE },
]);

/** Before the page is opened. */
export async function takeLook(page: Page, { theme, viewport }: (typeof LOOKS)[number]): Promise<void> {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
}

/** Nothing that axe finds fault with, in the whole page or in a part of it. */
export async function expectAccessible(page: Page, part = 'html'): Promise<void> {
  // What opens it may have to be loaded first.
  await expect(page.locator(part).first()).toBeVisible();
  expect((await new AxeBuilder({ page }).include(part).analyze()).violations).toEqual([]);
}

/** Nothing sticks out at the side. */
export async function expectFits(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}
