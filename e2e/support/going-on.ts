/** Whether the picture in the page goes on. */
import { expect, type Page } from '@playwright/test';

/** Pictures that the page has shown. */
export async function framesShown(page: Page): Promise<number> {
  return Number(await page.getByTestId('status').getAttribute('data-frames'));
}

/** Waits until more than `more` further pictures were shown. */
export async function expectGoingOn(page: Page, more = 2): Promise<void> {
  const before = await framesShown(page);
  await expect.poll(() => framesShown(page)).toBeGreaterThan(before + more);
}
