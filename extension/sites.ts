/** What the person chose: the sites that Guise is switched on for, and how faces are covered. Kept in the extension's storage. */
import { completeSettings, DEFAULT_SETTINGS, type EngineSettings } from '../src/engine/settings.ts';

export interface SiteChoice {
  /** The browser itself refuses the site the raw camera. */
  readonly sealed: boolean;
}

/** By origin, such as "https://meet.example". */
export type Sites = Readonly<Record<string, SiteChoice>>;

export async function readSites(): Promise<Sites> {
  const { sites } = await chrome.storage.local.get('sites');
  return isRecord(sites) ? (sites as Sites) : {};
}

/** @param choice null switches the site off. */
export async function writeSite(origin: string, choice: SiteChoice | null): Promise<void> {
  const { [origin]: _old, ...others } = await readSites();
  await chrome.storage.local.set({ sites: choice ? { ...others, [origin]: choice } : others });
}

/** Complete whatever is stored; the meters stay off, for nobody sees them. */
export async function readSettings(): Promise<EngineSettings> {
  const { settings } = await chrome.storage.local.get('settings');
  return engineSettings(settings);
}

export function engineSettings(given: unknown): EngineSettings {
  return {
    ...completeSettings({ ...DEFAULT_SETTINGS, ...(isRecord(given) ? given : {}) }),
    pictureFormat: 'i420',
    leakRate: 0,
    privacyRate: 0,
    actionRate: 0,
  };
}

export async function writeSettings(settings: EngineSettings): Promise<void> {
  await chrome.storage.local.set({ settings });
}

/** The pattern that stands for a site in permissions, content scripts and content settings. */
export function patternOf(origin: string): string {
  return `${origin}/*`;
}

/** True where the browser refuses the site the raw camera because Guise asked for it. */
export async function isSealed(origin: string): Promise<boolean> {
  if (!chrome.contentSettings) {
    return false;
  }
  const { setting } = await chrome.contentSettings.camera.get({ primaryUrl: `${origin}/` });
  return setting === 'block';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
