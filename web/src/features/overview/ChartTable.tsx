import { Table, Td, Th, TotalTr, Tr } from '@/components/ui/table'
import { Decimal } from '@/lib/decimal'
import { cents, centsColumn, DASH, joined, quantity } from '@/lib/format'
import type { Group } from '@/lib/scope'
import { measure, type Metric, type Series } from './board'
import { seriesName } from './labels'

/** The chart's twin: exactly what is drawn, newest first, exact counts. */
export function ChartTable({
  series,
  caps,
  names,
  metric,
  group,
  currency,
}: {
  series: Series[]
  caps: (Decimal | null)[]
  names: string[]
  metric: Metric
  group: Group
  currency: string
}) {
  const write = metric === 'cost' ? (v: Decimal) => joined(cents(v, currency)) : quantity
  const column = (values: Decimal[]) =>
    metric === 'cost' ? centsColumn(values, currency).map(joined) : values.map(write)
  const columns = series.map((one) => column(one.buckets.map((bucket) => measure(bucket, metric))))
  const rows = names.map((_, i) => series.map((one) => measure(one.buckets[i]!, metric)))
  const sums = rows.map((row) => Decimal.sum(row))
  const totals = column(sums)
  const requests = names.map((_, i) => series.reduce((sum, one) => sum + one.buckets[i]!.requests, 0))
  const against = caps.some((cap) => cap !== null)
  const newestFirst = names.map((_, i) => names.length - 1 - i)
  return (
    // A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="region" aria-label="Figures of the chart" tabIndex={0} className="max-h-[420px] overflow-auto">
      <Table>
        <thead className="sticky top-0 z-1 bg-surface">
          <tr>
            <Th>Period</Th>
            <Th numeric>Total</Th>
            {against ? <Th numeric>Before</Th> : null}
            {series.map((one) => (
              <Th key={one.key ?? '…'} numeric className="max-lg:hidden">
                {seriesName(one.key, group)}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((i) => (
            <Tr key={i}>
              <Td className="whitespace-nowrap">{names[i]}</Td>
              <Td numeric className="font-medium">
                {requests[i] ? totals[i] : <span className="text-ink-3">{DASH}</span>}
              </Td>
              {against ? (
                <Td numeric className="text-ink-2">
                  {caps[i] ? write(caps[i]) : DASH}
                </Td>
              ) : null}
              {series.map((one, k) => (
                <Td key={one.key ?? '…'} numeric className="max-lg:hidden">
                  {one.buckets[i]!.requests ? columns[k]![i] : <span className="text-ink-3">{DASH}</span>}
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
        <tfoot>
          <TotalTr>
            <Td>Total</Td>
            <Td numeric>
              <span className="double-rule">{write(Decimal.sum(sums))}</span>
            </Td>
            {against ? <Td /> : null}
            {series.map((one) => (
              <Td key={one.key ?? '…'} numeric className="max-lg:hidden">
                {write(Decimal.sum(one.buckets.map((bucket) => measure(bucket, metric))))}
              </Td>
            ))}
          </TotalTr>
        </tfoot>
      </Table>
    </div>
  )
}
