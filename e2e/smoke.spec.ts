/** What `npm run check:quick` opens: the page covers a face, and goes on. */
import { expectGoingOn } from './support/going-on.ts';
import { expect, test } from './support/test.ts';

test('the page finds a face, masks it, and goes on', { tag: '@smoke' }, async ({ openWithPerson }) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=mask&renderer=cpu');
  const status = tab.getByTestId('status');
  await expect(status).toHaveAttribute('data-state', 'live', { timeout: 120_000 });
  await expect(status).toHaveAttribute('data-faces', '1');
  await expect(status).toHaveAttribute('data-mode', 'mask');
  await expectGoingOn(tab);
});
