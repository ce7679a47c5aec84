import { memo, useId } from 'react'
import { useWidth } from '@/components/useWidth'
import type { Decimal } from '@/lib/decimal'
import { ticksFor } from './axis'

export interface Stack {
  key: string
  colour: number
  values: Decimal[]
}

interface Props {
  label: string
  /** From the axis upwards. */
  stacks: Stack[]
  totals: Decimal[]
  /** The period before, bucket by bucket; null where it has none. */
  caps: (Decimal | null)[]
  /** Buckets without a single event: a gap, not a zero. */
  gaps: boolean[]
  /** The bucket that is still filling. */
  pale: number | null
  /** What stands under a bucket, given the last one before it that is labelled. */
  tick: (i: number, before: number | undefined) => string
  names: string[]
  format: (value: Decimal) => string
  selected: number | null
  onSelect: (index: number | null) => void
}

/**
 * Stacked bars in the grammar of the ledger: solid is known, pale is not finished, a dotted cap is
 * the same bucket of the period before, a broken floor is no data. Nothing floats over the bars: the
 * crosshair fills the legend's second column.
 */
export const StackedBars = memo(function StackedBars(props: Props) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const { selected, onSelect, totals } = props
  const height = width < 520 ? 260 : 372
  const move = (clientX: number) => {
    const box = ref.current?.getBoundingClientRect()
    if (!box) return
    const { left, inner } = frameOf(width, height)
    const i = Math.floor(((clientX - box.left - left) / inner) * totals.length)
    onSelect(i >= 0 && i < totals.length ? i : null)
  }
  return (
    <div
      ref={ref}
      className="touch-pan-y select-none"
      style={{ height }}
      onPointerMove={(event) => move(event.clientX)}
      onPointerDown={(event) => move(event.clientX)}
      onPointerLeave={(event) => event.pointerType === 'mouse' && onSelect(null)}
    >
      {width > 0 ? <Drawing {...props} width={width} height={height} selected={selected} /> : null}
    </div>
  )
})

function frameOf(width: number, height: number) {
  const narrow = width < 520
  const [left, right, top, bottom] = narrow ? [44, 4, 26, 28] : [56, 8, 28, 28]
  return { narrow, left, right, top, inner: width - left - right, tall: height - top - bottom }
}

function Drawing({
  label,
  stacks,
  totals,
  caps,
  gaps,
  pale,
  tick,
  names,
  format,
  selected,
  width,
  height,
}: Props & { width: number; height: number }) {
  const clip = useId()
  const { narrow, left, right, top, inner, tall } = frameOf(width, height)
  const count = totals.length
  const step = inner / count
  const gap = Math.max(count > 200 ? 0.5 : 1, step * 0.16)
  const bar = Math.max(0.75, step - gap)
  const highest = [...totals, ...caps.filter((cap) => cap !== null)].reduce((a, b) =>
    b.compare(a) > 0 ? b : a,
  )
  const axis = ticksFor(highest)
  const max = axis.at(-1)!
  const floor = top + tall
  const y = (value: Decimal) => floor - value.share(max) * tall
  const x = (i: number) => left + i * step + gap / 2
  const every = Math.ceil(count / Math.max(2, Math.floor(inner / (narrow ? 44 : 52))))
  const accumulated = totals.map(() => 0)
  const flag = selected === null ? 0 : Math.max(88, names[selected]!.length * 6.6 + 20)
  return (
    <svg width={width} height={height} role="img" aria-label={label} className="block">
      {axis.map((value, i) => (
        <g key={i}>
          <path
            d={`M${left} ${Math.round(y(value)) + 0.5}H${width - right}`}
            stroke={i ? 'var(--grid)' : 'var(--line-strong)'}
          />
          <text x={left - 8} y={y(value) + 4} textAnchor="end" className="axis">
            {format(value)}
          </text>
        </g>
      ))}
      <clipPath id={clip}>
        <rect x={left} y={top - 4} width={inner} height={tall + 4} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {stacks.map((stack) => (
          <g key={stack.key} fill={`var(--c${stack.colour})`}>
            {stack.values.map((value, i) => {
              const size = value.share(max) * tall
              if (size <= 0) return null
              const base = accumulated[i]!
              accumulated[i] = base + size
              // 1 px of ground between neighbours
              return (
                <rect
                  key={i}
                  x={x(i)}
                  width={bar}
                  y={floor - base - size}
                  height={Math.max(0.4, size - 0.9)}
                  opacity={pale === i ? 0.5 : undefined}
                />
              )
            })}
          </g>
        ))}
        {gaps.map((empty, i) =>
          empty ? (
            <path
              key={i}
              d={`M${x(i)} ${floor - 0.5}h${bar}`}
              stroke="var(--ink-3)"
              strokeWidth="2"
              strokeDasharray="2 2"
            />
          ) : null,
        )}
        {narrow || bar < 6
          ? null
          : caps.map((cap, i) => {
              if (cap === null) return null
              const at = Math.round(y(cap))
              return (
                <g key={i}>
                  <rect x={x(i) - 0.5} y={at - 2.5} width={bar + 1} height="5" rx="2" fill="var(--surface)" />
                  <path
                    d={`M${x(i) + 1} ${at}h${bar - 2}`}
                    stroke="var(--ink)"
                    strokeWidth="2"
                    strokeDasharray="2 1.6"
                  />
                </g>
              )
            })}
      </g>
      {totals.map((_, i) =>
        i % every === 0 ? (
          <text
            key={i}
            x={left + (i + 0.5) * step}
            y={floor + 20}
            textAnchor="middle"
            className="axis"
            style={i === pale ? { fill: 'var(--ink)', fontWeight: 550 } : undefined}
          >
            {tick(i, i === 0 ? undefined : i - every)}
          </text>
        ) : null,
      )}
      {selected === null ? null : (
        <g>
          <path d={`M${left + (selected + 0.5) * step} ${top - 2}V${floor}`} stroke="var(--ink)" />
          <g
            transform={`translate(${Math.min(Math.max(left + (selected + 0.5) * step - flag / 2, left), width - right - flag)} 0)`}
          >
            <rect width={flag} height="20" rx="3" fill="var(--ink)" />
            <text
              x={flag / 2}
              y="14"
              textAnchor="middle"
              className="axis"
              style={{ fill: 'var(--surface)', fontWeight: 550 }}
            >
              {names[selected]}
            </text>
          </g>
        </g>
      )}
    </svg>
  )
}
