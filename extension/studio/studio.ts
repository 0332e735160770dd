/**
 * Owns cameras and engines for pages: in the extension's hidden frame for the page around it, in the offscreen document for pages
 * whose frames may have no camera, and in sealed mode. Only safe pictures leave it.
 */
import { drawFaceKey, type EngineSettings } from '../../src/engine/settings.ts';
import {
  type CameraConstraints,
  type FromStudio,
  type Problem,
  type Question,
  STATUS_PORT,
  type ToStudio,
} from '../protocol.ts';
import { type CameraStatus, StudioCamera } from './camera.ts';
import { Devices } from './devices.ts';
import { Engines } from './engines.ts';

/** What the popup shows of a site's cameras. */
export interface StudioStatus {
  readonly site: string;
  /** 'frame': within the page; 'offscreen': apart from it. */
  readonly place: 'frame' | 'offscreen';
  readonly cameras: readonly CameraStatus[];
}

/** What the popup says to the studios: draw another face for the pages of this site. */
export interface FromPopup {
  readonly site: string;
}

const STATUS_EVERY = 500;

export class Studio {
  readonly #place: StudioStatus['place'];
  readonly #engines: Engines;
  readonly #clients = new Set<Client>();

  constructor(place: StudioStatus['place'], settings: EngineSettings) {
    this.#place = place;
    this.#engines = new Engines(settings);
    chrome.runtime.onConnect.addListener((port) => port.name === STATUS_PORT && this.#report(port));
    navigator.mediaDevices.addEventListener('devicechange', () => {
      for (const client of this.#clients) {
        client.devicesChanged();
      }
    });
  }

  configure(settings: EngineSettings): void {
    this.#engines.configure(settings);
  }

  /**
   * Serves a page until its port is closed.
   * @param site the origin that it is switched on for. @param page a name for `leave`.
   */
  serve(port: MessagePort, site: string, page = ''): void {
    const client = new Client(port, site, page, this.#engines, () => this.#clients.delete(client));
    this.#clients.add(client);
  }

  /** The page was closed: its cameras are let go. */
  leave(page: string): void {
    for (const client of this.#clients) {
      if (client.page === page) {
        client.leave();
      }
    }
  }

  #report(port: chrome.runtime.Port): void {
    const report = () => {
      for (const { site, statuses } of this.#clients) {
        if (statuses.length > 0) {
          port.postMessage({ site, place: this.#place, cameras: statuses } satisfies StudioStatus);
        }
      }
    };
    report();
    const timer = setInterval(report, STATUS_EVERY);
    port.onMessage.addListener(({ site }: FromPopup) => {
      for (const client of this.#clients) {
        if (client.site === site) {
          client.drawFace();
        }
      }
    });
    port.onDisconnect.addListener(() => clearInterval(timer));
  }
}

class Client {
  readonly site: string;
  readonly page: string;
  readonly #port: MessagePort;
  readonly #onClose: () => void;
  readonly #engines: Engines;
  readonly #devices: Devices;
  readonly #cameras = new Map<number, StudioCamera>();
  /**
   * One stranger for a page, whichever of its cameras is on, and another for each page: who meets somebody in two places cannot tell. Never
   * stored.
   */
  #faceKey = drawFaceKey();
  #closed = false;

  constructor(port: MessagePort, site: string, page: string, engines: Engines, onClose: () => void) {
    this.site = site;
    this.page = page;
    this.#onClose = onClose;
    this.#port = port;
    this.#engines = engines;
    this.#devices = new Devices(site);
    port.onmessage = ({ data }: MessageEvent<ToStudio>) => this.#receive(data);
    port.addEventListener('close', () => this.leave());
    this.#post({ type: 'welcome' });
  }

  leave(): void {
    this.#closed = true;
    this.#port.close();
    for (const camera of this.#cameras.values()) {
      camera.close();
    }
    this.#cameras.clear();
    this.#onClose();
  }

  get statuses(): CameraStatus[] {
    return [...this.#cameras.values()].flatMap(({ status }) => status ?? []);
  }

  drawFace(): void {
    this.#faceKey = drawFaceKey();
    for (const camera of this.#cameras.values()) {
      camera.drawFace(this.#faceKey);
    }
  }

  devicesChanged(): void {
    this.#post({ type: 'devices' });
  }

  #receive(message: ToStudio): void {
    switch (message.type) {
      case 'open':
      case 'apply':
      case 'list':
      case 'ping':
        this.#answer(message).then(
          (value) => this.#post({ type: 'answer', request: message.request, value }),
          (error: unknown) =>
            this.#post({ type: 'answer', request: message.request, problem: problemOf(error) }),
        );
        break;
      case 'start':
        void this.#cameras.get(message.camera)?.start(this.#faceKey);
        break;
      case 'taken':
        this.#cameras.get(message.camera)?.taken(message.hop);
        break;
      case 'close':
        this.#cameras.get(message.camera)?.close();
        this.#cameras.delete(message.camera);
        break;
    }
  }

  async #answer(question: Question): Promise<unknown> {
    switch (question.type) {
      case 'open':
        return this.#open(question.camera, question.constraints);
      case 'apply': {
        const camera = this.#cameras.get(question.camera);
        await camera?.apply(question.constraints);
        return camera?.state;
      }
      case 'list':
        return this.#devices.list();
      case 'ping':
        return null;
    }
  }

  async #open(id: number, constraints: CameraConstraints): Promise<unknown> {
    // The page opens one anew that stands still. First let go of it: tracks of one camera share what the browser captures.
    this.#cameras.get(id)?.close();
    this.#cameras.delete(id);
    const post = (message: FromStudio, transfer?: Transferable[]) => this.#post(message, transfer);
    const camera = await StudioCamera.open(id, constraints, this.#devices, this.#engines, post);
    if (this.#closed) {
      camera.close();
    } else {
      this.#cameras.set(id, camera);
    }
    return camera.state;
  }

  #post(message: FromStudio, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }
}

/** An error as plain data. */
export function problemOf(error: unknown): Problem {
  const { name, message, constraint } = Object(error) as {
    name?: string;
    message?: string;
    constraint?: string;
  };
  if (name === 'NotAllowedError') {
    return {
      name,
      message:
        'Guise has no permission to use the camera. Click Guise in the toolbar and choose “Let Guise use the camera”.',
    };
  }
  return {
    name: name ?? 'NotReadableError',
    message: message ?? String(error),
    ...(constraint ? { constraint } : {}),
  };
}
