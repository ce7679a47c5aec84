import type { Event } from '@/api/client'
import { Decimal } from '@/lib/decimal'
import { DASH, exact, joined, quantity } from '@/lib/format'
import { meterKind, METERS, TOKEN_METERS } from '@/lib/names'
import { cn } from '@/lib/cn'

interface Row {
  meter: string
  quantity: Decimal
  unitPrice: Decimal | null
  amount: Decimal | null
  /** The further call that this line belongs to. */
  of: string | null
}

/** Quantity × unit price = amount, every digit, all amounts to the same depth, and a sum that is one. */
export function ReceiptLines({ event }: { event: Event }) {
  const rows = linesOf(event)
  const currency = event.currency ?? 'USD'
  const total = event.cost === null ? null : Decimal.of(event.cost)
  const tokens = Decimal.sum(
    rows.filter((row) => row.of === null && isTokens(row.meter)).map((row) => row.quantity),
  )
  const classes = rows.filter((row) => row.of === null && isTokens(row.meter)).length
  if (rows.length === 0) return <p className="text-ink-2">{withoutLines(event)}</p>
  const depth = Math.max(2, ...rows.map((row) => row.amount?.places() ?? 0), total?.places() ?? 0)
  const amounts = rows.every((row) => row.amount !== null)
  const sum = amounts ? Decimal.sum(rows.map((row) => row.amount!)) : null
  return (
    <>
      <table className="w-full border-collapse font-mono text-[11px]/[22px] sm:text-receipt">
        <thead>
          <tr className="border-b border-dashed border-line-strong text-ink-3 *:pb-[3px] *:font-normal">
            <th scope="col" className="text-left">
              meter
            </th>
            <th scope="col" className="text-right">
              quantity
            </th>
            <th scope="col" className="text-right max-md:hidden">
              {SYMBOL_PER[currency] ?? currency} per 1M
            </th>
            <th scope="col" className="text-right">
              amount
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i} className="*:align-top">
              <td className={cn(row.of !== null && 'pl-3')}>
                {row.of === null ? '' : `${row.of}: `}
                {row.meter}
                {row.unitPrice ? (
                  <span className="-mt-[3px] mb-[3px] block leading-[15px] text-ink-3 md:hidden">
                    × {unitText(row, currency)}
                  </span>
                ) : null}
              </td>
              <td className="pl-2 text-right">{quantity(row.quantity)}</td>
              <td className="pl-2 text-right max-md:hidden">
                {row.unitPrice ? unitText(row, currency, true) : DASH}
              </td>
              <td className="pl-2 text-right">
                {row.amount ? (
                  joined(exact(row.amount, currency, depth))
                ) : (
                  <span className="text-warn-ink">{DASH}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {total && sum && total.compare(sum) !== 0 ? (
            <tr>
              <td colSpan={2}>stated without a line</td>
              <td className="max-md:hidden" />
              <td className="pl-2 text-right">{joined(exact(total.minus(sum), currency, depth))}</td>
            </tr>
          ) : null}
          <tr className="border-t border-rule font-bold *:pt-[5px]">
            <td>total, {currency}</td>
            <td className="pl-2 text-right">{tokens.sign() > 0 ? quantity(tokens) : ''}</td>
            <td className="max-md:hidden" />
            <td className="pl-2 text-right">
              {total ? (
                <span className="double-rule">{joined(exact(total, currency, depth))}</span>
              ) : (
                <span className="text-warn-ink">{DASH}</span>
              )}
            </td>
          </tr>
        </tfoot>
      </table>
      {tokens.sign() > 0 ? (
        <p className="mt-3 text-ink-2">
          <b className="font-semibold text-accent-ink">{quantity(tokens)}</b> tokens
          {classes === 1
            ? `, all ${METERS[meterKind(rows.find((r) => isTokens(r.meter))!.meter)]!.toLowerCase()}`
            : ` in ${classes} exclusive classes`}
          .
        </p>
      ) : null}
    </>
  )
}

const SYMBOL_PER: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' }

function isTokens(meter: string): boolean {
  return TOKEN_METERS.includes(meterKind(meter))
}

/** A price is never rounded; what is not tokens is priced per one. */
function unitText(row: Row, currency: string, short = false): string {
  const price = joined(exact(row.unitPrice!, currency))
  if (!isTokens(row.meter)) return `${price} each`
  return short ? price : `${price}/1M`
}

/** The receipt's own lines; where nothing is priced, the quantities that wait for a price. */
function linesOf(event: Event): Row[] {
  const lines = (event.lines ?? []).map((line) => ({ line, of: null as string | null }))
  for (const call of event.sub_calls ?? [])
    for (const line of call.lines ?? []) lines.push({ line, of: call.role })
  if (lines.length > 0)
    return lines.map(({ line, of }) => ({
      meter: line.meter,
      quantity: Decimal.of(line.quantity),
      unitPrice: Decimal.of(line.unit_price),
      amount: Decimal.of(line.amount),
      of,
    }))
  const order = Object.keys(METERS)
  return Object.entries(event.meters ?? event.usage)
    .filter(([, used]) => used > 0)
    .sort(([a], [b]) => order.indexOf(meterKind(a)) - order.indexOf(meterKind(b)))
    .map(([meter, used]) => ({ meter, quantity: Decimal.of(used), unitPrice: null, amount: null, of: null }))
}

function withoutLines(event: Event): string {
  if (event.usage_source === 'unknown') return 'What it used is not known, so there are no lines.'
  return 'It used nothing that is metered, so there are no lines.'
}
