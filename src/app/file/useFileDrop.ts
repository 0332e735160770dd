import { useEffect, useState } from 'react';
import { files } from '../../session/files.ts';

/** Lets a video or picture be dropped anywhere on the page; true while one is held over it. */
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
    const onDrop = (event: DragEvent) => {
      if (!isFile(event)) {
        return;
      }
      event.preventDefault();
      setHeld(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file) {
        onOpen();
        void files.open(file);
      }
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [onOpen]);
  return held;
}
