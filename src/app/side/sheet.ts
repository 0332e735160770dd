/** On narrow screens all that is not picture or bar lies in a sheet that comes from below. */
import { atom } from 'nanostores';
import type { SettingName } from './setting-names.ts';

export const sheet = atom(false);

/** What had the focus before; it gets it back. */
let opener: HTMLElement | null = null;

export async function openSheet(): Promise<void> {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  if (document.fullscreenElement) {
    // The sheet lies outside of what fills the screen.
    await document.exitFullscreen();
  }
  sheet.set(true);
}

export function closeSheet(): void {
  sheet.set(false);
  opener?.focus();
  opener = null;
}

/** Shows a setting wherever it is, and gives it the focus. */
export async function showSetting(name: SettingName): Promise<void> {
  await openSheet();
  // What was just opened has to be laid out before it can take the focus.
  await new Promise(requestAnimationFrame);
  const field = document.getElementById(`setting-${name}`);
  for (let around = field?.closest('details'); around; around = around.parentElement?.closest('details')) {
    around.open = true;
  }
  field?.focus();
  field?.scrollIntoView({ block: 'center' });
}
