/** Ways round the patched functions, and failures: the site gets a covered camera or none. */
import { expect, test } from './test.ts';

test("default mode: ways round the patched functions give Guise's camera or none", async ({ extension }) => {
  await extension.protect('default');
  const page = await extension.open('plain');
  const opened = await page.evaluate(async () => {
    const labels = (stream: MediaStream) => stream.getVideoTracks().map(({ label }) => label.split(':')[0]);
    const attempt = async (open: () => Promise<MediaStream>) => {
      try {
        return labels(await open()).join();
      } catch (error) {
        return (error as Error).name;
      }
    };
    const frameOf = (attributes: Record<string, string>, shadow = false) => {
      const frame = document.createElement('iframe');
      Object.assign(frame, attributes);
      const host = document.createElement('div');
      (shadow ? host.attachShadow({ mode: 'closed' }) : host).append(frame);
      document.body.append(host);
      return frame;
    };
    const found: Record<string, string> = {};
    const legacy = navigator as unknown as {
      webkitGetUserMedia(c: object, done: (s: MediaStream) => void, failed: (e: Error) => void): void;
    };
    found.plain = await attempt(() => navigator.mediaDevices.getUserMedia({ video: true }));
    found.legacy = await attempt(
      () => new Promise((done, failed) => legacy.webkitGetUserMedia({ video: true }, done, failed)),
    );
    found['getter that changes its answer'] = await attempt(() => {
      let reads = 0;
      return navigator.mediaDevices.getUserMedia({
        audio: true,
        get video() {
          reads += 1;
          return reads > 1;
        },
      });
    });
    const everything = Object.prototype as { video?: boolean };
    everything.video = true;
    found['video on the prototype'] = await attempt(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }),
    );
    found['sound, with video on the prototype'] = await attempt(() =>
      navigator.mediaDevices.getUserMedia({ audio: true, video: false }),
    );
    delete everything.video;
    found['frame at once'] = await attempt(() =>
      (frameOf({}).contentWindow as Window).navigator.mediaDevices.getUserMedia({ video: true }),
    );
    found['frame in a shadow root'] = await attempt(() =>
      (frameOf({}, true).contentWindow as Window).navigator.mediaDevices.getUserMedia({ video: true }),
    );
    const loaded = async (attributes: Record<string, string>) => {
      const frame = frameOf(attributes);
      await new Promise((resolve) => {
        frame.onload = resolve;
      });
      return frame.contentWindow as Window;
    };
    const byAddress: Record<string, Record<string, string>> = {
      'frame by srcdoc': { srcdoc: '<p>hello' },
      'frame by blob': { src: URL.createObjectURL(new Blob(['hello'], { type: 'text/html' })) },
      'frame of the site': { src: location.href },
    };
    for (const [name, attributes] of Object.entries(byAddress)) {
      const inner = await loaded(attributes);
      found[name] = await attempt(() => inner.navigator.mediaDevices.getUserMedia({ video: true }));
    }
    const opened = window.open('about:blank');
    found['window at once'] = opened
      ? await attempt(() => opened.navigator.mediaDevices.getUserMedia({ video: true }))
      : 'blocked';
    opened?.close();
    const call = Function.prototype.call;
    const apply = Function.prototype.apply;
    let stolen: unknown = null;
    Function.prototype.apply = Function.prototype.call = function steal(this: unknown) {
      stolen = this;
      return undefined;
    };
    const open = navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    Function.prototype.call = call;
    Function.prototype.apply = apply;
    await open;
    found['stolen function'] = String(stolen).includes('native code') ? 'native' : 'none';
    return found;
  });
  expect(opened).toEqual({
    plain: 'Guise',
    legacy: 'Guise',
    'getter that changes its answer': '',
    'video on the prototype': 'Guise',
    'sound, with video on the prototype': '',
    'frame at once': 'Guise',
    'frame in a shadow root': 'Guise',
    'frame by srcdoc': 'Guise',
    'frame by blob': 'Guise',
    'frame of the site': 'Guise',
    'window at once': expect.stringMatching(/Guise|blocked/),
    'stolen function': 'none',
  });
});

test('sealed: what gets past the patched functions gets no camera', async ({ extension }) => {
  // docs/extension.md names these. Should Chromium patch such documents one day, default mode need not be said to miss them.
  const tried = async (): Promise<Record<string, string>> => {
    const page = await extension.open('plain');
    return page.evaluate(async () => {
      const attempt = ({ navigator }: Window) =>
        navigator.mediaDevices.getUserMedia({ video: true }).then(
          (stream) => (stream.getVideoTracks()[0]?.label.startsWith('Guise') ? 'Guise' : 'raw'),
          (error: Error) => error.name,
        );
      const frameAt = (src: string) => {
        const frame = document.createElement('iframe');
        frame.src = src;
        document.body.append(frame);
        return frame;
      };
      const svg = new Blob(
        [
          `<svg xmlns="http://www.w3.org/2000/svg"><script>
            parent.opened = navigator.mediaDevices.getUserMedia({video: true}).then(
              function (stream) { return stream.getVideoTracks()[0].label.indexOf('Guise') === 0 ? 'Guise' : 'raw'; },
              function (error) { return error.name; });
          </script></svg>`,
        ],
        { type: 'image/svg+xml' },
      );
      const { contentWindow } = frameAt('javascript:1');
      const script = contentWindow ? await attempt(contentWindow) : 'no window';
      const drawing = frameAt(URL.createObjectURL(svg));
      await new Promise((resolve) => {
        drawing.onload = resolve;
      });
      return {
        'javascript: address': script,
        'SVG document': await (globalThis as unknown as { opened: Promise<string> }).opened,
      };
    });
  };
  await extension.protect('default');
  expect((await tried())['javascript: address']).toBe('raw');
  await extension.protect('sealed');
  const sealed = await tried();
  expect(sealed['javascript: address']).toBe('NotAllowedError');
  // Patched or not, as it comes.
  expect(sealed['SVG document']).toMatch(/NotAllowedError|Guise/);
});

