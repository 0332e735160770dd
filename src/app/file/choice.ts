/** How files are written: shared by the card of the open one and that of several. */
import { atom } from 'nanostores';
import type { ExportChoice } from '../../session/file-state.ts';
import { useWords as useAtom } from '../i18n.ts';

const choice = atom<ExportChoice>({ container: 'same', sound: false });

export function useChoice(): ExportChoice {
  return useAtom(choice);
}

export function setChoice(change: Partial<ExportChoice>): void {
  choice.set({ ...choice.get(), ...change });
}
