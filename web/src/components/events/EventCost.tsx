import type { Event } from '@/api/client'
import { Mark } from '@/components/figures/marks'
import { SixDecimals } from '@/components/figures/money'
import { Decimal } from '@/lib/decimal'
import { DASH } from '@/lib/format'

/** The cost of one request in a list: points line up, and what is not known is never zero. */
export function EventCost({ event }: { event: Event }) {
  const { status, cost, currency = 'USD' } = event
  if (status === 'not_billed') return <span className="text-ink-3">not billed</span>
  if (status === 'failed') return <span className="text-ink-3">failed</span>
  if (status === 'no_usage') return <span className="text-ink-3">no usage</span>
  const mark =
    status === 'estimated' || status === 'unpriced' || status === 'unknown' || status === 'interrupted' ? (
      <Mark kind={status} className="ml-1.5 w-3.5" />
    ) : (
      <span aria-hidden="true" className="ml-1.5 inline-block w-3.5" />
    )
  return (
    <span className="whitespace-nowrap">
      {cost === null ? (
        <span className={status === 'unpriced' ? 'font-semibold text-warn-ink' : 'text-ink-3'}>{DASH}</span>
      ) : (
        <SixDecimals value={Decimal.of(cost)} currency={currency} />
      )}
      {mark}
    </span>
  )
}
