import { useWidth } from '@/components/useWidth'
import { quantity } from '@/lib/format'

/** From the first byte sent to the last one back. */
export function CallPath({ latency, firstToken }: { latency: number; firstToken: number | undefined }) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const first = firstToken !== undefined && firstToken < latency ? firstToken : undefined
  const x = (ms: number) => (latency === 0 ? 0 : (ms / latency) * (width - 1))
  const roomy = first !== undefined && x(first) > 70 && x(first) < width - 110
  return (
    <div ref={ref}>
      <svg
        width={width}
        height={62}
        role="img"
        aria-label={`Sent at 0, ${first === undefined ? '' : `first token at ${Math.round(first)} ms, `}last byte at ${Math.round(latency)} ms`}
      >
        {first === undefined ? (
          <rect x="0" y="10" width={width} height="14" fill="var(--series)" />
        ) : (
          <>
            <rect x="0" y="10" width={Math.max(1, x(first) - 1)} height="14" fill="var(--line-strong)" />
            <rect x={x(first)} y="10" width={width - x(first)} height="14" fill="var(--series)" />
            <path d={`M${x(first)} 6V30`} stroke="var(--ink)" />
          </>
        )}
        <path d={`M${width - 0.5} 6V30`} stroke="var(--ink)" />
        <g className="axis">
          <text x="0" y="42">
            0
          </text>
          <text x="0" y="57">
            sent
          </text>
          {first !== undefined && roomy ? (
            <>
              <text x={x(first)} y="42" textAnchor="middle">
                {quantity(Math.round(first))}
              </text>
              <text x={x(first)} y="57" textAnchor="middle">
                first token
              </text>
            </>
          ) : null}
          <text x={width} y="42" textAnchor="end">
            {quantity(Math.round(latency))}
          </text>
          <text x={width} y="57" textAnchor="end">
            {first !== undefined && !roomy
              ? `last byte, first token at ${quantity(Math.round(first))}`
              : 'last byte'}
          </text>
        </g>
      </svg>
    </div>
  )
}
