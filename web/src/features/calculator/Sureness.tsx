import type { ModelCount } from '@/api/client'
import { cn } from '@/lib/cn'
import { DASH, NARROW, percent, quantity } from '@/lib/format'

export function sureness(count: ModelCount): string {
  switch (count.exactness) {
    case 'EXACT':
      return 'exact'
    case 'PROVIDER_API':
      return 'counted by provider'
    case 'CALIBRATED':
      return `calibrated ±${percent(count.error ?? 0, (count.error ?? 0) < 0.01 ? 1 : 0)}`
    case 'ESTIMATE':
      return 'estimate'
    default:
      return 'not known'
  }
}

export function isSure(count: ModelCount): boolean {
  return count.exactness === 'EXACT' || count.exactness === 'PROVIDER_API'
}

/** A count as it stands in figures: one that is not sure has a sign before it. */
export function counted(count: ModelCount): string {
  if (count.tokens === null) return DASH
  return (isSure(count) ? '' : `≈${NARROW}`) + quantity(count.tokens)
}

/** How far a count can be trusted: a full frame for what is exact, a broken one for what is not. */
export function Sureness({ count }: { count: ModelCount }) {
  return (
    <span
      className={cn(
        'rounded-s border px-1.5 text-[11.5px]/[17px] whitespace-nowrap',
        isSure(count) ? 'border-ink text-ink' : 'border-dashed border-line-strong text-ink-2',
      )}
    >
      {sureness(count)}
    </span>
  )
}
