import { useEffect, useState } from 'react';
import { files } from '../../session/files.ts';

/** Lets a video or picture be dropped anywhere on the page, or pasted; true while one is held over it. */
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
    const open = (file: File | undefined) => {
      if (file) {
        onOpen();
        void files.open(file);
      }
    };
    const onDrop = (event: DragEvent) => {
      if (isFile(event)) {
        event.preventDefault();
        setHeld(false);
        open(event.dataTransfer?.files[0]);
      }
    };
    const onPaste = (event: ClipboardEvent) => open(event.clipboardData?.files[0]);
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