test('a site that was switched off, or is not sealed by the browser, gets words instead of a camera', async ({
  extension,
}) => {
  const ask = (page: Awaited<ReturnType<typeof extension.open>>) =>
    page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ video: true }).then(
        (stream) => stream.getVideoTracks()[0]?.label,
        (error: Error) => `${error.name}: ${error.message}`,
      ),
    );
  await extension.protect('default');
  const page = await extension.open('plain');
  await extension.protect('off');
  expect(await ask(page)).toMatch(/^NotReadableError: Guise was switched off for this site/);
  await extension.protect('sealed');
  const sealed = await extension.open('plain');
  await extension.worker.evaluate(() => chrome.contentSettings.camera.clear({}));
  expect(await ask(sealed)).toMatch(/^NotReadableError: Guise is set to seal this site/);
});

test("the extension's frame serves no site that it is not switched on for", async ({ extension }) => {
  await extension.protect('off');
  const page = await extension.open('plain');
  const answer = await page.evaluate(async (source) => {
    const frame = document.createElement('iframe');
    frame.allow = 'camera';
    frame.src = source;
    document.body.append(frame);
    await new Promise((resolve) => {
      frame.onload = resolve;
    });
    const { port1, port2 } = new MessageChannel();
    frame.contentWindow?.postMessage('guise-connect', '*', [port2]);
    return Promise.race([
      new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data.type);
      }),
      new Promise((resolve) => setTimeout(resolve, 2000, 'silence')),
    ]);
  }, `chrome-extension://${extension.id}/frame.html`);
  expect(answer).not.toBe('welcome');
});

test('a sandboxed frame without an origin is told at once, in words, that no browser gives it a camera', async ({
  extension,
}) => {
  const ask = async () => {
    const page = await extension.open('plain');
    return page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.allow = 'camera *';
      frame.srcdoc = `<script>
        addEventListener('message', async () => {
          const begun = performance.now();
          const said = await navigator.mediaDevices.getUserMedia({ video: true }).then(
            (stream) => stream.getVideoTracks()[0].label,
            ({ name, message }) => name + ': ' + message);
          const devices = await navigator.mediaDevices.enumerateDevices();
          const cameras = devices.filter(({ kind, label }) => kind === 'videoinput' && label.startsWith('Guise')).length;
          parent.postMessage({ said, cameras, seconds: (performance.now() - begun) / 1000 }, '*');
        });
      </script>`;
      document.body.append(frame);
      await new Promise((resolve) => {
        frame.onload = resolve;
      });
      const answer = new Promise<{ said: string; cameras: number; seconds: number }>((resolve) => {
        addEventListener('message', ({ data }) => resolve(data), { once: true });
      });
      frame.contentWindow?.postMessage('ask', '*');
      return answer;
    });
  };
  // The words are true as long as this is what the browser says itself.
  await extension.protect('off');
  expect((await ask()).said).toMatch(/^SecurityError/);
  for (const protection of ['default', 'sealed'] as const) {
    await extension.protect(protection);
    const { said, cameras, seconds } = await ask();
    expect(said).toMatch(/^SecurityError: The browser gives no camera to a sandboxed frame.*tab of its own/);
    expect(cameras).toBe(0);
    // Neither waits for the extension, which gave up after 20 seconds.
    expect(seconds).toBeLessThan(15);
  }
});

test('a screen that is asked for in the older way is never answered with a camera: the browser answers', async ({
  extension,
}) => {
  const tried = async () => {
    const page = await extension.open('plain');
    return page.evaluate(async () => {
      const legacy = navigator as unknown as {
        webkitGetUserMedia(c: object, done: (s: MediaStream) => void, failed: (e: Error) => void): void;
      };
      const found: Record<string, string> = {};
      const attempt = async (name: string, opened: Promise<MediaStream>) => {
        found[name] = await opened.then(
          (stream) => `opened ${stream.getVideoTracks()[0]?.label.split(':')[0]}`,
          (error: Error) => error.name,
        );
      };
      for (const chromeMediaSource of ['desktop', 'screen', 'tab', 'camera']) {
        const constraints = {
          audio: false,
          // The name of nothing that was chosen, so that no screen can come.
          video: { mandatory: { chromeMediaSource, chromeMediaSourceId: 'nothing', maxWidth: 640 } },
        } as unknown as MediaStreamConstraints;
        await attempt(chromeMediaSource, navigator.mediaDevices.getUserMedia(constraints));
        const older = new Promise<MediaStream>((done, failed) => {
          legacy.webkitGetUserMedia(constraints, done, failed);
        });
        await attempt(`${chromeMediaSource}, older function`, older);
      }
      const camera = { mandatory: { minWidth: 320 } } as unknown as MediaTrackConstraints;
      await attempt('camera by its size', navigator.mediaDevices.getUserMedia({ video: camera }));
      return found;
    });
  };
  await extension.protect('off');
  const { 'camera by its size': own, ...native } = await tried();
  expect(own).toMatch(/^opened/);
  expect(Object.values(native).filter((answer) => answer.startsWith('opened'))).toEqual([]);
  for (const protection of ['default', 'sealed'] as const) {
    await extension.protect(protection);
    expect(await tried()).toEqual({ ...native, 'camera by its size': 'opened Guise' });
  }
});
