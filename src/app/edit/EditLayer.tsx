/** Lies over the picture of a file: covers can be clicked, drawn, moved, resized and turned, with pointer and keys. No pixel is here. */
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import {
  addCover,
  addStroke,
  type Mark,
  reshape,
  type Shape,
  select,
  toggle,
} from '../../session/corrections.ts';
import { isLookedThrough } from '../../session/file-state.ts';
import { useSession } from '../../session/store.ts';
import { i18n, params, useWords } from '../i18n.ts';
import { BrushTip } from './BrushTip.tsx';
import { type At, between, dragged, type Grip, keyed, outlineOf, outOf } from './outline.ts';

export const words = i18n('editLayer', {
  covers: 'Covers in the picture',
  keys: 'Enter leaves a face visible or covers it. Arrows move a cover, with Shift they resize it, [ and ] turn it. Delete removes it.',
  found: params('Face {n}, covered'),
  visible: params('Face {n}, visible by your choice'),
  hand: params('Cover {n} by hand'),
  tip: 'Brush. Arrows move it, with Shift further. Enter begins a stroke and ends it, Escape drops it.',
});

/** Width of the brush as a share of the picture's shorter side, and at least, px of the picture. */
const BRUSH = 0.08;
const MIN_BRUSH = 12;
/** Screen px that a press may wander and still be a click. */
const CLICK = 5;

interface Drag {
  readonly mark: Mark | null;
  readonly grip: Grip;
  readonly from: At;
  readonly screen: At;
  readonly name: string;
  readonly moved: boolean;
}

export function EditLayer() {
  const t = useWords(words);
  const file = useSession((state) => state.file);
  const shown = useSession((state) => state.phase === 'live' && state.reason === 'faces' && !state.trouble);
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [fresh, setFresh] = useState<Shape | null>(null);
  const [stroke, setStroke] = useState<readonly At[]>([]);
  const hint = useId();
  const active = file?.activity === 'still' && shown && isLookedThrough(file) && file.compared === 'off';
  if (!file?.info || !active) {
    return null;
  }
  const { width, height } = file.info;
  const { marks, selected } = file;
  // Handles are as large on a small screen: picture pixels for each CSS pixel.
  const scale = width / (svg.current?.clientWidth || 700);

  /** Px of the picture that a key moves by. */
  const step = Math.max(1, Math.round(Math.max(width, height) / 200));
  const brushWidth = Math.max(MIN_BRUSH, Math.min(width, height) * BRUSH);

  const place = (event: PointerEvent): At => {
    const bounds = svg.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return {
      x: ((event.clientX - bounds.left) / bounds.width) * width,
      y: ((event.clientY - bounds.top) / bounds.height) * height,
    };
  };
  const begin = (event: PointerEvent, mark: Mark | null, grip: Grip) => {
    // With a finger, a drag beside the covers scrolls the page, unless it was said that it paints.
    if (event.button !== 0 || (mark === null && event.pointerType === 'touch' && !file.brush)) {
      return;
    }
    event.stopPropagation();
    svg.current?.setPointerCapture(event.pointerId);
    setDrag({
      mark,
      grip,
      from: place(event),
      screen: { x: event.clientX, y: event.clientY },
      name: `${grip} ${event.timeStamp}`,
      moved: false,
    });
  };
  const move = (event: PointerEvent) => {
    if (!drag) {
      return;
    }
    const far = Math.hypot(event.clientX - drag.screen.x, event.clientY - drag.screen.y) > CLICK;
    if (!drag.moved && !far) {
      return;
    }
    setDrag({ ...drag, moved: true });
    const to = place(event);
    if (drag.mark) {
      reshape(drag.mark, dragged(drag.mark.shape, drag.grip, drag.from, to), drag.name);
    } else if (file.brush) {
      setStroke([...(stroke.length > 0 ? stroke : [drag.from]), to]);
    } else {
      setFresh(between(drag.from, to));
    }
  };
  const end = () => {
    if (drag && !drag.moved) {
      if (!drag.mark || drag.mark.kind === 'hand') {
        select(drag.mark?.face ?? null);
      } else if (drag.grip === 'move') {
        select(drag.mark.face);
        toggle(drag.mark);
      }
    } else if (stroke.length > 0) {
      addStroke(stroke, brushWidth);
    } else if (fresh) {
      addCover(fresh);
    }
    cancel();
  };
  const cancel = () => {
    setDrag(null);
    setFresh(null);
    setStroke([]);
  };
  const nameOf = (mark: Mark) => {
    const alike = marks.filter(({ kind }) => (kind === 'hand') === (mark.kind === 'hand'));
    const order = [...alike].sort((a, b) => Math.abs(a.face) - Math.abs(b.face));
    return t[mark.kind]({ n: order.indexOf(mark) + 1 });
  };
  return (
    <>
      <p id={hint} className="visually-hidden">
        {t.keys}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: HTML has no group that is a drawing. */}
      <svg
        ref={svg}
        className={file.brush ? 'edit-layer painting' : 'edit-layer'}
        data-testid="edit-layer"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="group"
        aria-label={t.covers}
        aria-describedby={hint}
        onPointerDown={(event) => begin(event, null, 'move')}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={cancel}
      >
        {inOrder(marks, selected).map((mark) => (
          <MarkShape
            key={mark.face}
            mark={mark}
            label={nameOf(mark)}
            selected={mark.face === selected}
            moment={file.position}
            step={step}
            onGrip={(event, grip) => begin(event, file.brush ? null : mark, grip)}
          >
            {mark.face === selected && <Handles shape={mark.shape} scale={scale} />}
          </MarkShape>
        ))}
        {fresh && <path className="mark fresh" d={outlineOf(fresh)} />}
        {stroke.length > 0 && (
          <polyline
            className="stroke"
            points={stroke.map(({ x, y }) => `${x},${y}`).join(' ')}
            strokeWidth={brushWidth}
          />
        )}
        {file.brush && (
          <BrushTip
            label={t.tip}
            width={width}
            height={height}
            brush={brushWidth}
            step={step}
            stroke={stroke}
            onStroke={setStroke}
            onEnd={end}
          />
        )}
      </svg>
    </>
  );
}

