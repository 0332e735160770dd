/** The popup: what it says, and that what is switched there happens. */
import { endCall, startCall, watch } from './far-end.ts';
import { expect, test } from './test.ts';

test('switches a site on, asks for a reload, counts faces, changes the mode, switches off', async ({
  extension,
}) => {
  await extension.protect('off');
  const page = await extension.open('plain');
  const popup = await extension.popup(page);
  const status = popup.getByRole('status');
  await expect(popup.locator('#site')).toHaveText(extension.site.origin);
  await expect(status).toHaveText('This site gets the camera as it is.');

  await popup.getByLabel('Cover faces on this site').check();
  await expect(status).toContainText('This page was opened before Guise was switched on');
  const loaded = page.waitForEvent('load');
  await popup.getByRole('button', { name: 'Reload this page' }).click();
  await loaded;
  await startCall(page);
  expect((await watch(page, extension.clip, 2)).bare).toEqual([]);

  const again = await extension.popup(page);
  await expect(again.getByRole('status')).toContainText('1 face covered.');
  await expect(again.getByRole('button', { name: 'Reload this page' })).toBeHidden();
  await expect(again.getByRole('button', { name: 'Let Guise use the camera' })).toBeHidden();
  await again.screenshot({ path: 'test-results/extension-popup.png' });
  const stored = async () =>
    (await extension.worker.evaluate(() => chrome.storage.local.get('settings'))).settings;
  const another = again.getByRole('button', { name: 'Another face' });
  await another.click();
  await expect.poll(async () => Object.keys((await stored())?.values.mask ?? {})).not.toEqual([]);
  await again.getByLabel('How faces are covered').selectOption('persona');
  await expect.poll(async () => (await stored())?.views[0].mode).toBe('persona');
  const before = await stored();
  await another.click();
  expect((await watch(page, extension.clip, 2)).bare).toEqual([]);
  // Which stranger is drawn is kept nowhere.
  expect(await stored()).toEqual(before);
  await again.getByLabel('How faces are covered').selectOption('edge');
  await expect.poll(async () => (await stored())?.views[0].mode).toBe('edge');
  await expect(another).toBeHidden();
  expect((await watch(page, extension.clip, 2)).bare).toEqual([]);

  await again.getByLabel('Sealed mode').check();
  await expect
    .poll(() =>
      extension.worker.evaluate(async (site) => {
        const { setting } = await chrome.contentSettings.camera.get({ primaryUrl: `${site}/` });
        return setting;
      }, extension.site.origin),
    )
    .toBe('block');
  // The running call goes on as it was, covered.
  expect((await watch(page, extension.clip, 2)).bare).toEqual([]);

  await again.getByLabel('Cover faces on this site').uncheck();
  await expect(again.getByRole('status')).toHaveText(/^Switched off/);
  expect((await watch(page, extension.clip, 2)).bare).toEqual([]);
  await endCall(page);
  await extension.worker.evaluate(() => chrome.storage.local.remove('settings'));
});

test('a popup that is open already hears of a camera, and offers another stranger only while one is drawn', async ({
  extension,
}) => {
  await extension.protect('default');
  const storage = (settings: object) =>
    extension.worker.evaluate((given) => chrome.storage.local.set({ settings: given }), settings);
  await storage({ views: [{ mode: 'persona' }] });
  const page = await extension.open('plain');
  const popup = await extension.popup(page);
  const another = popup.getByRole('button', { name: 'Another face' });
  await expect(popup.getByRole('status')).toHaveText('The camera is not in use.');
  await expect(another).toBeHidden();
  await startCall(page);
  expect((await watch(page, extension.clip, 2)).bare).toEqual([]);
  await expect(popup.getByRole('status')).toContainText('1 face covered.');
  // Apart from the list above it, which looked like a part of it.
  const list = await popup.getByLabel('How faces are covered').boundingBox();
  expect((await another.boundingBox())?.y).toBeGreaterThanOrEqual((list?.y ?? 0) + (list?.height ?? 0) + 4);
  await another.click();
  expect((await watch(page, extension.clip, 2)).bare).toEqual([]);
  await endCall(page);
  await expect(popup.getByRole('status')).toHaveText('The camera is not in use.');
  await expect(another).toBeHidden();
  await extension.worker.evaluate(() => chrome.storage.local.remove('settings'));
});

test('says when a page cannot have Guise', async ({ extension }) => {
  const page = await extension.context.newPage();
  await page.goto('data:text/html,hello');
  const popup = await extension.context.newPage();
  const [tab] = await extension.worker.evaluate(() => chrome.tabs.query({ active: true }));
  await popup.goto(`chrome-extension://${extension.id}/popup.html?tab=${tab?.id}`);
  await expect(popup.getByLabel('Cover faces on this site')).toBeDisabled();
  await expect(popup.getByRole('status')).toHaveText('Guise can be switched on for pages with https.');
});
