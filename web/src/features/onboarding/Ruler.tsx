import { useWidth } from '@/components/useWidth'

const MARKS = Array.from({ length: 61 }, (_, i) => i)

/** Sixty marks; the accent one is where we are. */
export function Ruler({
  at,
  label,
  marks,
  filled = false,
}: {
  /** 0 to 1. */
  at: number
  label: string
  marks: (i: number) => string
  filled?: boolean
}) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const x = (share: number) => 4 + share * (width - 8)
  const every = width < 360 ? 20 : 10
  const right = x(at) > width - 170
  return (
    <div ref={ref} className="h-16">
      <svg width={width} height={64} role="img" aria-label={label}>
        {MARKS.map((i) => (
          <g key={i}>
            <path
              d={`M${x(i / 60).toFixed(1)} 40V${i % 10 === 0 ? 22 : 31}`}
              stroke={i % 10 === 0 ? 'var(--ink-2)' : 'var(--line-strong)'}
              strokeWidth={i % 10 === 0 ? 1.5 : 1}
            />
            {i % every === 0 ? (
              <text
                className="axis"
                x={x(i / 60)}
                y="57"
                textAnchor={i === 0 ? 'start' : i === 60 ? 'end' : 'middle'}
              >
                {marks(i)}
              </text>
            ) : null}
          </g>
        ))}
        {filled ? <path d={`M4 12H${x(at)}`} stroke="var(--series)" strokeWidth="2.5" /> : null}
        <path d={`M${x(at)} ${filled ? 4 : 10}V42`} stroke="var(--accent)" strokeWidth="2.5" />
        <text
          className="axis"
          style={{ fill: 'var(--ink)', fontWeight: 550 }}
          x={x(at) + (right ? -8 : 8)}
          y="16"
          textAnchor={right ? 'end' : 'start'}
        >
          {label}
        </text>
      </svg>
    </div>
  )
}
