import type { Event } from '@/api/client'
import { Decimal } from '@/lib/decimal'
import { quantity } from '@/lib/format'
import { OUTPUT_METERS } from '@/lib/names'

const CLASSES = {
  in: ['input'],
  cached: ['cache_read'],
  written: ['cache_write', 'cache_write_5m', 'cache_write_1h'],
  out: OUTPUT_METERS,
} as const

/** Tokens of one class; unknown is said, and a grey 0 was counted. */
export function EventTokens({ event, of }: { event: Event; of: keyof typeof CLASSES }) {
  if (event.usage_source === 'unknown') return <span className="text-ink-3">unknown</span>
  const count = Decimal.sum(CLASSES[of].map((meter) => Decimal.of(event.usage[meter] ?? 0)))
  return count.sign() === 0 ? <span className="text-ink-3">0</span> : <>{quantity(count)}</>
}
