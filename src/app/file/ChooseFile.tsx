import { type ReactNode, useRef } from 'react';
import { files } from '../../session/files.ts';

/** A button that asks for a video or picture. */
export function ChooseFile({
  className,
  children,
}: {
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        className="file-input"
        data-testid="file-input"
        type="file"
        accept="video/*,image/*,.mkv,.mov,.mp4,.webm"
        aria-label="A video or picture"
        tabIndex={-1}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file can be chosen again.
          target.value = '';
          if (file) {
            void files.open(file);
          }
        }}
      />
    </>
  );
}
