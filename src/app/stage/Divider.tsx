/** A line over the picture that can be moved from side to side, and its handle. @param at per cent of the width */
export function Divider(props: {
  readonly at: number;
  readonly label: string;
  readonly onMove: (at: number) => void;
}) {
  return (
    <>
      <div className="divider" style={{ left: `${props.at}%` }} />
      <input
        className="divider-handle"
        type="range"
        min="0"
        max="100"
        value={props.at}
        aria-label={props.label}
        onChange={(event) => props.onMove(Number(event.target.value))}
      />
    </>
  );
}
