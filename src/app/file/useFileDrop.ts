import { useEffect, useState } from 'react';
import { filesOf } from './dropped.ts';
import { openChosen } from './open-chosen.ts';

/** Lets videos, pictures and folders of them be dropped anywhere on the page, or pasted; true while one is held over it. */
export function useFileDrop(onOpen: () => void): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const isFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent) => {
      if (isFile(event)) {
        // Without this the browser leaves the page to show the file, raw.
        event.preventDefault();
        setHeld(true);
      }
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) {
        setHeld(false);
      }
    };
    const open = async (data: DataTransfer | null, isDrop: boolean) => {
      const dropped = data ? await filesOf(data) : [];
      // Most that is pasted is no file, and nothing has to be said about it.
      if (dropped.length > 0 || isDrop) {
        onOpen();
        await openChosen(dropped);
      }
    };
    const onDrop = (event: DragEvent) => {
      if (isFile(event)) {
        event.preventDefault();
        setHeld(false);
        void open(event.dataTransfer, true);
      }
    };
    const onPaste = (event: ClipboardEvent) => void open(event.clipboardData, false);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [onOpen]);
  return held;
}
