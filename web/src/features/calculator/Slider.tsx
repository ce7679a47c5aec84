import { useId } from 'react'

/** One of a row of steps, which need not be equally far apart. */
export function Slider({
  label,
  shown,
  note,
  steps,
  value,
  onChange,
}: {
  label: string
  shown: string
  note?: string
  steps: readonly number[]
  value: number
  onChange: (value: number) => void
}) {
  const id = useId()
  const at = steps.findIndex((step) => step >= value)
  const place = at < 0 ? steps.length - 1 : at
  return (
    <div className="grid grid-cols-[1fr_auto] gap-x-2.5 gap-y-1 border-b border-line px-4 py-[13px]">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id} className="figure !text-body font-semibold">
        {shown}
      </output>
      <input
        id={id}
        type="range"
        className="slider col-span-2"
        min={0}
        max={steps.length - 1}
        step={1}
        value={place}
        aria-valuetext={shown}
        onChange={(event) => onChange(steps[event.target.valueAsNumber] ?? value)}
        style={{ '--fill': `${(100 * place) / (steps.length - 1)}%` } as React.CSSProperties}
      />
      {note ? <span className="col-span-2 text-small text-ink-3">{note}</span> : null}
    </div>
  )
}
