import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type At, keyed } from './outline.ts';

/** How many steps one press goes with Shift. */
const FAR = 5;

/** The brush for keys: arrows move it, with Shift further; Enter begins a stroke and ends it, Escape drops it. */
export function BrushTip(props: {
  readonly label: string;
  /** Of the picture, px; so are `brush`, the line's width, and `step`. */
  readonly width: number;
  readonly height: number;
  readonly brush: number;
  readonly step: number;
  /** What is being painted; empty between strokes. */
  readonly stroke: readonly At[];
  readonly onStroke: (stroke: readonly At[]) => void;
  readonly onEnd: () => void;
}) {
  const { width, height, stroke, onStroke } = props;
  const element = useRef<SVGCircleElement>(null);
  const [at, setAt] = useState<At>({ x: width / 2, y: height / 2 });
  // Who chose the brush by a key goes on with keys.
  useEffect(() => {
    if (document.activeElement?.matches('button:focus-visible')) {
      element.current?.focus();
    }
  }, []);
  // A stroke that was not ended goes with the brush.
  useEffect(() => () => onStroke([]), [onStroke]);
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const { key, shiftKey } = event;
    const moved = keyed(
      { ...at, width: 0, height: 0, angle: 0 },
      key,
      false,
      props.step * (shiftKey ? FAR : 1),
    );
    if (moved && key.startsWith('Arrow')) {
      const to = { x: within(moved.x, width), y: within(moved.y, height) };
      setAt(to);
      if (stroke.length > 0) {
        onStroke([...stroke, to]);
      }
    } else if (key === 'Enter' || key === ' ') {
      if (stroke.length > 0) {
        props.onEnd();
      } else {
        onStroke([at]);
      }
    } else if (key === 'Escape' && stroke.length > 0) {
      onStroke([]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: HTML has no button that lies in a drawing.
    <circle
      ref={element}
      className="brush-tip"
      data-testid="brush-tip"
      role="button"
      tabIndex={0}
      aria-label={props.label}
      aria-pressed={stroke.length > 0}
      cx={at.x}
      cy={at.y}
      r={props.brush / 2}
      onKeyDown={onKey}
    />
  );
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
