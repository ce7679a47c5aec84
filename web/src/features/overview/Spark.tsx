import type { Decimal } from '@/lib/decimal'

/** The period in small, for the eye only; the figures stand in the chart and its table. */
export function Spark({ values, partial }: { values: Decimal[]; partial: boolean }) {
  const shown = values.slice(-31)
  const max = shown.reduce((a, b) => (b.compare(a) > 0 ? b : a))
  const width = 92
  const height = 32
  const step = width / shown.length
  return (
    <svg width={width} height={height} aria-hidden="true" className="flex-none">
      {shown.map((value, i) => {
        const size = value.share(max) * height
        return (
          <rect
            key={i}
            x={i * step}
            y={height - size}
            width={Math.max(0.5, step - 1)}
            height={size}
            fill="var(--series)"
            opacity={partial && i === shown.length - 1 ? 0.45 : 1}
          />
        )
      })}
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--line-strong)" />
    </svg>
  )
}