/** Large ones first, so that small ones can be clicked; the selected one on top. */
function inOrder(marks: readonly Mark[], selected: number | null): readonly Mark[] {
  const size = ({ shape, face }: Mark) => (face === selected ? 0 : shape.width * shape.height);
  return [...marks].sort((a, b) => size(b) - size(a));
}

function MarkShape(props: {
  readonly mark: Mark;
  readonly label: string;
  readonly selected: boolean;
  /** What keys change at one moment is one step. */
  readonly moment: number;
  readonly step: number;
  readonly onGrip: (event: PointerEvent, grip: Grip) => void;
  readonly children: ReactNode;
}) {
  const { mark, selected, onGrip } = props;
  const element = useRef<SVGGElement>(null);
  // Where a found cover was moved by keys there is one by hand now: the focus goes along.
  useEffect(() => {
    const { activeElement } = document;
    if (selected && (activeElement === document.body || activeElement?.closest('.mark'))) {
      element.current?.focus();
    }
  }, [selected]);
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      select(mark.face);
      if (mark.kind !== 'hand') {
        toggle(mark);
      }
      return;
    }
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      if (mark.kind !== 'visible') {
        toggle(mark);
      }
      return;
    }
    const shape = keyed(mark.shape, event.key, event.shiftKey, props.step);
    if (shape) {
      event.preventDefault();
      reshape(mark, shape, `keys ${mark.face} ${props.moment}`);
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: HTML has no button that lies in a drawing.
    <g
      ref={element}
      role="button"
      tabIndex={0}
      aria-label={props.label}
      aria-pressed={mark.kind === 'hand' ? selected : mark.kind === 'visible'}
      className={`mark ${mark.kind}${selected ? ' selected' : ''}`}
      data-testid="mark"
      data-kind={mark.kind}
      onKeyDown={onKey}
      onFocus={() => select(mark.face)}
      onPointerDown={(event) => onGrip(event, gripOf(event))}
    >
      <path className="mark-halo" d={outlineOf(mark.shape)} />
      <path className="mark-line" d={outlineOf(mark.shape)} />
      {props.children}
    </g>
  );
}

function gripOf({ target }: PointerEvent): Grip {
  return ((target as SVGElement).dataset.grip as Grip | undefined) ?? 'move';
}

const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

function Handles({ shape, scale }: { readonly shape: Shape; readonly scale: number }) {
  const top = outOf(shape, 0, -1);
  const away = outOf(shape, 0, -1 - (56 * scale) / shape.height);
  return (
    <>
      <path className="mark-stem" d={`M${top.x} ${top.y}L${away.x} ${away.y}`} />
      <circle className="handle turn" data-grip="turn" cx={away.x} cy={away.y} r={9 * scale} />
      {CORNERS.map(([u, v]) => {
        const { x, y } = outOf(shape, u, v);
        return <circle key={`${u} ${v}`} className="handle" data-grip="size" cx={x} cy={y} r={9 * scale} />;
      })}
    </>
  );
}
