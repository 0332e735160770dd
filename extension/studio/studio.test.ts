import { afterEach, expect, test, vi } from 'vitest';
import { type FromStudio, STATUS_PORT, type ToStudio } from '../protocol.ts';
import { engineSettings } from '../sites.ts';
import { StudioCamera } from './camera.ts';
import { Studio } from './studio.ts';

vi.mock('./camera.ts', () => ({ StudioCamera: { open: vi.fn() } }));
vi.mock('./engines.ts', () => ({ Engines: class {} }));

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a camera that is opened anew is let go first: tracks of one camera share a source that may stand still', async () => {
  vi.stubGlobal('chrome', { runtime: { onConnect: { addListener() {} } } });
  vi.stubGlobal('navigator', { mediaDevices: { addEventListener() {} } });
  const happened: string[] = [];
  vi.mocked(StudioCamera.open).mockImplementation(async () => {
    happened.push('open');
    return { state: {}, close: () => happened.push('close') } as unknown as StudioCamera;
  });
  const { port1: page, port2 } = new MessageChannel();
  new Studio('frame', engineSettings({})).serve(port2, 'https://site.example');
  const ask = (request: number) =>
    new Promise((resolve) => {
      page.onmessage = ({ data }: MessageEvent<FromStudio>) => data.type === 'answer' && resolve(data);
      page.postMessage({ type: 'open', request, camera: 1, constraints: {} } satisfies ToStudio);
    });
  await ask(1);
  await ask(2);
  expect(happened).toEqual(['open', 'close', 'open']);
  page.close();
});

test('one face for all cameras of a page, whenever they start; another one at the click, for the pages of that site only', async () => {
  const onConnect = { addListener: vi.fn<(listener: (port: unknown) => void) => void>() };
  vi.stubGlobal('chrome', { runtime: { onConnect } });
  vi.stubGlobal('navigator', { mediaDevices: { addEventListener() {} } });
  const drawn = new Map<string, number[]>();
  vi.mocked(StudioCamera.open).mockImplementation(async (_id, constraints) => {
    const keys: number[] = [];
    drawn.set(String(constraints.deviceId), keys);
    const take = (key: number) => keys.push(key);
    return { state: {}, start: take, drawFace: take, close() {} } as unknown as StudioCamera;
  });
  const studio = new Studio('offscreen', engineSettings({}));
  const pages = ['https://one.example', 'https://two.example'].map((site) => {
    const { port1, port2 } = new MessageChannel();
    studio.serve(port2, site);
    return port1;
  });
  const open = async (page: MessagePort, camera: number, deviceId: string) => {
    const opened = new Promise((resolve) => {
      page.onmessage = ({ data }: MessageEvent<FromStudio>) => data.type === 'answer' && resolve(data);
    });
    page.postMessage({ type: 'open', request: 1, camera, constraints: { deviceId } } satisfies ToStudio);
    await opened;
    page.postMessage({ type: 'start', camera } satisfies ToStudio);
    await expect.poll(() => drawn.get(deviceId)).toHaveLength(1);
  };
  const [one, two] = pages as [MessagePort, MessagePort];
  await open(one, 1, 'a');
  await open(one, 2, 'b');
  await open(two, 1, 'c');
  const keys = (name: string) => drawn.get(name) ?? [];
  expect(keys('b')).toEqual(keys('a'));
  expect(keys('c')).not.toEqual(keys('a'));

  const onMessage = { addListener: vi.fn<(listener: (message: unknown) => void) => void>() };
  const onDisconnect = { addListener: (listener: () => void) => listener() };
  onConnect.addListener.mock.lastCall?.[0]({ name: STATUS_PORT, postMessage() {}, onMessage, onDisconnect });
  onMessage.addListener.mock.lastCall?.[0]({ site: 'https://one.example' });
  expect(keys('a')).toHaveLength(2);
  expect(keys('a')[1]).not.toBe(keys('a')[0]);
  expect(keys('b')).toEqual(keys('a'));
  expect(keys('c')).toHaveLength(1);
  await open(one, 3, 'd');
  expect(keys('d')).toEqual([keys('a')[1]]);
  for (const page of pages) {
    page.close();
  }
});
