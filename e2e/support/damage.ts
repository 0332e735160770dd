/** Downloads that arrive damaged. */
import type { BrowserContext, Page } from '@playwright/test';

/** One bit of what is fetched from there is wrong: byte `at`, counted from the end if negative. */
export async function damage(where: Page | BrowserContext, url: string | RegExp, at = 100): Promise<void> {
  await where.route(url, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    const index = at < 0 ? body.length + at : at;
    body[index] = (body[index] ?? 0) ^ 1;
    await route.fulfill({ response, body });
  });
}

/** Why a harness could not be made ready; 'ready' when it could. */
export function refusal(page: Page, harness: string): Promise<string> {
  return page.evaluate(
    (name) =>
      (globalThis as unknown as Record<string, { ready: Promise<unknown> }>)[name]?.ready.then(
        () => 'ready',
        (error: Error) => error.message,
      ) ?? 'missing',
    harness,
  );
}
