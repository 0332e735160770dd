/** Cameras under the names and ids that a site may know them by. */
import type { CameraConstraints, CameraInfo } from '../protocol.ts';

export class Devices {
  readonly #site: string;
  /** The site's id of a camera → the extension's. */
  #own = new Map<string, string>();

  /** @param site origin; every site has ids of its own. */
  constructor(site: string) {
    this.#site = site;
  }

  async list(): Promise<CameraInfo[]> {
    const all = await navigator.mediaDevices.enumerateDevices();
    const cameras = all.filter(
      ({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '',
    ) as InputDeviceInfo[];
    const twins = new Map<string, number>();
    const infos: CameraInfo[] = [];
    this.#own = new Map();
    for (const camera of cameras) {
      const nth = (twins.get(camera.label) ?? 0) + 1;
      twins.set(camera.label, nth);
      // From its name, for the browser gives it another id in each place that Guise opens it from.
      const deviceId = await hash(`${this.#site}\n${camera.label}\n${nth}`);
      this.#own.set(deviceId, camera.deviceId);
      const capabilities = this.#translate(camera.getCapabilities(), deviceId);
      infos.push({ deviceId, label: labelOf(camera.label), capabilities });
    }
    return infos;
  }

  /** The site's constraints as the browser's: ids translated. What names no camera stays as it is and finds none. */
  async translate(constraints: CameraConstraints): Promise<MediaTrackConstraints> {
    await this.list();
    const { groupId: _none, advanced, ...rest } = constraints;
    const own = (value: unknown): unknown => {
      if (Array.isArray(value)) {
        return value.map(own);
      }
      return typeof value === 'object' && value
        ? Object.fromEntries(Object.entries(value).map(([end, id]) => [end, own(id)]))
        : (this.#own.get(String(value)) ?? value);
    };
    const translated = (set: CameraConstraints): MediaTrackConstraintSet => ({
      ...set,
      ...('deviceId' in set ? { deviceId: own(set.deviceId) as ConstrainDOMString } : {}),
    });
    return {
      ...translated(rest),
      ...(Array.isArray(advanced) ? { advanced: advanced.map(translated) } : {}),
    };
  }

  /** Settings or capabilities of a camera with the id that the site knows. */
  describe<T extends { deviceId?: string }>(own: T): T {
    const id = [...this.#own].find(([, extension]) => extension === own.deviceId)?.[0];
    return this.#translate(own, id ?? '');
  }

  #translate<T extends { deviceId?: string; groupId?: string }>(own: T, deviceId: string): T {
    const { groupId: _none, ...rest } = own;
    return { ...rest, deviceId } as T;
  }
}

export function labelOf(camera: string): string {
  return `Guise: ${camera || 'camera'}`;
}

/** 64 hex digits, as a browser's own ids. */
async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
